"""When a publisher published a version of its list: as the file says, or else its server."""

import email.utils
import re
from collections.abc import Iterable
from datetime import UTC, datetime

from matchers.model import Struct

_DAY_FIRST = "%d/%m/%Y"
_STATED = (
    # UN consolidated list, EU financial sanctions, Swiss SECO list: attributes of the root
    (re.compile(rb"""\b(?:dateGenerated|generationDate)\s*=\s*["']([^"']{10,40})["']"""), ""),
    (re.compile(rb"""<swiss-sanctions-list\b[^>]{0,500}\bdate\s*=\s*["']([^"']{10,40})["']"""), ""),
    # US Treasury: <Publish_Date>MM/DD/YYYY</Publish_Date>
    (re.compile(rb"<Publish_Date>\s*(\d\d/\d\d/\d{4})\s*</Publish_Date>"), "%m/%d/%Y"),
    # EU, the older layout: <WHOLE Date="DD/MM/YYYY">
    (re.compile(rb"""<WHOLE\b[^>]{0,100}\bDate\s*=\s*["'](\d\d/\d\d/\d{4})["']"""), _DAY_FIRST),
    # United Kingdom: <DateGenerated>, day first or ISO;
    # CSV: a first line "Report Date: …", in the retired one "Last Updated,…"
    (re.compile(rb"<DateGenerated>\s*(\d\d/\d\d/\d{4})"), _DAY_FIRST),
    (re.compile(rb"<DateGenerated>\s*(\d{4}-\d\d-\d\d[^<]{0,20})</"), ""),
    (re.compile(rb"Report Date:?\s*(\d{1,2}-[A-Z][a-z]{2}-\d{4})"), "%d-%b-%Y"),
    (re.compile(rb"^(?:\xef\xbb\xbf)?\"?Last Updated\"?,\"?(\d\d/\d\d/\d{4})"), _DAY_FIRST),
)


class Published(Struct, frozen=True):
    """An instant of publication, ISO 8601 in UTC; `stated` where the file itself says so."""

    at: str
    stated: bool = False

    def before(self, other: "Published") -> bool:
        """Whether this is earlier, as far as the two can be compared: both said, or both served."""
        return self.stated is other.stated and self.at < other.at

    def after(self, other: "Published") -> bool:
        """Whether this is later, as far as the two can be compared."""
        return other.before(self)


def published(heads: Iterable[bytes], last_modified: Iterable[str]) -> Published | None:
    """When files were published, from their first bytes or their servers' dates; the latest."""
    stated = [found for head in heads if (found := _stated(head))]
    if stated:
        return Published(at=max(stated), stated=True)
    served = [found for text in last_modified if (found := _served(text))]
    return Published(at=max(served)) if served else None


def _stated(head: bytes) -> str | None:
    for pattern, form in _STATED:
        if found := pattern.search(head):
            text = found[1].decode("ascii", "replace").strip()
            try:
                return _instant(_read(text, form))
            except ValueError:
                continue
    return None


def _read(text: str, form: str) -> datetime:
    if not form:
        return datetime.fromisoformat(text)
    return datetime.strptime(text, form).replace(tzinfo=UTC)


def _served(text: str) -> str | None:
    try:
        return _instant(email.utils.parsedate_to_datetime(text)) if text else None
    except (ValueError, TypeError, OverflowError):
        return None


def _instant(at: datetime) -> str:
    """In UTC; what has no zone is taken as such: it is compared with its like only."""
    zoned = at if at.tzinfo else at.replace(tzinfo=UTC)
    return zoned.astimezone(UTC).isoformat(timespec="seconds")
