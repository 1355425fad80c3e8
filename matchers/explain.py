"""Explain: the lines of evidence of a pair of names, in words an analyst can check."""

from collections.abc import Iterable, Iterator, Sequence

from matchers.candidates import Candidate, NamePair
from matchers.compare import compared_table, searched_table
from matchers.features import NAME_FEATURES
from matchers.index import Index
from matchers.model import Evidence, ListedNameType, Struct
from matchers.names import AnalysedName
from matchers.scorecard import Scorecard

Detail = tuple[str, tuple[str, ...]]
"""What a line says in words, and the fields of the alert that it quotes."""


class Told(Struct):
    """A query name beside a listed one in words; empty where there is nothing to say."""

    counterparts: str
    query_missing: str
    listed_missing: str
    legal_forms: str


def name_evidence(
    candidates: Iterable[Candidate], card: Scorecard, index: Index
) -> Iterator[list[Evidence]]:
    """For each candidate one line for each claim about its names, and one for a weak alias.

    Every line that rests on another name than the one that the match shows quotes `match.names`.
    A listed name that several entities bear is compared once: one holder is on several lists.
    """
    told: dict[tuple[AnalysedName, AnalysedName | int], Told] = {}
    for candidate in candidates:
        pair = candidate.names
        if pair is None:
            yield []
            continue
        key = (pair.query, pair.read)
        if key not in told:
            told[key] = _told(pair, index)
        yield _lines(pair, told[key], candidate.entity.primary_name, card)


def _lines(pair: NamePair, told: Told, primary_name: str, card: Scorecard) -> list[Evidence]:
    text = pair.listed.value
    shown = "match.listedName" if text == primary_name else "match.names"
    both = ("party.names", shown)
    read = text if isinstance(pair.read, int) else pair.read.text
    details: dict[str, Detail] = {
        "query_coverage": (told.counterparts, both),
        "listed_coverage": (f"listed as {read}", (shown,)),
        "query_missing": (told.query_missing, ("party.names",)),
        "listed_missing": (told.listed_missing, (shown,)),
    }
    nothing: Detail = ("", () if text == primary_name else (shown,))
    if told.legal_forms:
        details["legal_form"] = (told.legal_forms, both)
    lines = [
        Evidence(feature=feature, value=value, points=points, detail=detail, quotes=quotes)
        for feature, value, points, (detail, quotes) in zip(
            NAME_FEATURES,
            pair.values.tolist(),
            pair.points.tolist(),
            [details.get(feature, nothing) for feature in NAME_FEATURES],
            strict=True,
        )
    ]
    if pair.listed.type is ListedNameType.WEAK:
        points = card.facts["weak_alias"]
        lines.append(Evidence(feature="weak_alias", value=1.0, points=points, quotes=nothing[1]))
    return lines


def _told(pair: NamePair, index: Index) -> Told:
    query = pair.query
    if isinstance(pair.read, int):
        listed = index.document(pair.read, pair.listed.value)
        rows = searched_table(index, query, listed).tolist()
    else:
        listed = pair.read
        rows = compared_table(query, listed).tolist()
    columns = zip(*rows, strict=True)
    legal = query.legal and listed.legal
    return Told(
        counterparts=_counterparts(query, listed, rows),
        query_missing=_missing(query, map(max, rows), index),
        listed_missing=_missing(listed, map(max, columns), index),
        legal_forms=f"{query.legal}, listed {listed.legal}" if legal else "",
    )


def _counterparts(
    query: AnalysedName, listed: AnalysedName, rows: Sequence[Sequence[float]]
) -> str:
    """Each query word that has a counterpart, with it: `kadafi ~ gaddafi 0.45, muammar`."""
    found = []
    for word, row in zip(query.plain, rows, strict=True):
        alike = max(row)
        if alike > 0:
            other = listed.plain[row.index(alike)]
            found.append(word if word == other else f"{word} ~ {other} {alike:.2f}")
    return ", ".join(found)


def _missing(name: AnalysedName, best: Iterable[float], index: Index) -> str:
    """The most telling word without a full counterpart."""
    absent = [
        index.weight(word, name.kind) * (1 - alike) if alike < 1 else 0.0
        for word, alike in zip(name.words, best, strict=True)
    ]
    most = max(absent)
    return name.plain[absent.index(most)] if most > 0 else ""
