"""Publishers that misbehave: each is refused for its reason, and nothing else is touched."""

import base64
import gzip
import hashlib
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from lists.delta import Counts
from lists.refreshing.outcome import Status
from lists.refreshing.refusal import Check
from tests.integration.publisher import (
    Answer,
    Publisher,
    conditional,
    cut_then,
    drip,
    endless,
    garbage,
    moved,
    reply,
    reset,
    without_length,
)
from tests.lists.conftest import ALT, SDN
from tests.lists.refreshing.desk import Bureau, a_list, person, source

GOOD = a_list()
NEW = a_list(range(1, 22), date="2026-01-02")
HALF = a_list(range(1, 11), date="2026-01-02")
OTHERS = a_list(range(101, 121), date="2026-01-02")
HTML = b"<!DOCTYPE html><html><body>Down for maintenance</body></html>"
ENTITIES = NEW.replace(
    b"?>", b'?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>', 1
).replace(b"QUARTZ 1<", b"&b;<")
DEEP = NEW.replace(b"<INDIVIDUALS>", b"<INDIVIDUALS>" + b"<a>" * 5000)
GZIP = {"Content-Encoding": "gzip"}
NAMELESS = "<INDIVIDUAL><REFERENCE_NUMBER>QDi.99</REFERENCE_NUMBER></INDIVIDUAL>"
XML = {"Content-Type": "text/xml"}


def zipped() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("list.xml", NEW)
    return content.getvalue()


def later(numbers: range) -> bytes:
    return a_list(numbers, date="2026-01-02")


def entries(*people: str) -> bytes:
    return a_list(entries="".join(people), date="2026-01-02")


def of_another_digest() -> Answer:
    other = base64.b64encode(hashlib.sha256(b"other").digest()).decode()
    return reply(NEW, headers={"Repr-Digest": f"sha-256=:{other}:"})


