from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lists.loaders import LOADERS
from lists.refreshing.checks import FIELDS, Version, check, check_head
from lists.refreshing.published import Published
from lists.refreshing.refusal import Check
from lists.sources import Source
from matchers.model import (
    Address,
    BirthDate,
    Identifier,
    Kind,
    ListedEntity,
    ListedName,
    Scheme,
)

SOURCE = Source(minimum_entities=5, allowed_drop=0.1, allowed_unparsed=0.1)


def entity(number: int, name: str = "Imran Kuartz", **more: Any) -> ListedEntity:
    given = {
        "id": f"own-{number}",
        "source": "own",
        "kind": Kind.PERSON,
        "names": (ListedName(value=name),),
    }
    return ListedEntity(**(given | more))


def version(numbers: Sequence[int] = range(20), *, unparsed: int = 0, **more: object) -> Version:
    given = {"entities": [entity(number) for number in numbers], "unparsed": unparsed} | more
    return Version(**given)  # type: ignore[arg-type]


def refused(
    fresh: Version, last: Version | None = None, source: Source = SOURCE
) -> dict[Check, str]:
    others = {"own": source, "theirs": SOURCE}
    return {each.check: each.reason for each in check("own", source, fresh, last, others)}


def test_a_sound_version_is_taken() -> None:
    assert refused(version()) == {}
    assert refused(version(), version()) == {}


@pytest.mark.parametrize(
    ("fresh", "last", "reasons"),
    [
        (version(range(4)), None, {Check.MINIMUM: "4 entities, at least 5 expected"}),
        (version(range(5)), None, {}),
        (version([]), None, {Check.MINIMUM: "0 entities, at least 5 expected"}),
        (version(range(18)), version(), {}),
        (
            version(range(17)),
            version(),
            {
                Check.DROP: "17 entities, were 20; allowed is 10.0% fewer",
                Check.GONE: "3 of 20 entities are gone (own-17, own-18, own-19); allowed is 10.0%",
            },
        ),
        (
            version(range(10, 40)),
            version(),
            {
                Check.GONE: "10 of 20 entities are gone (own-0, own-1, own-2 …); allowed is 10.0%",
            },
        ),
        (version(range(18), unparsed=2), None, {}),
        (
            version(range(18), unparsed=3),
            None,
            {Check.UNPARSED: "3 of 21 records could not be read, allowed is 10.0%"},
        ),
        (version(digest="a"), version(digest="b", former=("c",)), {}),
        (
            version(digest="c"),
            version(digest="b", former=("a", "c")),
            {Check.OLDER: "a version that was in use before, and was left"},
        ),
    ],
)
def test_counts_and_ids(fresh: Version, last: Version | None, reasons: dict[Check, str]) -> None:
    assert refused(fresh, last) == reasons


@pytest.mark.parametrize(
    ("at", "stated", "older"),
    [
        ("2026-01-01T00:00:00+00:00", True, False),
        ("2026-01-02T00:00:00+00:00", True, False),
        ("2025-12-31T23:59:59+00:00", True, True),
        ("2025-12-31T23:59:59+00:00", False, False),  # a server's date says nothing of a stated one
    ],
)
def test_dates_of_publication_only_go_on(at: str, stated: bool, older: bool) -> None:  # noqa: FBT001
    last = version(published=Published(at="2026-01-01T00:00:00+00:00", stated=True))
    fresh = version(published=Published(at=at, stated=stated))
    assert (Check.OLDER in refused(fresh, last)) is older
    assert Check.OLDER not in refused(version(), last)


def test_a_later_date_makes_good_for_having_been_left() -> None:
    older, newer = (Published(at=f"2026-01-0{day}T00:00:00+00:00") for day in (1, 2))
    last = version(published=older, former=("c",))
    assert refused(version(digest="c", published=newer), last) == {}
    assert Check.OLDER in refused(version(digest="c", published=older), last)
    assert Check.OLDER in refused(version(digest="c"), last)


FILLED: dict[str, dict[str, Any]] = {
    "birthDates": {"birth_dates": (BirthDate(start="1951"),)},
    "birthPlaces": {"birth_places": ("Cali",)},
    "gender": {"gender": "Male"},
    "built": {"kind": Kind.VESSEL, "built": "1990"},
    "identifiers": {"identifiers": (Identifier(scheme=Scheme.PASSPORT, value="A1"),)},
    "vesselIdentifiers": {
        "kind": Kind.VESSEL,
        "identifiers": (Identifier(scheme=Scheme.IMO, value="9074729"),),
    },
    "aliases": {"names": (ListedName(value="A"), ListedName(value="B"))},
    "countries": {"addresses": (Address(country="CO"),)},
    "addresses": {"addresses": (Address(town="Cali"),)},
    "programmes": {"programmes": ("Stone",)},
    "legalBasis": {"legal_basis": ("1/2026",)},
    "listedOn": {"listed_on": "2026-01-01"},
    "remarks": {"remarks": ("Colonel",)},
}


