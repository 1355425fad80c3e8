import datetime as dt
import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.model import Verdict
from sharing.alert import Status, Trigger
from streams.amendments import Effect, OpenAlert, Order, Standing, effect, version_time
from streams.events.model import Function

FAR = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)
DAY = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)

Message = tuple[Order, Function, frozenset[str]]


def at(hour: int, sequence: int = 0) -> Order:
    return DAY + dt.timedelta(hours=hour), sequence


def an_open(key: str, order: Order) -> OpenAlert:
    return OpenAlert(
        internal_id=key,
        time=order[0],
        sequence=order[1],
        partners=("southland",),
        event_type="shipment.v1",
        corridor=("XN", None),
        path="parties[0]",
        role="consignee",
        verdict=Verdict.HOLD,
        entity_id=f"list-{key}",
        source="list",
        listed_name="Somebody",
        programmes=(),
        marking=None,
    )


def after(before: Standing, message: Message) -> tuple[Standing, Effect]:
    """What stands once the alerts of a message are told as its effect says."""
    order, function, raised = message
    done = effect(before, order, function, raised)
    told = sorted(raised - done.told_later) if done.status is Status.OPEN else []
    stand = (*done.kept, *(an_open(key, order) for key in told))
    return Standing(amendment=done.amendment, open=stand), done


def truth(messages: list[Message]) -> frozenset[str]:
    """The slow and obvious way: sort all, let each amendment wipe out what came before it."""
    stands: frozenset[str] = frozenset()
    for _, function, raised in sorted(messages, key=lambda message: message[0]):
        if function is Function.ORIGINAL:
            stands |= raised
        else:
            stands = frozenset() if function is Function.CANCEL else raised
    return stands


def standing_after(messages: list[Message]) -> tuple[Standing, dict[str, tuple[Order, Status]]]:
    """Fold in order of arrival; also what a reader holds who keeps the highest revisions."""
    standing = Standing()
    read: dict[str, tuple[Order, Status]] = {}
    for message in messages:
        order, _, raised = message
        standing, done = after(standing, message)
        told = [(key, order, done.status) for key in raised - done.told_later]
        told += [(each.internal_id, order, Status.CLOSED) for each in done.closed]
        for key, when, status in told:
            if key not in read or when >= read[key][0]:
                read[key] = (when, status)
    return standing, read


def open_of(standing: Standing) -> frozenset[str]:
    return frozenset(each.internal_id for each in standing.open)


ORIGINAL, CHANGE, REPLACE, CANCEL = Function
A, B, AB, NONE = frozenset("a"), frozenset("b"), frozenset("ab"), frozenset[str]()


@pytest.mark.parametrize(
    ("messages", "stands"),
    [
        ([(at(1), ORIGINAL, A)], A),
        ([(at(1), ORIGINAL, A), (at(2), CHANGE, A)], A),
        ([(at(1), ORIGINAL, A), (at(2), CHANGE, B)], B),
        ([(at(1), ORIGINAL, AB), (at(2), REPLACE, NONE)], NONE),
        ([(at(1), ORIGINAL, A), (at(2), CANCEL, A)], NONE),
        ([(at(1), ORIGINAL, A), (at(2), ORIGINAL, B)], AB),  # payments may share a reference
        ([(at(1), ORIGINAL, A), (at(2), CANCEL, NONE), (at(3), ORIGINAL, B)], B),
        ([(at(1, 0), ORIGINAL, A), (at(1, 1), CHANGE, B)], B),  # same time: the place decides
        ([(at(1), ORIGINAL, A), (at(3), CHANGE, B), (at(2), CHANGE, A)], B),
    ],
)
def test_what_stands_in_every_order_of_arrival(
    messages: list[Message], stands: frozenset[str]
) -> None:
    assert truth(messages) == stands
    for arrival in itertools.permutations(messages):
        standing, read = standing_after(list(arrival))
        assert open_of(standing) == stands
        assert {key for key, (_, status) in read.items() if status is Status.OPEN} == stands


MESSAGES = st.lists(
    st.tuples(
        st.integers(0, 5),
        st.sampled_from(list(Function)),
        st.frozensets(st.sampled_from("abcd"), max_size=3),
    ),
    max_size=9,
)


@given(MESSAGES, st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing(
    drawn: list[tuple[int, Function, frozenset[str]]], rng: random.Random
) -> None:
    messages = [(at(hour, n), function, raised) for n, (hour, function, raised) in enumerate(drawn)]
    rng.shuffle(messages)
    standing, read = standing_after(messages)
    assert open_of(standing) == truth(messages)
    assert {key for key, (_, status) in read.items() if status is Status.OPEN} == truth(messages)
    found = frozenset().union(*(raised for _, _, raised in messages))
    assert found == read.keys()  # whatever was found was told, if only as ended


@given(MESSAGES)
def test_a_repeat_of_the_last_message_changes_nothing(
    drawn: list[tuple[int, Function, frozenset[str]]],
) -> None:
    messages = [(at(hour, n), function, raised) for n, (hour, function, raised) in enumerate(drawn)]
    standing, _ = standing_after(messages)
    for message in messages:
        again, _ = after(standing, message)
        assert open_of(again) == open_of(standing)
        assert again.amendment == standing.amendment


def test_what_a_late_event_raises_is_told_as_ended_by_what_ended_it() -> None:
    standing, _ = after(Standing(), (at(5), CANCEL, NONE))
    done = effect(standing, at(1), ORIGINAL, A)
    assert done.late
    assert (done.status, done.trigger) == (Status.CLOSED, Trigger.CANCELLED)


@pytest.mark.parametrize(
    ("event", "stamped_ms", "holds"),
    [
        (DAY, 1_900_000_000_000, DAY),
        (DAY, 0, DAY),
        (DAY, -1, DAY),
        (dt.datetime(9999, 1, 1, tzinfo=dt.UTC), 0, dt.datetime(9999, 1, 1, tzinfo=dt.UTC)),
        (
            dt.datetime(9999, 1, 1, tzinfo=dt.UTC),
            1_000,
            dt.datetime(1970, 1, 1, 0, 0, 1, 0, dt.UTC),
        ),
    ],
)
def test_an_event_is_no_later_than_the_broker_had_it(
    event: dt.datetime, stamped_ms: int, holds: dt.datetime
) -> None:
    assert version_time(event, stamped_ms) == holds
