"""Two hundred damaged messages among two thousand good ones: none lost, none in the way."""

import random
from collections.abc import Callable, Iterator

import msgspec
import pytest

from bench.damage import DAMAGES, damaged
from bench.sample_events import records
from streams import topics
from streams.events.envelope import Record
from streams.events.outputs import DEAD_LETTERS
from tests.integration.installation import PUBLISHER, Installation, Outputs, listed, set_topic

GOOD = 2_000
BAD = 200
_PORTION = 200  # read as it goes: the embedded broker keeps about 5 MB a partition


class Traffic:
    """Good and damaged messages in the order in which they are sent."""

    def __init__(self, seed: int) -> None:
        rng = random.Random(seed)
        source = records(rng, PUBLISHER)
        self.good = {_event_id(record): record for record in (next(source) for _ in range(GOOD))}
        kinds = [list(DAMAGES)[number % len(DAMAGES)] for number in range(BAD)]
        self.bad: dict[bytes, tuple[str, Record]] = {}
        for number, kind in enumerate(kinds):
            key = f"BAD-{number}".encode()
            whole = msgspec.structs.replace(next(source), key=key)
            self.bad[key] = (kind, damaged(kind, whole, rng))
        self.all = [*self.good.values(), *(record for _, record in self.bad.values())]
        rng.shuffle(self.all)


def _event_id(record: Record) -> str:
    return (dict(record.headers)["ce_id"] or b"").decode()


@pytest.fixture(scope="module")
def traffic() -> Traffic:
    return Traffic(seed=20_260_301)


@pytest.fixture(scope="module")
def outputs(lasting: Installation, traffic: Traffic) -> Iterator[tuple[Outputs, str]]:
    """All that came out, and the worker's metrics afterwards."""
    house = lasting
    house.three_partners()
    house.lists(listed("Orlovan Brightkettle"))
    house.create_topics()
    if house.delivery == "exactly-once":  # a real Kafka would not take what is too large at all
        for topic in topics.inputs([PUBLISHER]):
            set_topic(house.bootstrap, topic, {"max.message.bytes": str(4 * topics.MIB)})
    with house.worker() as worker, house.outputs() as seen:
        worker.wait_ready()
        for start in range(0, len(traffic.all), _PORTION):
            portion = traffic.all[start : start + _PORTION]
            house.publish(*portion)
            seen.wait(_answered(start + len(portion)), worker)
        seen.wait(_answered(len(traffic.all)), worker, settle=1.0)
        metrics = worker.metrics()
        yield seen, metrics
        assert worker.stop() == 0


def _answered(messages: int) -> Callable[[Outputs], bool]:
    return lambda seen: len(seen.screenings()) + len(seen.dead_letters()) >= messages


def test_every_good_event_has_one_screening(outputs: tuple[Outputs, str], traffic: Traffic) -> None:
    screened = [one["eventId"] for one in outputs[0].screenings()]
    assert len(screened) == GOOD
    assert set(screened) == traffic.good.keys()


def test_every_damaged_message_is_a_dead_letter_with_its_reason(
    outputs: tuple[Outputs, str], traffic: Traffic
) -> None:
    letters = {letter.original.key: letter for letter in outputs[0].dead_letters()}
    assert len(outputs[0].dead_letters()) == BAD
    assert letters.keys() == traffic.bad.keys()
    assert len({kind for kind, _ in traffic.bad.values()}) >= 20
    reasons = {key: (kind, letters[key].reason) for key, (kind, _) in traffic.bad.items()}
    assert reasons == {
        key: (kind, DAMAGES[kind].reason.value) for key, (kind, _) in traffic.bad.items()
    }
    assert all(letter.detail for letter in letters.values())


def test_dead_letters_hold_the_original_to_the_byte(
    outputs: tuple[Outputs, str], traffic: Traffic
) -> None:
    values = {record.key: record.value for record in outputs[0].of(DEAD_LETTERS)}
    letters = {letter.original.key: letter for letter in outputs[0].dead_letters()}
    for key, (kind, sent) in traffic.bad.items():
        assert values[key] == sent.value, kind
        original = letters[key].original
        assert (original.topic, original.value, original.headers) == (
            sent.topic,
            sent.value,
            sent.headers,
        ), kind


def test_the_metrics_agree(outputs: tuple[Outputs, str], traffic: Traffic) -> None:
    counted = dict[str, float]()
    for line in outputs[1].splitlines():
        if not line.startswith("#"):
            name, _, value = line.rpartition(" ")
            counted[name] = float(value)

    def total(prefix: str) -> float:
        return sum(value for name, value in counted.items() if name.startswith(prefix + "{"))

    assert total("portcullis_events_total") == GOOD
    assert total("portcullis_screenings_total") == GOOD
    assert total("portcullis_dead_letters_total") == BAD
    for reason in {damage.reason for damage in DAMAGES.values()}:
        expected = sum(DAMAGES[kind].reason is reason for kind, _ in traffic.bad.values())
        assert counted[f'portcullis_dead_letters_total{{reason="{reason}"}}'] == expected
