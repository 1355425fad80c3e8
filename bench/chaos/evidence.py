"""What lies on the broker after a run, and what the workers said meanwhile."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from confluent_kafka import Consumer, TopicPartition

from bench.chaos.findings import Evidence, Place
from bench.chaos.traffic import Message
from bench.chaos.world import ENTRIES, personal_words
from config.settings import Settings
from matchers.model import Struct
from streams.broker.reading import TopicReader
from streams.events.envelope import Record

_ASK_SECONDS = 30.0


def collect(settings: Settings, inputs: Sequence[str], outputs: Sequence[str]) -> Evidence:
    """Read these topics from the beginning, committed records only, and the group's offsets."""
    committed, ends = _offsets(settings, inputs)
    return Evidence(
        inputs=_all(settings, inputs),
        outputs=_all(settings, outputs),
        committed=committed,
        ends=ends,
    )


def _all(settings: Settings, names: Sequence[str]) -> list[Record]:
    reader = TopicReader(settings, names, from_beginning=True)
    try:
        return list(reader.until_end())
    finally:
        reader.close()


def _offsets(settings: Settings, names: Sequence[str]) -> tuple[dict[Place, int], dict[Place, int]]:
    consumer = Consumer({"bootstrap.servers": settings.bootstrap, "group.id": settings.group})
    try:
        places = [
            TopicPartition(name, partition)
            for name in names
            for partition in consumer.list_topics(name, timeout=_ASK_SECONDS)
            .topics[name]
            .partitions
        ]
        found = consumer.committed(places, timeout=_ASK_SECONDS)
        ends = {
            (place.topic, place.partition): consumer.get_watermark_offsets(
                place, timeout=_ASK_SECONDS
            )[1]
            for place in places
        }
    finally:
        consumer.close()
    return {(one.topic, one.partition): max(0, one.offset) for one in found}, ends


class Leak(Struct):
    """A line that a worker wrote with something in it that no log may hold."""

    what: str
    file: str
    line: int


def leaks(files: Iterable[Path], secret: str, messages: Iterable[Message]) -> list[Leak]:
    """Where in these files a party's name or identifier stands, or the installation's secret.

    Names are searched for word by word and without regard to case, both as they are and as JSON
    escapes them, so that a part of a name, or a folded one, counts too.
    """
    spelled = {secret.casefold(): "the secret"}
    for word in _personal(messages):
        for spelling in (word, json.dumps(word)[1:-1], json.dumps(word.casefold())[1:-1]):
            spelled[spelling.casefold()] = repr(word.casefold())
    found = []
    for file in files:
        with file.open(errors="replace") as lines:
            for number, line in enumerate(lines, start=1):
                folded = line.casefold()
                found += [
                    Leak(what=what, file=file.name, line=number)
                    for spelling, what in spelled.items()
                    if spelling in folded
                ]
    return found


def _personal(messages: Iterable[Message]) -> set[str]:
    values = {entry.name for entry in ENTRIES} | {entry.imo for entry in ENTRIES if entry.imo}
    for message in messages:
        if message.event is not None:
            for named in message.event.named:
                values |= {name.value for name in named.party.names}
                values |= {identifier.value for identifier in named.party.identifiers}
    return personal_words(values)
