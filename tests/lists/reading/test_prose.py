import pytest

from lists.reading.prose import flag_state, is_ship, prose_numbers
from matchers.model import Identifier, Kind, Scheme


@pytest.mark.parametrize(
    ("text", "scheme", "value"),
    [
        ("IMO: 9074729. More", Scheme.IMO, "9074729"),
        ("(IMO number: 9074729)", Scheme.IMO, "9074729"),
        ("Maritime Organization (IMO) Number: 9074729.", Scheme.IMO, "9074729"),
        ("Company Number IMO 5434358.", Scheme.IMO, "5434358"),
        ("MMSI: 445539000.", Scheme.MMSI, "445539000"),
        ("Italian Fiscal Code: QRZMRN51C05Z352G. Fled", Scheme.TAX_NUMBER, "QRZMRN51C05Z352G"),
        ("VAT Number BE480224531 [Old", Scheme.TAX_NUMBER, "BE480224531"),
        ("Registered company number: 02150590.", Scheme.REGISTRATION_NUMBER, "02150590"),
        ("Business Registration Number LL06889 (X)", Scheme.REGISTRATION_NUMBER, "LL06889"),
        (
            "Employer Identification Number (United States of America): 36-3804626.",
            Scheme.EIN,
            "36-3804626",
        ),
        ("and diplomatic passport number 836110034, which", Scheme.PASSPORT, "836110034"),
    ],
)
def test_numbers_behind_what_they_are_called(text: str, scheme: Scheme, value: str) -> None:
    assert prose_numbers(text, Kind.ORGANIZATION) == (Identifier(scheme=scheme, value=value),)


@pytest.mark.parametrize(
    "text",
    [
        "with IMO Number: ((a) Chol Ryong 8606173, (b) Chong Bong 8909575",
        "Phone number: +963936016952",
        "resolution 1822 (2008)",
        "",
    ],
)
def test_other_numbers_are_not_the_entrys_own(text: str) -> None:
    assert prose_numbers(text, Kind.ORGANIZATION) == ()


def test_a_ship_that_a_person_ran_is_not_the_person() -> None:
    assert prose_numbers("IMO: 9074729", Kind.PERSON) == ()


@pytest.mark.parametrize(
    ("text", "ship", "flag"),
    [
        ("IMO: 9074729 Flag State: Saint Vincent. As of", True, "Saint Vincent"),
        ("IMO: 9074729. The following vessel has been added", True, ""),
        ("IMO number: 9074729. Owner of a vessel. Flag of Palau", False, ""),
        ("Flag State: Palau.", False, "Palau"),
    ],
)
def test_ships_among_the_entities(text: str, flag: str, *, ship: bool) -> None:
    assert (is_ship(text), flag_state(text)) == (ship, flag)
