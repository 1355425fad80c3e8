"""Link the entries of one party on several lists, by what tells one holder from all.

Entries stay entries, one match each; a link only says where else the party stands. Names never
link: too many people share them. Entries that share a number and contradict each other in another
fact do not link either: one of the publishers erred, and somebody has to look.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from matchers.identifiers import canonical, key
from matchers.model import Kind, ListedEntity, Scheme, Struct

LINKING = frozenset({Scheme.IMO, Scheme.LEI, Scheme.PASSPORT})
"""Schemes whose numbers belong to one holder; a passport's only together with its country."""

SINGLE = (Scheme.IMO, Scheme.LEI)
"""Schemes of which one party has one number: two different ones are of two parties."""

MAX_BEARERS = 50
"""A number that more entries bear is a mistake of a publisher and links none of them."""

_FULL_DATE = len("1962-03-05")
_REFERENCE = "reference:"


class Conflict(Struct, frozen=True):
    """Two entries that were not linked: what they share, and in what they contradict each other."""

    left: str
    right: str
    shared: str
    conflicting: str


class Links(Struct, frozen=True):
    """The entities in their order, each with its links; and the conflicts, by ids."""

    entities: tuple[ListedEntity, ...]
    conflicts: tuple[Conflict, ...]


def link(entities: Iterable[ListedEntity]) -> Links:
    """Name in `linked` of each entity the ids of the same party on other lists.

    Linked are entries of different sources and compatible kinds that share a valid IMO number, LEI,
    or passport of one country, or of which one refers to the other or both to the same (a UN
    reference), unless they conflict: different IMO numbers, LEIs, or full dates of birth, or a
    reference that several entries of one list state.
    """
    entities = tuple(entities)
    linked: dict[str, set[str]] = defaultdict(set)
    conflicts: dict[tuple[str, str], Conflict] = {}
    for shared, bearers in _bearers(entities):
        for left, right in _pairs(bearers):
            conflicting = _conflict(left, right) or _ambiguity(shared, left, right, bearers)
            if conflicting is None:
                linked[left.id].add(right.id)
                linked[right.id].add(left.id)
            else:
                conflicts.setdefault(
                    (left.id, right.id),
                    Conflict(left=left.id, right=right.id, shared=shared, conflicting=conflicting),
                )
    return Links(
        entities=tuple(
            msgspec.structs.replace(entity, linked=tuple(sorted(linked[entity.id])))
            if entity.id in linked
            else entity
            for entity in entities
        ),
        conflicts=tuple(
            conflict
            for (left_id, right_id), conflict in sorted(conflicts.items())
            if right_id not in linked[left_id]  # by something else that they share
        ),
    )


def _bearers(entities: Sequence[ListedEntity]) -> Iterator[tuple[str, list[ListedEntity]]]:
    """Each number or entry that several entities bear or refer to, and these."""
    found: dict[str, dict[str, ListedEntity]] = defaultdict(dict)
    for entity in entities:
        for number in _numbers(entity):
            found[number][entity.id] = entity
        for reference in (entity.id, *entity.references):
            found[f"{_REFERENCE}{reference}"][entity.id] = entity
    for shared, bearers in found.items():
        if 1 < len(bearers) <= MAX_BEARERS:
            yield shared, list(bearers.values())


def _pairs(bearers: Sequence[ListedEntity]) -> Iterator[tuple[ListedEntity, ListedEntity]]:
    """Those of different sources and compatible kinds, each pair once and in the order of ids."""
    ordered = sorted(bearers, key=lambda entity: entity.id)
    for position, left in enumerate(ordered):
        for right in ordered[position + 1 :]:
            if left.source != right.source and left.kind.compatible(right.kind):
                yield left, right


def _numbers(entity: ListedEntity) -> Iterator[str]:
    for identifier in entity.identifiers:
        if identifier.scheme in LINKING:
            number = key(identifier)
            if number is not None and identifier.scheme is not Scheme.PASSPORT:
                yield number
            elif number is not None and identifier.country is not None:
                yield f"{number} {identifier.country}"


def _conflict(left: ListedEntity, right: ListedEntity) -> str | None:
    """What two entries contradict each other in; None where they do not."""
    for scheme in SINGLE:
        values = _apart(_values(left, scheme), _values(right, scheme))
        if values:
            return f"{scheme} {values}"
    if Kind.PERSON in (left.kind, right.kind):
        days = _apart(_days(left), _days(right))
        if days:
            return f"birth date {days}"
    return None


def _ambiguity(
    shared: str, left: ListedEntity, right: ListedEntity, bearers: Sequence[ListedEntity]
) -> str | None:
    """Which other entries of their own lists state a reference of the two; None where none does.

    A reference is of one party, so that all entries of a list but one state it by mistake.
    """
    if not shared.startswith(_REFERENCE):
        return None
    others = sorted(
        other.id
        for each in (left, right)
        for other in bearers
        if other.id != each.id and other.source == each.source and other.kind.compatible(each.kind)
    )
    return f"it is stated by {', '.join(others)} too" if others else None


def _apart(left: set[str], right: set[str]) -> str:
    """The values of both sides as text where both have some and none in common; else empty."""
    if not left or not right or left & right:
        return ""
    return f"{', '.join(sorted(left))} and {', '.join(sorted(right))}"


def _values(entity: ListedEntity, scheme: Scheme) -> set[str]:
    stated = (canonical(each) for each in entity.identifiers if each.scheme is scheme)
    return {value for value in stated if value is not None}


def _days(entity: ListedEntity) -> set[str]:
    """The days of birth; none where any date is rough, since that one may be any of them."""
    dates = entity.birth_dates
    if any(date.circa or date.end or len(date.start) < _FULL_DATE for date in dates):
        return set()
    return {date.start for date in dates}
