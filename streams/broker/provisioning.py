"""What the policy calls for at the brokers, against what is there."""

import datetime as dt
from collections.abc import Sequence

from config.settings import Settings
from sharing.policy import Policy
from streams.access import login_name, ours
from streams.broker.administration import Administration
from streams.broker.embedded import is_embedded, use_topics
from streams.provision import (
    Access,
    Change,
    CreateTopic,
    RemoveLogin,
    Revoke,
    access_difference,
    layouts,
    topic_difference,
    wanted_access,
)
from streams.topics import Topic, all_topics


def topic_changes(
    administration: Administration, policy: Policy, settings: Settings
) -> list[Change]:
    """What has to be done about topics."""
    ought = layouts(all_topics(policy.partners), settings)
    return list(topic_difference(administration.topics(ought), ought))


def access_changes(
    administration: Administration, policy: Policy, settings: Settings, now: dt.datetime
) -> list[Change] | None:
    """What has to be done about access; None where the brokers have no access control."""
    found = administration.access()
    if found is None:
        return None
    minded = Access(rules=ours(found.rules, policy, settings), logins=found.logins)
    return list(access_difference(minded, wanted_access(policy, settings, now)))


def withdrawal(changes: Sequence[Change], principal: str) -> list[Change]:
    """Of these changes those that take something away from one principal."""
    return [
        change
        for change in changes
        if (isinstance(change, Revoke) and change.rule.principal == principal)
        or (isinstance(change, RemoveLogin) and change.login.name == login_name(principal))
    ]


def create_topics(settings: Settings, topics: Sequence[Topic]) -> None:
    """Create those of these topics that are missing; an embedded broker makes them on use.

    Raises Unreachable, NotAllowed, or TransportError with what the broker said.
    """
    if is_embedded(settings):
        use_topics(settings, (topic.name for topic in topics))
        return
    ought = layouts(topics, settings)
    with Administration(settings) as administration:
        changes = topic_difference(administration.topics(ought), ought)
        administration.apply(change for change in changes if isinstance(change, CreateTopic))
