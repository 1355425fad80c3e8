import contextlib
import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lists.errors import LoadError
from lists.loaders.un_xml import UN_XML
from lists.reading.files import SourceFile, read_file
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

Load = Callable[..., Any]


def individual(inner: str) -> bytes:
    return (
        "<CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL><REFERENCE_NUMBER>X</REFERENCE_NUMBER>"
        f"<FIRST_NAME>A</FIRST_NAME>{inner}</INDIVIDUAL></INDIVIDUALS></CONSOLIDATED_LIST>"
    ).encode()


def test_an_individual_with_everything(load: Load, un_file: Path) -> None:
    entities, unread = load("un-xml", un_file.read_bytes())
    assert unread == []
    assert entities["un-sc-QDi.901"] == ListedEntity(
        id="un-sc-QDi.901",
        source="un-sc",
        kind=Kind.PERSON,
        names=(
            ListedName(value="IMRAN QUARTZ"),
            ListedName(value="عمران كوارتز", type=ListedNameType.ORIGINAL),
            ListedName(value="Imran Kuartz", type=ListedNameType.STRONG),
            ListedName(value="Omran Quartz", type=ListedNameType.STRONG),
            ListedName(value="The Stone", type=ListedNameType.WEAK),
        ),
        identifiers=(
            Identifier(scheme=Scheme.PASSPORT, value="A1234567", country="PK"),
            Identifier(scheme=Scheme.NATIONAL_ID, value="555666777"),
        ),
        birth_dates=(
            BirthDate(start="1951", circa=True),
            BirthDate(start="1953", end="1955"),
        ),
        birth_places=("Mosul, Iraq",),
        gender="male",
        countries=("IR",),
        addresses=(Address(lines=("12 Hill Street",), town="Cali", country="CO"),),
        programmes=("Al-Qaida",),
        listed_on="2012-12-31",
        remarks=(
            "COMMENTS1: Fled in 2013.",
            "DESIGNATION: Colonel",
            "ADDRESS: STREET 12 Hill Street; CITY Cali; COUNTRY Colombia; NOTE previous",
            "DATE_OF_BIRTH: TYPE_OF_DATE EXACT; NOTE 24/06/1402 (Hijri Calendar)",
            (
                "DOCUMENT: TYPE_OF_DOCUMENT National Identification Number; "
                "NUMBER 555666777; NOTE expired"
            ),
        ),
    )


def test_an_entity(load: Load, un_file: Path) -> None:
    entities, _ = load("un-xml", un_file.read_bytes())
    relief = entities["un-sc-QDe.902"]
    assert relief.kind is Kind.ORGANIZATION
    assert [(name.value, name.type) for name in relief.names] == [
        ("QUARTZ RELIEF (QR)", ListedNameType.PRIMARY),
        ("QUARTZ AID", ListedNameType.PRIMARY),
        ("Old Relief", ListedNameType.FORMER),
    ]
    assert relief.addresses == (Address(lines=("Atlantis",)),)
    assert relief.countries == ()


