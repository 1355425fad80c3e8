import datetime as dt
import threading
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sharing import suppression_file
from sharing.section import PolicyError
from sharing.suppression import Suppression, sealed
from sharing.suppression_file import (
    change_suppressions,
    read_suppressions,
    suppressions_file,
)

SECRET = b"a secret for tests only"
NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


def record(number: int) -> Suppression:
    bare = Suppression(
        id=f"{number:016x}",
        party="0" * 32,
        entity_id="own-1",
        entity_version="1" * 32,
        reason="passport seen",
        requested_by="A. Lindqvist",
        approved_by="M. Okafor",
        entered_by="operator",
        created=NOW,
        expires=NOW + dt.timedelta(days=9),
    )
    return sealed(SECRET, bare)


def write(folder: Path, *records: Suppression) -> None:
    change_suppressions(folder, SECRET, lambda _: records)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    assert read_suppressions(tmp_path, SECRET) == ()
    write(tmp_path, record(1), record(2))
    assert read_suppressions(tmp_path, SECRET) == (record(1), record(2))
    file = suppressions_file(tmp_path)
    file.write_bytes(file.read_bytes().replace(b"\n", b"\n\n"))
    assert read_suppressions(tmp_path, SECRET) == (record(1), record(2))


def test_a_change_that_fails_changes_nothing(tmp_path: Path) -> None:
    write(tmp_path, record(1))

    def fails(_: Sequence[Suppression]) -> Sequence[Suppression]:
        raise KeyError("no")

    with pytest.raises(KeyError):
        change_suppressions(tmp_path, SECRET, fails)
    assert read_suppressions(tmp_path, SECRET) == (record(1),)


def test_changes_at_once_lose_nothing(tmp_path: Path) -> None:
    def add(number: int) -> None:
        change_suppressions(tmp_path, SECRET, lambda there: [*there, record(number)])

    threads = [threading.Thread(target=add, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {each.id for each in read_suppressions(tmp_path, SECRET)} == {
        record(number).id for number in range(12)
    }


def test_a_record_of_another_secret_is_refused(tmp_path: Path) -> None:
    write(tmp_path, record(1), record(2))
    with pytest.raises(PolicyError, match=r"suppressions.jsonl:1: seal: .*another installation"):
        read_suppressions(tmp_path, b"another secret of ours")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (b"2026-03-11", b"2026-09-11", "seal"),
        (b"2026-03-11", b"2029-03-11", "at most"),
        (b'"created":"2026-', b'"created":"9999-', "ends after it begins"),
        (b"2026-03-11", b"9999-12-31", "at most"),
        (b"M. Okafor", b"A. Lindqvist", "two different people"),
        (b"own-1", b"own-2", "seal"),
        (b'"reason"', b'"because"', "because"),
        (b"{", b"[", "no good-guy record"),
        (b"passport", b"pass\xffport", "no good-guy record"),
    ],
)
def test_what_was_altered_is_refused_with_its_line(
    tmp_path: Path, old: bytes, new: bytes, problem: str
) -> None:
    write(tmp_path, record(1), record(2))
    file = suppressions_file(tmp_path)
    first, second = file.read_bytes().splitlines()
    file.write_bytes(first + b"\n" + second.replace(old, new, 1) + b"\n")
    with pytest.raises(PolicyError, match=rf"suppressions.jsonl:2: .*{problem}"):
        read_suppressions(tmp_path, SECRET)


def test_a_record_that_stands_there_twice_is_refused(tmp_path: Path) -> None:
    write(tmp_path, record(1))
    file = suppressions_file(tmp_path)
    file.write_bytes(file.read_bytes() * 2)
    with pytest.raises(PolicyError, match="twice"):
        read_suppressions(tmp_path, SECRET)


def test_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, record(1), record(2))
    monkeypatch.setattr(suppression_file, "MAX_RECORDS", 2)
    read_suppressions(tmp_path, SECRET)
    with pytest.raises(PolicyError, match="more than 2 records"):
        change_suppressions(tmp_path, SECRET, lambda there: [*there, record(3)])
    assert len(read_suppressions(tmp_path, SECRET)) == 2
    monkeypatch.setattr(suppression_file, "MAX_RECORDS", 1)
    with pytest.raises(PolicyError, match="more than 1 records"):
        read_suppressions(tmp_path, SECRET)
    monkeypatch.setattr(suppression_file, "MAX_RECORDS", 9)
    monkeypatch.setattr(suppression_file, "MAX_FILE_BYTES", 100)
    with pytest.raises(PolicyError, match="100 bytes"):
        read_suppressions(tmp_path, SECRET)


def test_a_folder_that_is_not_there_or_a_file_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="cannot be written"):
        write(tmp_path / "nowhere", record(1))
    suppressions_file(tmp_path).mkdir()
    with pytest.raises(PolicyError, match="cannot be read"):
        read_suppressions(tmp_path, SECRET)


@given(st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_bytes_are_records_or_refused(tmp_path: Path, data: st.DataObject) -> None:
    line = msgspec.json.encode(record(1))
    place = data.draw(st.integers(0, len(line) - 1))
    other = data.draw(st.binary(max_size=3))
    content = data.draw(
        st.sampled_from([other, line[:place] + other + line[place + 1 :], line[:place]])
    )
    suppressions_file(tmp_path).write_bytes(content)
    try:
        found = read_suppressions(tmp_path, SECRET)
    except PolicyError:
        return
    assert found in ((), (record(1),))
