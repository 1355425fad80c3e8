import dataclasses
import json
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from sharing.alert import Versions
from sharing.policy import make_policy
from sharing.suspension import Suspension
from streams import samples, topics
from streams.active import Active
from streams.errors import OutputTooLarge, TooManyBadEvents, TransportError
from streams.events.envelope import Record
from streams.events.outputs import read_dead_letter
from streams.events.publish import event_record
from streams.loop import BadShare, ScreeningLoop
from streams.metrics import Metrics


def loop_over(
    transport: Any,
    active: Active | None,
    metrics: Metrics,
    *,
    bad_share: BadShare | None = None,
) -> ScreeningLoop:
    loop = ScreeningLoop(
        lambda: transport,
        lambda: active,
        metrics,
        batch_events=50,
        bad_share=bad_share or BadShare(1.0, 10_000),
    )
    transport.on_idle = loop.stop
    return loop


def good_records() -> list[Record]:
    return [event_record(line, None) for line in samples.events()[:60]]


def test_reads_all_screens_all_and_leaves(
    transport_over: Callable[..., Any], active: Active, metrics: Metrics
) -> None:
    transport = transport_over(samples.records())
    loop_over(transport, active, metrics).run()
    assert transport.subscriptions == [topics.inputs(active.policy.partners)]
    assert sum(transport.batches) == len(samples.records())
    assert max(transport.batches) <= 50
    assert transport.closed
    outcomes = [
        o for o in transport.outputs if o.topic == "dead-letters" or o.topic.startswith("scr")
    ]
    assert len(outcomes) == len(samples.records())
    parties = metrics.registry.get_sample_value("portcullis_parties_total") or 0
    assert parties > len(outcomes)


def test_events_of_a_suspended_partner_wait(
    transport_over: Callable[..., Any], active: Active, metrics: Metrics
) -> None:
    """Screened now, they would be told `clear` of matches that are kept from their publisher."""
    mark = Suspension(partner="nordland-customs", since=datetime.now(UTC), why="tried")
    policy = make_policy(active.policy.partners.values(), active.policy.agreements, [mark])
    transport = transport_over([])
    loop_over(transport, dataclasses.replace(active, policy=policy), metrics).run()
    (read,) = transport.subscriptions
    assert read == [t for t in topics.inputs(policy.partners) if "nordland" not in t]


def test_a_dropped_batch_is_counted_and_read_again(
    transport_over: Callable[..., Any], active: Active, metrics: Metrics
) -> None:
    transport = transport_over(good_records(), drops=2)
    loop_over(transport, active, metrics).run()
    assert sum(transport.batches) == len(good_records())
    assert metrics.registry.get_sample_value("portcullis_batches_dropped_total") == 2
    screened = [o for o in transport.outputs if o.topic.startswith("screenings.")]
    assert len(screened) == len(good_records())


