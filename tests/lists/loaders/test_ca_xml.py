import contextlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lists.errors import LoadError
from lists.loaders.ca_aliases import aliases
from lists.loaders.ca_xml import CA_XML
from lists.reading.files import SourceFile
from matchers.model import (
    BirthDate,
    Identifier,
    Kind,
    ListedEntity,
    ListedName,
    ListedNameType,
    Scheme,
)
from tests.lists.seeds.ca import CA

Load = Callable[..., Any]
STRONG, WEAK, ORIGINAL = ListedNameType.STRONG, ListedNameType.WEAK, ListedNameType.ORIGINAL


def test_a_person_a_company_and_a_ship(load: Load) -> None:
    entities, unread = load("ca-xml", CA.encode())
    assert unread == []
    person = ListedEntity(
        id="ca-sema-belarus-1-part-1-7",
        source="ca-sema",
        kind=Kind.PERSON,
        names=(
            ListedName(value="Imran Ilyich QUARTZ"),
            ListedName(value="Imran KUARTZ", type=STRONG),
            ListedName(value="Імран КВАРЦ", type=ORIGINAL, language="bel"),
            ListedName(value="Имран КВАРЦ", type=ORIGINAL, language="rus"),
        ),
        birth_dates=(BirthDate(start="1963", end="1964"),),
        programmes=("Belarus / Bélarus",),
        legal_basis=("Schedule 1, Part 1, item 7",),
        listed_on="2020-09-28",
        remarks=("TitleOrShip: Colonel",),
    )
    company = ListedEntity(
        id="ca-sema-zimbabwe-12",
        source="ca-sema",
        kind=Kind.ORGANIZATION,
        names=(ListedName(value="Quartz Holdings"), ListedName(value="ОАО Кварц", type=ORIGINAL)),
        programmes=("Zimbabwe",),
        legal_basis=("item 12",),
        listed_on="2008-09-04",
        remarks=("DateOfBirthOrShipBuildDate: 1999",),
    )
    ship = ListedEntity(
        id="ca-sema-russia-1.1-3",
        source="ca-sema",
        kind=Kind.VESSEL,
        names=(ListedName(value="Sea Quartz"),),
        identifiers=(Identifier(scheme=Scheme.IMO, value="9074729"),),
        built="2005",
        programmes=("Russia / Russie",),
        legal_basis=("Schedule 1.1, item 3",),
        listed_on="2025-02-21",
        remarks=("TitleOrShip: Oil Tanker",),
    )
    assert list(entities.values()) == [person, company, ship]


@pytest.mark.parametrize(
    ("stated", "kind", "expected"),
    [
        ("Ann Lee, Anna Lee; Hanna LEE", Kind.PERSON, ["Ann Lee", "Anna Lee", "Hanna LEE"]),
        ("Ann Lee or Anna Lee/Анна Ли", Kind.PERSON, ["Ann Lee", "Anna Lee", "Анна Ли"]),
        ("Ann Lee, or Anna", Kind.PERSON, ["Ann Lee", "Anna"]),
        ("(Russian: Анна Ли", Kind.PERSON, ["Анна Ли"]),
        ("Кварц-Сервис, АО", Kind.ORGANIZATION, ["Кварц-Сервис, АО"]),
        ("Кварц Инвест, МК; QI", Kind.ORGANIZATION, ["Кварц Инвест, МК", "QI"]),
        ("QRZ, Quartz Works, KVARTS", Kind.ORGANIZATION, ["QRZ", "Quartz Works", "KVARTS"]),
        ("Ministry of Quartz, salt and lime", Kind.ORGANIZATION, None),
        ('АО "Кварц, Инженерные Системы"', Kind.ORGANIZATION, None),
        (" ; , / ", Kind.ORGANIZATION, []),
        (";" * 5000, Kind.PERSON, None),
    ],
)
def test_aliases_are_parted(stated: str, kind: Kind, expected: list[str] | None) -> None:
    values = [name.value for name in aliases(stated, kind)]
    assert values == ([stated] if expected is None else expected)


@pytest.mark.parametrize(
    ("stated", "kind", "expected"),
    [
        ("Andrei", Kind.PERSON, WEAK),
        ("Кварц", Kind.PERSON, WEAK),
        ("Andrei Quartz", Kind.PERSON, STRONG),
        ("Андрей Кварц", Kind.PERSON, ORIGINAL),
        ("QRZ", Kind.ORGANIZATION, STRONG),
        ("Limited Liability Company", Kind.ORGANIZATION, WEAK),
    ],
)
def test_part_of_a_name_is_weak(stated: str, kind: Kind, expected: ListedNameType) -> None:
    assert [name.type for name in aliases(stated, kind)] == [expected]


@pytest.mark.parametrize(
    ("inner", "reason"),
    [
        ("<Country>Iran</Country><LastName>A</LastName>", "no Country and Item"),
        ("<Country>Iran</Country><Item>1</Item>", "no name"),
        (f"<Country>{'x' * 300}</Country><Item>1</Item><LastName>A</LastName>", "too long"),
    ],
)
def test_an_incomplete_record_is_counted(load: Load, inner: str, reason: str) -> None:
    entities, (bad,) = load("ca-xml", f"<data-set>\n<record>{inner}</record></data-set>".encode())
    assert entities == {}
    assert (bad.place, bad.source) == ("list line 2", "ca-sema")
    assert reason in bad.reason


def test_one_place_in_law_names_one_entry(load: Load) -> None:
    record = "<record><Country>Iran</Country><Item>1</Item><LastName>{}</LastName></record>"
    document = f"<data-set>{record.format('A')}{record.format('B')}</data-set>"
    entities, (bad,) = load("ca-xml", document.encode())
    assert entities["ca-sema-iran-1"].primary_name == "A"
    assert bad.reason == "its key is that of an earlier record"


@given(data=st.data())
def test_any_damage_gives_entities_or_an_error(data: st.DataObject) -> None:
    raw = CA.encode()
    at = data.draw(st.integers(0, len(raw)))
    cut = data.draw(st.integers(0, 30))
    damaged = raw[:at] + data.draw(st.binary(max_size=20)) + raw[at + cut :]
    with contextlib.suppress(LoadError):  # any other exception fails the test
        assert len(list(CA_XML.entities([SourceFile(path="list", content=damaged)]))) <= 3
