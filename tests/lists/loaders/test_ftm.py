import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lists.loaders.ftm import FTM
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

Load = Callable[..., Any]


def line(**changes: object) -> bytes:
    record = {"id": "x", "schema": "Person", "datasets": ["d"], "properties": {"name": ["N"]}}
    return json.dumps({**record, **changes}).encode()


def test_every_property_finds_its_field_or_a_remark(
    load: Load, ftm_records: list[dict[str, object]]
) -> None:
    entities, unread = load("ftm", *[b"\n".join(json.dumps(r).encode() for r in ftm_records)])
    assert unread == []
    assert entities["own-1"] == ListedEntity(
        id="own-1",
        source="own-list",
        kind=Kind.PERSON,
        names=(
            ListedName(value="Imran Quartz"),
            ListedName(value="Imran Kuartz", type=ListedNameType.STRONG),
            ListedName(value="The Stone", type=ListedNameType.WEAK),
        ),
        identifiers=(Identifier(scheme=Scheme.PASSPORT, value="A1234567"),),
        birth_dates=(BirthDate(start="1951-03-02"),),
        countries=("IR",),
        remarks=("country: Atlantis", "position: Colonel"),
    )
    assert entities["own-2"].kind is Kind.VESSEL
    assert entities["own-2"].source == "own-ships"
    assert [found.value for found in entities["own-2"].identifiers] == ["IMO9074729", "9074728"]


@pytest.mark.parametrize(
    ("properties", "field", "expected"),
    [
        ({"birthDate": ["1963 or 1964"]}, "birth_dates", 2),
        ({"birthDate": ["Sep-99"]}, "remarks", ("birthDate: Sep-99",)),
        ({"nationality": ["Russia / Russie"]}, "countries", ("RU",)),
        ({"address": ["1 Road, Town"]}, "addresses", (Address(lines=("1 Road, Town",)),)),
        ({"gender": ["male", "other"]}, "remarks", ("gender: other",)),
        ({"buildDate": ["soon", "1984-05"]}, "built", "1984"),
        ({"buildDate": ["soon"]}, "built", None),
        ({"programId": ["US-X"]}, "programmes", ("US-X",)),
        (
            {"innCode": ["7700112233"]},
            "identifiers",
            (Identifier(scheme=Scheme.TAX_NUMBER, value="7700112233", country="RU"),),
        ),
        ({"listingDate": ["2020-01-02"]}, "listed_on", "2020-01-02"),
    ],
)
def test_properties(
    load: Load, properties: dict[str, list[str]], field: str, expected: object
) -> None:
    entities, _ = load("ftm", line(properties={"name": ["N"], **properties}))
    value = getattr(entities["x"], field)
    assert (len(value) if isinstance(expected, int) else value) == expected


@pytest.mark.parametrize(
    ("content", "reason", "source"),
    [
        (b"{", "not JSON", "unknown"),
        (b"[" * 100_000, "not a FollowTheMoney entity: Expected `object`, got `array`", "unknown"),
        (b'{"extra":' + b'{"a":' * 100_000, "not JSON", "unknown"),
        (line(id="\ud800").replace(b'"\\ud800"', b'"\xff"'), "not UTF-8", "unknown"),
        (line(datasets=[]), "Expected `array` of length >= 1", "unknown"),
        (line(id=""), "Expected `str` of length >= 1", "unknown"),
        (line(properties={"name": "N"}), "Expected `array`, got `str`", "unknown"),
        (b'{"op":"DEL","entity":{"id":"x"}}', "missing required field `id`", "unknown"),
        (line(schema="Position"), "schema 'Position' is no party to screen for", "d"),
        (line(schema="Sanction"), "Sanction of a party that is not in this file", "d"),
        (
            line(schema="Ownership", properties={"owner": ["good"] * 101}),
            "Ownership of more than 100 parties",
            "d",
        ),
        (line(schema="Address"), "Address of a party that is not in this file", "d"),
        (line(schema="Sanction", datasets=[]), "Expected `array` of length >= 1", "unknown"),
        (line(properties={"alias": [" "]}), "no name", "d"),
    ],
)
def test_a_bad_line_is_counted_with_its_reason_and_the_others_are_read(
    load: Load, content: bytes, reason: str, source: str
) -> None:
    entities, unread = load("ftm", content + b"\n\n" + line(id="good"))
    assert list(entities) == ["good"]
    (bad,) = unread
    assert bad.place == "list line 1"
    assert reason in bad.reason
    assert bad.source == source


