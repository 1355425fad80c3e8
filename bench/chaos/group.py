"""The workers' consumer group as the broker sees it: who holds which partition."""

import time
from collections.abc import Mapping

from confluent_kafka import ConsumerGroupState, KafkaException
from confluent_kafka.admin import AdminClient

from matchers.model import Struct

Partition = tuple[str, int]
_ASK_SECONDS = 3.0
_LOOK_SECONDS = 0.05


class Reassigned(Struct):
    """Partitions whose member left, and when others held them all (ms since 1970)."""

    partitions: frozenset[Partition]
    at: int


class Group:
    """Asks a broker about one group."""

    def __init__(self, bootstrap: str, name: str) -> None:
        self._name = name
        self._bootstrap = bootstrap
        self._admin = self._new_admin()

    def _new_admin(self) -> AdminClient:
        return AdminClient({"bootstrap.servers": self._bootstrap, "log_level": 0})

    def members(self) -> dict[str, frozenset[Partition]]:
        """Member ids and what they hold; empty while the group has not settled, or nobody says."""
        try:
            asked = self._admin.describe_consumer_groups([self._name], request_timeout=_ASK_SECONDS)
            group = asked[self._name].result()
        except KafkaException:
            # After a broker was killed a client was seen to time out for ever; a new one does not.
            self._admin = self._new_admin()
            return {}
        if group.state != ConsumerGroupState.STABLE:
            return {}
        return {
            member.member_id: frozenset(
                (place.topic, place.partition) for place in member.assignment.topic_partitions
            )
            for member in group.members
        }

    def settled(self, count: int, patience: float) -> dict[str, frozenset[Partition]]:
        """Members once there are `count` that hold something; those there are when patience ends.

        Without that, a worker that is still starting would be struck, and nothing learned.
        """
        deadline = time.monotonic() + patience
        while True:
            members = self.members()
            holding = sum(bool(held) for held in members.values())
            if holding >= count or time.monotonic() > deadline:
                return members
            time.sleep(_LOOK_SECONDS)

    def departed(
        self, before: Mapping[str, frozenset[Partition]], patience: float
    ) -> Reassigned | None:
        """Wait until a member of `before` is gone and others hold all that was its.

        None where that did not come about in `patience` seconds.
        """
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            now = self.members()
            orphaned = {p for member, held in before.items() if member not in now for p in held}
            if now and orphaned and orphaned <= {p for held in now.values() for p in held}:
                return Reassigned(partitions=frozenset(orphaned), at=int(time.time() * 1000))
            time.sleep(_LOOK_SECONDS)
        return None
