"""What a batch is screened with: one immutable value, swapped whole when lists or policy change."""

import threading
from collections import Counter
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from config.settings import Settings
from lists.errors import SnapshotError
from lists.freshness import ages, stale
from lists.snapshots.snapshot import Manifest
from lists.sources import (
    Source,
    is_partners_own,
    max_ages,
    ownerless,
    ownerless_message,
    stated_owners,
)
from matchers.decide import Thresholds
from matchers.model import ListedEntity
from matchers.scorecard import scorecard
from sharing.alert import PUBLIC, Versions
from sharing.policy import Policy, PolicyError, load_policy
from streams.errors import TransportError
from streams.lists_watch import Lists, ListsWatch, Screens
from streams.logs import get_logger
from streams.metrics import Metrics
from streams.suppressing import NO_SUPPRESSIONS, Suppressions, SuppressionsWatch

log = get_logger(__name__)


_NOBODY = ""
"""No partner's id, so that no agreement lets anybody know."""


@dataclass(frozen=True, slots=True)
class KnownLists:
    """The lists of a snapshot of which one partner may know that they exist.

    Those that are public, its own, or in the scope of an agreement of their owner with it; `others`
    are the rest. `counts` is the JSON of the known ones' ids with the numbers of their entities;
    `stale` are those of them that are older than their maximum age.
    """

    sources: frozenset[str]
    others: frozenset[str]
    counts: msgspec.Raw
    stale: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Active:
    """Lists, policy and everything else that decides what becomes of an event.

    `stale` are the lists that are older than their maximum age, `suppressions` the good-guy records
    that hold against these lists.
    """

    screener: Screens
    thresholds: Thresholds
    entities: Mapping[str, ListedEntity]
    manifest: Manifest
    policy: Policy
    owners: Mapping[str, str]
    secret: bytes
    versions: Versions
    known: Mapping[str, KnownLists]
    stale: frozenset[str] = frozenset()
    suppressions: Suppressions = NO_SUPPRESSIONS

    def owner_of(self, source: str) -> str:
        """Who owns a list: a partner, or `public`; nobody, where it is a partner's and not told."""
        return self.owners.get(source, _NOBODY if is_partners_own(source) else PUBLIC)


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
        sources: Mapping[str, Source],
        secret: bytes,
        metrics: Metrics,
        admit: Callable[[Policy], None] = lambda _: None,
    ) -> None:
        self._admit = admit
        self.current: Active | None = None
        self.lists = ListsWatch(settings, thresholds, metrics, self._check_owned)
        self._policy_folder = Path(settings.partners)
        self._suppressions = SuppressionsWatch(self._policy_folder, secret, metrics)
        self._thresholds = thresholds
        self._owners = stated_owners(sources)
        self._max_age = max_ages(sources)
        self._secret = secret
        self._metrics = metrics
        self._ownerless = ""
        self._installing = threading.Lock()
        self._policy_in_use: object = None
        self._broken_policy: object = None
        self._policy: Policy | None = None
        self._policy_refused_with = ""

    def start(self) -> None:
        """The first look. Raises what a person has to mend before anything can ever be screened.

        PolicyError for a policy that cannot be used, TopicsMissing for one whose partners have no
        topics, SnapshotError where no snapshot could be taken up, since no key is trusted and none
        may be unsigned, or for one with a partner's list that is nobody's. That there is no sound
        snapshot yet is no error.
        """
        self._take_policy()
        self.lists.require_trust()
        self.refresh()
        if self.current is None and self._ownerless:
            raise SnapshotError(self._ownerless)

    def refresh(self) -> None:
        """Take up a newer policy and newer lists, if there are any."""
        self.refresh_policy()
        self.refresh_lists()

    def refresh_policy(self) -> None:
        """Take up a newer policy and newer good-guy records. Never raises for bad ones."""
        others = self._suppressions.look()
        if self._refresh_policy() or others:
            self._install()
        self._suppressions.tell()

    def refresh_lists(self) -> None:
        """Take up newer lists if there are any, and see how old they are.

        Never raises for bad ones. Policy waits for none of this: fetching lists can take minutes.
        """
        changed = self.lists.look()
        lists, active = self.lists.current, self.current
        if lists is None:
            return
        if changed or active is None or active.stale != self._stale(lists.manifest):
            self._install()
        self._tell_age(lists.manifest)

    def _check_owned(self, manifest: Manifest) -> None:
        """Refuse a snapshot with a partner's list of which sources do not say whose it is."""
        found = ownerless(((row.loader, row.id) for row in manifest.sources), self._owners)
        self._ownerless = ownerless_message(found) if found else ""
        if found:
            raise SnapshotError(self._ownerless)

    def _refresh_policy(self) -> bool:
        try:
            return self._take_policy()
        except (PolicyError, OSError, TransportError) as error:
            if str(error) != self._policy_refused_with:  # tried again and again: told once
                self._policy_refused_with = str(error)
                self._refuse_policy(error)
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

    def _refuse_policy(self, error: Exception) -> None:
        self._metrics.refused.labels("policy").inc()
        self._metrics.refusing.labels("policy").set(1)
        kept = "the last good one stays in use" if self.current else "nothing is screened"
        log.error("refused", what="policy", reason=str(error), consequence=kept)

    def _stale(self, manifest: Manifest) -> frozenset[str]:
        return stale(manifest, self._max_age, datetime.now(UTC))

    def _install(self) -> None:
        """Put lists and policy in force, as soon as there are both."""
        with self._installing:  # lists and policy are looked at in two threads
            if self.lists.current is not None and self._policy is not None:
                self._put_in_force(self.lists.current, self._policy)

    def _put_in_force(self, lists: Lists, policy: Policy) -> None:
        manifest = lists.manifest
        counts = _counts(manifest)
        if undescribed := sorted(counts.keys() - self._owners.keys()):
            log.warning("lists without an owner in sources, so public", lists=undescribed)
        too_old = self._stale(manifest)
        if too_old:
            log.warning("lists older than their maximum age", lists=sorted(too_old))
        self.current = in_force(
            lists,
            policy,
            thresholds=self._thresholds,
            owners=self._owners,
            secret=self._secret,
            too_old=too_old,
            suppressions=self._suppressions.against(lists.entities),
        )
        self._tell_what_is_in_force(manifest, policy, counts)

    def _tell_what_is_in_force(
        self, manifest: Manifest, policy: Policy, counts: Mapping[str, int]
    ) -> None:
        self._metrics.snapshot_version.set(manifest.version)
        self._metrics.snapshot_info.clear()
        self._metrics.snapshot_info.labels(manifest.content_digest[:12]).set(1)
        self._metrics.policy_info.clear()
        self._metrics.policy_info.labels(policy.version).set(1)
        for metric in (
            self._metrics.list_entities,
            self._metrics.list_age,
            self._metrics.list_stale,
            self._metrics.snapshot_expiry,
        ):
            metric.clear()
        for source, entities_of_it in counts.items():
            self._metrics.list_entities.labels(source).set(entities_of_it)
        if manifest.expires is not None:
            expiry = datetime.fromisoformat(manifest.expires).timestamp()
            self._metrics.snapshot_expiry.labels(str(manifest.version)).set(expiry)
        log.info(
            "in force",
            snapshot=snapshot_name(manifest),
            entities=manifest.entities,
            policy=policy.version,
        )

    def _tell_age(self, manifest: Manifest) -> None:
        now = datetime.now(UTC)
        too_old = stale(manifest, self._max_age, now)
        for source, age in ages(manifest, now).items():
            self._metrics.list_age.labels(source).set(age.total_seconds())
            self._metrics.list_stale.labels(source).set(source in too_old)


