"""What a worker under measurement runs with: the sample lists and partners, on a given broker."""

import time
from collections.abc import Sequence
from pathlib import Path

from confluent_kafka import Consumer, TopicPartition

from config.settings import Settings
from sharing.policy import load_policy
from streams import samples, topics
from streams.broker.clients import CONNECT_SECONDS, consumer_config
from streams.broker.provisioning import create_topics
from streams.local.setting_up import sample_snapshot

PUBLISHER = "nordland-customs"


def installed(folder: Path, bootstrap: str) -> Settings:
    """Make the topics, and a snapshot in `folder`; returns the settings of a worker on them.

    Its group begins where the topics end now, whatever earlier runs have left there.
    """
    policy = load_policy(samples.policy_folder())
    create_topics(bootstrap, topics.all_topics(policy.partners))
    settings = Settings(
        bootstrap=bootstrap,
        group=f"bench-{time.time_ns()}",
        snapshot=sample_snapshot(folder),
        partners=str(samples.policy_folder()),
        sources=str(samples.sources_path()),
        secret_file=str(folder / "secret"),
        allow_unsigned=True,
    )
    _begin_now(settings, topics.inputs(policy.partners))
    return settings


def _begin_now(settings: Settings, names: Sequence[str]) -> None:
    """Acknowledge all that the topics hold, as the group of the settings."""
    consumer = Consumer(consumer_config(settings))
    ends = []
    for name in names:
        found = consumer.list_topics(name, timeout=CONNECT_SECONDS).topics[name]
        for partition in found.partitions:
            place = TopicPartition(name, partition)
            _, place.offset = consumer.get_watermark_offsets(place, timeout=CONNECT_SECONDS)
            ends.append(place)
    consumer.commit(offsets=ends, asynchronous=False)
    consumer.close()
