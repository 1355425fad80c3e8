"""`portcullis explain`: how a score comes about, and whether a stored one comes out again."""

from collections.abc import Iterator, Sequence
from importlib.metadata import version
from typing import BinaryIO

import click
import msgspec
from rich.text import Text

from matchers.decide import Threshold
from matchers.model import Evidence, Kind, Party, PartyName, Struct
from matchers.replay import (
    ClaimPoints,
    NothingStored,
    Replayed,
    Stored,
    replay,
    stored_matches,
)
from streams.cli.common import FAILED, USAGE, fail, out
from streams.cli.drawing import WIDTH, aligned, claims, folded
from streams.cli.screening import KINDS, builtin, load
from streams.cli.show import printable
from streams.events.bad import BadEvent
from streams.events.lines import read_pair

_BUILT_IN = "the built-in table"


class Versions(Struct, omit_defaults=False):
    """What made a score: the product, its scorecard, and what words were weighed by."""

    product: str
    scorecard: str
    weights: str


class Explained(Struct, omit_defaults=False):
    """One pair as `explain --json` prints it."""

    query_name: str
    listed_name: str
    score: float
    log_odds: float
    evidence: tuple[ClaimPoints, ...]
    thresholds: Threshold
    versions: Versions


class ReplayedMatch(Struct, omit_defaults=False):
    """One stored match as `explain --replay --json` prints it."""

    match: Stored
    replayed: Replayed


@click.command()
@click.option("--snapshot", help="Weigh words as in this folder of `lists build`.")
@click.argument("name", required=False)
@click.argument("listed_name", metavar="[LISTED_NAME]", required=False)
@click.option("--kind", type=KINDS, default=Kind.UNKNOWN.value, help="What both names name.")
@click.option(
    "--pair",
    type=click.File("rb"),
    metavar="FILE|-",
    help="Explain one pair of parties with their facts, as `compare` takes it.",
)
@click.option(
    "--replay",
    "stored",
    type=click.File("rb"),
    metavar="FILE|-",
    help="Draw stored matches and score them again: lines of `screen`, screenings, alerts.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document a line.")
def explain(
    *,
    name: str | None,
    listed_name: str | None,
    kind: str,
    snapshot: str | None,
    pair: BinaryIO | None,
    stored: BinaryIO | None,
    as_json: bool,
) -> None:
    """Say how a name scores against a listed name, and which evidence makes the score.

    Words weigh what a built-in table says; with --snapshot what they weigh there, as in `screen`.
    The points of all lines add up to the logarithm of the odds: a score of 0.5 is 0 points.

    A stored match needs no snapshot: its points are scored again, and the exit status is 1 where
    the score that it states does not come out to the last bit.

    \b
    Examples:
      portcullis explain "Dalvin Okonorre" "OKONORE, Dalvin Tamsin" --kind person
      portcullis explain --pair pair.json
      portcullis screen --snapshot lists/ parties.ndjson | portcullis explain --replay -
    """  # noqa: D301 - click's mark for a paragraph that is not wrapped
    sources = [name is not None, pair is not None, stored is not None]
    if sum(sources) != 1 or (name is None) != (listed_name is None):
        raise click.UsageError("give either a NAME and a LISTED_NAME, or --pair, or --replay")
    if stored is not None:
        _replay(stored, as_json=as_json)
        return
    left, right = _read_pair(pair) if pair else (_party(name, kind), _party(listed_name, kind))
    explained = _explained(left, right, snapshot)
    if as_json:
        click.echo(msgspec.json.encode(explained))
        return
    for line in _drawn(explained):
        out.print(line)


def _party(name: str | None, kind: str) -> Party:
    return Party(kind=Kind(kind), names=(PartyName(value=name or ""),))


def _read_pair(source: BinaryIO) -> tuple[Party, Party]:
    try:
        pair = read_pair(source.read(), "pair")
    except BadEvent as bad:
        fail(f"--pair: {bad}", USAGE)
    return pair.left, pair.right