@pytest.mark.parametrize(
    ("inner", "field", "expected"),
    [
        (
            "<INDIVIDUAL_DATE_OF_BIRTH><DATE>1967-01-01</DATE></INDIVIDUAL_DATE_OF_BIRTH>",
            "birth_dates",
            (BirthDate(start="1967-01-01"),),
        ),
        (
            "<INDIVIDUAL_DATE_OF_BIRTH><NOTE>Nov. 1973</NOTE></INDIVIDUAL_DATE_OF_BIRTH>",
            "birth_dates",
            (BirthDate(start="1973-11"),),
        ),
        (
            (
                "<INDIVIDUAL_ALIAS><ALIAS_NAME>B</ALIAS_NAME><DATE_OF_BIRTH>1973-09-26"
                "</DATE_OF_BIRTH></INDIVIDUAL_ALIAS>"
            ),
            "birth_dates",
            (BirthDate(start="1973-09-26"),),
        ),
        (
            (
                "<INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Numéro de passeport</TYPE_OF_DOCUMENT>"
                "<NUMBER>P1</NUMBER></INDIVIDUAL_DOCUMENT>"
            ),
            "identifiers",
            (Identifier(scheme=Scheme.PASSPORT, value="P1"),),
        ),
        (
            "<INDIVIDUAL_DOCUMENT><NOTE>none known</NOTE></INDIVIDUAL_DOCUMENT>",
            "remarks",
            ("DOCUMENT: NOTE none known",),
        ),
        (
            "<NATIONALITY><VALUE>Atlantis</VALUE></NATIONALITY>",
            "remarks",
            ("NATIONALITY: Atlantis",),
        ),
        ("<LISTED_ON>soon</LISTED_ON>", "remarks", ("LISTED_ON: soon",)),
        ("<LISTED_ON>2015-07-01-04:00</LISTED_ON>", "listed_on", "2015-07-01"),
        (
            "<INDIVIDUAL_ALIAS><QUALITY>Odd</QUALITY><ALIAS_NAME>B</ALIAS_NAME></INDIVIDUAL_ALIAS>",
            "remarks",
            ("ALIAS: QUALITY Odd; ALIAS_NAME B",),
        ),
        (
            (
                "<INDIVIDUAL_DATE_OF_BIRTH><YEAR>1970</YEAR><TO_YEAR>later</TO_YEAR>"
                "</INDIVIDUAL_DATE_OF_BIRTH>"
            ),
            "remarks",
            ("DATE_OF_BIRTH: YEAR 1970; TO_YEAR later",),
        ),
        *(
            (
                (
                    "<INDIVIDUAL_DATE_OF_BIRTH><FROM_YEAR>1975</FROM_YEAR><TO_YEAR>1970</TO_YEAR>"
                    "</INDIVIDUAL_DATE_OF_BIRTH>"
                ),
                field,
                kept,
            )
            for field, kept in (
                ("birth_dates", ()),
                ("remarks", ("DATE_OF_BIRTH: FROM_YEAR 1975; TO_YEAR 1970",)),
            )
        ),
        ("<NEW_FIELD><VALUE>one</VALUE><VALUE>two</VALUE></NEW_FIELD>", "remarks", None),
    ],
)
def test_children(load: Load, inner: str, field: str, expected: object) -> None:
    entities, _ = load("un-xml", individual(inner))
    value = getattr(entities["un-sc-X"], field)
    assert value == (("NEW_FIELD: one; two",) if expected is None else expected)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<FIRST_NAME>A</FIRST_NAME>", "no REFERENCE_NUMBER"),
        (b"<REFERENCE_NUMBER>X</REFERENCE_NUMBER>", "no name"),
    ],
)
def test_an_incomplete_record_is_counted(load: Load, content: bytes, reason: str) -> None:
    document = b"<CONSOLIDATED_LIST>\n<ENTITY>%b</ENTITY></CONSOLIDATED_LIST>" % content
    entities, (bad,) = load("un-xml", document)
    assert entities == {}
    assert (bad.place, bad.reason, bad.source) == ("list line 2", reason, "un-sc")


