"""What changed between two versions of lists, told apart by whether screening can see it.

A change is *material* where screening may come out otherwise (`lists.material`), else *editorial*:
remarks, addresses but for their countries, other spellings that screening reads alike. Past events
need screening again for material changes alone.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from lists.material import FACETS, Facet
from matchers.model import ListedEntity, Struct


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
        for name, facet in FACETS.items()
        if (found := _differ(old if name == "kind" else alike, new, facet))
    }
    editorial = tuple(_camel(name) for name in fields if name not in material)
    if not material:
        return Edited(id=new.id, source=new.source, name=new.primary_name, fields=editorial)
    return Changed(
        id=new.id, source=new.source, name=new.primary_name, fields=editorial, **material
    )


def _differ(old: ListedEntity, new: ListedEntity, facet: Facet) -> Difference | None:
    before, after = facet(old), facet(new)
    if before.keys() == after.keys():
        return None
    return Difference(
        added=tuple(sorted(after[each] for each in after.keys() - before.keys())),
        removed=tuple(sorted(before[each] for each in before.keys() - after.keys())),
    )


_FIELDS: Sequence[str] = tuple(
    name for name in ListedEntity.__struct_fields__ if name not in ("id", "source", "linked")
)
"""What a publisher states; `linked` follows from what others do."""


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(map(str.capitalize, rest))