MISBEHAVIOUR: list[tuple[str, Answer, Check, str]] = [
    ("server error", reply(status=500), Check.FETCH, "500 .*attempts"),
    ("not for you", reply(HTML, 403), Check.FETCH, "403"),
    ("not there", reply(status=404), Check.FETCH, "404"),
    ("no content", reply(status=204), Check.FETCH, "204"),
    ("busy for a day", reply(status=503, headers={"Retry-After": "86400"}), Check.FETCH, "86400 s"),
    (
        "too many requests",
        reply(status=429, headers={"Retry-After": "Fri, 31 Dec 2099 23:59:59 GMT"}),
        Check.FETCH,
        "asks to wait",
    ),
    ("connection reset", reset, Check.FETCH, "attempts"),
    ("no HTTP", garbage, Check.FETCH, "attempts"),
    ("broken off", reply(NEW[:900], length=len(NEW)), Check.FETCH, "broke off"),
    ("broken off unseen", without_length(NEW[:900]), Check.PARSE, "not well-formed"),
    ("length too short", reply(NEW, length=900), Check.PARSE, "not well-formed"),
    (
        "body drips",
        drip(b"HTTP/1.1 200 OK\r\nContent-Length: 90000\r\n\r\n"),
        Check.FETCH,
        "not had within 1.2 s",
    ),
    ("headers drip", drip(b"HTTP/1.1 200 OK\r\nX: "), Check.FETCH, "not had within 1.2 s"),
    ("endless body", endless, Check.SIZE, "more than 200,000 bytes"),
    ("huge length", reply(NEW, length=10**14), Check.SIZE, "100,000,000,000,000 bytes"),
    (
        "gzip bomb",
        reply(gzip.compress(bytes(50_000_000)), headers=GZIP),
        Check.SIZE,
        "more than 400,000 bytes unpacked",
    ),
    ("gzip that is none", reply(NEW, headers=GZIP), Check.TYPE, "damaged"),
    ("gzip cut", reply(gzip.compress(NEW)[:-20], headers=GZIP), Check.TYPE, "is cut"),
    ("encoding not asked for", reply(NEW, headers={"Content-Encoding": "br"}), Check.TYPE, "'br'"),
    ("empty body", reply(b"", headers=XML), Check.TYPE, "an empty file"),
    ("white space", reply(b" \n" * 50, headers=XML), Check.TYPE, "is empty"),
    ("HTML instead", reply(HTML, headers=XML), Check.TYPE, "is an HTML page, not XML"),
    (
        "permission page",
        reply(HTML, headers={"Content-Type": "text/html; charset=utf-8"}),
        Check.TYPE,
        "declared as text/html",
    ),
    (
        "wrong type",
        reply(NEW, headers={"Content-Type": "image/png"}),
        Check.TYPE,
        "declared as image/png",
    ),
    ("zip instead", reply(zipped()), Check.TYPE, "is a zip archive, not XML"),
    ("PDF instead", reply(b"%PDF-1.7\n%..."), Check.TYPE, "is a PDF"),
    ("JSON error", reply(b'{"error": "quota"}'), Check.TYPE, "is JSON, not XML"),
    ("plain text", reply(b"Service unavailable"), Check.TYPE, "is text, not XML"),
    ("redirect to a file", moved("file:///etc/passwd"), Check.ADDRESS, "leads to file:"),
    (
        "redirect to a private address",
        moved("http://10.0.0.1/list.xml"),
        Check.ADDRESS,
        "10.0.0.1, no address of the public",
    ),
    (
        "redirect to metadata",
        moved("http://169.254.169.254/latest"),
        Check.ADDRESS,
        "169.254.169.254",
    ),
    (
        "redirect to loopback",
        moved("http://127.0.0.1:1/list.xml"),
        Check.ADDRESS,
        "127.0.0.1, no address of the public",
    ),
    (
        "redirect to loopback written otherwise",
        moved("http://2130706433/"),
        Check.ADDRESS,
        "127.0.0.1",
    ),
    (
        "redirect to loopback in IPv6",
        moved("http://[::ffff:127.0.0.1]/"),
        Check.ADDRESS,
        "127.0.0.1",
    ),
    ("redirect with a login", moved("http://a:b@127.0.0.1/"), Check.ADDRESS, "a login"),
    ("redirect loop", moved("/bad"), Check.ADDRESS, "more than 3 times"),
    ("redirect to nowhere", reply(status=302), Check.ADDRESS, "to nowhere"),
    (
        "ETag lies",
        reply(NEW, headers={"ETag": '"one"'}),
        Check.VALIDATOR,
        "other content under the ETag",
    ),
    ("digest lies", of_another_digest(), Check.VALIDATOR, "its digest"),
    (
        "part not asked for",
        reply(NEW[:900], 206, {"Content-Range": "bytes 0-899/5000"}),
        Check.VALIDATOR,
        "a part without",
    ),
    (
        "another part than asked for",
        cut_then(
            NEW[:900], len(NEW), reply(NEW[500:], 206, {"Content-Range": "bytes 500-5000/5001"})
        ),
        Check.VALIDATOR,
        "'bytes 500-5000/5001', asked for from byte 900",
    ),
    ("half of the entries", reply(HALF), Check.DROP, "10 entities, were 20"),
    ("other entries", reply(OTHERS), Check.GONE, "20 of 20 entities are gone"),
    ("hardly any", reply(a_list(range(1, 5))), Check.MINIMUM, "4 entities, at least 10"),
    (
        "old file again",
        reply(a_list(range(1, 22), date="2025-12-31")),
        Check.OLDER,
        "published 2025-12-31.*in use 2026-01-01",
    ),
    (
        "no dates of birth",
        reply(entries(*(person(n, born="") for n in range(1, 21)))),
        Check.FILL,
        "birthDates: 0.0% of 20",
    ),
    (
        "no documents",
        reply(entries(*(person(n, document=False) for n in range(1, 21)))),
        Check.FILL,
        "identifiers",
    ),
    (
        "ids twice",
        reply(entries(*(person(n // 2) for n in range(2, 42)))),
        Check.UNPARSED,
        "20 of 40 records",
    ),
    (
        "entries without a name",
        reply(entries(*map(person, range(1, 21)), NAMELESS)),
        Check.UNPARSED,
        "1 of 21 records",
    ),
    ("another charset", reply(NEW.decode().encode("cp1251")), Check.PARSE, "not well-formed"),
    (
        "read in another charset",
        reply(NEW.decode("latin-1").encode()),
        Check.CHARSET,
        "wrong encoding",
    ),
    (
        "another root",
        reply(NEW.replace(b"CONSOLIDATED_LIST", b"CATALOGUE")),
        Check.PARSE,
        "its root is <CATALOGUE>",
    ),
    (
        "another schema",
        reply(NEW.replace(b"INDIVIDUAL>", b"PERSON>")),
        Check.PARSE,
        "not one entity",
    ),
    ("entities of XML", reply(ENTITIES), Check.PARSE, "declares a document type"),
    ("deeply nested", reply(DEEP), Check.PARSE, "not well-formed"),
    ("NUL bytes", reply(NEW.replace(b"QUARTZ 7", b"QUARTZ\0")), Check.PARSE, "not well-formed"),
]


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with Publisher() as running:
        yield running


@pytest.fixture
def bureau(tmp_path: Path, publisher: Publisher) -> Bureau:
    """Two sources of one publisher, each published once."""
    publisher.answers |= {"/bad": conditional(GOOD, '"one"'), "/good": reply(own(3))}
    made = Bureau(
        tmp_path,
        {
            "un-sc": source(
                publisher.address("/bad"), fill={"birthDates": 0.5, "identifiers": 0.5}
            ),
            "own": source(publisher.address("/good"), loader="ftm", minimum_entities=1),
        },
    )
    assert made.refresh().published is not None
    return made


def own(count: int) -> bytes:
    """Another list, which has nothing to do with the first."""
    lines = (
        f'{{"id": "own-{n}", "schema": "Person", "datasets": ["own"], '
        f'"properties": {{"name": ["Imran Kuartz {n}"]}}}}\n'
        for n in range(count)
    )
    return "".join(lines).encode()


@pytest.mark.parametrize(
    ("answer", "check", "reason"),
    [row[1:] for row in MISBEHAVIOUR],
    ids=[row[0] for row in MISBEHAVIOUR],
)
def test_it_is_refused_its_last_good_version_stays_and_the_other_source_goes_on(
    publisher: Publisher, bureau: Bureau, answer: Answer, check: Check, reason: str
) -> None:
    before = bureau.entities()
    publisher.answers |= {"/bad": answer, "/good": reply(own(4))}
    report = bureau.refresh()
    other, refused = report.outcomes
    assert (other.status, refused.status) == (Status.FRESH, Status.REFUSED)
    said = {refusal.check: refusal.reason for refusal in refused.refusals}
    assert check in said
    assert re.search(reason, said[check])
    assert report.published is not None
    after = bureau.entities()
    assert after["un-sc"] == before["un-sc"]
    assert [entity.id for entity in after["own"]] == [f"own-{n}" for n in range(4)]

    publisher.answers["/bad"] = reply(NEW, headers={"ETag": '"two"'})
    assert not bureau.refresh().refused
    assert len(bureau.entities()["un-sc"]) == 21


def test_another_content_under_one_etag_is_let_pass_on_record(
    publisher: Publisher, bureau: Bureau
) -> None:
    publisher.answers["/bad"] = reply(NEW, headers={"ETag": '"one"'})
    assert not bureau.refresh(accepted={"un-sc": "their server was set up anew"}).refused
    assert "If-None-Match" not in publisher.asked[-1][1]
    (accepted,) = bureau.manifest.accepted
    assert accepted.what == ('validator: other content under the ETag "one" of the last version',)


def test_nothing_new_is_not_believed_for_ever(publisher: Publisher, bureau: Bureau) -> None:
    publisher.answers["/bad"] = reply(status=304)
    fetched = bureau.manifest.provenance[1].fetched_at
    quiet = bureau.refresh("un-sc", later=timedelta(days=1))
    assert quiet.outcomes[1].status is Status.UNCHANGED
    assert bureau.manifest.provenance[1].fetched_at > fetched
    bureau.refresh("un-sc", later=timedelta(days=2))
    (refusal,) = bureau.refresh("un-sc").outcomes[1].refusals
    assert refusal.reason == "says that nothing is new without having been asked"
    publisher.answers["/bad"] = conditional(NEW, '"one"')
    (refusal,) = bureau.refresh("un-sc").outcomes[1].refusals
    assert "other content under the ETag" in refusal.reason


def test_of_several_files_those_with_nothing_new_are_taken_from_here(
    publisher: Publisher, tmp_path: Path
) -> None:
    for path, text in {"/sdn.csv": SDN, "/alt.csv": ALT}.items():
        publisher.answers[path] = conditional(text.encode(), '"one"')
    files = [publisher.address(path) for path in publisher.answers]
    bureau = Bureau(
        tmp_path / "bureau",
        {"us-ofac-sdn": source(*files, loader="ofac-sdn-csv", minimum_entities=1)},
    )
    bureau.refresh()
    aliases = ALT.encode() + b'103,9,aka,"PALE STAR",-0- \n'
    publisher.answers["/alt.csv"] = reply(aliases)
    assert bureau.refresh().delta.counts() == {"us-ofac-sdn": Counts(changed=1)}
    assert [each.status for each in bureau.refresh().outcomes] == [Status.UNCHANGED]


def test_a_damaged_last_good_version_is_fetched_whole(publisher: Publisher, bureau: Bureau) -> None:
    (bureau.state.files("un-sc") / "bad").write_bytes(b"")
    assert not bureau.refresh().refused
    assert "If-None-Match" not in publisher.asked[-1][1]
