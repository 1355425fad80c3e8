import pytest
from hypothesis import given
from hypothesis import strategies as st

from lists.link import MAX_BEARERS, link
from matchers.model import Identifier, Kind, ListedEntity, ListedName, Scheme

IMO = Identifier(scheme=Scheme.IMO, value="9074729")
LEI = Identifier(scheme=Scheme.LEI, value="485100GBI2SE0KIX8T70")


def entity(
    key: str, source: str, *identifiers: Identifier, kind: Kind = Kind.VESSEL
) -> ListedEntity:
    name = ListedName(value="SEA QUARTZ")
    return ListedEntity(id=key, source=source, kind=kind, names=(name,), identifiers=identifiers)


def passport(value: str, country: str | None) -> Identifier:
    return Identifier(scheme=Scheme.PASSPORT, value=value, country=country)


@pytest.mark.parametrize(
    ("left", "right", "linked"),
    [
        ((IMO,), (Identifier(scheme=Scheme.IMO, value="IMO 9074729"),), True),
        ((LEI,), (IMO, LEI), True),
        ((passport("A 1234567", "IR"),), (passport("A1234567", "IR"),), True),
        ((passport("A1234567", "IR"),), (passport("A1234567", "PK"),), False),
        ((passport("A1234567", None),), (passport("A1234567", None),), False),
        ((Identifier(scheme=Scheme.IMO, value="9074728"),) * 2, (IMO,), False),
        (
            (Identifier(scheme=Scheme.IMO, value="9074728"),),
            (Identifier(scheme=Scheme.IMO, value="9074728"),),
            False,  # both fail the check
        ),
        (
            (Identifier(scheme=Scheme.TAX_NUMBER, value="7700112233"),),
            (Identifier(scheme=Scheme.TAX_NUMBER, value="7700112233"),),
            False,
        ),
        ((), (), False),  # the same name alone
    ],
)
def test_which_numbers_link(
    left: tuple[Identifier, ...], right: tuple[Identifier, ...], *, linked: bool
) -> None:
    one, two = link([entity("b", "list-b", *left), entity("a", "list-a", *right)])
    assert (one.id, two.id) == ("b", "a")
    assert one.linked == (("a",) if linked else ())
    assert two.linked == (("b",) if linked else ())


def test_entries_of_one_list_and_of_other_kinds_are_not_linked() -> None:
    found = link(
        [
            entity("a1", "a", IMO),
            entity("a2", "a", IMO),
            entity("b", "b", IMO, kind=Kind.ORGANIZATION),
            entity("c", "c", IMO, kind=Kind.UNKNOWN),
        ]
    )
    assert [each.linked for each in found] == [("c",), ("c",), ("c",), ("a1", "a2", "b")]


def test_a_number_that_too_many_bear_links_none() -> None:
    crowd = [entity(f"e{n:02}", f"list-{n}", IMO) for n in range(MAX_BEARERS + 1)]
    assert all(len(each.linked) == MAX_BEARERS - 1 for each in link(crowd[:-1]))
    assert not any(each.linked for each in link(crowd))


@given(
    st.lists(
        st.tuples(
            st.sampled_from("abc"), st.sampled_from(Kind), st.sampled_from([(), (IMO,), (LEI, IMO)])
        ),
        max_size=12,
    )
)
def test_links_are_mutual_and_change_nothing_else(
    drawn: list[tuple[str, Kind, tuple[Identifier, ...]]],
) -> None:
    before = [
        entity(f"e{n}", source, *identifiers, kind=kind)
        for n, (source, kind, identifiers) in enumerate(drawn)
    ]
    after = link(before)
    by_id = {each.id: each for each in after}
    for old, new in zip(before, after, strict=True):
        assert all(new.id in by_id[other].linked for other in new.linked)
        assert new.id not in new.linked
        assert (old.id, old.names, old.identifiers) == (new.id, new.names, new.identifiers)
