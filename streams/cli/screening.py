"""`portcullis screen` and `compare`: the same matching without Kafka."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click
import msgspec

from matchers.model import Evidence, Kind, Match, Party, PartyName, Struct, Verdict
from streams.cli.common import USAGE, fail
from streams.cli.ndjson import BadLine, Line, answer_lines, output_to
from streams.events.bad import BadEvent
from streams.events.lines import PartyLine, read_line, read_pair
from streams.events.parties import Located, parties

if TYPE_CHECKING:
    from matchers.screener import Screened, Screener

KINDS = click.Choice([kind.value for kind in Kind])


class EvidenceLine(Struct, omit_defaults=False):
    """One claim, its value, and the points that it adds to the score."""

    feature: str
    value: float
    points: float
    detail: str


class MatchLine(Struct, omit_defaults=False):
    """One match; `path` and `role` say which party of an event, and are null for a bare party."""

    path: str | None
    role: str | None
    entity_id: str
    source: str
    linked: tuple[str, ...]
    score: float
    listed_name: str
    query_name: str
    evidence: tuple[EvidenceLine, ...]


class ScreenLine(Struct, omit_defaults=False):
    """What `screen` says of one line. `left_out` matches were beyond the limit of their party."""

    id: str | int
    verdict: Verdict
    matches: tuple[MatchLine, ...]
    left_out: int
    snapshot_version: str


class CompareLine(Struct, omit_defaults=False):
    """What `compare` says of one line."""

    id: str | int
    score: float
    evidence: tuple[EvidenceLine, ...]


@click.command()
@click.option("--snapshot", required=True, help="Folder of `lists build`.")
@click.option("--name", help="Screen this one name instead of an input.")
@click.option("--kind", type=KINDS, default=Kind.UNKNOWN.value, help="What --name names.")
@click.option(
    "--min-score",
    type=click.FloatRange(0, 1),
    help="List matches from this score on; by default from the review threshold. The verdict "
    "comes from the thresholds in any case.",
)
@click.option(
    "--limit", type=click.IntRange(min=1), default=10, show_default=True, help="Matches a party."
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write here, all at once at the end, instead of to standard output.",
)
@click.argument("source", metavar="[INPUT.ndjson|-]", type=click.File("rb"), required=False)
def screen(
    *,
    snapshot: str,
    name: str | None,
    kind: str,
    min_score: float | None,
    limit: int,
    output: Path | None,
    source: BinaryIO | None,
) -> None:
    """Screen events and parties against a snapshot: one JSON document a line in, one out.

    A line is an event (a CloudEvent, or its data with "type") or a party with an "id", a "kind" and
    "names". A line that is neither is answered with {"line": N, "error": "..."} in its place, and
    the exit status is then 3.

    \b
    Examples:
      portcullis screen --snapshot lists/ --name "Dalvin Okonore" --kind person
      portcullis screen --snapshot lists/ parties.ndjson --output screened.ndjson
      portcullis screen --snapshot lists/ --min-score 0 --limit 50 - < parties.ndjson
    """  # noqa: D301 - click's mark for a paragraph that is not wrapped
    if (name is None) == (source is None):
        raise click.UsageError("give either an INPUT (or - for standard input) or a --name")
    screener, version = load(snapshot)

    def answer(batch: Sequence[Line]) -> list[Struct]:
        return _screen_batch(batch, screener, version, min_score, limit)

    with output_to(output) as sink:
        if source is not None:
            status = answer_lines(source, sink, answer)
        else:
            party = Party(kind=Kind(kind), names=(PartyName(value=name or ""),))
            one = Line(number=1, text=msgspec.json.encode(party))
            sink.write(msgspec.json.Encoder().encode_lines(answer([one])))
            status = 0
    raise click.exceptions.Exit(status)


@click.command()
@click.option("--snapshot", help="Weigh words as in this folder of `lists build`.")
@click.argument("source", metavar="PAIRS.ndjson|-", type=click.File("rb"))
def compare(snapshot: str | None, source: BinaryIO) -> None:
    """Score pairs of parties: {"id", "left", "right"} a line in, {"id", "score", "evidence"} out.

    The left party is the screened one, the right one stands for a listed entity. Without a snapshot
    words weigh what a built-in table says. Bad lines are answered as in `screen`.

    \b
    Example:
      portcullis compare pairs.ndjson    where a line is
      {"id": "p1", "left": {"names": ["Jon Dorwen"]}, "right": {"names": ["John Dorwen"]}}
    """  # noqa: D301 - click's mark for a paragraph that is not wrapped
    screener = load(snapshot)[0] if snapshot else builtin()
    with output_to(None) as sink:
        status = answer_lines(
            source, sink, lambda batch: [_compare(one, screener) for one in batch]
        )
    raise click.exceptions.Exit(status)


def load(url: str) -> "tuple[Screener, str]":
    """A screener over the current snapshot in a folder or store, and that snapshot's name."""
    from config.resolve import resolve
    from lists.snapshots.taking import load_current
    from matchers.screener import Screener
    from streams.active import snapshot_name
    from streams.installation import read_thresholds

    snapshot = load_current(url, resolve({}).settings)
    if snapshot is None:
        fail(f"{url} holds no snapshot; `portcullis lists build --out` makes one", USAGE)
    return Screener(snapshot.index, read_thresholds("")), snapshot_name(snapshot.manifest)


