import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lists.delta import Changed, Counts, Delta, Difference, Edited, Entry, delta
from matchers.model import (
    Address,
    BirthDate,
    Identifier,
    Kind,
    ListedEntity,
    ListedName,
    ListedNameType,
    Scheme,
)

WEAK, STRONG, PRIMARY = ListedNameType.WEAK, ListedNameType.STRONG, ListedNameType.PRIMARY
BASE = ListedEntity(
    id="own-1",
    source="own",
    kind=Kind.PERSON,
    names=(
        ListedName(value="QUARTZ, Imran"),
        ListedName(value="Omran Kuartz", type=STRONG),
        ListedName(value="The Stone", type=WEAK),
    ),
    identifiers=(Identifier(scheme=Scheme.PASSPORT, value="A1234567", country="IR"),),
    birth_dates=(BirthDate(start="1951"), BirthDate(start="1952-03-03", circa=True)),
    countries=("IR", "CO"),
    addresses=(Address(lines=("12 Hill Street",), town="Cali", country="CO"),),
    programmes=("SDGT", "IFSR"),
    remarks=("Director",),
)


def only(**change: object) -> Changed | Edited | None:
    """What a change of `BASE` comes out as."""
    found = delta([BASE], [msgspec.structs.replace(BASE, **change)])
    assert found.added == found.removed == ()
    assert len(found.changed) + len(found.editorial) <= 1
    if found.changed:
        return found.changed[0]
    return found.editorial[0] if found.editorial else None


FIRST, SECOND, THIRD = BASE.names


@pytest.mark.parametrize(
    ("change", "field", "added", "removed"),
    [
        ({"kind": Kind.ORGANIZATION}, "kind", ["organization"], ["person"]),
        (
            {"names": (*BASE.names, ListedName(value="Imran Feldspar", type=STRONG))},
            "names",
            ["Imran Feldspar"],
            [],
        ),
        ({"names": (FIRST, THIRD)}, "names", [], ["Omran Kuartz"]),
        (
            {"names": (FIRST, SECOND, ListedName(value="The Stone", type=STRONG))},
            "names",
            ["The Stone"],
            ["The Stone (weak)"],
        ),
        ({"identifiers": ()}, "identifiers", [], ["passport A1234567 (IR)"]),
        (
            {"identifiers": (Identifier(scheme=Scheme.PASSPORT, value="A1234567", country="IQ"),)},
            "identifiers",
            ["passport A1234567 (IQ)"],
            ["passport A1234567 (IR)"],
        ),
        (
            {"birth_dates": (BirthDate(start="1951", end="1953"), BASE.birth_dates[1])},
            "birth_dates",
            ["1951 to 1953"],
            ["1951"],
        ),
        (
            {"birth_dates": (BASE.birth_dates[0], BirthDate(start="1952-03-03"))},
            "birth_dates",
            ["1952-03-03"],
            ["circa 1952-03-03"],
        ),
        ({"countries": ("IR", "CO", "IQ")}, "countries", ["IQ"], []),
        ({"countries": ("IR",)}, "countries", ["CO (address)"], ["CO"]),
        (
            {"addresses": (*BASE.addresses, Address(country="PE"))},
            "countries",
            ["PE (address)"],
            [],
        ),
        ({"programmes": ("SDGT",)}, "programmes", [], ["IFSR"]),
    ],
)
def test_what_screening_sees_is_material(
    change: dict[str, object], field: str, added: list[str], removed: list[str]
) -> None:
    found = only(**change)
    assert isinstance(found, Changed)
    assert getattr(found, field) == Difference(added=tuple(added), removed=tuple(removed))
    others = {
        name
        for name in Changed.__struct_fields__
        if isinstance(getattr(found, name), Difference) and name != field
    }
    assert others == set()


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"remarks": ("Director", "HAS_INTERPOL_LINK: 1")}, ("remarks",)),
        ({"listed_on": "2026-01-01", "legal_basis": ("1",)}, ("legalBasis", "listedOn")),
        ({"addresses": (Address(town="Cali", country="CO"),)}, ("addresses",)),
        ({"names": BASE.names[::-1]}, ("names",)),
        ({"identifiers": (*BASE.identifiers, *BASE.identifiers)}, ("identifiers",)),
        ({"birth_dates": BASE.birth_dates[::-1]}, ("birthDates",)),
        ({"countries": BASE.countries[::-1]}, ("countries",)),
        ({"programmes": BASE.programmes[::-1]}, ("programmes",)),
        (
            {
                "identifiers": (
                    Identifier(scheme=Scheme.PASSPORT, value="a-123 4567", country="IR"),
                )
            },
            ("identifiers",),
        ),
        ({"names": (ListedName(value="  Quartz ,  imran"), SECOND, THIRD)}, ("names",)),
        ({"names": (FIRST, ListedName(value="OMRAN  KUARTZ."), THIRD)}, ("names",)),
        (
            {"names": (FIRST, SECOND, THIRD, ListedName(value="omran kuartz", type=WEAK))},
            ("names",),
        ),
        (
            {
                "names": (
                    msgspec.structs.replace(FIRST, type=STRONG),
                    msgspec.structs.replace(SECOND, type=PRIMARY),
                    THIRD,
                )
            },
            ("names",),
        ),
    ],
)
def test_what_it_does_not_see_is_editorial(
    change: dict[str, object], fields: tuple[str, ...]
) -> None:
    found = only(**change)
    assert isinstance(found, Edited)
    assert found.fields == fields


