import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.identifiers import canonical, in_text, key, same, same_kind
from matchers.model import Identifier, Kind, Scheme


@pytest.mark.parametrize(
    ("scheme", "value", "expected"),
    [
        ("imo", "IMO 9074729", "9074729"),
        ("imo", "9074729", "9074729"),
        ("imo", "IMO9074728", None),  # check digit of a ship and of a company are both wrong
        ("imo", "0000000", None),
        ("imo", "90747290", None),
        ("mmsi", "273 123 456", "273123456"),
        ("mmsi", "MMSI 273123456", "273123456"),
        ("mmsi", "27312345", None),
        ("callSign", "ub-ab 7", "UBAB7"),
        ("lei", "2534 00v1h6art1uq0n98", "253400V1H6ART1UQ0N98"),
        ("lei", "253400V1H6ART1UQ0N99", None),
        ("bic", "deutdeffxxx", "DEUTDEFF"),
        ("bic", "DEUTDEFF500", "DEUTDEFF500"),
        ("bic", "DEUTDEF", None),
        ("iban", "GB82 WEST 1234 5698 7654 32", "GB82WEST12345698765432"),
        ("iban", "GB83 WEST 1234 5698 7654 32", None),
        ("duns", "15-048-3782", "150483782"),
        ("eori", "gb 123456789000", "GB123456789000"),
        ("ein", "12-3456789", "123456789"),
        ("taxNumber", "7704 218694", "7704218694"),
        ("registrationNumber", "HRB 12345 B", "HRB12345B"),
        ("passport", "75 1234567", "751234567"),
        ("passport", "1234", None),
        ("passport", "UNKNOWN", None),
        ("nationalId", "A-123.456", "A123456"),
        ("aircraftTail", "ep-zqx", "EPZQX"),
        ("wallet", "0xABCDEF0123456789abcdef0123456789ABCDEF01", None),
        ("wallet", " 1BoatSLRHtKNngkdXEeobR76b53LETtpyT ", "1BoatSLRHtKNngkdXEeobR76b53LETtpyT"),
    ],
)
def test_each_scheme_has_one_form_and_its_check(
    scheme: str, value: str, expected: str | None
) -> None:
    if value.startswith("0x"):
        expected = value.lower()
    assert canonical(Identifier(scheme=Scheme(scheme), value=value)) == expected


@given(st.sampled_from(Scheme), st.text(max_size=60))
def test_a_canonical_form_is_its_own(scheme: Scheme, text: str) -> None:
    once = canonical(Identifier(scheme=scheme, value=text))
    if once is not None:
        assert canonical(Identifier(scheme=scheme, value=once)) == once


@pytest.mark.parametrize("value", ["9" * 1_000_000, "\0" * 10, "\u202e9074729" * 100, ""])
def test_hostile_values_are_no_identifiers(value: str) -> None:
    assert all(canonical(Identifier(scheme=scheme, value=value)) is None for scheme in Scheme)


@pytest.mark.parametrize(
    ("left", "right", "agree"),
    [
        (("passport", "A123456", "RU"), ("passport", "A 123456", "RU"), True),
        (("passport", "A123456", "RU"), ("passport", "A123456", None), True),
        (("passport", "A123456", "RU"), ("passport", "A123456", "IR"), False),
        (("passport", "A123456", "RU"), ("nationalId", "A123456", "RU"), False),
        (("taxNumber", "7704218694", None), ("registrationNumber", "7704218694", None), True),
        (("imo", "IMO9074729", "RU"), ("imo", "9074729", "IR"), True),
        (("bic", "DEUTDEFF500", None), ("bic", "DEUTDEFF", None), True),
        (("imo", "9074728", None), ("imo", "9074728", None), False),  # invalid ones identify nobody
    ],
)
def test_sameness_and_countries(
    left: tuple[str, str, str | None], right: tuple[str, str, str | None], *, agree: bool
) -> None:
    one, two = (
        Identifier(scheme=Scheme(scheme), value=value, country=country)
        for scheme, value, country in (left, right)
    )
    assert same(one, two) is agree
    assert same(two, one) is agree


def test_keys_are_equal_across_one_family_only() -> None:
    number = "7704218694"
    keys = {scheme: key(Identifier(scheme=scheme, value=number)) for scheme in Scheme}
    assert keys[Scheme.TAX_NUMBER] == keys[Scheme.REGISTRATION_NUMBER] != keys[Scheme.PASSPORT]


def test_national_numbers_need_like_kinds_and_global_ones_do_not() -> None:
    passport = Identifier(scheme=Scheme.PASSPORT, value="A123456")
    imo = Identifier(scheme=Scheme.IMO, value="9074729")
    assert not same_kind(passport, Kind.PERSON, Kind.VESSEL)
    assert same_kind(passport, Kind.UNKNOWN, Kind.PERSON)
    assert same_kind(imo, Kind.ORGANIZATION, Kind.VESSEL)


def test_free_text_states_identifiers() -> None:
    text = "bunkers mv x, imo no. 9074729 / pay GB82 WEST 1234 5698 7654 32, order 9074729 only"
    found = [(each.scheme, canonical(each)) for each in in_text(text)]
    assert found == [(Scheme.IMO, "9074729"), (Scheme.IBAN, "GB82WEST12345698765432")]


@pytest.mark.parametrize(
    "text",
    [
        "PAYMENT TO AT611904300234573201 INVOICE 123",
        "BE68 5390 0754 7034 EUR 500",
        "ES9121000418450200051332 RENT",
    ],
)
def test_words_after_an_iban_do_not_hide_it(text: str) -> None:
    assert [i.scheme for i in in_text(text) if i.scheme is Scheme.IBAN] == [Scheme.IBAN]


@pytest.mark.parametrize("country", ["ru", " RU ", "", "Russia", None])
def test_a_country_that_says_nothing_contradicts_nothing(country: str | None) -> None:
    left = Identifier(scheme=Scheme.PASSPORT, value="AB123456", country=country)
    assert same(left, Identifier(scheme=Scheme.PASSPORT, value="AB123456", country="RU"))


def test_another_country_contradicts() -> None:
    left = Identifier(scheme=Scheme.PASSPORT, value="AB123456", country="ir")
    assert not same(left, Identifier(scheme=Scheme.PASSPORT, value="AB123456", country="RU"))


def test_digits_of_other_scripts_are_digits() -> None:
    assert canonical(Identifier(scheme=Scheme.IMO, value="ＩＭＯ９０７４７２９")) == "9074729"
    assert canonical(Identifier(scheme=Scheme.PASSPORT, value="AB١٢٣٤٥٦")) == "AB123456"


def test_what_a_text_repeats_is_said_once() -> None:
    assert len(list(in_text("IMO9074729 " * 900))) == 1
