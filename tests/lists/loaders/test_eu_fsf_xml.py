import contextlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lists.errors import LoadError
from lists.loaders.eu_fsf_xml import EU_FSF_XML
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
from tests.lists.seeds.eu_fsf import FULL, WHOLE

Load = Callable[..., Any]


def one(inner: str) -> bytes:
    return (
        '<export xmlns="urn:another"><sanctionEntity logicalId="1">'
        f'<nameAlias wholeName="A" strong="true"/>{inner}</sanctionEntity></export>'
    ).encode()


def test_a_person_with_everything(load: Load) -> None:
    entities, _ = load("eu-fsf-xml", FULL.encode())
    assert entities["eu-fsf-901"] == ListedEntity(
        id="eu-fsf-901",
        source="eu-fsf",
        kind=Kind.PERSON,
        names=(
            ListedName(value="The Stone", type=ListedNameType.WEAK),
            ListedName(value="Imran Quartz"),
            ListedName(value="عمران كوارتز", type=ListedNameType.STRONG, language="ar"),
            ListedName(value="Kuartz", type=ListedNameType.WEAK),
            ListedName(value="Omran", type=ListedNameType.STRONG),
            ListedName(value="Old Name", type=ListedNameType.FORMER),
        ),
        identifiers=(
            Identifier(scheme=Scheme.PASSPORT, value="A1234567", country="IR"),
            Identifier(scheme=Scheme.NATIONAL_ID, value="555666777"),
            Identifier(scheme=Scheme.TAX_NUMBER, value="99887766"),
        ),
        birth_dates=(
            BirthDate(start="1951-03-02"),
            BirthDate(start="1952-04", circa=True),
            BirthDate(start="1953", end="1955"),
        ),
        birth_places=("Mosul, Nineveh, IRAQ",),
        gender="male",
        countries=("IR",),
        addresses=(
            Address(lines=("12 Hill Street", "P.O. Box 77", "1000"), town="Cali", country="CO"),
        ),
        programmes=("TAQA",),
        legal_basis=("1/2010 (OJ L1)", "7/2009 (OJ L3)"),
        listed_on="2009-01-02",
        references=("un-sc-QDi.901",),
        source_url="https://law.example/1-2010",
        remarks=(
            "EU reference: EU.1.23",
            "UN reference: QDi.901",
            "Remark: (Father of Omar)",
            "Title: Dr",
            "Function: Colonel",
            "Remark on nameAlias Kuartz: Lo qualitiy a.k.a.",
            "Remark on nameAlias Omran: Good quality alias",
            "Remark on nameAlias Old Name: formerly listed as",
            "citizenship: countryIso2Code 00; countryDescription UNKNOWN; logicalId 9",
            "birthdate: circa false; calendarType HIJRI; year 1370; logicalId 13",
            "Remark on identification A1234567: issued in 2001",
            "identification A1234567: knownExpired true",
            (
                "identification: number 555666777 (expired); identificationTypeCode id; "
                "identificationTypeDescription National identification card; countryIso2Code 00; "
                "countryDescription UNKNOWN; logicalId 15"
            ),
            "Remark on identification 99887766: Tax ID",
            "identification: number none known; identificationTypeCode other; logicalId 17",
            "PHONE: +57 1",
        ),
    )


def test_an_enterprise_all_of_whose_names_are_weak_has_a_primary_name(load: Load) -> None:
    entities, _ = load("eu-fsf-xml", FULL.encode())
    bank = entities["eu-fsf-902"]
    assert bank.kind is Kind.ORGANIZATION
    assert bank.names == (ListedName(value="QUARTZ BANK"),)
    assert bank.listed_on == "2022-05-06"
    assert bank.identifiers == (
        Identifier(scheme=Scheme.BIC, value="QUARIRTH"),
        Identifier(scheme=Scheme.REGISTRATION_NUMBER, value="7700112233", country="RU"),
    )


def test_entries_that_cannot_be_used_are_counted(load: Load) -> None:
    _, unread = load("eu-fsf-xml", FULL.encode())
    assert [(bad.reason, bad.source) for bad in unread] == [
        ("its key is that of an earlier record", "eu-fsf"),
        ("no logical id", "eu-fsf"),
        ("no name", "eu-fsf"),
    ]


@pytest.mark.parametrize(
    "remark", ["low quality a.k.a.", "Lo quality", "low qualtiy aka", "Low-quality", "weak a.k.a."]
)
def test_low_quality_hides_in_remarks(load: Load, remark: str) -> None:
    more = f'<nameAlias wholeName="B" strong="true"><remark>{remark}</remark></nameAlias>'
    entities, _ = load("eu-fsf-xml", one(more))
    assert entities["eu-fsf-1"].names[1].type is ListedNameType.WEAK


