"""`python -m bench.background`: count the words of ordinary names for `matchers/background.tsv`.

Counted are the development negatives and names that libraries ship or make: nothing of either is
kept but how many names hold a word, and only where at least two do.
"""

import hashlib
import json
import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.metadata import version
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import click

from bench.cases import DATA, read_cases
from matchers.background import LEAST, TABLE, Counts, as_table
from matchers.model import Kind
from matchers.names import readings

LIBRARIES: Final = {"faker": "MIT", "mimesis": "MIT", "schwifty": "MIT", "pytickersymbols": "MIT"}
"""What is installed to be counted, `pip install .[background]`, and its licence."""

_SEED: Final = 6
_FAKER_NAMES: Final = 400
_MIMESIS_NAMES: Final = 300
"""Persons' names made for each language."""

_COMPANIES: Final = 400
"""Companies drawn for each language; few have as many, so nearly all are met."""

_BANKS: Final = 250
"""Banks of a register; some list every branch of a bank, and would be counted for all the world."""

Names = dict[Kind, list[str]]


def negatives(folder: Path) -> Names:
    """The names of the development negatives, by kind."""
    found: Names = {}
    for case in read_cases(folder, "dev_negatives"):
        found.setdefault(case.query.kind, []).append(case.query.name)
    return found


def faker_persons() -> Iterator[str]:
    """Made-up persons of every language that Faker has names for."""
    from faker import Faker
    from faker.config import AVAILABLE_LOCALES

    for locale in sorted(AVAILABLE_LOCALES):
        if find_spec(f"faker.providers.person.{locale}"):
            made = Faker(locale)
            made.seed_instance(_SEED)
            yield from (made.name() for _ in range(_FAKER_NAMES))


def mimesis_persons() -> Iterator[str]:
    """Made-up persons of every language that Mimesis has."""
    from mimesis import Locale, Person

    for locale in Locale:
        person = Person(locale, seed=_SEED)
        yield from (person.full_name() for _ in range(_MIMESIS_NAMES))


def mimesis_companies() -> Iterator[str]:
    """The companies of every language that Mimesis has, each once."""
    from mimesis import Finance, Locale

    for locale in Locale:
        finance = Finance(locale, seed=_SEED)
        yield from sorted({finance.company() for _ in range(_COMPANIES)})


def banks() -> Iterator[str]:
    """Banks of the national registers that schwifty ships; of each register only so many."""
    for path in sorted(files("schwifty").joinpath("bank_registry").iterdir(), key=str):
        if path.name.endswith(".json"):
            content = json.loads(path.read_text(encoding="utf-8"))
            entries = content if isinstance(content, list) else content.get("entries", [])
            names = sorted({entry["name"] for entry in entries if entry.get("name")})
            yield from random.Random(_SEED).sample(names, min(len(names), _BANKS))


def listed_companies() -> Iterator[str]:
    """The companies of the stock indices that pytickersymbols ships, each once."""
    from pytickersymbols import PyTickerSymbols

    stocks = PyTickerSymbols().get_all_stocks()
    return iter(sorted({stock["name"] for stock in stocks if stock.get("name")}))


def count(names: Iterable[str], kind: Kind) -> Counts:
    """Count the names that hold each word; names that cannot be read are not counted."""
    holding: Counter[str] = Counter()
    total = 0
    for name in names:
        read = readings(name, kind)
        if read:
            total += 1
            holding.update(read[0].words)
    return Counts(
        names=total, holding={word: held for word, held in holding.items() if held >= LEAST}
    )


def header(sources: Mapping[str, list[str]]) -> str:
    """What was counted, with licences and digests; the digest is of the names, one a line."""
    lines = [
        "How many ordinary names hold a word, by class; `python -m bench.background` writes this.",
        "The line without a word says how many names were counted. Words are as matchers/names.py",
        f"folds them (#X an industry, @x a place); those of fewer than {LEAST} names are left out.",
        "Counted (names, SHA-256 of the names):",
    ]
    for source, names in sources.items():
        digest = hashlib.sha256("\n".join(names).encode()).hexdigest()
        lines.append(f"  {source}: {len(names):,}, {digest[:16]}")
    return "\n".join(lines)


def _library(name: str, what: str, source: Callable[[], Iterator[str]]) -> tuple[str, list[str]]:
    try:
        return f"{name} {version(name)} ({LIBRARIES[name]}), {what}", list(source())
    except ImportError as error:
        raise click.ClickException(
            f"{name} is not installed: pip install '.[background]' ({error})"
        ) from error


@click.command(epilog="Example: python -m bench.background --cases ../shared/data/eval")
@click.option(
    "--cases",
    type=click.Path(path_type=Path),
    default=DATA / "eval",
    show_default=True,
    help="Folder with dev_negatives.jsonl.gz.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("matchers") / TABLE,
    show_default=True,
    help="File to write.",
)
def main(cases: Path, out: Path) -> None:
    """Count how many ordinary names hold each word, for persons, organizations and vessels.

    Run it again when the reading of names changes: words are counted as they are read.
    """
    own = negatives(cases)
    sources = {f"development negatives, {kind}": names for kind, names in own.items()}
    persons = [
        _library("faker", "persons", faker_persons),
        _library("mimesis", "persons", mimesis_persons),
    ]
    organizations = [
        _library("mimesis", "companies", mimesis_companies),
        _library("schwifty", "banks", banks),
        _library("pytickersymbols", "companies", listed_companies),
    ]
    sources |= dict(persons) | dict(organizations)
    for kind, more in ((Kind.PERSON, persons), (Kind.ORGANIZATION, organizations)):
        own[kind] = own[kind] + [name for _, names in more for name in names]
    counted = {kind: count(names, kind) for kind, names in own.items()}
    out.write_text(as_table(header(sources), counted), encoding="utf-8")
    for kind, result in counted.items():
        click.echo(f"{kind}: {result.names:,} names, {len(result.holding):,} words")


if __name__ == "__main__":
    main()
