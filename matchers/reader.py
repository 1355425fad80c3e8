"""Reading of listed names, remembered from one index to the next: most lists hardly change.

What is remembered is worth nothing to another version of the matcher, so it bears the digest of
everything that reading a name depends on, and is forgotten where that differs.
"""

import functools
import hashlib
from collections.abc import Mapping
from importlib.metadata import version
from importlib.resources import files
from typing import Final

import icu
import msgspec

from matchers.model import Kind, Struct
from matchers.names import AnalysedName, readings
from matchers.phrases import phrase_key

_LIBRARIES: Final = ("rigour", "pyicu")
_SOURCES: Final = (".py", ".yaml", ".tsv")


class _Memory(Struct):
    """What a reader knows: readings by kind and text, and the keys of long names."""

    version: str
    names: Mapping[str, Mapping[str, tuple[AnalysedName, ...]]]
    phrases: Mapping[str, int | None]


class Reader:
    """Reads names, and remembers what it was asked for."""

    def __init__(self, memory: bytes = b"") -> None:
        """Start with what another reader's `memory` was; with nothing where it does not serve.

        `memory` is trusted: whoever keeps it must keep others from writing it.
        """
        known = _decoded(memory)
        self._known_names = known.names
        self._known_phrases = known.phrases
        self._names: dict[str, dict[str, tuple[AnalysedName, ...]]] = {kind: {} for kind in Kind}
        self._phrases: dict[str, int | None] = {}

    def readings(self, text: str, kind: Kind) -> tuple[AnalysedName, ...]:
        """See `matchers.names.readings`."""
        of_kind = self._names[kind]
        found = of_kind.get(text)
        if found is None:
            found = self._known_names.get(kind, _NOTHING).get(text)
            found = of_kind[text] = readings(text, kind) if found is None else found
        return found

    def phrase_key(self, text: str) -> int | None:
        """See `matchers.phrases.phrase_key`."""
        if text not in self._phrases:
            known = self._known_phrases
            self._phrases[text] = known[text] if text in known else phrase_key(text)
        return self._phrases[text]

    def memory(self) -> bytes:
        """What was asked for, for a reader of the next index."""
        known = _Memory(version=reading_version(), names=self._names, phrases=self._phrases)
        return msgspec.msgpack.encode(known)


_NOTHING: Final[Mapping[str, tuple[AnalysedName, ...]]] = {}


def _decoded(memory: bytes) -> _Memory:
    nothing = _Memory(version=reading_version(), names={}, phrases={})
    try:
        known = msgspec.msgpack.decode(memory, type=_Memory) if memory else nothing
    except msgspec.MsgspecError:  # of another version, or cut: as good as none
        return nothing
    return known if known.version == nothing.version else nothing


@functools.cache
def reading_version() -> str:
    """The digest of all that the reading of a name depends on: this package and what it reads with.

    More than is needed is better than less: a change of any module makes names be read anew.
    """
    digest = hashlib.sha256()
    for library in _LIBRARIES:
        digest.update(f"{library} {version(library)}\n".encode())
    digest.update(f"icu {icu.ICU_VERSION}\n".encode())
    for file in sorted(files("matchers").iterdir(), key=lambda file: file.name):
        if file.name.endswith(_SOURCES):
            digest.update(file.name.encode() + b"\n" + file.read_bytes())
    return digest.hexdigest()