LAUGHS = """<?xml version="1.0"?>
<!DOCTYPE CONSOLIDATED_LIST [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>
<CONSOLIDATED_LIST><ENTITY><FIRST_NAME>&d;</FIRST_NAME></ENTITY></CONSOLIDATED_LIST>"""
EXTERNAL = """<!DOCTYPE CONSOLIDATED_LIST [<!ENTITY x SYSTEM "file:///etc/hostname">]>
<CONSOLIDATED_LIST><ENTITY><FIRST_NAME>&x;</FIRST_NAME></ENTITY></CONSOLIDATED_LIST>"""


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"", "list line 1: not well-formed", id="empty"),
        pytest.param(b"not XML", "list line 1: not well-formed", id="text"),
        pytest.param(individual("")[:-30], "list line 1: not well-formed", id="cut"),
        pytest.param(individual("\0"), "list line 1: not well-formed", id="NUL"),
        pytest.param(individual("\n\n#").replace(b"#", b"\xff"), "list line 3", id="not UTF-8"),
        pytest.param(b'<?xml version="1.0" encoding="x-none"?><a/>', "list", id="no such encoding"),
        pytest.param(b"<html></html>", "its root is <html>", id="another document"),
        pytest.param(LAUGHS.encode(), "declares a document type", id="billion laughs"),
        pytest.param(EXTERNAL.encode(), "declares a document type", id="external entity"),
        pytest.param(
            b'<!DOCTYPE CONSOLIDATED_LIST SYSTEM "http://x.example/a.dtd"><CONSOLIDATED_LIST/>',
            "declares a document type",
            id="external DTD",
        ),
        pytest.param(individual("<a>" * 5000), "not well-formed", id="nesting bomb"),
        pytest.param(individual("<a>&undefined;</a>"), "not well-formed", id="undefined entity"),
        pytest.param(
            individual("<COMMENTS1>" + "x" * 11_000_000 + "</COMMENTS1>"), "list", id="huge text"
        ),
    ],
)
def test_hostile_or_damaged_xml_is_refused(load: Load, content: bytes, message: str) -> None:
    with pytest.raises(LoadError, match=message):
        load("un-xml", content)


def test_gzip_is_read_too(load: Load, un_file: Path, tmp_path: Path) -> None:
    packed = tmp_path / "consolidated.xml.gz"
    packed.write_bytes(gzip.compress(un_file.read_bytes()))
    assert load("un-xml", read_file(packed).content) == load("un-xml", un_file.read_bytes())


@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
def test_any_damage_gives_entities_or_an_error(un_file: Path, data: st.DataObject) -> None:
    raw = un_file.read_bytes()
    at = data.draw(st.integers(0, len(raw)))
    cut = data.draw(st.integers(0, 30))
    damaged = raw[:at] + data.draw(st.binary(max_size=20)) + raw[at + cut :]
    files = [SourceFile(path="list", content=damaged)]
    with contextlib.suppress(LoadError):  # any other exception fails the test
        assert len(list(UN_XML.entities(files))) <= raw.count(b"<FIRST_NAME")


def test_text_of_any_form_takes_time_in_proportion(load: Load) -> None:
    name = ";" * 1_000_000
    entities, _ = load("un-xml", individual(f"<THIRD_NAME>{name}</THIRD_NAME>"))
    assert entities["un-sc-X"].names[0].value == f"A {name}"


def test_a_record_within_a_record_stays_part_of_it(load: Load) -> None:
    entities, unread = load("un-xml", individual("<ENTITY><FIRST_NAME>B</FIRST_NAME></ENTITY>"))
    assert unread == []
    assert list(entities) == ["un-sc-X"]
    assert entities["un-sc-X"].remarks == ("ENTITY: FIRST_NAME B",)


def names(inner: str, load: Load) -> list[str]:
    entities, _ = load("un-xml", individual(inner))
    return [f"{name.value} {name.type}" for name in entities["un-sc-X"].names[1:]]


