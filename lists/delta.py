"""What changed between two versions of lists, told apart by whether screening can see it.

A change is *material* where screening may come out otherwise: names and whether they are weak,
identifiers, dates of birth, countries, programmes, kind. All else is *editorial*: remarks,
addresses but for their countries, and other spellings that screening reads alike. Past events need
screening again for material changes alone.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from matchers.identifiers import key
from matchers.model import Identifier, ListedEntity, ListedNameType, Struct
from matchers.names import kinds_of, readings
from matchers.normalise import clean


class Difference(Struct, frozen=True):
    """What one side states and the other does not, in a form for people, sorted."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


class Entry(Struct, frozen=True):
    """An entity that was added or removed."""

    id: str
    source: str
    kind: str
    name: str


class Changed(Struct, frozen=True):
    """An entity with a material change, by what changed; `fields` changed editorially beside it."""

    id: str
    source: str
    name: str
    kind: Difference | None = None
    names: Difference | None = None
    identifiers: Difference | None = None
    birth_dates: Difference | None = None
    countries: Difference | None = None
    programmes: Difference | None = None
    fields: tuple[str, ...] = ()


class Edited(Struct, frozen=True):
    """An entity of which only what screening does not see changed: the names of those fields."""

    id: str
    source: str
    name: str
    fields: tuple[str, ...]


class Counts(Struct, frozen=True, omit_defaults=False):
    """How many entities of one source were added, removed, changed and edited."""

    added: int = 0
    removed: int = 0
    changed: int = 0
    editorial: int = 0


class Delta(Struct, frozen=True, omit_defaults=False):
    """All that changed between two versions, by id."""

    added: tuple[Entry, ...] = ()
    removed: tuple[Entry, ...] = ()
    changed: tuple[Changed, ...] = ()
    editorial: tuple[Edited, ...] = ()

    def counts(self) -> dict[str, Counts]:
        """The numbers of each source that has any, by source id."""
        found = {
            part: Counter(entry.source for entry in getattr(self, part))
            for part in Counts.__struct_fields__
        }
        sources = sorted({source for counter in found.values() for source in counter})
        return {
            source: Counts(**{part: counter[source] for part, counter in found.items()})
            for source in sources
        }


def delta(old: Iterable[ListedEntity], new: Iterable[ListedEntity]) -> Delta:
    """What makes `new` of `old`. Ids are unique on either side; an entity keeps its id."""
    before = {entity.id: entity for entity in old}
    after = {entity.id: entity for entity in new}
    common = sorted(
        each for each in before.keys() & after.keys() if _differs(before[each], after[each])
    )
    compared = [_compare(before[each], after[each]) for each in common]
    return Delta(
        added=tuple(_entry(after[each]) for each in sorted(after.keys() - before.keys())),
        removed=tuple(_entry(before[each]) for each in sorted(before.keys() - after.keys())),
        changed=tuple(each for each in compared if isinstance(each, Changed)),
        editorial=tuple(each for each in compared if isinstance(each, Edited)),
    )


def _differs(old: ListedEntity, new: ListedEntity) -> bool:
    return old != new and any(getattr(old, name) != getattr(new, name) for name in _FIELDS)


def _entry(entity: ListedEntity) -> Entry:
    return Entry(
        id=entity.id, source=entity.source, kind=entity.kind.value, name=entity.primary_name
    )


def _compare(old: ListedEntity, new: ListedEntity) -> Changed | Edited:
    """What kind of change made `new` of `old`, which differ."""
    fields = tuple(name for name in _FIELDS if getattr(old, name) != getattr(new, name))
    alike = msgspec.structs.replace(old, kind=new.kind)  # names are read by kind
    material = {
        name: found
        for name, facet in _FACETS.items()
        if (found := _differ(old if name == "kind" else alike, new, facet))
    }
    editorial = tuple(_camel(name) for name in fields if name not in material)
    if not material:
        return Edited(id=new.id, source=new.source, name=new.primary_name, fields=editorial)
    return Changed(
        id=new.id, source=new.source, name=new.primary_name, fields=editorial, **material
    )


Facet = Callable[[ListedEntity], Mapping[Any, str]]
"""What screening sees of an entity in one respect, each with the text that stands for it."""


def _differ(old: ListedEntity, new: ListedEntity, facet: Facet) -> Difference | None:
    before, after = facet(old), facet(new)
    if before.keys() == after.keys():
        return None
    return Difference(
        added=tuple(sorted(after[each] for each in after.keys() - before.keys())),
        removed=tuple(sorted(before[each] for each in before.keys() - after.keys())),
    )


def _names(entity: ListedEntity) -> Mapping[Any, str]:
    """Names as they are read for the index, and whether they are weak; a strong one counts."""
    found: dict[Any, str] = {}
    for name in entity.names:
        weak = name.type is ListedNameType.WEAK
        found.setdefault((_reading(name.value, entity), weak), name.value + " (weak)" * weak)
    return {
        read: text for read, text in found.items() if not (read[1] and (read[0], False) in found)
    }


def _reading(text: str, entity: ListedEntity) -> object:
    read = tuple(
        msgspec.structs.replace(reading, text="")
        for kind in kinds_of(entity.kind)
        for reading in readings(text, kind)
    )
    return read or clean(text).casefold()


def _identifiers(entity: ListedEntity) -> Mapping[Any, str]:
    return {_identifier(each): _shown(each) for each in entity.identifiers}


def _identifier(identifier: Identifier) -> object:
    """What screening looks it up by; for one that is not valid, its letters and digits."""
    plain = "".join(filter(str.isalnum, identifier.value)).upper()
    return key(identifier) or (identifier.scheme, plain), identifier.country


def _shown(identifier: Identifier) -> str:
    country = f" ({identifier.country})" if identifier.country else ""
    return f"{identifier.scheme} {identifier.value}{country}"


def _birth_dates(entity: ListedEntity) -> Mapping[Any, str]:
    return {
        date: ("circa " * date.circa) + date.start + (f" to {date.end}" if date.end else "")
        for date in entity.birth_dates
    }


def _countries(entity: ListedEntity) -> Mapping[Any, str]:
    """Its own, and those it has an address in: screening takes them for less."""
    own = {(country, True): country for country in entity.countries}
    of_addresses = {address.country for address in entity.addresses if address.country}
    return own | {
        (country, False): f"{country} (address)"
        for country in of_addresses
        if (country, True) not in own
    }


_FACETS: Mapping[str, Facet] = {
    "kind": lambda entity: {entity.kind: entity.kind.value},
    "names": _names,
    "identifiers": _identifiers,
    "birth_dates": _birth_dates,
    "countries": _countries,
    "programmes": lambda entity: {each: each for each in entity.programmes},
}

_FIELDS: Sequence[str] = tuple(
    name for name in ListedEntity.__struct_fields__ if name not in ("id", "source", "linked")
)
"""What a publisher states; `linked` follows from what others do."""


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(map(str.capitalize, rest))
