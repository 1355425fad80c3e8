"""`portcullis suppressions`: good-guy records, so that a mistaken identity is looked into once."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click
import msgspec
from rich.table import Table

from config.resolve import Resolved
from config.settings import Settings
from matchers.model import Struct
from streams.cli.changes import now
from streams.cli.common import (
    BAD_LINES,
    USAGE,
    Refused,
    err,
    fail,
    out,
    settings_options,
    who,
)
from streams.cli.ndjson import BadLine, Line, batches
from streams.cli.show import cell

if TYPE_CHECKING:
    from matchers.model import ListedEntity
    from sharing.suppression import Suppression

_LISTS = ("snapshot", "trusted_keys", "snapshot_cache")
_COMMON = ("partners", "secret_file")


class Made(Struct, omit_defaults=False):
    """What `import` answers to a line that it took."""

    line: int
    id: str
    entity_id: str


@click.group()
def suppressions() -> None:
    """Keep good-guy records: parties that resemble a listed one and were found not to be it.

    A record holds for one party exactly as it states itself, and one listed entity exactly as its
    list states it, for a year at most. As soon as either changes it holds no more. Its matches
    raise no alert, and stand in the publisher's screenings as suppressed.
    """


@suppressions.command("add")
@settings_options(*_COMMON, *_LISTS)
@click.argument("document", metavar="PARTY.json|-", type=click.File("rb"))
@click.option("--entity", required=True, metavar="ID", help="The listed entity that it is not.")
@click.option("--path", metavar="PATH", help="Which party, where the document is an event.")
@click.option("--reason", required=True, metavar="TEXT", help="How that was found out.")
@click.option("--requested-by", required=True, metavar="NAME", help="Who looked into it.")
@click.option("--approved-by", required=True, metavar="NAME", help="Who agreed: another person.")
@click.option(
    "--expires", required=True, metavar="WHEN", help="90d, or 2026-12-31; a year from now at most."
)
@click.option("--origin", metavar="TEXT", help="The event or alert that it came from.")
@click.option("--dry-run", is_flag=True, help="Check and show the record; keep nothing.")
@click.option("--json", "as_json", is_flag=True, help="The record as JSON.")
def add(
    resolved: Resolved,
    *,
    document: BinaryIO,
    entity: str,
    path: str | None,
    reason: str,
    requested_by: str,
    approved_by: str,
    expires: str,
    origin: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Record that a party is not the listed entity which it resembles.

    PARTY.json is a party as in `screen`, or an event with --path. It has to state a valid
    identifier or a date of birth to the day: on a name alone there is no record. Exit status 5
    where a rule says no.

    \b
    Example:
      portcullis suppressions add event.json --path 'parties[1]' --entity un-sc-QDi.001 \\
        --reason "passport seen, born elsewhere" --requested-by "A. Lindqvist" \\
        --approved-by "M. Okafor" --expires 180d --origin alert-1f3a --dry-run
    """  # noqa: D301 - click's mark for a paragraph that is not wrapped
    from sharing.suppression import NotSuppressible
    from streams.approving import Request, approve, match_of
    from streams.events.bad import BadEvent
    from streams.events.envelope import MAX_BYTES

    request = Request(
        party=msgspec.Raw(document.read(MAX_BYTES + 1)),
        entity_id=entity,
        reason=reason,
        requested_by=requested_by,
        approved_by=approved_by,
        expires=expires,
        path=path,
        origin=origin,
    )
    book, instant = _Book(resolved.settings), now()
    entities = book.entities()

    def change(existing: "Sequence[Suppression]") -> "Sequence[Suppression]":
        record = approve(
            request,
            entities=entities,
            holding={match_of(each): each for each in existing if each.holds(instant)},
            secret=book.secret,
            entered_by=who(),
            now=instant,
        )
        return [*existing, record]

    try:
        *_, record = book.change(change, dry_run=dry_run)
    except BadEvent as error:
        fail(f"the document: {error}", USAGE)
    except NotSuppressible as error:
        raise Refused(f"no record was made: {error}") from error
    if as_json:
        click.echo(msgspec.json.encode(record))
        return
    told = "would be kept" if dry_run else "kept"
    days = (record.expires - record.created).days
    out.print(
        f"record {record.id} {told}: {record.entity_id}, until {record.expires:%Y-%m-%d %H:%M} UTC "
        f"({days} days)",
        markup=False,
    )


