import contextlib
import gzip
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lists.errors import LoadError
from lists.reading.files import read_file


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "list"


def test_plain_and_gzipped_content_are_the_same(path: Path) -> None:
    path.write_bytes(b"one\ntwo\n")
    plain = read_file(path)
    path.write_bytes(gzip.compress(b"one\ntwo\n"))
    assert read_file(path) == plain
    assert plain.content == b"one\ntwo\n"
    assert plain.place(2) == f"{path} line 2"


def test_gzip_of_several_members_is_read_whole(path: Path) -> None:
    path.write_bytes(gzip.compress(b"one\n") + gzip.compress(b"two\n"))
    assert read_file(path).content == b"one\ntwo\n"


@pytest.mark.parametrize("compress", [False, True])
def test_a_file_at_the_cap_is_read_and_one_above_refused(path: Path, *, compress: bool) -> None:
    content = b"0" * 1000
    path.write_bytes(gzip.compress(content) if compress else content)
    assert read_file(path, max_bytes=1000).content == content
    with pytest.raises(LoadError, match="holds more than 999 bytes"):
        read_file(path, max_bytes=999)


def test_a_gzip_bomb_is_refused_without_unpacking_it(path: Path) -> None:
    path.write_bytes(gzip.compress(b"\0" * (64 << 20)))
    assert path.stat().st_size < 1 << 20
    with pytest.raises(LoadError, match=r"list: holds more than 1,000,000 bytes"):
        read_file(path, max_bytes=1_000_000)


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda raw: raw[:-4], id="cut in the trailer"),
        pytest.param(lambda raw: raw[: len(raw) // 2], id="cut in the middle"),
        pytest.param(lambda raw: raw[:3], id="cut in the header"),
        pytest.param(lambda raw: raw[:-8] + b"\0\0\0\0" + raw[-4:], id="wrong checksum"),
        pytest.param(lambda raw: raw[:12] + b"\xff" * 8 + raw[20:], id="damaged block"),
        pytest.param(lambda raw: raw + b"trailing", id="rubbish behind"),
    ],
)
def test_damaged_gzip_is_an_error_that_names_the_file(path: Path, damage) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 - a lambda of the table above
    path.write_bytes(damage(gzip.compress(bytes(range(256)) * 100)))
    with pytest.raises(LoadError, match="list: damaged gzip"):
        read_file(path)


def test_missing_file_and_folder_are_errors(path: Path) -> None:
    with pytest.raises(LoadError, match="No such file"):
        read_file(path)
    path.mkdir()
    with pytest.raises(LoadError, match="Is a directory"):
        read_file(path)


@given(raw=st.binary(max_size=200), prefix=st.sampled_from([b"", b"\x1f\x8b", b"\x1f\x8b\x08\0"]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
def test_any_bytes_are_read_or_refused(path: Path, raw: bytes, prefix: bytes) -> None:
    path.write_bytes(prefix + raw)
    if prefix == b"" and not raw.startswith(b"\x1f\x8b"):
        assert read_file(path).content == raw
        return
    with contextlib.suppress(LoadError):  # any other exception fails the test
        read_file(path)
