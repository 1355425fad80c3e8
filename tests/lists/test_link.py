import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lists.link import MAX_BEARERS, Conflict, link
from matchers.model import BirthDate, Identifier, Kind, ListedEntity, ListedName, Scheme

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
    one, two = link([entity("b", "list-b", *left), entity("a", "list-a", *right)]).entities
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
    ).entities
    assert [each.linked for each in found] == [("c",), ("c",), ("c",), ("a1", "a2", "b")]


def test_a_number_that_too_many_bear_links_none() -> None:
    crowd = [entity(f"e{n:02}", f"list-{n}", IMO) for n in range(MAX_BEARERS + 1)]
    assert all(len(each.linked) == MAX_BEARERS - 1 for each in link(crowd[:-1]).entities)
    assert not any(each.linked for each in link(crowd).entities)


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
    after = link(before).entities
    by_id = {each.id: each for each in after}
    for old, new in zip(before, after, strict=True):
        assert all(new.id in by_id[other].linked for other in new.linked)
        assert new.id not in new.linked
        assert (old.id, old.names, old.identifiers) == (new.id, new.names, new.identifiers)


UN = "un-sc-QDi.901"


def person(
    key: str, source: str, *born: BirthDate, references: tuple[str, ...] = (), imo: str = ""
) -> ListedEntity:
    identifiers = (Identifier(scheme=Scheme.IMO, value=imo),) if imo else ()
    return msgspec.structs.replace(
        entity(key, source, *identifiers, kind=Kind.PERSON), references=references, birth_dates=born
    )


def test_a_reference_of_the_united_nations_links_all_lists_that_state_it() -> None:
    links = link(
        [
            person("eu-fsf-1", "eu-fsf", references=(UN,)),
            person("gb-fcdo-AQD0001", "gb-fcdo", references=(UN,)),
            person(UN, "un-sc"),
            person("un-sc-QDi.902", "un-sc"),
        ]
    )
    assert [each.linked for each in links.entities] == [
        ("gb-fcdo-AQD0001", UN),
        ("eu-fsf-1", UN),
        ("eu-fsf-1", "gb-fcdo-AQD0001"),
        (),
    ]
    assert links.conflicts == ()


def test_two_lists_are_linked_by_a_reference_to_an_entry_that_is_not_loaded() -> None:
    found = link([person("a", "a", references=(UN,)), person("b", "b", references=(UN,))])
    assert [each.linked for each in found.entities] == [("b",), ("a",)]


def test_a_reference_that_two_entries_of_a_list_state_links_neither() -> None:
    body = msgspec.structs.replace(person("gb-3", "gb"), kind=Kind.ORGANIZATION, references=(UN,))
    first, second = (person(f"gb-{n}", "gb", references=(UN,)) for n in (1, 2))
    links = link([first, second, body, person(UN, "un-sc")])
    assert not any(each.linked for each in links.entities)
    assert links.conflicts == tuple(
        Conflict(
            left=left,
            right=UN,
            shared=f"reference:{UN}",
            conflicting=f"it is stated by {other} too",
        )
        for left, other in (("gb-1", "gb-2"), ("gb-2", "gb-1"))
    )
    # what links them otherwise still does
    numbered, theirs = (
        person(key, source, references=references, imo="9074729")
        for key, source, references in (("gb-1", "gb", (UN,)), (UN, "un-sc", ()))
    )
    links = link([numbered, second, theirs])
    assert links.entities[0].linked == (UN,)
    assert [conflict.left for conflict in links.conflicts] == ["gb-2"]
    # an organization beside a person misleads nobody: their kinds tell which of them it is
    assert link([first, body, person(UN, "un-sc")]).entities[0].linked == (UN,)


DAY = BirthDate(start="1951-03-02")
OTHER_DAY = BirthDate(start="1951-03-12")


@pytest.mark.parametrize(
    ("left", "right", "conflicting"),
    [
        ((DAY,), (OTHER_DAY,), "birth date 1951-03-02 and 1951-03-12"),
        ((DAY,), (OTHER_DAY, DAY), ""),
        ((DAY,), (BirthDate(start="1951"),), ""),
        ((DAY,), (BirthDate(start="1951-03-12", circa=True),), ""),
        ((DAY,), (BirthDate(start="1960-01-01", end="1962-01-01"),), ""),
        ((DAY,), (), ""),
    ],
)
def test_different_days_of_birth_conflict(
    left: tuple[BirthDate, ...], right: tuple[BirthDate, ...], conflicting: str
) -> None:
    links = link([person("a", "a", *left, references=(UN,)), person(UN, "un-sc", *right)])
    expected = [(), ()] if conflicting else [(UN,), ("a",)]
    assert [each.linked for each in links.entities] == expected
    assert links.conflicts == (
        (Conflict(left="a", right=UN, shared=f"reference:{UN}", conflicting=conflicting),)
        if conflicting
        else ()
    )


def test_different_imo_numbers_conflict_and_invalid_ones_say_nothing() -> None:
    ours = person("a", "a", references=(UN,), imo="9074729")
    (conflict,) = link([ours, person(UN, "un-sc", imo="9187629")]).conflicts
    assert conflict.conflicting == "imo 9074729 and 9187629"
    assert link([ours, person(UN, "un-sc", imo="9074728")]).conflicts == ()