def in_force(
    lists: Lists,
    policy: Policy,
    *,
    thresholds: Thresholds,
    owners: Mapping[str, str],
    secret: bytes,
    too_old: frozenset[str],
    suppressions: Suppressions = NO_SUPPRESSIONS,
) -> Active:
    """Lists, a policy and good-guy records as what batches are screened with."""
    counts = _counts(lists.manifest)
    return Active(
        screener=lists.screener,
        thresholds=thresholds,
        entities=lists.entities,
        manifest=lists.manifest,
        policy=policy,
        owners=owners,
        secret=secret,
        versions=Versions(
            snapshot=snapshot_name(lists.manifest),
            scorecard=str(scorecard().version),
            policy=policy.version,
        ),
        known={
            partner: _known_lists(partner, counts, owners, policy, too_old)
            for partner in policy.partners
        },
        stale=too_old,
        suppressions=suppressions,
    )


def _counts(manifest: Manifest) -> Counter[str]:
    """The entities of each source; two loaders may bring some of one."""
    counts: Counter[str] = Counter()
    for row in manifest.sources:
        counts[row.id] += row.entities
    return counts


def snapshot_name(manifest: Manifest) -> str:
    """How outputs name a snapshot: its version and the beginning of its content digest."""
    return f"{manifest.version}-{manifest.content_digest[:12]}"


def _known_lists(
    partner: str,
    counts: Mapping[str, int],
    owners: Mapping[str, str],
    policy: Policy,
    too_old: AbstractSet[str],
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
        stale=tuple(sorted(known.keys() & too_old)),
    )


def _stamp(folder: Path) -> object:
    """Changes whenever a policy file is added, removed or written."""
    return sorted(
        (str(path), status.st_mtime_ns, status.st_size)
        for path in folder.glob("*/*.yaml")
        for status in (path.lstat(),)
    )
