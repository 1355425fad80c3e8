import pytest

from matchers.model import Address
from matchers.places import MAX_ADDRESS, Shared, related, shared, where


def between(one: Address, other: Address) -> Shared | None:
    return shared(where(one), where(other))


@pytest.mark.parametrize(
    ("one", "other", "are"),
    [
        ("SU", "RU", True),
        ("RU", "SU", True),
        ("YU", "XK", True),
        ("CS", "SK", True),
        ("CS", "RS", True),
        ("CN", "HK", True),
        ("RU", "FR", False),
        ("FR", "DE", False),
    ],
)
def test_related_countries(one: str, other: str, *, are: bool) -> None:
    assert related([one], frozenset({other})) is are


HARBOUR = Address(lines=("14 Harbour Street",), town="Velmora", country="XA")


@pytest.mark.parametrize(
    ("other", "fact"),
    [
        (Address(lines=("Harbour St. 14",), town="Velmora"), "address_same"),
        (Address(lines=("14 Harbour Street, Velmora, 12345",)), "address_same"),
        (Address(lines=("9 Mill Lane",), town="Velmora"), "address_town"),
        (Address(lines=("9 Mill Lane, Velmora",)), "address_town"),
        (Address(lines=("9 Mill Lane",), town="Ostmere"), None),
        (Address(lines=("14 Mill Street",), town="Ostmere"), None),
        (Address(lines=("14 Harbour Street",), town="Velmora", country="XB"), None),
        (Address(country="XA"), None),
        (Address(), None),
    ],
)
def test_addresses(other: Address, fact: str | None) -> None:
    for one, two in ((HARBOUR, other), (other, HARBOUR)):
        found = between(one, two)
        assert (found.fact if found else None) == fact


def test_a_postal_code_is_enough() -> None:
    found = between(Address(lines=("3 Mill Lane, 190121",)), Address(lines=("190121 Ostmere",)))
    assert found == Shared(fact="address_postal_code", share=0.5, words=("190121",))


def test_another_script_is_read() -> None:
    found = between(Address(town="Москва"), Address(town="Moskva"))
    assert found is not None
    assert found.words == ("moskva",)


def test_a_long_address_is_read_to_its_bound() -> None:
    beyond = Address(lines=("x " * MAX_ADDRESS + "Velmora",))
    assert "velmora" not in where(beyond).lines
    assert where(Address(lines=("Ab-cd, " * 100_000,))).lines == {"ab", "cd"}
