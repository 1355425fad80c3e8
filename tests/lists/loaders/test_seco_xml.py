"""Cases on a list of our own invention, after SECO's documented structure: no real file was had."""

import contextlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lists.errors import LoadError
from lists.loaders.seco_identity import MAX_SPELLINGS
from lists.loaders.seco_xml import SECO_XML
from lists.reading.files import SourceFile
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
from tests.lists.seeds.seco import SECO

Load = Callable[..., Any]
STRONG, WEAK, FORMER = ListedNameType.STRONG, ListedNameType.WEAK, ListedNameType.FORMER


def test_an_individual_with_everything(load: Load) -> None:
    entities, unread = load("seco-xml", SECO.encode())
    assert unread == []
    assert entities["ch-seco-900"] == ListedEntity(
        id="ch-seco-900",
        source="ch-seco",
        kind=Kind.PERSON,
        names=(
            ListedName(value="Imran Quartz"),
            ListedName(
                value="عمران كوارتز", type=ListedNameType.ORIGINAL, script="Arab", language="ara"
            ),
            ListedName(value="Imran Kuartz", type=STRONG, script="Latn", language="eng"),
            ListedName(value="The Stone", type=WEAK),
            ListedName(value="Omran Q.", type=STRONG),
        ),
        identifiers=(Identifier(scheme=Scheme.PASSPORT, value="A1234567", country="PK"),),
        birth_dates=(BirthDate(start="1962-04-03"), BirthDate(start="1963")),
        birth_places=("Cali, Valle, Colombia",),
        gender="male",
        countries=("IR",),
        addresses=(Address(lines=("12 Hill Street", "Valle"), town="Cali", country="CO"),),
        programmes=("Atlantis",),
        legal_basis=("Ordinance of 1 May 2020 on measures against Atlantis",),
        listed_on="2020-05-02",
        references=("un-sc-QDi.901",),
        remarks=(
            "measures: art. 1 (Financial sanctions)",
            "foreign-identifier: QDi.901",
            "modification: modification-type listed; effective-date 2020-05-02",
            "modification: modification-type amended; effective-date 2024-01-01",
            "nationality: country Atlantis",
            (
                "identification-document: document-type diplomatic-passport; number A1234567; "
                "issuer code PK; Pakistan; date-of-issue 2013-04-05"
            ),
            "justification: Leads the quartz trade.",
            "title: Mullah",
        ),
        relations=("related-to: ch-seco-940",),
    )


def test_an_entity_and_an_object(load: Load) -> None:
    entities, _ = load("seco-xml", SECO.encode())
    works, ship = entities["ch-seco-940"], entities["ch-seco-950"]
    assert [(name.value, name.type) for name in works.names] == [
        ("Quartz Works", ListedNameType.PRIMARY),
        ("Old Works", FORMER),
    ]
    assert works.identifiers == (
        Identifier(scheme=Scheme.REGISTRATION_NUMBER, value="1027700132195"),
    )
    assert works.listed_on == "2021-01-01"
    assert "day-month-year: year 1991" in works.remarks
    assert "other-information: Type of entity: Joint stock company" in works.remarks
    assert ship.kind is Kind.VESSEL
    assert ship.identifiers == (Identifier(scheme=Scheme.IMO, value="9074729"),)


def document(inner: str, *, before: str = "", date: str = "2026-03-01", ssid: str = "1") -> bytes:
    return (
        f'<swiss-sanctions-list date="{date}"><target ssid="{ssid}"><individual>'
        f'<identity main="true">{name("<value>A</value>")}{before}</identity></individual>{inner}'
        "</target></swiss-sanctions-list>"
    ).encode()


def name(*parts: str, kind: str = "primary-name", types: tuple[str, ...] = ("whole-name",)) -> str:
    inner = "".join(
        f'<name-part order="{order}" name-part-type="{part_type}">{part}</name-part>'
        for order, (part, part_type) in enumerate(zip(parts, types, strict=True), start=1)
    )
    return f'<name name-type="{kind}" quality="good">{inner}</name>'


def change(kind: str, effective: str) -> str:
    return f'<modification modification-type="{kind}" effective-date="{effective}"/>'