@suppressions.command("list")
@settings_options(*_COMMON, *_LISTS)
@click.option("--all", "every", is_flag=True, help="Also records that have ended.")
@click.option("--lists", "against", is_flag=True, help="Also say whose entity has changed.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document a line.")
def list_(resolved: Resolved, *, every: bool, against: bool, as_json: bool) -> None:
    """List the records, with what each is about, who approved it, and until when it holds.

    With --lists the snapshot in use is read, too, and a record whose entity is another than the one
    approved, or gone, is shown as changed. Whom a record is about is not in it: it holds a digest.

    \b
    Example:
      portcullis suppressions list --lists --snapshot redis://lists:6379/0
    """  # noqa: D301 - click's mark for a paragraph that is not wrapped
    book = _Book(resolved.settings)
    entities = book.entities() if against else None
    instant = now()
    rows = [
        (state, record)
        for record in book.records()
        for state in (_state(record, entities, instant),)
        if every or state in ("inForce", "changed")
    ]
    if as_json:
        for state, record in rows:
            click.echo(msgspec.json.encode({"state": state, **msgspec.to_builtins(record)}))
        return
    table = Table("id", "state", "entity", "until", "approved by", "asked for by", "reason")
    table.columns[0].no_wrap = True  # `expire` takes it
    for state, record in rows:
        people = (record.approved_by, record.requested_by, record.reason)
        cells = (record.id, state, record.entity_id, f"{record.ended:%Y-%m-%d}", *people)
        table.add_row(*(cell(text) for text in cells))
    out.print(table)


@suppressions.command("expire")
@settings_options(*_COMMON)
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
@click.option("--by", required=True, metavar="NAME", help="Who decided that.")
@click.option("--why", required=True, metavar="TEXT", help="Why; kept with the record.")
@click.option("--dry-run", is_flag=True, help="Say what would end; change nothing.")
def expire(resolved: Resolved, *, ids: tuple[str, ...], by: str, why: str, dry_run: bool) -> None:
    """End records before their time; one person is enough for that. All of them, or none.

    Workers take it up within seconds; the next event of the party raises an alert again.

    \b
    Example:
      portcullis suppressions expire 0f3a91c2d4e5b6a7 --by "M. Okafor" --why "new evidence, case 4"
    """  # noqa: D301 - click's mark for a paragraph that is not wrapped
    from sharing.suppression import NotSuppressible
    from streams.approving import withdraw

    book, instant = _Book(resolved.settings), now()

    def change(existing: "Sequence[Suppression]") -> "Sequence[Suppression]":
        if unknown := sorted(set(ids) - {each.id for each in existing}):
            raise NotSuppressible(f"no record {', '.join(unknown)}; `suppressions list` shows them")
        return [
            withdraw(each, by=by, why=why, secret=book.secret, now=instant)
            if each.id in ids
            else each
            for each in existing
        ]

    try:
        book.change(change, dry_run=dry_run)
    except NotSuppressible as error:
        raise Refused(f"nothing was changed: {error}") from error
    for each in ids:
        out.print(f"record {each} {'would end' if dry_run else 'ended'}", markup=False)


