"""A small list of our own invention for the benchmarks' tests."""

from bench.cases import Case, Query
from matchers.model import Kind, ListedEntity, ListedName

_NAMES = {
    "p1": (
        Kind.PERSON,
        ("DRAGUNOV, Arkady Pavlovich", "Драгунов Аркадий Павлович", "Arkadi Dragun"),
    ),
    "p2": (Kind.PERSON, ("Khalid Al-Faruqi", "خالد الفاروقي")),
    "p3": (Kind.PERSON, ("Zarathul Okonore",)),
    "o1": (Kind.ORGANIZATION, ("Northern Gale Shipping LLC", "OOO Severny Shtorm")),
    "o2": (Kind.ORGANIZATION, ("Blue Heron Trading Company", "Blue Heron General Trading")),
    "v1": (Kind.VESSEL, ("OCEAN TEMPEST",)),
    "u1": (Kind.UNKNOWN, ("Velmarin Mekhanika",)),
}

ENTITIES = [
    ListedEntity(
        id=number, source="t", kind=kind, names=tuple(ListedName(value=name) for name in names)
    )
    for number, (kind, names) in _NAMES.items()
]


def case(
    name: str,
    *expect: str,
    kind: Kind = Kind.PERSON,
    tags: tuple[str, ...] = (),
    without: tuple[str, ...] = (),
    of: str = "crosslist_hard_alias",
) -> Case:
    return Case(
        qid=f"q-{name}",
        query=Query(name=name, kind=kind),
        expect=expect,
        tags=tags,
        set=of,
        remove_names=without,
    )
