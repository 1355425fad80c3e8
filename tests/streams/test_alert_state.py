import datetime as dt

from streams.alert_state import AlertStates, Changing
from streams.amendments import Amendment, Standing
from streams.events.model import Function

PLACE = ("alert-state.nordland", 2)
OTHER = ("alert-state.nordland", 3)
DAY_MS = 24 * 60 * 60 * 1000


def standing(sequence: int) -> Standing:
    time = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    return Standing(amendment=Amendment(time=time, sequence=sequence, function=Function.CHANGE))


def changed(states: AlertStates, *references: str, sequence: int = 1, now_ms: int = 1) -> None:
    changing = Changing(states)
    for reference in references:
        changing.put(PLACE, reference, standing(sequence))
    states.apply(changing.records(), now_ms)


def test_what_was_put_is_read_back_from_its_records() -> None:
    states = AlertStates()
    changing = Changing(states)
    changing.put(PLACE, "L-1", standing(1))
    assert changing.get(PLACE, "L-1") == standing(1)
    assert states.get(PLACE, "L-1") is None  # not before it is on the broker
    (record,) = changing.records()
    assert (record.topic, record.partition, record.key) == (*PLACE, b"L-1")
    states.apply([record], 1)
    assert states.get(PLACE, "L-1") == standing(1)
    assert states.get(OTHER, "L-1") is None


def test_one_record_holds_all_changes_of_a_batch_to_a_reference() -> None:
    changing = Changing(AlertStates())
    changing.put(PLACE, "L-1", standing(1))
    changing.put(PLACE, "L-1", standing(2))
    states = AlertStates()
    states.apply(changing.records(), 1)
    assert len(changing.records()) == len(states) == 1
    assert states.get(PLACE, "L-1") == standing(2)


def test_a_place_that_went_to_another_worker_is_forgotten_alone() -> None:
    states = AlertStates()
    changed(states, "L-1")
    changing = Changing(states)
    changing.put(OTHER, "L-2", standing(1))
    states.apply(changing.records(), 1)
    states.drop(PLACE)
    assert states.get(PLACE, "L-1") is None
    assert states.get(OTHER, "L-2") == standing(1)


def test_what_has_not_changed_for_the_time_it_is_kept_is_forgotten() -> None:
    states = AlertStates(keep_ms=DAY_MS)
    changed(states, "old", "renewed", now_ms=1)
    changed(states, "renewed", sequence=2, now_ms=DAY_MS)
    states.apply([], DAY_MS + 2)
    assert len(states) == 1
    assert states.get(PLACE, "renewed") == standing(2)