@pytest.mark.parametrize("name", FIELDS)
def test_a_fill_rate_counts_those_that_could_have_it(name: str) -> None:
    full = entity(1, **FILLED[name])
    empty = entity(2, kind=full.kind)
    source = msgspec.structs.replace(SOURCE, minimum_entities=1, fill={name: 0.5})
    assert refused(Version(entities=[full, empty], unparsed=0), source=source) == {}
    (reason,) = refused(Version(entities=[empty], unparsed=0), source=source).values()
    assert reason == f"{name}: 0.0% of 1 have one, at least 50.0% expected"


def test_others_than_persons_are_not_asked_for_a_birth_date() -> None:
    source = msgspec.structs.replace(SOURCE, minimum_entities=1, fill={"birthDates": 0.9})
    born = entity(1, birth_dates=(BirthDate(start="1951"),))
    vessels = [entity(number, kind=Kind.VESSEL) for number in range(2, 9)]
    assert refused(Version(entities=[born, *vessels], unparsed=0), source=source) == {}
    nobody = refused(Version(entities=vessels, unparsed=0), source=source)
    assert nobody == {Check.FILL: "birthDates: 0.0% of 0 have one, at least 90.0% expected"}


@pytest.mark.parametrize(
    ("name", "garbled"),
    [
        ("Imran Kuartz", False),
        ("Омран Куарц", False),
        ("عمران كوارتز", False),
        ("José Ibáñez", False),
        ("Ángström Öl AG", False),
        ("José".encode().decode("latin-1"), True),
        ("Омран".encode().decode("latin-1"), True),
        ("Müller – Söhne".encode().decode("cp1252"), True),
        ("Imran Ku\ufffdrtz", True),
        ("Imran Ku\x92rtz", True),
    ],
)
def test_names_in_a_wrong_encoding(name: str, garbled: bool) -> None:  # noqa: FBT001
    found = refused(Version(entities=[entity(n, name) for n in range(20)], unparsed=0))
    assert (Check.CHARSET in found) is garbled
    few = [entity(n, name if n == 0 else "Imran Kuartz") for n in range(200)]
    assert refused(Version(entities=few, unparsed=0)) == {}


def test_another_source_of_the_installation() -> None:
    foreign = [entity(n, source="theirs") for n in range(20)]
    assert refused(Version(entities=foreign, unparsed=0)) == {
        Check.OWNER: "holds entities of other sources: theirs"
    }
    unknown = [entity(n, source="a-dataset") for n in range(20)]
    assert refused(Version(entities=unknown, unparsed=0)) == {}


XML, CSV, JSON, ZIP = b"<?xml version='1.0'?><a/>", b"a,b\n1,2\n", b'{"id": 1}', b"PK\x03\x04.."
HTML = b"\n<!-- moved -->\n<!DOCTYPE html>\n<html>"


@pytest.mark.parametrize(
    ("loader", "head", "what"),
    [
        ("un-xml", XML, ""),
        ("un-xml", b"\n <LIST>", ""),
        ("un-xml", b"\xef\xbb\xbf<LIST>", ""),
        ("un-xml", XML.decode().encode("utf-16"), ""),
        ("un-xml", HTML, "an HTML page"),
        ("un-xml", b"<html lang='en'>", "an HTML page"),
        ("un-xml", CSV, "text"),
        ("un-xml", ZIP, "a zip archive"),
        ("ofac-sdn-csv", CSV, ""),
        ("ofac-sdn-csv", XML, "XML"),
        ("ofac-sdn-csv", HTML, "an HTML page"),
        ("ofac-sdn-csv", JSON, "JSON"),
        ("csl-json", JSON, ""),
        ("csl-json", b'[{"id": 1}]', ""),
        ("csl-json", CSV, "text"),
        ("ftm", JSON, ""),
        ("ftm-delta", JSON, ""),
        ("au-xlsx", ZIP, ""),
        ("au-xlsx", XML, "XML"),
        ("partner-csv", CSV, ""),
        ("partner-csv", ZIP, ""),
        ("partner-csv", HTML, "an HTML page"),
        ("bis-dpl-txt", b"A\tB\n", ""),
        ("bis-dpl-txt", b"%PDF-1.4", "a PDF"),
    ],
)
def test_what_a_file_begins_as(loader: str, head: bytes, what: str) -> None:
    refusal = check_head(loader, "list", head)
    assert (refusal.reason.partition(", not ")[0] if refusal else "") == (
        f"list is {what}" if what else ""
    )


def test_the_document_names_every_check_and_every_fill_rate() -> None:
    text = (Path(__file__).parents[3] / "docs" / "lists.md").read_text(encoding="utf-8")
    section = text.partition("### Checks")[2].partition("\n## ")[0]
    rows = "".join(line for line in section.splitlines() if line.startswith("| `"))
    assert {name for name in Check if f"`{name.value}`" in rows} == set(Check)
    assert all(f"`{name}`" in section for name in FIELDS)


@given(st.binary(max_size=300), st.sampled_from(sorted(LOADERS)))
def test_any_bytes_are_looked_at(head: bytes, loader: str) -> None:
    refusal = check_head(loader, "list", head)
    assert refusal is None or refusal.check is Check.TYPE