@suppressions.command("import")
@settings_options(*_COMMON, *_LISTS)
@click.argument("source", metavar="FILE.ndjson|-", type=click.File("rb"))
@click.option("--dry-run", is_flag=True, help="Check every line; keep nothing.")
def import_(resolved: Resolved, source: BinaryIO, *, dry_run: bool) -> None:
    """Add many records: one JSON document a line in, one out.

    A line says what the options of `add` say: party (or an event with "path"), entityId, reason,
    requestedBy, approvedBy, expires, origin. It is answered with {"line", "id", "entityId"}, or
    with {"line", "error"} where no record can be made of it; the exit status is then 3, and the
    other lines are kept all the same.

    \b
    Example:
      portcullis suppressions import records.ndjson --dry-run    where a line is
      {"party": {"kind": "person", "names": ["Jon Dorwen"], "birthDate": "1962-03-05"},
       "entityId": "un-sc-QDi.001", "reason": "passport seen", "requestedBy": "A. Lindqvist",
       "approvedBy": "M. Okafor", "expires": "2026-12-31"}
    """  # noqa: D301 - click's mark for a paragraph that is not wrapped
    lines = [line for batch in batches(source) for line in batch]
    answers = _take(lines, _Book(resolved.settings), dry_run=dry_run)
    for answer in answers:
        click.echo(msgspec.json.encode(answer))
    bad = sum(isinstance(answer, BadLine) for answer in answers)
    kept = "would be kept" if dry_run else "kept"
    err.print(f"{len(answers) - bad} {kept}, {bad} refused")
    raise click.exceptions.Exit(BAD_LINES if bad else 0)


class _Book:
    """The records of an installation, as commands read and change them."""

    def __init__(self, settings: Settings) -> None:
        from streams.installation import existing_secret

        self._settings = settings
        self._folder = Path(settings.partners)
        if not self._folder.is_dir():
            fail(f"{self._folder} is no folder; name the policy folder with --partners", USAGE)
        self.secret = existing_secret(settings.secret_file)

    def entities(self) -> "Mapping[str, ListedEntity]":
        """The lists in use, by id."""
        from lists.snapshots.taking import load_current

        snapshot = load_current(self._settings.snapshot, self._settings)
        if snapshot is None:
            fail(f"{self._settings.snapshot} holds no snapshot; name one with --snapshot", USAGE)
        return {entity.id: entity for entity in snapshot.entities}

    def records(self) -> "tuple[Suppression, ...]":
        from sharing.suppression_file import read_suppressions

        return read_suppressions(self._folder, self.secret)

    def change(
        self,
        change: "Callable[[Sequence[Suppression]], Sequence[Suppression]]",
        *,
        dry_run: bool,
    ) -> "Sequence[Suppression]":
        """Replace the records by what `change` makes of them, unless it is to be seen only."""
        from sharing.suppression_file import change_suppressions

        if dry_run:
            return change(self.records())
        return change_suppressions(self._folder, self.secret, change)


def _state(
    record: "Suppression", entities: "Mapping[str, ListedEntity] | None", instant: datetime
) -> str:
    from lists.material import material_version

    if record.withdrawn is not None:
        return "withdrawn"
    if not record.holds(instant):
        return "lapsed"
    if entities is None:
        return "inForce"
    entity = entities.get(record.entity_id)
    same = entity is not None and material_version(entity) == record.entity_version
    return "inForce" if same else "changed"


def _take(lines: Sequence[Line], book: _Book, *, dry_run: bool) -> list[Made | BadLine]:
    """Keep what can be made of the lines; what comes of each."""
    from sharing.suppression import NotSuppressible
    from streams.approving import Request, approve, match_of
    from streams.events.bad import BadEvent

    entities, instant, login = book.entities(), now(), who()
    decoder = msgspec.json.Decoder(Request)
    answers: list[Made | BadLine] = []

    def change(existing: "Sequence[Suppression]") -> "Sequence[Suppression]":
        holding = {match_of(each): each for each in existing if each.holds(instant)}
        made = []
        for line in lines:
            try:
                record = approve(
                    decoder.decode(line.text),
                    entities=entities,
                    holding=holding,
                    secret=book.secret,
                    entered_by=login,
                    now=instant,
                )
            except (NotSuppressible, BadEvent, msgspec.DecodeError, UnicodeDecodeError) as error:
                answers.append(BadLine(line=line.number, error=str(error)))
                continue
            holding[match_of(record)] = record
            made.append(record)
            answers.append(Made(line=line.number, id=record.id, entity_id=record.entity_id))
        return [*existing, *made]

    book.change(change, dry_run=dry_run)
    return answers
