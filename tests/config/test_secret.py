import copy
import json
import pickle
from pathlib import Path

import msgspec
import pytest

from config.secret import Secret, SecretFileError, read_secret

HELD = "hunter2-and-more"


class Holder(msgspec.Struct, frozen=True):
    secret: Secret = Secret()


@pytest.mark.parametrize(
    "shown",
    [
        str(Secret(HELD)),
        repr(Secret(HELD)),
        f"{Secret(HELD)}",
        f"{Secret(HELD)!r}",
        "%s" % Secret(HELD),  # noqa: UP031 - the way of the standard library's logging
        str([Secret(HELD)]),
        str(Holder(Secret(HELD))),
        str(pickle.loads(pickle.dumps(Secret(HELD)))),  # noqa: S301 - pickled here
        pickle.dumps(Holder(Secret(HELD))).decode("latin-1"),
        str(copy.deepcopy(Secret(HELD))),
        msgspec.json.encode(Holder(Secret(HELD)), enc_hook=str).decode(),
        str(msgspec.to_builtins(Holder(Secret(HELD)), enc_hook=str)),
        json.dumps({"secret": Secret(HELD)}, default=str),
    ],
)
def test_nothing_shows_what_it_holds(shown: str) -> None:
    assert "***" in shown
    assert HELD not in shown


@pytest.mark.parametrize("encode", [msgspec.json.encode, msgspec.to_builtins, json.dumps])
def test_what_encodes_without_asking_is_refused(encode: object) -> None:
    assert callable(encode)
    with pytest.raises(TypeError) as error:
        encode({"secret": Secret(HELD)})
    assert HELD not in str(error.value)


def test_only_reveal_gives_it_and_only_comparing_looks_at_it() -> None:
    assert Secret(HELD).reveal() == HELD
    assert Secret(HELD) == Secret(HELD)
    assert Secret(HELD) != Secret(HELD + "!")
    assert Secret(HELD) != HELD
    assert not hasattr(Secret(HELD), "__dict__")


def test_settings_without_a_secret_travel_whole_and_a_secret_stays_behind() -> None:
    assert pickle.loads(pickle.dumps(Holder())) == Holder()  # noqa: S301 - pickled here
    assert pickle.loads(pickle.dumps(Secret(HELD))) == Secret("***")  # noqa: S301
    assert copy.deepcopy(Holder(Secret(HELD))) == Holder(Secret(HELD))


def test_an_empty_one_means_that_there_is_none() -> None:
    assert not Secret()
    assert Secret(HELD)
    assert str(Secret()) == ""


def secret_file(folder: Path, content: bytes, mode: int = 0o600) -> str:
    file = folder / "password"
    file.write_bytes(content)
    file.chmod(mode)
    return str(file)


@pytest.mark.parametrize("mode", [0o600, 0o400, 0o640])
def test_a_file_gives_its_secret_without_the_line_end(tmp_path: Path, mode: int) -> None:
    assert read_secret(secret_file(tmp_path, b"  s p\n", mode)).reveal() == "s p"


@pytest.mark.parametrize(
    ("content", "mode", "said"),
    [
        (b"s", 0o604, "chmod 600"),
        (b"s", 0o644, "chmod 600"),
        (b"s", 0o602, "chmod 600"),
        (b"", 0o600, "is empty"),
        (b" \n", 0o600, "is empty"),
        (b"\xff\xfe", 0o600, "UTF-8"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(
    tmp_path: Path, content: bytes, mode: int, said: str
) -> None:
    with pytest.raises(SecretFileError, match=said):
        read_secret(secret_file(tmp_path, content, mode))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SecretFileError, match="no-such-file: No such file"):
        read_secret(str(tmp_path / "no-such-file"))
