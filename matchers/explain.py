"""Explain: the lines of evidence of a pair of names, in words an analyst can check."""

from collections.abc import Callable, Iterable, Sequence

from matchers.candidates import Candidate
from matchers.compare import searched_table, word_table
from matchers.features import NAME_FEATURES, Column
from matchers.index import Index
from matchers.model import Evidence, Kind, ListedNameType
from matchers.names import AnalysedName
from matchers.scorecard import Scorecard

Detail = tuple[str, tuple[str, ...]]
Details = dict[str, Detail]


def name_evidence(candidate: Candidate, card: Scorecard, index: Index) -> list[Evidence]:
    """One line for each claim about the candidate's names, and one for a weak alias.

    Every line that rests on another name than the one that the match shows quotes `match.names`.
    """
    pair = candidate.names
    if pair is None:
        return []
    if isinstance(pair.read, int):
        read = index.document(pair.read, pair.listed.value)
        table = searched_table(index, pair.query, read)
    else:
        read = pair.read
        table = word_table(pair.query, read)
    primary = pair.listed.value == candidate.entity.primary_name
    shown = "match.listedName" if primary else "match.names"
    details = _details(pair.query, read, table, index.weight, shown)
    nothing: Detail = ("", () if primary else (shown,))
    lines = []
    for feature, value, points in zip(
        NAME_FEATURES, pair.values.tolist(), pair.points.tolist(), strict=True
    ):
        detail, quotes = details.get(feature, nothing)
        lines.append(
            Evidence(feature=feature, value=value, points=points, detail=detail, quotes=quotes)
        )
    if pair.listed.type is ListedNameType.WEAK:
        points = card.facts["weak_alias"]
        lines.append(Evidence(feature="weak_alias", value=1.0, points=points, quotes=nothing[1]))
    return lines


def _details(
    query: AnalysedName,
    listed: AnalysedName,
    table: Column,
    weigh: Callable[[str, Kind], float],
    shown: str,
) -> Details:
    both = ("party.names", shown)
    rows = table.tolist()
    columns = list(zip(*rows, strict=True))
    details: Details = {"query_coverage": (_aligned(query, listed, rows), both)}
    details["listed_coverage"] = (f"listed as {listed.text}", (shown,))
    details["query_missing"] = _missing(query, map(max, rows), weigh, "party.names")
    details["listed_missing"] = _missing(listed, map(max, columns), weigh, shown)
    if query.legal and listed.legal:
        details["legal_form"] = (f"{query.legal}, listed {listed.legal}", both)
    return details


def _aligned(query: AnalysedName, listed: AnalysedName, rows: Sequence[Sequence[float]]) -> str:
    """Each query word that has a counterpart, with it: `kadafi ~ gaddafi 0.45, muammar`."""
    found = []
    for word, row in zip(query.plain, rows, strict=True):
        alike = max(row)
        if alike > 0:
            other = listed.plain[row.index(alike)]
            found.append(word if word == other else f"{word} ~ {other} {alike:.2f}")
    return ", ".join(found)


def _missing(
    name: AnalysedName, best: Iterable[float], weigh: Callable[[str, Kind], float], field: str
) -> Detail:
    """The most telling word without a full counterpart, and the field it is quoted from."""
    absent = [
        weigh(word, name.kind) * (1 - alike) if alike < 1 else 0.0
        for word, alike in zip(name.words, best, strict=True)
    ]
    most = max(absent)
    return (name.plain[absent.index(most)], (field,)) if most > 0 else ("", (field,))