@pytest.mark.parametrize(
    ("alias", "expected"),
    [
        ("<QUALITY>Good</QUALITY><NOTE>previously listed as</NOTE>", ["B former"]),
        ("<QUALITY>Low</QUALITY><NOTE>formerly listed as</NOTE>", ["B weak"]),
        ("<QUALITY>Good</QUALITY><NOTE>original script: Бэ</NOTE>", ["B strong", "Бэ original"]),
        ("<QUALITY>Low</QUALITY><NOTE>name in original script: Бэ</NOTE>", ["B weak", "Бэ weak"]),
        (
            "<QUALITY>Good</QUALITY><NOTE>Previously listed as. In Arabic: ب</NOTE>",
            ["B former", "ب original"],
        ),
        (
            "<QUALITY>Good</QUALITY><NOTE>Bee Bee; Bea</NOTE>",
            ["B strong", "Bee Bee strong", "Bea strong"],
        ),
        ("<QUALITY>Good</QUALITY><NOTE>DOB: 1970; POB: Cali</NOTE>", ["B strong"]),
    ],
)
def test_notes_of_aliases_hold_names_and_qualities(
    load: Load, alias: str, expected: list[str]
) -> None:
    inner = f"<INDIVIDUAL_ALIAS><ALIAS_NAME>B</ALIAS_NAME>{alias}</INDIVIDUAL_ALIAS>"
    assert names(inner, load) == expected


@pytest.mark.parametrize(
    ("document", "scheme", "value", "country"),
    [
        ("<NUMBER>Libyan passport No. 513519</NUMBER>", Scheme.PASSPORT, "513519", "LY"),
        ("<NUMBER>R00012098, South Sudan</NUMBER>", Scheme.NATIONAL_ID, "R00012098", "SS"),
        (
            (
                "<TYPE_OF_DOCUMENT2>Italian Fiscal Code:</TYPE_OF_DOCUMENT2>"
                "<NUMBER>QRZMRN51C05Z352G</NUMBER>"
            ),
            Scheme.TAX_NUMBER,
            "QRZMRN51C05Z352G",
            "IT",
        ),
        (
            (
                "<TYPE_OF_DOCUMENT2>Residential card number 66512</TYPE_OF_DOCUMENT2>"
                "<NOTE>Kandahar</NOTE>"
            ),
            Scheme.NATIONAL_ID,
            "66512",
            None,
        ),
        (
            "<NOTE>Libyan passport number 347834, issued 1999</NOTE>",
            Scheme.PASSPORT,
            "347834",
            "LY",
        ),
    ],
)
def test_numbers_of_documents_stand_in_any_of_its_parts(
    load: Load, document: str, scheme: Scheme, value: str, country: str | None
) -> None:
    kind = "<TYPE_OF_DOCUMENT>National Identification Number</TYPE_OF_DOCUMENT>"
    inner = f"<INDIVIDUAL_DOCUMENT>{kind}{document}</INDIVIDUAL_DOCUMENT>"
    entities, _ = load("un-xml", individual(inner))
    entity = entities["un-sc-X"]
    assert entity.identifiers == (Identifier(scheme=scheme, value=value, country=country),)
    assert len(entity.remarks) == 1


def test_a_ship_is_told_from_the_comments_of_an_entity(load: Load) -> None:
    document = (
        "<CONSOLIDATED_LIST><ENTITY><REFERENCE_NUMBER>LYe.901 </REFERENCE_NUMBER>"
        "<FIRST_NAME>SEA QUARTZ</FIRST_NAME><COMMENTS1>IMO: 9074729 Listed. Flag State: "
        "Cameroon. As of</COMMENTS1></ENTITY></CONSOLIDATED_LIST>"
    )
    entities, _ = load("un-xml", document.encode())
    ship = entities["un-sc-LYe.901"]
    assert (ship.kind, ship.countries) == (Kind.VESSEL, ("CM",))
    assert ship.identifiers == (Identifier(scheme=Scheme.IMO, value="9074729"),)


def test_days_on_which_an_entry_was_amended_do_not_hide_that_of_listing(load: Load) -> None:
    inner = "<LISTED_ON>25 Jan. 2001 (amended on 3 Sep. 2003, 18 Jul. 2007)</LISTED_ON>"
    entities, _ = load("un-xml", individual(inner))
    assert entities["un-sc-X"].listed_on == "2001-01-25"
    assert entities["un-sc-X"].remarks == (
        "LISTED_ON: 25 Jan. 2001 (amended on 3 Sep. 2003, 18 Jul. 2007)",
    )
