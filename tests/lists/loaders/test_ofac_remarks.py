import pytest
from hypothesis import given
from hypothesis import strategies as st

from lists.loaders.ofac_remarks import Remarks, identifier_of, parse_remarks
from matchers.model import BirthDate, Identifier, Scheme


def test_every_statement_finds_its_field() -> None:
    assert parse_remarks(
        "DOB circa 1951; alt. DOB 1952 to 1953; POB Cali, Colombia; alt. POB Quito, Ecuador; "
        "nationality Korea, North; citizen Iran; Gender Female; a.k.a. 'THE STONE'; f.k.a. 'ROCK'; "
        "Passport A1 (Iran); alt. Passport B2; Linked To: QUARTZ S.A.; Member ETA."
    ) == Remarks(
        weak_aliases=("THE STONE", "ROCK"),
        birth_dates=(
            BirthDate(start="1951", circa=True),
            BirthDate(start="1952", end="1953"),
        ),
        birth_places=("Cali, Colombia", "Quito, Ecuador"),
        countries=("KP", "IR"),
        gender="female",
        identifiers=(
            Identifier(scheme=Scheme.PASSPORT, value="A1", country="IR"),
            Identifier(scheme=Scheme.PASSPORT, value="B2"),
        ),
        relations=("Linked To: QUARTZ S.A.",),
        rest=("Member ETA",),
    )


@pytest.mark.parametrize(
    ("statement", "scheme", "value", "country"),
    [
        ("Passport #H0044232 (Iraq)", Scheme.PASSPORT, "H0044232", "IQ"),
        ("Passport RL 1622378 (Lebanon)", Scheme.PASSPORT, "RL 1622378", "LB"),
        ("Diplomatic Passport A0002987 (Iran)", Scheme.PASSPORT, "A0002987", "IR"),
        ("National ID No. 660000 73767 (Belgium)", Scheme.NATIONAL_ID, "660000 73767", "BE"),
        ("National ID No. D489833(9) (Hong Kong)", Scheme.NATIONAL_ID, "D489833(9)", "HK"),
        ("License 611462 (United Arab Emirates)", Scheme.REGISTRATION_NUMBER, "611462", "AE"),
        ("Vessel Registration Identification 9074729", Scheme.IMO, "9074729", None),
        ("Cedula No. V-8348784 (Venezuela)", Scheme.NATIONAL_ID, "V-8348784", "VE"),
        ("C.U.R.P. ABCD671215HCHRRG06 (Mexico)", Scheme.NATIONAL_ID, "ABCD671215HCHRRG06", "MX"),
        ("NIT # 890115794-3 (Colombia)", Scheme.TAX_NUMBER, "890115794-3", "CO"),
        ("RIF # J-31136071-9 (Venezuela)", Scheme.TAX_NUMBER, "J-31136071-9", "VE"),
        ("V.A.T. Number BG 121024920 (Bulgaria)", Scheme.TAX_NUMBER, "BG 121024920", "BG"),
        ("Registration Number 341189 (Iran)", Scheme.REGISTRATION_NUMBER, "341189", "IR"),
        ("Company Number LL08318", Scheme.REGISTRATION_NUMBER, "LL08318", None),
        ("Legal Entity Number 851683897 (Netherlands)", Scheme.REGISTRATION_NUMBER, None, "NL"),
        ("Legal Entity Number 485100GBI2SE0KIX8T70", Scheme.LEI, "485100GBI2SE0KIX8T70", None),
        ("Vessel Registration Identification IMO 9074729", Scheme.IMO, "9074729", None),
        (
            "Vessel Registration Identification RS 150443",
            Scheme.REGISTRATION_NUMBER,
            "RS 150443",
            None,
        ),
        ("Company Number IMO 5055293", Scheme.IMO, "5055293", None),
        ("MMSI 256842000", Scheme.MMSI, "256842000", None),
        ("Other Vessel Call Sign 5IM713", Scheme.CALL_SIGN, "5IM713", None),
        ("Previous Aircraft Tail Number YI-NAE", Scheme.AIRCRAFT_TAIL, "YI-NAE", None),
        ("SWIFT/BIC HAVIGB2L", Scheme.BIC, "HAVIGB2L", None),
        ("D-U-N-S Number 52-024-2307", Scheme.DUNS, "52-024-2307", None),
        ("US FEIN 95-4227517", Scheme.EIN, "95-4227517", None),
        (
            "Digital Currency Address - ETH 0xAb5801a7D398351b8bE11C439e05C5B3259aeC9B",
            Scheme.WALLET,
            "0xAb5801a7D398351b8bE11C439e05C5B3259aeC9B",
            None,
        ),
    ],
)
def test_identifiers(
    statement: str, scheme: Scheme, value: str | None, country: str | None
) -> None:
    identifier, whole = identifier_of(statement)
    assert whole
    assert identifier is not None
    assert (identifier.scheme, identifier.country) == (scheme, country)
    assert value is None or identifier.value == value


@pytest.mark.parametrize(
    ("statement", "value"),
    [
        ("Passport 484824 (Egypt) issued 18 Jan 1984 expires 17 Jan 1991", "484824"),
        ("Folio Mercantil No. 88504 (Jalisco) (Mexico)", "88504"),
        ("National ID No. 12345 (Atlantis)", "12345"),
        ("Passport Booklet: A5199819 (Pakistan)", "A5199819"),
        ("Passport C 1415363 - 16/2/1421H issued 21 May 2000", "C 1415363"),
        ("National ID No. 1372584, Kenya", "1372584"),
        ("Passport issued in Sarajevo, Bosnia-Herzegovina", None),
        ("Identification Number unknown", None),
        ("Registration Number 12 and a very long story of 30 words that is no number", None),
        ("Passport " + "1" * 1000, None),
        ("MMSI", None),
        ("Chinese Commercial Code 1728 4320", None),
    ],
)
def test_a_statement_that_says_more_stays_word_for_word(statement: str, value: str | None) -> None:
    identifier, whole = identifier_of(statement)
    assert not whole
    assert (identifier.value if identifier else None) == value
    assert parse_remarks(f"alt. {statement}.").rest == (f"alt. {statement}",)


@pytest.mark.parametrize(
    ("text", "built", "rest"),
    [
        ("Vessel Year of Build 1984; Gross Tonnage 9.", "1984", ("Gross Tonnage 9",)),
        ("Vessel Year of Build unknown.", None, ("Vessel Year of Build unknown",)),
        (
            "Vessel Year of Build 1984; Vessel Year of Build 1990.",
            "1984",
            ("Vessel Year of Build 1990",),
        ),
    ],
)
def test_years_of_build(text: str, built: str | None, rest: tuple[str, ...]) -> None:
    remarks = parse_remarks(text)
    assert (remarks.built, remarks.rest) == (built, rest)


@given(st.text(alphabet="DOBPassport 0123;.()'akn:-IMO#", max_size=80) | st.text(max_size=200))
def test_any_text_is_read_and_nothing_gets_lost(text: str) -> None:
    remarks = parse_remarks(text)
    statements = [part for part in text.split(";") if part.strip().strip(".")]
    fields = (
        *(remarks.weak_aliases, remarks.birth_dates, remarks.birth_places, remarks.countries),
        *(remarks.identifiers, remarks.relations, remarks.rest),
    )
    assert sum(map(len, fields)) + (remarks.gender is not None) >= len(statements)
