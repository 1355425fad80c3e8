"""Link the entries of one party on several lists, by identifiers that tell one holder from all.

Entries stay entries, one match each; a link only says where else the party stands. Names never
link: too many people share them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from matchers.identifiers import key
from matchers.model import ListedEntity, Scheme

LINKING = frozenset({Scheme.IMO, Scheme.LEI, Scheme.PASSPORT})
"""Schemes whose numbers belong to one holder; a passport's only together with its country."""

MAX_BEARERS = 50
"""A number that more entries bear is a mistake of a publisher and links none of them."""


def link(entities: Iterable[ListedEntity]) -> list[ListedEntity]:
    """The entities in their order, each with the ids of the same party on other lists.

    Linked are entries of different sources and compatible kinds that share a valid IMO number, LEI,
    or passport of one country.
    """
    entities = list(entities)
    linked: dict[str, set[str]] = defaultdict(set)
    for bearers in _bearers(entities):
        for entity in bearers:
            linked[entity.id].update(
                other.id
                for other in bearers
                if other.source != entity.source and other.kind.compatible(entity.kind)
            )
    return [
        msgspec.structs.replace(entity, linked=tuple(sorted(linked[entity.id])))
        if linked.get(entity.id)
        else entity
        for entity in entities
    ]


def _bearers(entities: Sequence[ListedEntity]) -> Iterator[list[ListedEntity]]:
    """The entities that bear one number, for each number that several of them bear."""
    found: dict[str, dict[str, ListedEntity]] = defaultdict(dict)
    for entity in entities:
        for number in _numbers(entity):
            found[number][entity.id] = entity
    for bearers in found.values():
        if 1 < len(bearers) <= MAX_BEARERS:
            yield list(bearers.values())


def _numbers(entity: ListedEntity) -> Iterator[str]:
    for identifier in entity.identifiers:
        if identifier.scheme in LINKING:
            number = key(identifier)
            if number is not None and identifier.scheme is not Scheme.PASSPORT:
                yield number
            elif number is not None and identifier.country is not None:
                yield f"{number} {identifier.country}"
