from collections import Counter
from itertools import pairwise

import pytest

from bench.chaos.schedule import KINDS, kinds_for, schedule
from bench.chaos.traffic import DAMAGED_A_FAULT, messages, number_of


def test_the_same_seed_gives_the_same_schedule_and_messages() -> None:
    once, again, other = (schedule(seed, 20, 400) for seed in (5, 5, 6))
    assert once == again
    assert once != other
    assert messages(5, 400, once) == messages(5, 400, again)
    assert messages(5, 400, once) != messages(6, 400, once)


def test_all_kinds_come_about_equally_often_and_evenly_spread() -> None:
    faults = schedule(1, 45, 20_000)
    counts = Counter(fault.kind for fault in faults)
    assert set(counts) == set(KINDS)
    assert max(counts.values()) - min(counts.values()) <= 1
    gaps = {later.after - fault.after for fault, later in pairwise(faults)}
    assert max(gaps) - min(gaps) <= 1
    assert faults[-1].after < 20_000


def test_a_lone_broker_is_not_killed() -> None:
    assert kinds_for(3) == KINDS
    assert set(KINDS) - set(kinds_for(1)) == {"broker"}


def test_too_few_events_for_so_many_faults_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 210 events"):
        schedule(1, 20, 200)


def test_messages_are_numbered_and_damaged_ones_come_with_their_fault() -> None:
    faults = schedule(1, 8, 400)
    sent = messages(1, 400, faults)
    assert [number_of(message.record) for message in sent] == list(range(len(sent)))
    bad = [message.number for message in sent if message.event is None]
    (damage,) = [fault for fault in faults if fault.kind == "damage"]
    assert len(bad) == DAMAGED_A_FAULT
    assert min(bad) == damage.after
    assert len(sent) - len(bad) == 400 + DAMAGED_A_FAULT


def test_many_references_have_several_events_and_some_name_the_listed() -> None:
    events = [message.event for message in messages(1, 400, []) if message.event]
    several = [n for n in Counter(event.reference for event in events).values() if n > 1]
    assert sum(several) > 200
    listed = [event for event in events if any(named.entry for named in event.named)]
    assert 100 < len(listed) < 300
    assert len({event.publisher for event in events}) == 4