def _explained(left: Party, right: Party, snapshot: str | None) -> Explained:
    from matchers.scorecard import scorecard
    from streams.installation import read_thresholds

    screener, weights = load(snapshot) if snapshot else (builtin(), _BUILT_IN)
    compared = screener.compare(left, right)
    lines = stored_lines(compared.evidence)
    again = replay(Stored(score=compared.score, evidence=lines))
    return Explained(
        query_name=_names(left),
        listed_name=_names(right),
        score=compared.score,
        log_odds=again.log_odds,
        evidence=lines,
        thresholds=read_thresholds("").default,
        versions=Versions(
            product=version("portcullis"), scorecard=str(scorecard().version), weights=weights
        ),
    )


def stored_lines(evidence: Sequence[Evidence]) -> tuple[ClaimPoints, ...]:
    """Evidence as it is stored with a match."""
    return tuple(
        ClaimPoints(feature=e.feature, points=e.points, value=e.value, detail=e.detail)
        for e in evidence
    )


def _names(party: Party) -> str:
    return "; ".join(name.value for name in party.names)


def _drawn(explained: Explained) -> Iterator[Text | str]:
    from streams.cli.thresholds import bought

    yield from _pair(explained.query_name, explained.listed_name, explained.evidence)
    yield from claims(explained.evidence, explained.log_odds)
    yield ""
    review, hold = explained.thresholds.review, explained.thresholds.hold
    reached = [
        f"{name} from {least:g}: {'reached' if explained.score >= least else 'not reached'}"
        for name, least in (("review", review), ("hold", hold))
    ]
    yield Text(f"score {explained.score:.4f} from {explained.log_odds:+.3f} points")
    for line, least in zip(reached, (review, hold), strict=True):
        first, *more = folded(line + bought(least), WIDTH - 4)
        yield Text(f"  {first}")
        for part in more:
            yield Text(f"{'':4}{part}")
    versions = explained.versions
    told = f"scorecard {versions.scorecard}, portcullis {versions.product}"
    yield Text(f"words weighed by {printable(versions.weights)}; {told}", style="dim")


def _pair(query_name: str, listed_name: str, evidence: Sequence[ClaimPoints]) -> Iterator[Text]:
    """Both names in full, each on lines of its own, and their words side by side."""
    for label, name in (("name", query_name), ("listed", listed_name)):
        first, *more = folded(printable(name), 70) or [""]
        yield Text(f"  {label:8}{first}")
        for part in more:
            yield Text(f"{'':10}{part}")
    words = {line.feature: line.detail or "" for line in evidence}.get("query_coverage", "")
    if words:
        yield Text("")
        yield from map(Text, aligned(words))
    yield Text("")


def _replay(source: BinaryIO, *, as_json: bool) -> None:
    """Draw every stored match of a file; exit status 1 where one is not reproduced, or none is."""
    count = failures = 0
    for number, line in enumerate(source, start=1):
        if line.isspace():
            continue
        try:
            matches = stored_matches(line)
        except NothingStored as nothing:
            fail(f"line {number}: {nothing}", FAILED)
        for match in matches:
            replayed = replay(match)
            count += 1
            failures += not replayed.reproduced
            if as_json:
                click.echo(msgspec.json.encode(ReplayedMatch(match=match, replayed=replayed)))
            else:
                for drawn in _redrawn(match, replayed):
                    out.print(drawn)
    if not count:
        fail("no stored match in the input", FAILED)
    if failures:
        fail(f"{failures} of {count} stored scores do not come out of their evidence", FAILED)


def _redrawn(match: Stored, replayed: Replayed) -> Iterator[Text | str]:
    if match.entity_id:
        yield Text(printable(match.entity_id), style="bold")
    yield from _pair(match.query_name or "", match.listed_name or "", match.evidence)
    yield from claims(match.evidence, replayed.log_odds)
    yield ""
    if replayed.reproduced:
        yield Text(f"score {match.score!r}: reproduced to the last bit", style="green")
    else:
        text = f"score {match.score!r} is stored, {replayed.score!r} comes out: NOT reproduced"
        yield Text(text, style="bold red")
    yield ""
