"""A version of an entity changes exactly where a change is material."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lists.delta import delta
from lists.material import FACETS, material_version
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

BASE = ListedEntity(
    id="own-1",
    source="own",
    kind=Kind.PERSON,
    names=(ListedName(value="QUARTZ, Imran"), ListedName(value="Omran Kuartz")),
    identifiers=(Identifier(scheme=Scheme.PASSPORT, value="A1234567", country="IR"),),
    birth_dates=(BirthDate(start="1951"),),
    countries=("IR",),
    addresses=(Address(lines=("12 Hill Street",), country="CO"),),
    programmes=("SDGT",),
)

FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "kind": st.sampled_from(Kind),
        "names": st.lists(
            st.builds(
                ListedName,
                value=st.sampled_from(["QUARTZ, Imran", "imran quartz", "Imran  Quartz", "?", "Ö"])
                | st.text(min_size=1, max_size=6),
                type=st.sampled_from(ListedNameType),
            ),
            min_size=1,
            max_size=3,
        ).map(tuple),
        "identifiers": st.lists(
            st.builds(
                Identifier,
                scheme=st.sampled_from([Scheme.PASSPORT, Scheme.TAX_NUMBER, Scheme.EIN]),
                value=st.sampled_from(["A1234567", "a-123 4567", "12-3456789", "x"]),
                country=st.sampled_from([None, "IR"]),
            ),
            max_size=2,
        ).map(tuple),
        "birth_dates": st.sampled_from([(), (BirthDate(start="1951", circa=True),)]),
        "countries": st.permutations(["IR", "CO"]).map(tuple),
        "addresses": st.sampled_from([(), (Address(country="IR"),)]),
        "programmes": st.lists(st.sampled_from(["SDGT", "IFSR"]), max_size=2).map(tuple),
        "remarks": st.sampled_from([(), ("Director",)]),
        "gender": st.sampled_from([None, "Male"]),
    },
)


@given(FIELDS, FIELDS)
def test_it_differs_exactly_where_a_change_is_material(
    one: dict[str, object], other: dict[str, object]
) -> None:
    old, new = (msgspec.structs.replace(BASE, **change) for change in (one, other))
    found = delta([old], [new])
    assert (material_version(old) != material_version(new)) == bool(found.changed)


@pytest.mark.parametrize(
    ("facet", "change"),
    [
        ("kind", {"kind": Kind.ORGANIZATION}),
        ("names", {"names": BASE.names[:1]}),
        ("identifiers", {"identifiers": ()}),
        ("birth_dates", {"birth_dates": (BirthDate(start="1951-02"),)}),
        ("countries", {"addresses": ()}),
        ("programmes", {"programmes": ()}),
    ],
)
def test_each_facet_counts(facet: str, change: dict[str, object]) -> None:
    assert facet in FACETS
    assert material_version(msgspec.structs.replace(BASE, **change)) != material_version(BASE)


def test_it_is_the_same_in_every_process() -> None:
    """Records outlive processes: a change of this says that all records lapse with the release."""
    assert material_version(BASE) == "6daeed9703db9eed7dcfba9725a209c5"