def test_slow_commits_do_not_make_batches_smaller(
    transport_over: Callable[..., Any],
    active: Active,
    metrics: Metrics,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 0.0
    clock = SimpleNamespace(perf_counter=lambda: now, monotonic=time.monotonic, time=time.time)
    monkeypatch.setattr("streams.loop.time", clock)
    transport = transport_over(good_records())
    deliver = transport.deliver

    def slowly(*arguments: Any) -> bool:
        nonlocal now
        now += 2.0
        delivered: bool = deliver(*arguments)
        return delivered

    transport.deliver = slowly
    loop_over(transport, active, metrics).run()
    assert transport.batches == [16, 32, 12]


def test_without_lists_nothing_is_read(
    transport_over: Callable[..., Any], metrics: Metrics
) -> None:
    transport = transport_over(good_records())
    loop = loop_over(transport, None, metrics)
    threading.Timer(0.3, loop.stop).start()
    loop.run()
    assert transport.subscriptions == []
    assert not transport.outputs
    assert not loop.consuming.is_set()


def test_a_fault_in_mid_batch_acknowledges_nothing(
    transport_over: Callable[..., Any], active: Active, metrics: Metrics
) -> None:
    transport = transport_over(good_records())

    def fail(*_: Any) -> bool:
        raise OSError("disk full")

    transport.deliver = fail
    with pytest.raises(OSError, match="disk full"):
        loop_over(transport, active, metrics).run()
    assert transport.closed
    assert not transport.batches
    assert metrics.registry.get_sample_value("portcullis_parties_total") == 0


def test_an_event_whose_output_the_broker_does_not_take_is_a_dead_letter_and_the_rest_goes_on(
    transport_over: Callable[..., Any], active: Active, metrics: Metrics
) -> None:
    records = [msgspec.structs.replace(record, offset=n) for n, record in enumerate(good_records())]
    transport = transport_over(records)
    guilty = json.loads(records[7].value or b"")
    deliver = transport.deliver

    def refuse(outputs: list[Record], changes: list[Record], batch: list[Record]) -> bool:
        if any(o.topic.startswith("screenings.") for o in outputs) and records[7] in batch:
            raise OutputTooLarge("screenings.nordland-customs")
        delivered: bool = deliver(outputs, changes, batch)
        return delivered

    transport.deliver = refuse
    loop_over(transport, active, metrics).run()
    letters = [read_dead_letter(o) for o in transport.outputs if o.topic == "dead-letters"]
    assert [letter.reason for letter in letters] == ["outputTooLarge"]
    assert json.loads(letters[0].original.value or b"") == guilty
    screened = [o for o in transport.outputs if o.topic.startswith("screenings.")]
    assert len(screened) == len(records) - 1
    assert sum(transport.batches) == len(records)


def test_too_many_bad_events_stop_the_loop_before_the_batch_is_acknowledged(
    transport_over: Callable[..., Any], active: Active, metrics: Metrics
) -> None:
    bad = Record(topic="shipments.nordland-customs", value=b"not an event")
    transport = transport_over([bad] * 200)
    with pytest.raises(TooManyBadEvents, match="dead-letters list"):
        loop_over(transport, active, metrics, bad_share=BadShare(0.5, 100)).run()
    assert sum(transport.batches) < 200
    assert sum(transport.batches) == len(transport.outputs)


@pytest.mark.parametrize(
    ("batches", "stops"),
    [
        ([(100, 50)], False),  # exactly the share
        ([(100, 51)], True),
        ([(99, 99)], False),  # no full window yet
        ([(60, 60), (60, 0)], False),
        ([(60, 0), (60, 40), (60, 40)], True),  # the first batch is out of the window
        ([(1000, 0), (10, 10)], False),
    ],
)
def test_bad_share(batches: list[tuple[int, int]], *, stops: bool) -> None:
    share = BadShare(0.5, 100)

    def add_all() -> None:
        for total, bad in batches:
            share.add(total, bad)

    if stops:
        with pytest.raises(TooManyBadEvents):
            add_all()
    else:
        add_all()


def test_screens_with_what_is_active_when_records_have_arrived(
    transport_over: Callable[..., Any], active: Active, metrics: Metrics
) -> None:
    newer = dataclasses.replace(active, versions=Versions(snapshot="9", scorecard="", policy=""))
    transport = transport_over(good_records())
    loop = loop_over(transport, None, metrics)
    asked = iter([active])  # before the first read; from then on the newer one
    loop._current = lambda: next(asked, newer)
    loop.run()
    versions = {
        json.loads(output.value)["versions"]["snapshot"]
        for output in transport.outputs
        if output.topic.startswith("screenings.")
    }
    assert versions == {"9"}


def test_a_partner_whose_topics_are_not_made_yet_does_not_end_the_others(
    transport_over: Callable[..., Any], active: Active, metrics: Metrics
) -> None:
    newcomer = msgspec.structs.replace(active.policy.partners["nordland-customs"], id="newcomer")
    partners = {**active.policy.partners, "newcomer": newcomer}
    policy = msgspec.structs.replace(active.policy, partners=partners)
    larger = dataclasses.replace(active, policy=policy)
    transport = transport_over(good_records())
    subscribe = transport.subscribe

    def some_are_missing(names: list[str]) -> None:
        if "shipments.newcomer" in names:
            raise TransportError("no such topic: shipments.newcomer")
        subscribe(names)

    transport.subscribe = some_are_missing
    loop = loop_over(transport, None, metrics)
    asked = iter([active, active])
    loop._current = lambda: next(asked, larger)
    loop.run()
    assert sum(transport.batches) == len(good_records())
    assert transport.subscriptions == [topics.inputs(active.policy.partners)]


def test_the_lag_of_partitions_that_went_to_another_worker_is_not_told(
    transport_over: Callable[..., Any],
    active: Active,
    metrics: Metrics,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("streams.loop._LAG_SECONDS", 0.0)
    transport = transport_over(good_records())
    loop = loop_over(transport, active, metrics)
    told = iter([{("shipments.a", 0): 5, ("shipments.a", 1): 7}, {("shipments.a", 1): 2}])
    transport.lag = lambda: next(told)
    turns = iter([False, True])

    def read(*_: Any) -> list[Record]:
        if next(turns):
            loop.stop()
        return []

    transport.read = read
    loop.run()
    lag = {
        tuple(sample.labels.values()): sample.value
        for family in metrics.lag.collect()
        for sample in family.samples
    }
    assert lag == {("shipments.a", "1"): 2}