def builtin() -> "Screener":
    """A screener without lists, for pairs."""
    from matchers.screener import Screener

    return Screener.builtin()


def _screen_batch(
    batch: Sequence[Line],
    screener: "Screener",
    version: str,
    min_score: float | None,
    limit: int,
) -> list[Struct]:
    """Read a batch, screen everyone in it at once, and answer line by line."""
    read = [_read(line) for line in batch]
    subjects = [
        located.subject for one in read if not isinstance(one, BadLine) for located in one.named
    ]
    screened = iter(screener.screen(subjects, min_score=min_score, limit=limit))
    return [
        one if isinstance(one, BadLine) else _screen_line(one, screened, version) for one in read
    ]


class _Named(Struct):
    """A line that was read: its id, and everyone in it. The path of a bare party is empty."""

    id: str | int
    named: tuple[Located, ...]


def _read(line: Line) -> _Named | BadLine:
    try:
        read = read_line(line.text, f"line:{line.number}")
    except BadEvent as bad:
        return BadLine(line=line.number, error=str(bad))
    if isinstance(read, PartyLine):
        return _Named(id=read.id, named=(Located(path="", role="", subject=read.party),))
    return _Named(id=read.id, named=tuple(parties(read)))


def _screen_line(one: _Named, screened: "Iterator[Screened]", version: str) -> ScreenLine:
    """Take the outcomes of everyone in a line from `screened`, which holds them in order."""
    found = [(located, next(screened)) for located in one.named]
    matches = [
        _match_line(located, match) for located, outcome in found for match in outcome.matches
    ]
    matches.sort(key=lambda match: match.score, reverse=True)
    return ScreenLine(
        id=one.id,
        verdict=Verdict.worst([outcome.verdict for _, outcome in found]),
        matches=tuple(matches),
        left_out=sum(outcome.left_out for _, outcome in found),
        snapshot_version=version,
    )


def _match_line(located: Located, match: Match) -> MatchLine:
    return MatchLine(
        path=located.path or None,
        role=located.role or None,
        entity_id=match.entity_id,
        source=match.source,
        linked=match.linked,
        score=match.score,
        listed_name=match.listed_name,
        query_name=match.query_name,
        evidence=_evidence(match.evidence),
    )


def _compare(line: Line, screener: "Screener") -> Struct:
    try:
        pair = read_pair(line.text, f"line:{line.number}")
    except BadEvent as bad:
        return BadLine(line=line.number, error=str(bad))
    compared = screener.compare(pair.left, pair.right)
    return CompareLine(id=pair.id, score=compared.score, evidence=_evidence(compared.evidence))


def _evidence(lines: Sequence[Evidence]) -> tuple[EvidenceLine, ...]:
    return tuple(
        EvidenceLine(feature=e.feature, value=e.value, points=e.points, detail=e.detail)
        for e in lines
    )
