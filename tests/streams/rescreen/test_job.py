import msgspec
import pytest

from config.settings import Settings
from lists.snapshots.pointer import Pointer
from streams.rescreen.job import Job, group, is_behind


def pointer(version: int, digit: str = "a") -> Pointer:
    return Pointer(version=version, content_digest=digit * 64)


def job(snapshot: Pointer) -> Job:
    return Job(
        slot="watch",
        address="file://lists",
        snapshot=snapshot,
        against=None,
        look_back="30d",
        since_ms=1,
        until_ms=2,
        began_ms=2,
    )


@pytest.mark.parametrize(
    ("last", "current", "behind"),
    [
        (pointer(7), pointer(7), False),
        (pointer(7), pointer(8, "b"), True),
        (pointer(7), pointer(8), True),  # the same content published again: nothing is found to do
        (pointer(7), pointer(6, "b"), False),  # never back, whatever the store says
        (pointer(0), pointer(0), False),
        (pointer(0), pointer(0, "b"), True),
        (pointer(0), pointer(1), True),
    ],
)
def test_which_lists_ask_for_another_job(last: Pointer, current: Pointer, *, behind: bool) -> None:
    assert is_behind(job(last), current) is behind


def test_a_job_is_remembered_whole() -> None:
    one = msgspec.structs.replace(job(pointer(3)), read=5, found=2, left=9, seconds=1.5)
    record = one.record()
    assert record.key == b"watch"
    assert msgspec.json.decode(record.value or b"", type=Job) == one
    assert not one.is_done
    assert msgspec.structs.replace(one, ended_ms=4).is_done


def test_each_slot_has_a_group_and_transactions_of_its_own() -> None:
    settings = Settings(group="screening", slot="worker-1")
    watch, hand = group(settings, "watch"), group(settings, "hand")
    assert len({each.group for each in (settings, watch, hand)}) == 3
    assert len({each.transactional_id for each in (settings, watch, hand)}) == 3
    for each in (watch, hand):  # access is granted to workers by these prefixes
        assert each.group.startswith("screening-")
        assert each.transactional_id.startswith("screening-")
