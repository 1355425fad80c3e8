import pytest

from lists.loaders.ofac_statements import Stated, Statement, read_statements, without_notes
from matchers.model import BirthDate, Identifier, Kind, Scheme


def number(scheme: Scheme, value: str, country: str | None = None) -> Stated:
    return Stated(identifiers=(Identifier(scheme=scheme, value=value, country=country),))


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (
            Statement(label="Passport", value="A1234567", country="Iran"),
            number(Scheme.PASSPORT, "A1234567", "IR"),
        ),
        (
            Statement(label="Vessel Registration Identification", value="IMO 9074729"),
            number(Scheme.IMO, "9074729"),
        ),
        (
            Statement(label="Vessel Registration Identification", value="MMSI 256842000"),
            number(Scheme.MMSI, "256842000"),
        ),
        (
            Statement(label="Vessel Registration Identification", value="RS 150443"),
            number(Scheme.REGISTRATION_NUMBER, "RS 150443"),
        ),
        (
            Statement(label="Legal Entity Number", value="851683897", country="Netherlands"),
            number(Scheme.REGISTRATION_NUMBER, "851683897", "NL"),
        ),
        (Statement(label="NIT #", value="811038291-3"), number(Scheme.TAX_NUMBER, "811038291-3")),
        (
            Statement(label="Digital Currency Address - ETH", value="0xAb"),
            number(Scheme.WALLET, "0xAb"),
        ),
        (Statement(label="Gender", value="Male"), Stated(gender="male")),
        (Statement(label="Vessel Flag", value="Panama"), Stated(countries=("PA",))),
        (Statement(label="Nationality of Registration", value="Iran"), Stated(countries=("IR",))),
        (Statement(label="Vessel Year of Build", value="1996"), Stated(built="1996")),
        (
            Statement(label="Aircraft Manufacture Date", value="01 May 1992"),
            Stated(built="1992", remarks=("Aircraft Manufacture Date: 01 May 1992",)),
        ),
        (
            Statement(label="Birthdate", value="circa 1951"),
            Stated(birth_dates=(BirthDate(start="1951", circa=True),)),
        ),
        *(
            (Statement(label=label, value=value), Stated(remarks=(f"{label} {value}",)))
            for label, value in (
                ("Secondary sanctions risk:", "See Section 11."),
                ("Executive Order 13662 Directive Determination -", "Subject to Directive 1"),
                ("ISIN:", "US0000000001"),
                ("Phone Number:", "982188526300"),
                ("Aircraft Manufacturer's Serial Number (MSN):", "1023409321"),
                ("Goat Permit No.", "see the register"),
                ("Vessel Flag:", "Atlantis"),
                ("Passport No.", ""),
            )
            if value
        ),
    ],
)
def test_a_statement_finds_its_field(statement: Statement, expected: Stated) -> None:
    assert read_statements([statement], Kind.ORGANIZATION) == expected


@pytest.mark.parametrize(
    ("statement", "value", "remark"),
    [
        (
            Statement(label="Matricula Mercantil No", value="01200175 (Bogota)"),
            "01200175",
            "Matricula Mercantil No: 01200175 (Bogota)",
        ),
        (
            Statement(label="Passport", value="A1234567", more=("expires 2030",)),
            "A1234567",
            "Passport: A1234567 expires 2030",
        ),
        (
            Statement(label="Tax ID No.", value="7702070139", country="Atlantis"),
            "7702070139",
            "Tax ID No. 7702070139 (Atlantis)",
        ),
        (Statement(label="Goat Permit No.", value="G-12345"), "G-12345", "Goat Permit No. G-12345"),
        (Statement(label="Anything", value="77", marked=True), "77", "Anything: 77"),
    ],
)
def test_what_an_identifier_does_not_hold_stays(
    statement: Statement, value: str, remark: str
) -> None:
    stated = read_statements([statement], Kind.PERSON)
    assert [identifier.value for identifier in stated.identifiers] == [value]
    assert stated.remarks == (remark,)


@pytest.mark.parametrize(
    ("value", "bare"),
    [
        ("A5199819", "A5199819"),
        ("Booklet: A5199819", "A5199819"),
        ("D000000483, Diplomatic", "D000000483"),
        ("467323, Doc. 694710", "467323"),
        ("C 1415363 - 16/2/1421H", "C 1415363"),
        ("BE 454,419,759", "BE 454,419,759"),
        ("D489833(9)", "D489833(9)"),
        ("811038291-3", "811038291-3"),
        ("(5777731)", "(5777731)"),
        ("1" * 200 + " (Bogota)", "1" * 200 + " (Bogota)"),
    ],
)
def test_notes_are_cut_off_numbers(value: str, bare: str) -> None:
    assert without_notes(value) == bare