@pytest.mark.parametrize(
    ("schema", "scheme"),
    [("Airplane", Scheme.AIRCRAFT_TAIL), ("Company", Scheme.REGISTRATION_NUMBER)],
)
def test_an_aircraft_is_registered_under_its_tail_number(
    load: Load, schema: str, scheme: Scheme
) -> None:
    stated = {"name": ["N"], "registrationNumber": ["XQ-ARV1"]}
    entities, _ = load("ftm", line(schema=schema, properties=stated))
    assert entities["x"].identifiers == (Identifier(scheme=scheme, value="XQ-ARV1"),)


def test_records_of_their_own_join_the_parties_they_are_about(load: Load) -> None:
    def joining(schema: str, **properties: str) -> bytes:
        stated = {prop: [value] for prop, value in properties.items()}
        return line(id=f"{schema}-1", schema=schema, properties=stated)

    content = b"\n".join(
        [
            joining("Sanction", entity="x", programId="US-X", startDate="2020-01-02", reason="why"),
            joining("Passport", holder="x", number="A1234567", country="ir"),
            joining("Identification", holder="x", number="555666", country="Atlantis"),
            joining("Address", street="1 Road", city="Town", country="Iran", full="1 Road, Town"),
            joining("Ownership", owner="x", asset="y", percentage="51"),
            line(properties={"name": ["N"], "addressEntity": ["Address-1"]}),
            line(id="y", schema="Company"),
        ]
    )
    entities, unread = load("ftm", content)
    assert unread == []
    assert entities["x"] == ListedEntity(
        id="x",
        source="d",
        kind=Kind.PERSON,
        names=(ListedName(value="N"),),
        identifiers=(
            Identifier(scheme=Scheme.PASSPORT, value="A1234567", country="IR"),
            Identifier(scheme=Scheme.NATIONAL_ID, value="555666"),
        ),
        addresses=(Address(lines=("1 Road",), town="Town", country="IR"),),
        programmes=("US-X",),
        listed_on="2020-01-02",
        remarks=(
            "addressEntity: Address-1",
            "Sanction: programId US-X, startDate 2020-01-02, reason why",
            "Passport: number A1234567, country ir",
            "Identification: number 555666, country Atlantis",
        ),
        relations=("Ownership: asset y, percentage 51",),
    )
    assert entities["y"].relations == ("Ownership: owner x, percentage 51",)


def test_an_alias_alone_is_no_primary_name(load: Load) -> None:
    entities, _ = load("ftm", line(properties={"alias": ["A"]}))
    assert entities["x"].names == (ListedName(value="A", type=ListedNameType.STRONG),)


@given(content=st.binary(max_size=300))
def test_any_bytes_give_entities_or_reasons(content: bytes) -> None:
    outcomes = list(FTM.entities([SourceFile(path="list", content=content)]))
    assert len(outcomes) == sum(not part.isspace() for part in content.split(b"\n") if part)


@given(
    properties=st.dictionaries(
        st.sampled_from(["name", "birthDate", "country", "imoNumber", "gender", "notes", "alias"]),
        st.lists(st.text(max_size=40), max_size=3),
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_that_is_stated_gets_lost(load: Load, properties: dict[str, list[str]]) -> None:
    entities, _ = load("ftm", line(properties={**properties, "name": ["N"]}))
    kept = entities["x"]
    said = {*kept.remarks, *(name.value for name in kept.names)}
    said |= {identifier.value for identifier in kept.identifiers}
    for prop in ("imoNumber", "notes", "alias"):
        for value in properties.get(prop, ()):
            assert {value, value.strip(), f"{prop}: {value}"} & said or not value.strip()
