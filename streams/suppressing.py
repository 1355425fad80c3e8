"""Good-guy records in use: which of them hold against the lists in use, and what they set apart.

Looked up in memory; files are read between batches, and taken up as one reference.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from lists.material import material_version
from matchers.model import ListedEntity, Match, Party
from matchers.screener import Screened
from sharing.policy import PolicyError
from sharing.suppression import Suppression, party_fingerprint
from sharing.suppression_file import read_suppressions, suppressions_file
from streams.events.parties import Located
from streams.logs import get_logger
from streams.metrics import Metrics

log = get_logger(__name__)

_TELL_SECONDS = 10.0

Found = tuple[Located, Screened]


@dataclass(frozen=True, slots=True)
class SetApart:
    """A match that a record says is none."""

    located: Located
    match: Match
    record: Suppression


@dataclass(frozen=True, slots=True)
class Suppressions:
    """The records whose entity is listed as it was when they were approved.

    `records` are by party and entity, `entities` the ids of all entities that any is about.
    `changed` counts records that hold by time, whose entity is another by now, or gone.
    """

    records: Mapping[tuple[str, str], tuple[Suppression, ...]] = field(default_factory=dict)
    entities: AbstractSet[str] = frozenset()
    changed: int = 0

    @staticmethod
    def against(
        records: Iterable[Suppression],
        entities: Mapping[str, ListedEntity],
        now: datetime,
        version: Callable[[ListedEntity], str] = material_version,
    ) -> "Suppressions":
        """What holds of the records against these lists, those that have ended by now left out.

        `version` gives the material version of an entity.
        """
        lasting = [each for each in records if each.withdrawn is None and now < each.expires]
        versions = {
            entity_id: version(entities[entity_id])
            for entity_id in {each.entity_id for each in lasting} & entities.keys()
        }
        found: dict[tuple[str, str], list[Suppression]] = defaultdict(list)
        for each in lasting:
            if versions.get(each.entity_id) == each.entity_version:
                found[each.party, each.entity_id].append(each)
        held = sum(map(len, found.values()))
        return Suppressions(
            records={pair: tuple(listed) for pair, listed in found.items()},
            entities=frozenset(entity_id for _, entity_id in found),
            changed=len(lasting) - held,
        )

    def apart(
        self, found: Sequence[Found], secret: bytes, now: datetime
    ) -> tuple[Sequence[Found], list[SetApart]]:
        """Part what was found into what stands, and what a record sets apart at this instant."""
        if not self.entities:
            return found, []
        stands: list[Found] = []
        apart: list[SetApart] = []
        for located, screened in found:
            records = self._of(located, screened.matches, secret, now)
            apart += (
                SetApart(located, match, records[match.entity_id])
                for match in screened.matches
                if match.entity_id in records
            )
            left = tuple(match for match in screened.matches if match.entity_id not in records)
            if left:
                stands.append((located, msgspec.structs.replace(screened, matches=left)))
        return stands, apart

    def _of(
        self, located: Located, matches: Sequence[Match], secret: bytes, now: datetime
    ) -> dict[str, Suppression]:
        """The records that hold for a party, by entity. A free text is no party."""
        concerned = [match.entity_id for match in matches if match.entity_id in self.entities]
        party = located.subject
        if not concerned or not isinstance(party, Party):
            return {}
        fingerprint = party_fingerprint(secret, party)
        held = {each: self._holding(fingerprint, each, now) for each in concerned}
        return {entity_id: record for entity_id, record in held.items() if record is not None}

    def record_of(
        self, party: Party, entity_id: str, secret: bytes, now: datetime
    ) -> Suppression | None:
        """The record that says that a party is not this entity, if one holds at this instant."""
        if entity_id not in self.entities:
            return None
        return self._holding(party_fingerprint(secret, party), entity_id, now)

    def _holding(self, fingerprint: str, entity_id: str, now: datetime) -> Suppression | None:
        records = self.records.get((fingerprint, entity_id), ())
        return next((record for record in records if record.holds(now)), None)


NO_SUPPRESSIONS = Suppressions()


class _Versions:
    """Material versions, kept for entities that come again as they were: reading names costs.

    Of 10,000 records it was 3.5 s at every new snapshot, in which few of their entities change.
    """

    def __init__(self) -> None:
        self._known: dict[str, tuple[ListedEntity, str]] = {}

    def of(self, entity: ListedEntity) -> str:
        """The material version of an entity."""
        known = self._known.get(entity.id)
        version = known[1] if known and known[0] == entity else material_version(entity)
        self._known[entity.id] = entity, version  # the newest, so that no old lists are held
        return version

    def keep(self, ids: AbstractSet[str]) -> None:
        """Forget all other entities."""
        self._known = {each: known for each, known in self._known.items() if each in ids}


class SuppressionsWatch:
    """Holds the records of the policy folder, and looks whether their file is another.

    A file that cannot be used suppresses nothing: an alert too many is better than one too few,
    and a record that was ended must not live on in a worker that cannot read so.
    """

    def __init__(self, folder: Path, secret: bytes, metrics: Metrics) -> None:
        self._folder = folder
        self._secret = secret
        self._metrics = metrics
        self._records: tuple[Suppression, ...] = ()
        self._seen: object = None
        self._made_of: tuple[object, object] = (None, None)
        self._current = NO_SUPPRESSIONS
        self._versions = _Versions()
        self._told: Suppressions | None = None
        self._tell_at = 0.0

    def look(self) -> bool:
        """Take up the records if their file is another; returns whether it was. Never raises."""
        seen = self._stamp()
        if seen == self._seen:
            return False
        self._seen, self._told = seen, None
        try:
            self._records = read_suppressions(self._folder, self._secret)
        except PolicyError as error:
            self._records = ()
            self._metrics.refused.labels("suppressions").inc()
            self._metrics.refusing.labels("suppressions").set(1)
            log.error(  # noqa: TRY400 - its words suffice
                "refused",
                what="suppressions",
                reason=str(error),
                consequence="nothing is suppressed",
            )
        else:
            self._metrics.refusing.labels("suppressions").set(0)
            if self._records:
                log.info("suppressions taken up", records=len(self._records))
        return True

    def against(self, entities: Mapping[str, ListedEntity]) -> Suppressions:
        """What holds against these lists; worked out once for each pair of files and lists."""
        records = self._records  # another thread may replace them meanwhile
        if self._made_of[0] is not records or self._made_of[1] is not entities:
            now = datetime.now(UTC)
            self._current = Suppressions.against(records, entities, now, self._versions.of)
            self._versions.keep({each.entity_id for each in records} & entities.keys())
            self._made_of = records, entities
        return self._current

    def tell(self) -> None:
        """Say in the metrics how many records hold, and why others do not.

        At once where that changed; else now and then, since records lapse.
        """
        if self._told is self._current and time.monotonic() < self._tell_at:
            return
        self._told, self._tell_at = self._current, time.monotonic() + _TELL_SECONDS
        now = datetime.now(UTC)
        held = sum(
            record.holds(now) for listed in self._current.records.values() for record in listed
        )
        ended = sum(not record.holds(now) for record in self._records)
        counts = Counter(inForce=held, ended=ended, changed=self._current.changed)
        for state, count in counts.items():
            self._metrics.suppressions.labels(state).set(count)

    def _stamp(self) -> object:
        try:
            status = suppressions_file(self._folder).stat()
        except FileNotFoundError:
            return "none"
        except OSError as error:
            return str(error)
        return status.st_ino, status.st_mtime_ns, status.st_size
