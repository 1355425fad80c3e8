"""What a batch is screened with: one immutable value, swapped whole when lists or policy change."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import msgspec

from config.settings import Settings
from lists.errors import ListsError, SnapshotError
from lists.snapshot import Manifest
from lists.sources import ownerless, ownerless_message
from lists.store import Pointer, open_store
from matchers.decide import Thresholds
from matchers.model import ListedEntity, Subject
from matchers.scorecard import scorecard
from matchers.screener import Screened, Screener
from sharing.alert import PUBLIC, Versions
from sharing.policy import Policy, PolicyError, load_policy
from streams.errors import TransportError
from streams.logs import get_logger
from streams.metrics import Metrics

log = get_logger(__name__)


class Screens(Protocol):
    """What the loop needs of a screener."""

    def screen(self, subjects: Sequence[Subject], *, limit: int) -> list[Screened]:
        """What is found for each subject, at most `limit` matches."""


@dataclass(frozen=True, slots=True)
class KnownLists:
    """The lists of a snapshot of which one partner may know that they exist.

    Those that are public, its own, or in the scope of an agreement of their owner with it; `others`
    are the rest. `counts` is the JSON of the known ones' ids with the numbers of their entities.
    """

    sources: frozenset[str]
    others: frozenset[str]
    counts: msgspec.Raw


@dataclass(frozen=True, slots=True)
class Active:
    """Lists, policy and everything else that decides what becomes of an event."""

    screener: Screens
    thresholds: Thresholds
    entities: Mapping[str, ListedEntity]
    manifest: Manifest
    policy: Policy
    owners: Mapping[str, str]
    secret: bytes
    versions: Versions
    known: Mapping[str, KnownLists]

    def owner_of(self, source: str) -> str:
        """Who owns a list: a partner, or `public`."""
        return self.owners.get(source, PUBLIC)


class Watch:
    """Holds the current `Active`, and looks for a newer snapshot or policy.

    `current` is replaced by one assignment, so that readers need no lock. What is refused leaves
    the last good one in use, is logged, and is counted. `admit` raises TransportError for a policy
    that the broker is not prepared for yet.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        thresholds: Thresholds,
        owners: Mapping[str, str],
        secret: bytes,
        metrics: Metrics,
        admit: Callable[[Policy], None] = lambda _: None,
    ) -> None:
        self._admit = admit
        self.current: Active | None = None
        self._store = open_store(settings.snapshot)
        self._address = settings.snapshot
        self._said_missing = False
        self._allow_unsigned = settings.allow_unsigned
        self._policy_folder = Path(settings.partners)
        self._thresholds = thresholds
        self._owners = owners
        self._secret = secret
        self._metrics = metrics
        self._seen_pointer: Pointer | None = None
        self._refused_with = ""
        self._ownerless = ""
        self._policy_in_use: object = None
        self._broken_policy: object = None
        self._policy: Policy | None = None
        self._policy_refused_with = ""

    def start(self) -> None:
        """The first look. Raises what a person has to mend before anything can ever be screened.

        PolicyError for a policy that cannot be used, TopicsMissing for one whose partners have no
        topics, SnapshotError for a store that holds an unsigned snapshot where none is allowed, or
        one with a partner's list that is nobody's. That there is no sound snapshot yet is no error.
        """
        self._take_policy()
        self._check_signed()
        self.refresh()
        if self.current is None and self._ownerless:
            raise SnapshotError(self._ownerless)

    def refresh(self) -> None:
        """Take up a newer snapshot or policy if there is one. Never raises for a bad one."""
        changed_policy = self._refresh_policy()
        changed_lists = self._refresh_lists()
        if self.current is not None and changed_policy and not changed_lists:
            self._install(self.current.screener, self.current.entities, self.current.manifest)
        if self.current is not None:
            self._tell_age(self.current.manifest)

    def _refresh_lists(self) -> bool:
        if self._policy is None:
            return False
        try:
            pointer = self._store.current()
            if pointer is None:
                self._say_missing()
                return False
            if pointer == self._seen_pointer:
                self._metrics.refusing.labels("snapshot").set(0)
                return False
            self._check_version(pointer)
            self._check_owned(pointer)
            snapshot = self._store.load(pointer)
            self._seen_pointer, self._refused_with = pointer, ""
            self._metrics.refusing.labels("snapshot").set(0)
        except (ListsError, OSError) as error:
            if str(error) != self._refused_with:  # it is tried again and again: told once
                self._refused_with = str(error)
                self._refuse("snapshot", error)
            return False
        self._install(
            Screener(snapshot.index, self._thresholds).warmed(),
            {entity.id: entity for entity in snapshot.entities},
            snapshot.manifest,
        )
        return True

    def _say_missing(self) -> None:
        if not self._said_missing:
            self._said_missing = True
            log.warning("no snapshot yet: nothing is screened until there is", store=self._address)

    def _check_signed(self) -> None:
        if not self._allow_unsigned:
            raise SnapshotError(
                "no snapshot is signed yet in this version; a worker takes an unsigned one, made "
                "with `lists build`, only with --allow-unsigned"
            )

    def _check_version(self, pointer: Pointer) -> None:
        self._check_signed()
        if self._seen_pointer is not None and pointer.version < self._seen_pointer.version:
            raise SnapshotError(
                f"version {pointer.version} is older than {self._seen_pointer.version}, in use"
            )

    def _check_owned(self, pointer: Pointer) -> None:
        """Refuse a snapshot with a partner's list of which sources do not say whose it is."""
        rows = self._store.manifest(pointer).sources
        found = ownerless(((row.loader, row.id) for row in rows), self._owners)
        self._ownerless = ownerless_message(found) if found else ""
        if found:
            raise SnapshotError(self._ownerless)

    def _refresh_policy(self) -> bool:
        try:
            return self._take_policy()
        except (PolicyError, OSError, TransportError) as error:
            if str(error) != self._policy_refused_with:  # tried again and again: told once
                self._policy_refused_with = str(error)
                self._refuse("policy", error)
            return False

    def _take_policy(self) -> bool:
        """Load the policy if its files are others than when last looked at."""
        seen = _stamp(self._policy_folder)
        if seen == self._broken_policy:
            return False
        if seen == self._policy_in_use:
            self._policy_not_refused()
            return False
        try:
            policy = load_policy(self._policy_folder)
        except PolicyError:
            self._broken_policy = seen  # only another change of the files can mend it
            raise
        self._admit(policy)
        self._policy_in_use, self._policy = seen, policy
        self._policy_not_refused()
        log.info(
            "policy taken up",
            policy=self._policy.version,
            partners=len(self._policy.partners),
            agreements=len(self._policy.agreements),
        )
        return True

    def _policy_not_refused(self) -> None:
        self._policy_refused_with = ""
        self._metrics.refusing.labels("policy").set(0)

    def _refuse(self, what: str, error: Exception) -> None:
        self._metrics.refused.labels(what).inc()
        self._metrics.refusing.labels(what).set(1)
        kept = "the last good one stays in use" if self.current else "nothing is screened"
        log.error("refused", what=what, reason=str(error), consequence=kept)

    def _install(
        self, screener: Screens, entities: Mapping[str, ListedEntity], manifest: Manifest
    ) -> None:
        if self._policy is None:
            raise AssertionError("lists are looked at only once there is a policy")
        counts: Counter[str] = Counter()
        for row in manifest.sources:  # two loaders may bring entities of one source
            counts[row.id] += row.entities
        if undescribed := sorted(counts.keys() - self._owners.keys()):
            log.warning("lists without an owner in sources, so public", lists=undescribed)
        self.current = Active(
            screener=screener,
            thresholds=self._thresholds,
            entities=entities,
            manifest=manifest,
            policy=self._policy,
            owners=self._owners,
            secret=self._secret,
            versions=Versions(
                snapshot=snapshot_name(manifest),
                scorecard=str(scorecard().version),
                policy=self._policy.version,
            ),
            known={
                partner: _known_lists(partner, counts, self._owners, self._policy)
                for partner in self._policy.partners
            },
        )
        self._metrics.snapshot_version.set(manifest.version)
        self._metrics.snapshot_info.clear()
        self._metrics.snapshot_info.labels(manifest.content_digest[:12]).set(1)
        self._metrics.policy_info.clear()
        self._metrics.policy_info.labels(self._policy.version).set(1)
        self._metrics.list_entities.clear()
        for source, entities_of_it in counts.items():
            self._metrics.list_entities.labels(source).set(entities_of_it)
        log.info(
            "in force",
            snapshot=snapshot_name(manifest),
            entities=manifest.entities,
            policy=self._policy.version,
        )

    def _tell_age(self, manifest: Manifest) -> None:
        age = (datetime.now(UTC) - datetime.fromisoformat(manifest.created)).total_seconds()
        for row in manifest.sources:
            self._metrics.list_age.labels(row.id).set(age)


def snapshot_name(manifest: Manifest) -> str:
    """How outputs name a snapshot: its version and the beginning of its content digest."""
    return f"{manifest.version}-{manifest.content_digest[:12]}"


def _known_lists(
    partner: str, counts: Mapping[str, int], owners: Mapping[str, str], policy: Policy
) -> KnownLists:
    known = {
        source: count
        for source, count in sorted(counts.items())
        for owner in (owners.get(source, PUBLIC),)
        if owner in {PUBLIC, partner}
        or any(
            agreement.scope.lists is None or source in agreement.scope.lists
            for agreement in policy.between.get((owner, partner), ())
        )
    }
    return KnownLists(
        sources=frozenset(known),
        others=frozenset(counts.keys() - known),
        counts=msgspec.Raw(msgspec.json.encode(known)),
    )


def _stamp(folder: Path) -> object:
    """Changes whenever a policy file is added, removed or written."""
    return sorted(
        (str(path), status.st_mtime_ns, status.st_size)
        for path in folder.glob("*/*.yaml")
        for status in (path.lstat(),)
    )
