import pytest
from hypothesis import given
from hypothesis import strategies as st

from lists.reading.numbers import StatedNumber, bank_codes, says_more, stated_numbers
from matchers.model import Identifier, Scheme


def number(
    value: str, country: str | None = None, scheme: Scheme = Scheme.NATIONAL_ID
) -> Identifier:
    return Identifier(scheme=scheme, value=value, country=country)


PASSPORT = Scheme.PASSPORT


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A1234567", [number("A1234567")]),
        ("A1234567 (Iran); 555666777 (USA)", [number("A1234567", "IR"), number("555666777", "US")]),
        (
            "A11 (Iran) expired 1 May 2022; alt. Passport B22 (Iran) expired 1 May 2023",
            [number("A11", "IR"), number("B22", "IR", PASSPORT)],
        ),
        (
            "(a) OR801 (Afghan passport under the name of X issued on 28.2.2006), (b) 4117921",
            [number("OR801", "AF", PASSPORT), number("4117921")],
        ),
        (
            "Qatari passport number (a)0102  (b)0075 issued 20/05/2007",
            [number("0102", "QA", PASSPORT), number("0075", "QA", PASSPORT)],
        ),
        (
            "(a) Expired Moroccan passport No 9542 issued on 28.6.1995 in Meknas, Morocco",
            [number("9542", "MA", PASSPORT)],
        ),
        ("(1) 6487 (Egypt). Issued 1986. (2) (Egypt). Issued 1993.", [number("6487", "EG")]),
        ("series 6001 No419633", [number("6001 419633")]),
        ("Mali Passport no.A103. Issued: 10/8/2001.", [number("A103", "ML", PASSPORT)]),
        ("Passport no: D0002, issued on 1 June 2013", [number("D0002", None, PASSPORT)]),
        ("R00012098, South Sudan", [number("R00012098", "SS")]),
        ("7301193828, 0710012691", [number("7301193828"), number("0710012691")]),
        ("SA 0000417 (Guinea-Bissau)Issued 2003", [number("SA 0000417", "GW")]),
        ("2863795 S", [number("2863795 S")]),
        ("12/YAKANA(N)006981", [number("12/YAKANA(N)006981")]),
        ("1 121 402 000 213", [number("1 121 402 000 213")]),
        ("7726700943 KPP: 772601001", [number("7726700943")]),
        ("6027006032 / 770301001", [number("6027006032")]),
        ("7730671533 (Tax ID/INN)", [number("7730671533", None, Scheme.TAX_NUMBER)]),
        ("EACPA3965E (PAN)", [number("EACPA3965E", None, Scheme.TAX_NUMBER)]),
        ("no.720134834 (issued 2012, and no bracket", [number("720134834")]),
        ("LY53; issued on 29 September 2015; issued in Tripoli", [number("LY53")]),
        ("Reference 62. Passport no. 9632078. issued 2006", [number("9632078", None, PASSPORT)]),
        ("none known", []),
        ("", []),
        ("1" * 5000, []),
    ],
)
def test_numbers_are_told_from_what_is_said_of_them(text: str, expected: list[Identifier]) -> None:
    found = [each.identifier(Scheme.NATIONAL_ID) for each in stated_numbers(text)]
    assert found == expected


@pytest.mark.parametrize(
    ("text", "more"),
    [("12345", False), ("12345; 67890", False), ("12345 (Iran)", True), ("no 12345", True)],
)
def test_whether_a_text_says_more_than_its_numbers(text: str, more: bool) -> None:  # noqa: FBT001
    assert says_more(text, stated_numbers(text)) is more


@given(st.text(max_size=300))
def test_any_text_gives_numbers_with_digits(text: str) -> None:
    for found in stated_numbers(text):
        assert isinstance(found, StatedNumber)
        assert any(map(str.isdigit, found.value))


def test_bank_codes_are_found_by_their_form() -> None:
    found = bank_codes("SWIFT/BIC QUARIRTH and quarirth; QUARIRTH123, 5040942458", "IR")
    assert [(each.scheme, each.value, each.country) for each in found] == [
        (Scheme.BIC, "QUARIRTH", "IR"),
        (Scheme.BIC, "QUARIRTH123", "IR"),
    ]
