"""Who may do what at the brokers: the access rules of an installation, as a function of its policy.

Whatever is not granted here is denied: the brokers are set up to refuse where no rule allows.
"""

import datetime as dt
import enum
import re
from collections.abc import Iterable, Iterator

from config.settings import Settings, SettingsError
from matchers.model import Struct
from sharing.policy import Policy
from streams import topics
from streams.events.list_update import LIST_UPDATES
from streams.events.outputs import DEAD_LETTERS


class Resource(enum.StrEnum):
    """What an access rule is about."""

    TOPIC = "topic"
    GROUP = "group"
    TRANSACTIONAL_ID = "transactional id"
    CLUSTER = "cluster"
    DELEGATION_TOKEN = "delegation token"  # noqa: S105 - a kind of resource
    USER = "user"


class Operation(enum.StrEnum):
    """What the access rules of an installation allow, of all that Kafka knows."""

    READ = "read"
    WRITE = "write"
    DESCRIBE = "describe"


class Rule(Struct, frozen=True, order=True):
    """A principal may do an operation on a resource, or on all whose names begin so.

    `host` is where from; rules of ours hold from anywhere.
    """

    principal: str
    resource: Resource
    name: str
    operation: str
    prefixed: bool = False
    host: str = "*"

    def __str__(self) -> str:
        name = f"{self.name}…" if self.prefixed else self.name
        origin = "" if self.host == "*" else f" from {self.host}"
        return f"{self.operation} {self.resource} {name}{origin}"


OURS = ("worker_principal", "operator_principal", "lists_principal")
"""The settings that name principals of the installation's own, each with rights of its own."""

READER_GROUP = "portcullis-reader"
"""The group of whoever reads topics that are no partner's, dead letters above all."""

READ = (Operation.READ, Operation.DESCRIBE)
WRITE = (Operation.WRITE, Operation.DESCRIBE)
KEEP = (Operation.READ, Operation.WRITE, Operation.DESCRIBE)


def partner_group(partner: str) -> str:
    """The consumer group of a partner's own; it may also use groups `<this>.<anything>`."""
    return f"partner.{partner}"


RESCREENERS = ("watch", "hand")
"""Who screens past events again: the service, and an operator by hand."""


def rescreen_group(settings: Settings, slot: str) -> str:
    """The consumer group of one of `RESCREENERS`; it has the workers' principal."""
    return f"{settings.group}-rescreen-{slot}"


def rules(policy: Policy, settings: Settings, now: dt.datetime) -> frozenset[Rule]:
    """Every access rule that ought to be there at the instant `now`; raises SettingsError."""
    _check_principals(policy, settings)
    return frozenset(
        (
            *(rule for partner in policy.publishers for rule in _of_partner(partner, policy, now)),
            *_of_workers(policy, settings),
            *_of_operator(policy, settings),
            *_on_topics(settings.lists_principal, [LIST_UPDATES], WRITE),
        )
    )


def _of_partner(partner: str, policy: Policy, now: dt.datetime) -> Iterator[Rule]:
    """Write its own events, read what is written for it, with groups of its own."""
    principal = policy.partners[partner].broker_principal
    yield from _on_topics(principal, topics.inputs([partner]), WRITE)
    yield from _on_topics(principal, [topics.screenings(partner)], READ)
    if receives_alerts(partner, policy, now):
        yield from _on_topics(principal, [topics.alerts(partner)], READ)
    yield _on_group(principal, partner_group(partner))
    yield _on_group(principal, f"{partner_group(partner)}.", prefixed=True)


def receives_alerts(partner: str, policy: Policy, now: dt.datetime) -> bool:
    """Whether an agreement in force lets the partner see something (docs/decisions/0006)."""
    return partner not in policy.suspended and any(
        agreement.recipient == partner and agreement.valid_from <= now < agreement.valid_until
        for agreement in policy.agreements
    )


def _of_workers(policy: Policy, settings: Settings) -> Iterator[Rule]:
    """Read events and write outcomes, in the workers' group and in transactions of theirs."""
    principal = settings.worker_principal
    yield from _on_topics(principal, topics.inputs(policy.partners), READ)
    yield from _on_topics(principal, topics.outputs(policy.partners), WRITE)
    kept = (*topics.states(policy.partners), *topics.found(policy.partners), topics.RESCREEN_JOBS)
    yield from _on_topics(principal, kept, KEEP)
    yield from _on_topics(principal, [LIST_UPDATES], READ)
    yield _on_group(principal, settings.group)
    for slot in RESCREENERS:
        yield _on_group(principal, rescreen_group(settings, slot))
    for operation in WRITE:
        yield Rule(
            principal=principal,
            resource=Resource.TRANSACTIONAL_ID,
            name=f"{settings.group}-",
            operation=operation,
            prefixed=True,
        )


