import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.folding import fold
from matchers.same_words import groups, same_words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("william", "bill"),
        ("aleksandr", "sasha"),
        ("alexander", "oleksandr"),
        ("volodymyr", "vladimir"),
        ("ihar", "igor"),
        ("siarhei", "sergey"),
        ("mohammed", "mohd"),
        ("mohammed", "muhammad"),
        ("yusuf", "joseph"),
        ("francisco", "paco"),
        ("igorevich", "ihorovych"),
        ("lee", "rhee"),
        ("cartridge", "patronny"),
        ("precision", "pretsizionnogo"),
        ("#STEEL", "stali"),
    ],
)
def test_words_that_are_one(one: str, other: str) -> None:
    assert groups(fold(one)) & groups(fold(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("bill", "bob"),
        ("ivan", "ivana"),
        ("hassan", "hussein"),
        ("sam", "dan"),
        ("north", "yuzhny"),
        ("lavinskaya", "lavinskaya"),
    ],
)
def test_other_words(one: str, other: str) -> None:
    assert not groups(fold(one)) & groups(fold(other))


@given(
    st.sets(
        st.sampled_from(
            ["bob", "robert", "rob", "zhukov", "patronni", "kartridge", "severnaia", "nort"]
        )
    )
)
def test_pairs_are_those_of_a_common_group(listed: set[str]) -> None:
    found = set(same_words(listed))
    assert {(one, other) for one, other in found if one in listed} == {
        (one, other)
        for one in listed
        for other in listed
        if one != other and groups(one) & groups(other)
    }
    assert all(other in listed and groups(one) & groups(other) for one, other in found)


def test_words_that_no_list_has_stand_for_listed_ones() -> None:
    assert ("bob", "robert") in same_words(["robert"])
    assert list(same_words(["lavinskaya"])) == []