@pytest.mark.parametrize(
    ("changes", "listed"),
    [
        ((), True),
        ((("listed", "2020-01-01"), ("de-listed", "2025-01-01")), False),
        ((("de-listed", "2025-01-01"), ("listed", "2020-01-01")), False),
        ((("de-listed", "2022-01-01"), ("listed", "2020-01-01"), ("listed", "2023-01-01")), True),
        ((("listed", "2020-01-01"), ("de-listed", "2026-03-02")), True),
        ((("de-listed", ""),), False),
    ],
    ids=["never changed", "ended", "in any order", "listed again", "ends tomorrow", "no date"],
)
def test_the_last_modification_in_force_counts(
    load: Load, changes: tuple[tuple[str, str], ...], *, listed: bool
) -> None:
    inner = "".join(change(*each) for each in changes)
    entities, unread = load("seco-xml", document(inner))
    assert (list(entities), unread) == (["ch-seco-1"] if listed else [], [])


@pytest.mark.parametrize(
    ("stated", "expected", "remark"),
    [
        ('year="1962" month="4"', ["1962-04"], None),
        ('year="1962" day="4"', [], "day-month-year: year 1962; day 4"),
        ('year="1340" calendar="Islamic"', [], "day-month-year: year 1340; calendar Islamic"),
        ('year="1962" month="13"', [], "day-month-year: year 1962; month 13"),
        ('year="1962" quality="low"', ["1962"], "day-month-year: year 1962; quality low"),
        ('year="1960s"', [], "day-month-year: year 1960s"),
    ],
)
def test_dates_of_birth(load: Load, stated: str, expected: list[str], remark: str | None) -> None:
    entities, _ = load("seco-xml", document("", before=f"<day-month-year {stated}/>"))
    entity = entities["ch-seco-1"]
    assert [date.start for date in entity.birth_dates] == expected
    assert entity.remarks == ((remark,) if remark else ())


def test_a_maiden_name_takes_the_place_of_the_family_name(load: Load) -> None:
    parts = ("<value>Ann</value>", "<value>Lee</value>", "<value>Quartz</value>")
    stated = name(*parts, types=("given-name", "family-name", "maiden-name"))
    entities, _ = load("seco-xml", document("", before=stated))
    assert [(each.value, each.type) for each in entities["ch-seco-1"].names[1:]] == [
        ("Ann Lee", ListedNameType.PRIMARY),
        ("Ann Quartz", FORMER),
    ]


def test_several_spellings_of_parts_are_combined_within_a_bound(load: Load) -> None:
    part = "<value>A</value>" + "".join(
        f'<spelling-variant lang="eng">A{n}</spelling-variant>' for n in range(20)
    )
    stated = name(part, part, part, types=("given-name", "father-name", "family-name"))
    entities, _ = load("seco-xml", document("", before=stated))
    names = [each.value for each in entities["ch-seco-1"].names]
    assert names[1:4] == ["A A A", "A0 A0 A0", "A0 A0 A1"]
    assert len(names) == 2 + MAX_SPELLINGS


def test_what_is_unknown_stays_in_remarks(load: Load) -> None:
    before = '<address place-id="77"><address-details>X</address-details></address><hair>red</hair>'
    entities, _ = load(
        "seco-xml", document("<sanctions-set-id>5</sanctions-set-id>", before=before)
    )
    entity = entities["ch-seco-1"]
    assert entity.programmes == ("sanctions set 5",)
    assert entity.remarks == ("address: address-details X", "hair: red")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (document("", ssid=""), "no ssid"),
        (b'<swiss-sanctions-list><target ssid="1"><x/></target></swiss-sanctions-list>', "neither"),
        (
            b'<swiss-sanctions-list><target ssid="1"><entity/></target></swiss-sanctions-list>',
            "no name",
        ),
    ],
)
def test_an_incomplete_target_is_counted(load: Load, content: bytes, reason: str) -> None:
    entities, (bad,) = load("seco-xml", content)
    assert entities == {}
    assert (bad.place, bad.source) == ("list line 1", "ch-seco")
    assert reason in bad.reason


def test_an_id_that_comes_twice_is_counted(load: Load) -> None:
    target = document("").decode().removeprefix('<swiss-sanctions-list date="2026-03-01">')
    target = target.removesuffix("</swiss-sanctions-list>")
    content = f"<swiss-sanctions-list>{target}{target}</swiss-sanctions-list>".encode()
    entities, (bad,) = load("seco-xml", content)
    assert list(entities) == ["ch-seco-1"]
    assert bad.reason == "its key is that of an earlier record"


@given(data=st.data())
def test_any_damage_gives_entities_or_an_error(data: st.DataObject) -> None:
    raw = SECO.encode()
    at = data.draw(st.integers(0, len(raw)))
    cut = data.draw(st.integers(0, 30))
    damaged = raw[:at] + data.draw(st.binary(max_size=20)) + raw[at + cut :]
    with contextlib.suppress(LoadError):  # any other exception fails the test
        assert len(list(SECO_XML.entities([SourceFile(path="list", content=damaged)]))) <= 4