def _of_operator(policy: Policy, settings: Settings) -> Iterator[Rule]:
    """List dead letters, replay them to where they came from, and read what lists bring."""
    principal = settings.operator_principal
    yield from _on_topics(principal, [DEAD_LETTERS], READ)
    yield from _on_topics(principal, topics.inputs(policy.partners), WRITE)
    yield from _on_topics(principal, [LIST_UPDATES], READ)
    yield _on_group(principal, READER_GROUP)


def _on_topics(
    principal: str, names: Iterable[str], operations: Iterable[Operation]
) -> Iterator[Rule]:
    operations = tuple(operations)
    for name in names:
        for operation in operations:
            yield Rule(principal=principal, resource=Resource.TOPIC, name=name, operation=operation)


def _on_group(principal: str, name: str, *, prefixed: bool = False) -> Rule:
    return Rule(
        principal=principal,
        resource=Resource.GROUP,
        name=name,
        operation=Operation.READ,
        prefixed=prefixed,
    )


def _check_principals(policy: Policy, settings: Settings) -> None:
    """Refuse a principal that stands for two: it would have the rights of both."""
    taken = {partner.broker_principal: partner.id for partner in policy.partners.values()}
    for name in OURS:
        principal = getattr(settings, name)
        if principal in taken:
            raise SettingsError(
                f"setting {name}: {principal} is also {taken[principal]}'s; give each its own"
            )
        taken[principal] = name


class Login(Struct, frozen=True, order=True):
    """A SCRAM login at the brokers, with one way to prove its password."""

    name: str
    mechanism: str


_SCRAM_NAME = re.compile(r"User:([A-Za-z0-9_@][A-Za-z0-9._@-]{0,99})", re.ASCII)


def login_name(principal: str) -> str | None:
    """The login behind a principal; None for the name of a certificate (`User:CN=...`)."""
    found = _SCRAM_NAME.fullmatch(principal)
    return found.group(1) if found else None


def logins(policy: Policy, settings: Settings) -> frozenset[Login]:
    """Every login that ought to be there."""
    partners = (policy.partners[partner].broker_principal for partner in policy.publishers)
    principals = (*partners, *(getattr(settings, name) for name in OURS))
    return frozenset(
        Login(name=name, mechanism=settings.sasl_mechanism)
        for principal in principals
        if (name := login_name(principal))
    )


def barred(policy: Policy) -> frozenset[str]:
    """The names of logins that must not be there: those of suspended partners."""
    principals = (policy.partners[partner].broker_principal for partner in policy.suspended)
    return frozenset(name for principal in principals if (name := login_name(principal)))


_EVERYBODY = "User:*"


def ours(found: Iterable[Rule], policy: Policy, settings: Settings) -> frozenset[Rule]:
    """Of the rules found at the brokers those that are to go where they are not wanted.

    They give something to a principal of ours or to everybody, or give anybody something on a
    topic, group or transactional id that is named as ours are, be it by a prefix or by `*`. Those
    of the `foreign_principals` are left out.
    """
    foreign = {each.strip() for each in settings.foreign_principals.split(";")}
    principals = {partner.broker_principal for partner in policy.partners.values()}
    principals |= {*(getattr(settings, name) for name in OURS), _EVERYBODY}
    families = {
        Resource.TOPIC: (
            *(f"{kind}." for kind in topics.KINDS),
            *(DEAD_LETTERS, LIST_UPDATES, topics.RESCREEN_JOBS),
        ),
        Resource.GROUP: (
            *(partner_group(""), settings.group, READER_GROUP),
            *(rescreen_group(settings, slot) for slot in RESCREENERS),
        ),
        Resource.TRANSACTIONAL_ID: (f"{settings.group}-",),
    }
    return frozenset(
        rule
        for rule in found
        if rule.principal not in foreign
        and (
            rule.principal in principals
            or any(_reaches(rule, family) for family in families.get(rule.resource, ()))
        )
    )


def _reaches(rule: Rule, family: str) -> bool:
    """Whether a rule reaches a name, or any of the names that begin so if it ends in `.` or `-`."""
    if rule.name == "*" or (rule.prefixed and family.startswith(rule.name)):
        return True
    return rule.name.startswith(family) if family[-1] in ".-" else rule.name == family
