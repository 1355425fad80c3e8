"""Refreshes of made-up lists, which are published to nobody but the test."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from lists.delta import Counts
from lists.refresh import Report, refresh
from lists.refreshing.edition import Desk, Order
from lists.refreshing.fetch import Fetcher, Limits
from lists.refreshing.in_use import InUse
from lists.refreshing.last_good import LastGood
from lists.snapshots.snapshot import ENTITIES, Manifest
from lists.sources import Source
from matchers.index import Index
from matchers.model import ListedEntity

QUICK = Limits(
    connect=1.0,
    read=0.3,
    whole=1.2,
    wire_bytes=200_000,
    content_bytes=400_000,
    attempts=2,
    redirects=3,
    first_wait=0.001,
    longest_wait=0.5,
)


def person(number: int, *, born: str = "<YEAR>1951</YEAR>", document: bool = True) -> str:
    """An entry of a list in the form of the Security Council's."""
    paper = (
        "<INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT>"
        f"<NUMBER>A{number:06d}</NUMBER><ISSUING_COUNTRY>Peru</ISSUING_COUNTRY>"
        "</INDIVIDUAL_DOCUMENT>"
    )
    return (
        f"<INDIVIDUAL><FIRST_NAME>ОМРАН</FIRST_NAME><SECOND_NAME>QUARTZ {number}</SECOND_NAME>"
        f"<REFERENCE_NUMBER>QDi.{number}</REFERENCE_NUMBER><UN_LIST_TYPE>Stone</UN_LIST_TYPE>"
        f"<INDIVIDUAL_DATE_OF_BIRTH>{born}</INDIVIDUAL_DATE_OF_BIRTH>{paper * document}"
        "</INDIVIDUAL>"
    )


def a_list(
    numbers: Sequence[int] = range(1, 21), *, date: str = "2026-01-01", entries: str = ""
) -> bytes:
    """A list of persons of these numbers, as it was on a date."""
    people = entries or "".join(map(person, numbers))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><CONSOLIDATED_LIST dateGenerated="{date}">'
        f"<INDIVIDUALS>{people}</INDIVIDUALS></CONSOLIDATED_LIST>"
    ).encode()


@dataclass
class Bureau:
    """Somebody who refreshes: sources, a state folder, what is published and was announced."""

    folder: Path
    sources: dict[str, Source]
    limits: Limits = QUICK
    now: datetime = datetime(2026, 3, 1, tzinfo=UTC)
    announced: list[tuple[int, Mapping[str, Counts]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.state = LastGood(self.folder / "state")
        self._fetcher = Fetcher(self.limits)
        self.in_use = InUse()

    def refresh(
        self,
        *chosen: str,
        accepted: Mapping[str, str] | None = None,
        dry_run: bool = False,
        later: timedelta = timedelta(hours=1),
    ) -> Report:
        """Refresh, an hour later than last time."""
        self.now += later
        order = Order(
            sources=self.sources,
            chosen=frozenset(chosen or self.sources),
            accepted=accepted or {},
            who="an operator",
            dry_run=dry_run,
        )
        return refresh(order, self._desk())

    def entities(self) -> dict[str, list[ListedEntity]]:
        """What is published, by source."""
        found: dict[str, list[ListedEntity]] = {}
        for entity in self.in_use.entities:
            found.setdefault(entity.source, []).append(entity)
        return found

    @property
    def manifest(self) -> Manifest:
        """The manifest of what is published."""
        assert self.in_use.manifest is not None
        return self.in_use.manifest

    def _desk(self) -> Desk:
        return Desk(
            state=self.state,
            fetcher=self._fetcher,
            in_use=lambda: self.in_use,
            publish=self._publish,
            announce=lambda manifest, counts: self.announced.append((manifest.version, counts)),
            index=lambda entities, names: Index.build(entities, reader=names),
            now=lambda: self.now,
            progress=lambda *_: None,
        )

    def _publish(self, folder: Path, manifest: Manifest) -> Manifest:
        """Publish as a store would, without one."""
        before = self.in_use.manifest
        numbered = msgspec.structs.replace(
            manifest,
            version=before.version + 1 if before else 1,
            created=self.now.isoformat(timespec="seconds"),
        )
        content = (folder / ENTITIES).read_bytes()
        entities = msgspec.json.Decoder(ListedEntity).decode_lines(content)
        self.in_use = InUse(manifest=numbered, entities=entities)
        return numbered


def source(*files: str, **how: object) -> Source:
    """A source of lists in the form of the Security Council's."""
    given = {"loader": "un-xml", "files": files, "minimum_entities": 10, "allowed_drop": 0.2} | how
    return msgspec.convert(given, Source)
