"""Secrets: values that show themselves to nobody by accident, and the files they come from."""

import hmac
from pathlib import Path

SHOWN = "***"
_OTHERS = 0o007
_MAX_BYTES = 64 * 1024


class Secret:
    """A secret text. Whatever prints, formats or pickles it gets `***`.

    msgspec refuses to encode it, or gets `***` where `enc_hook=str` is given. Only `reveal` gives
    what it holds, and only comparing looks at it. An empty one means that there is none.
    """

    __slots__ = ("_held",)

    def __init__(self, held: str = "") -> None:
        self._held = held

    def reveal(self) -> str:
        """The secret itself: for the one library call that needs it."""
        return self._held

    def __bool__(self) -> bool:
        return bool(self._held)

    def __str__(self) -> str:
        return SHOWN if self._held else ""

    __repr__ = __str__

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._held.encode(), other._held.encode())

    def __hash__(self) -> int:
        return hash(self._held)

    def __reduce__(self) -> "tuple[type[Secret], tuple[str]]":
        # It does not travel to another process: there it holds what it shows.
        return Secret, (str(self),)

    def __deepcopy__(self, _memo: object) -> "Secret":
        return self


class SecretFileError(ValueError):
    """A file of a secret cannot be used; the message says why and what to do."""


def read_secret(path: str) -> Secret:
    """The secret that a file holds, without white space around it; raises SecretFileError."""
    file = Path(path).expanduser()
    try:
        if file.stat().st_mode & _OTHERS:
            raise SecretFileError(f"everybody may read {file}; `chmod 600 {file}`")
        with file.open("rb") as stream:
            content = stream.read(_MAX_BYTES).strip()
        text = content.decode()
    except OSError as error:
        raise SecretFileError(f"{file}: {error.strerror}") from error
    except UnicodeDecodeError:
        raise SecretFileError(f"{file} is not UTF-8 text") from None
    if not text:
        raise SecretFileError(f"{file} is empty; put the secret into it, and nothing else")
    return Secret(text)