def test_what_others_say_is_no_change() -> None:
    assert only(linked=("theirs-1",)) is None


def test_a_material_change_tells_what_else_changed() -> None:
    found = only(countries=("IR", "CO", "IQ"), remarks=(), gender="Male")
    assert isinstance(found, Changed)
    assert found.fields == ("gender", "remarks")


def test_names_that_cannot_be_read_are_told_apart() -> None:
    old = msgspec.structs.replace(BASE, names=(ListedName(value="???"),))
    new = msgspec.structs.replace(BASE, names=(ListedName(value="!!!"),))
    assert delta([old], [new]).changed[0].names == Difference(added=("!!!",), removed=("???",))
    assert delta([old], [old]) == Delta()


def test_what_comes_and_goes() -> None:
    other = msgspec.structs.replace(BASE, id="theirs-1", source="theirs")
    edited = msgspec.structs.replace(BASE, remarks=())
    found = delta([BASE], [edited, other])
    assert found.added == (
        Entry(id="theirs-1", source="theirs", kind="person", name="QUARTZ, Imran"),
    )
    assert delta([other], []).removed == found.added
    assert found.counts() == {"own": Counts(editorial=1), "theirs": Counts(added=1)}
    assert delta([BASE, other], [other, BASE]) == Delta()


def test_its_json() -> None:
    changed = msgspec.structs.replace(BASE, countries=("IR",), remarks=())
    found = msgspec.json.encode(delta([BASE], [changed]))
    assert msgspec.json.decode(found) == {
        "added": [],
        "removed": [],
        "changed": [
            {
                "id": "own-1",
                "source": "own",
                "name": "QUARTZ, Imran",
                "countries": {"added": ["CO (address)"], "removed": ["CO"]},
                "fields": ["remarks"],
            }
        ],
        "editorial": [],
    }


VARIED = st.builds(
    lambda number, names, countries, remarks: msgspec.structs.replace(
        BASE,
        id=f"own-{number}",
        names=tuple(ListedName(value=name) for name in names),
        countries=tuple(countries),
        remarks=tuple(remarks),
    ),
    st.integers(0, 5),
    st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=2),
    st.lists(st.sampled_from(["IR", "CO", "PE"]), max_size=2),
    st.lists(st.text(max_size=3), max_size=1),
)
SIDES = st.lists(VARIED, max_size=6, unique_by=lambda entity: entity.id)


@given(SIDES, SIDES)
def test_every_entity_is_accounted_for_and_the_way_back_undoes_it(
    old: list[ListedEntity], new: list[ListedEntity]
) -> None:
    there, back = delta(old, new), delta(new, old)
    assert there.added == back.removed
    assert there.removed == back.added
    assert [each.id for each in there.changed] == [each.id for each in back.changed]
    assert [each.id for each in there.editorial] == [each.id for each in back.editorial]
    for one, other in zip(there.changed, back.changed, strict=True):
        for name in ("names", "countries"):
            forth, undone = getattr(one, name), getattr(other, name)
            assert (forth and forth.added) == (undone and undone.removed)
    same = {entity.id for entity in old if entity in new}
    told = {
        each.id
        for part in ("added", "removed", "changed", "editorial")
        for each in getattr(there, part)
    }
    assert told == {entity.id for entity in (*old, *new)} - same