@pytest.mark.parametrize("remark", ["Good quality a.k.a.", "god quality", "quality unknown"])
def test_other_qualities_are_not_low(load: Load, remark: str) -> None:
    more = f'<nameAlias wholeName="B" strong="true"><remark>{remark}</remark></nameAlias>'
    entities, _ = load("eu-fsf-xml", one(more))
    assert entities["eu-fsf-1"].names[1].type is ListedNameType.STRONG


@pytest.mark.parametrize(
    ("inner", "field", "expected"),
    [
        ('<birthdate yearRangeFrom="1955"/>', "birth_dates", ()),
        (
            '<birthdate yearRangeFrom="1955"/>',
            "remarks",
            ("birthdate: yearRangeFrom 1955",),
        ),
        ('<birthdate yearRangeFrom="1955" yearRangeTo="1950"/>', "birth_dates", ()),
        ('<birthdate year="soon"/>', "remarks", ("subject", "birthdate: year soon")),
        ('<subjectType code="ship"/>', "kind", Kind.VESSEL),
        ('<subjectType code="odd"/>', "kind", Kind.UNKNOWN),
        ("<novelty><deep><er>x</er></deep></novelty>", "remarks", ("novelty: deep: er x",)),
        ('<citizenship countryIso2Code="XX" countryDescription="Peru"/>', "countries", ("PE",)),
    ],
)
def test_parts(load: Load, inner: str, field: str, expected: object) -> None:
    entities, _ = load("eu-fsf-xml", one(inner))
    value = getattr(entities["eu-fsf-1"], field)
    if field == "remarks":
        assert value[-1] == expected[-1]  # type: ignore[index]
    else:
        assert value == expected


def test_the_older_layout(load: Load) -> None:
    entities, (nameless,) = load("eu-fsf-xml", WHOLE.encode())
    assert nameless.reason == "no name"
    assert entities["eu-fsf-902"].kind is Kind.UNKNOWN
    assert entities["eu-fsf-901"] == ListedEntity(
        id="eu-fsf-901",
        source="eu-fsf",
        kind=Kind.PERSON,
        names=(
            ListedName(value="Imran Quartz"),
            ListedName(value="Имран Кварц", type=ListedNameType.STRONG, language="bg"),
        ),
        identifiers=(
            Identifier(scheme=Scheme.PASSPORT, value="A 1234567", country="IR"),
            Identifier(scheme=Scheme.NATIONAL_ID, value="55566"),
        ),
        birth_dates=(BirthDate(start="1951", circa=True),),
        birth_places=("Mosul, IRQ",),
        gender="male",
        countries=("IR",),
        addresses=(Address(lines=("12 Hill Street", "1"), town="Cali", country="CO"),),
        programmes=("TAQA", "AFG"),
        legal_basis=("1/2010 (OJ L1)", "7/2009 (OJ L3)"),
        listed_on="2009-01-02",
        references=("un-sc-QDi.901",),
        source_url="http://law.example/1",
        remarks=(
            "Remark: (UN Ref QDi.901)",
            "Title: Dr",
            "Function: Colonel",
            "Birth date: long ago",
            "Citizenship: YUG",
            ("Document: A 1234567 (passport-National passport) [known to be expired](issued 2001)"),
            "Document: 55566 (other-Other identification number)",
            "Document: UNKNOWN (other-Other identification number)",
            "Address: care of",
        ),
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"", "not well-formed", id="empty"),
        pytest.param(FULL.encode()[:-40], "not well-formed", id="cut"),
        pytest.param(b"<html/>", "its root is <html>", id="an error page"),
        pytest.param(
            b'<!DOCTYPE export [<!ENTITY a "b">]><export>&a;</export>', "document type", id="DTD"
        ),
        pytest.param(one("\0"), "not well-formed", id="NUL"),
        pytest.param(one("<a>" * 5000), "not well-formed", id="nesting bomb"),
    ],
)
def test_hostile_or_damaged_xml_is_refused(load: Load, content: bytes, message: str) -> None:
    with pytest.raises(LoadError, match=message):
        load("eu-fsf-xml", content)


def test_a_name_of_a_mebibyte_is_read(load: Load) -> None:
    name = "\u200f(;" * 300_000
    entities, _ = load("eu-fsf-xml", one(f'<nameAlias wholeName="{name}"/>'))
    assert entities["eu-fsf-1"].names[1].value == name


@pytest.mark.parametrize("whole", [FULL, WHOLE])
@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
def test_any_damage_gives_entities_or_an_error(whole: str, data: st.DataObject) -> None:
    raw = whole.encode()
    at = data.draw(st.integers(0, len(raw)))
    cut = data.draw(st.integers(0, 30))
    damaged = raw[:at] + data.draw(st.binary(max_size=20)) + raw[at + cut :]
    files = [SourceFile(path="list", content=damaged)]
    with contextlib.suppress(LoadError):  # any other exception fails the test
        assert len(list(EU_FSF_XML.entities(files))) <= raw.count(b"Id=")
