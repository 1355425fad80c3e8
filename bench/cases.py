"""What the benchmarks run on: labelled cases, and the universe of entities that they are about."""

import gzip
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import click
import msgspec

from lists.errors import ListsError
from lists.loaders import LOADERS
from lists.reading.dates import partial_date
from lists.reading.files import read_file
from lists.reading.territories import country_codes
from matchers.decide import Threshold, Thresholds
from matchers.index import Index
from matchers.model import Kind, ListedEntity, Party, PartyName
from matchers.screener import Screener

DATA: Final = Path("../shared/data")
GATE_SETS: Final = ("crosslist_hard_primary", "crosslist_hard_alias")
THRESHOLDS: Final = Thresholds(default=Threshold(review=0.5, hold=0.9))
"""Any will do: the benchmarks measure rankings, and choose their own thresholds."""


class Query(msgspec.Struct, frozen=True):
    """The screened name and its kind, and the dates of birth and countries that its source states.

    Countries stand as their sources write them.
    """

    name: str
    kind: Kind
    birth_date: tuple[str, ...] = ()
    country: tuple[str, ...] = ()


class Case(msgspec.Struct, frozen=True):
    """A labelled case; without an expected entity it must not match.

    `remove_names` are names of the expected entities that do not count.
    """

    qid: str
    query: Query
    expect: tuple[str, ...]
    tags: tuple[str, ...]
    set: str = "alias_leave_one_out"
    remove_names: tuple[str, ...] = ()

    @property
    def party(self) -> Party:
        """The query as a party: its name and kind, and nothing else."""
        return Party(kind=self.query.kind, names=(PartyName(value=self.query.name),))

    @property
    def party_with_facts(self) -> Party:
        """The query as a party with its first date of birth and its countries, as far as known."""
        codes = (code for text in self.query.country for code in country_codes(text))
        return Party(
            kind=self.query.kind,
            names=(PartyName(value=self.query.name),),
            birth_date=next(filter(None, map(_date, self.query.birth_date)), None),
            countries=tuple(dict.fromkeys(codes)),
        )

    @property
    def in_gate(self) -> bool:
        """Whether the case belongs to the gate set."""
        return (
            self.set in GATE_SETS
            and self.query.kind is not Kind.VESSEL
            and "band:disjoint" not in self.tags
        )


def _date(text: str) -> str | None:
    """A date as far as it is one: `1962-00-00` is 1962."""
    return next(filter(None, (partial_date(text[:length]) for length in (10, 7, 4))), None)


def read_cases(folder: Path, name: str) -> list[Case]:
    """The cases of one file in the folder; a click error where it is absent or cannot be read."""
    path = folder / f"{name}.jsonl.gz"
    try:
        with gzip.open(path) as lines:
            return [_case(line) for line in lines]
    except (OSError, msgspec.MsgspecError) as error:
        raise click.ClickException(f"no labelled cases in {path} ({error}); see --cases") from error


def _case(line: bytes) -> Case:
    """A line as a case; a kind that its source does not tell is unknown."""
    row = msgspec.json.decode(line, type=dict[str, Any])
    row["query"]["kind"] = row["query"]["kind"] or Kind.UNKNOWN
    return msgspec.convert(row, Case)


def read_universe(path: Path) -> list[ListedEntity]:
    """The entities of a FollowTheMoney file; a click error where it is absent or cannot be read."""
    loader = LOADERS["ftm"]
    try:
        outcomes = list(loader.entities([read_file(file) for file in loader.files(path)]))
    except (OSError, ListsError) as error:
        raise click.ClickException(f"no universe in {path} ({error}); see --universe") from error
    return [outcome[1] for outcome in outcomes if isinstance(outcome, tuple)]


def screener(entities: Sequence[ListedEntity]) -> Screener:
    """A screener over the entities, word weights and all."""
    return Screener(Index.build(entities), THRESHOLDS)


def batches(cases: Sequence[Case], size: int) -> Iterator[Sequence[Case]]:
    """The cases, `size` at a time."""
    for start in range(0, len(cases), size):
        yield cases[start : start + size]
