"""What a worker under measurement runs with: the sample lists and partners, on a given broker."""

import time
from pathlib import Path

from config.settings import Settings
from sharing.policy import load_policy
from streams import samples, topics
from streams.broker.provisioning import create_topics
from streams.local.setting_up import sample_snapshot

PUBLISHER = "nordland-customs"


def installed(folder: Path, bootstrap: str) -> Settings:
    """Make the topics, and a snapshot in `folder`; returns the settings of a worker on them."""
    policy = load_policy(samples.policy_folder())
    create_topics(bootstrap, topics.all_topics(policy.partners))
    return Settings(
        bootstrap=bootstrap,
        group=f"bench-{time.time_ns()}",
        snapshot=sample_snapshot(folder),
        partners=str(samples.policy_folder()),
        sources=str(samples.sources_path()),
        secret_file=str(folder / "secret"),
        allow_unsigned=True,
    )
