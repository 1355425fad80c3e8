import pytest
from hypothesis import given
from hypothesis import strategies as st

from lists.refreshing.published import Published, published


@pytest.mark.parametrize(
    ("head", "at"),
    [
        (b'<CONSOLIDATED_LIST dateGenerated="2026-02-27T00:00:09.554Z">', "2026-02-27T00:00:09"),
        (b"<export generationDate='2026-01-02T03:04:05.678+02:00' x='1'>", "2026-01-02T01:04:05"),
        (b'<swiss-sanctions-list list-type="full-list" date="2026-01-02">', "2026-01-02T00:00:00"),
        (b"<Publish_Date>03/28/2025</Publish_Date>", "2025-03-28T00:00:00"),
        (b'<WHOLE Date="11/02/2016">', "2016-02-11T00:00:00"),
        (b"<DateGenerated>11/02/2026</DateGenerated>", "2026-02-11T00:00:00"),
        (b"<DateGenerated>2026-02-11T10:00:00</DateGenerated>", "2026-02-11T10:00:00"),
        (b"Report Date: 12-Feb-2026\n", "2026-02-12T00:00:00"),
        (b"\xef\xbb\xbfLast Updated,13/04/2018,,,\n", "2018-04-13T00:00:00"),
    ],
)
def test_what_a_file_says(head: bytes, at: str) -> None:
    served = ["Thu, 01 Jan 2099 00:00:00 GMT"]
    assert published([head], served) == Published(at=f"{at}+00:00", stated=True)


@pytest.mark.parametrize(
    "head", [b"", b"<a>", b'<L dateGenerated="yesterday noon">', b"Last Updated,31/02/2018,"]
)
def test_what_says_nothing_leaves_the_date_of_the_server(head: bytes) -> None:
    assert published([head], []) is None
    assert published([head], ["", "no date"]) is None
    dates = ["Thu, 01 Jan 2026 02:00:00 +0200", "Wed, 31 Dec 2025 00:00:00 GMT"]
    assert published([head], dates) == Published(at="2026-01-01T00:00:00+00:00")


HEADS = st.sampled_from(
    [
        b'<L dateGenerated="%s">',
        b"<Publish_Date>%s</Publish_Date>",
        b"<DateGenerated>%s</DateGenerated>",
        b"Last Updated,%s",
        b"Report Date: %s",
    ]
)


@given(st.binary(max_size=200), HEADS, st.text(max_size=40))
def test_whatever_stands_there_is_a_date_or_none(head: bytes, form: bytes, text: str) -> None:
    for each in (head, form.replace(b"%s", head), form.replace(b"%s", text.encode())):
        found = published([each], [text])
        assert found is None or len(found.at) == len("2026-01-01T00:00:00+00:00")
