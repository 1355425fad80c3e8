"""Numbers of an entry of the Security Council's list: its documents, and ships in comments."""

from collections.abc import Iterator

from lists.loaders.un_record import Group, UnRecord
from lists.reading.numbers import StatedNumber, says_more, stated_numbers
from lists.reading.prose import prose_numbers
from lists.reading.territories import country_codes
from matchers.model import Identifier, Scheme

_PASSPORT_WORDS = ("passport", "passeport", "pasaporte")
_WHERE = ("NUMBER", "TYPE_OF_DOCUMENT2", "NOTE")
"""The leaves in which the number of a document stands: the first of them that holds one."""


def identifiers(record: UnRecord) -> tuple[Identifier, ...]:
    """Every number that an entry states as one of its own."""
    documents = (number for group in record.all("DOCUMENT") for number in document_numbers(group))
    told = prose_numbers(record.text("COMMENTS1"), record.kind)
    return tuple(dict.fromkeys((*documents, *told)))


def document_numbers(group: Group) -> Iterator[Identifier]:
    """The numbers of a DOCUMENT; none where it has none, only a note."""
    kind = group.get("TYPE_OF_DOCUMENT").lower()
    passport = any(word in kind for word in _PASSPORT_WORDS)
    country = group.get("ISSUING_COUNTRY") or group.get("COUNTRY_OF_ISSUE")
    codes = country_codes(country)
    for number in _stated(group):
        label = f"{group.get('TYPE_OF_DOCUMENT2')} {number.label}".strip()
        said = StatedNumber(value=number.value, label=label, notes=number.notes)
        yield said.identifier(
            Scheme.PASSPORT if passport else Scheme.NATIONAL_ID,
            codes[0] if len(codes) == 1 else None,
        )


def _stated(group: Group) -> tuple[StatedNumber, ...]:
    for leaf in _WHERE:
        found = stated_numbers(group.get(leaf))
        if found:
            return found
    return ()


def is_understood(group: Group) -> bool:
    """Whether the identifiers hold all that a DOCUMENT says in its core leaves."""
    country = group.get("ISSUING_COUNTRY") or group.get("COUNTRY_OF_ISSUE")
    number = group.get("NUMBER")
    known = not country or len(country_codes(country)) == 1
    return bool(number) and known and not says_more(number, stated_numbers(number))
