"""A designation of the UK Sanctions List as a listed entity, whichever file it was read from."""

from collections.abc import Callable, Iterator

from lists.errors import Unparsable
from lists.reading.addresses import address
from lists.reading.dates import day_first_date
from lists.reading.enumerations import parts
from lists.reading.numbers import StatedNumber, says_more, stated_numbers
from lists.reading.territories import country_codes
from lists.reading.un_references import un_entries
from matchers.model import (
    Address,
    BirthDate,
    Identifier,
    Kind,
    ListedEntity,
    ListedName,
    ListedNameType,
    Scheme,
    Struct,
)

SOURCE = "gb-fcdo"
_KINDS = {"individual": Kind.PERSON, "entity": Kind.ORGANIZATION, "ship": Kind.VESSEL}
_GENDERS = frozenset({"male", "female"})


class UkName(Struct, frozen=True):
    """A name, its parts joined; its type and the strength of an alias as the list has them."""

    value: str
    type: str = ""
    strength: str = ""


class UkAddress(Struct, frozen=True):
    """The lines of an address with its postal code, and its country."""

    lines: tuple[str, ...]
    country: str


class UkRecord(Struct, frozen=True):
    """What a designation states; texts as they are, several of a kind where it states several.

    `documents` are (column, number, what is said of it). `others` are (label, text) of what has no
    field of its own; `owners` the same of who owns or is owned.
    """

    unique_id: str
    kind: str
    names: tuple[UkName, ...]
    non_latin: tuple[tuple[str, str, str], ...] = ()
    un_reference: str = ""
    regimes: tuple[str, ...] = ()
    designated: str = ""
    addresses: tuple[UkAddress, ...] = ()
    births: tuple[str, ...] = ()
    birth_places: tuple[str, ...] = ()
    genders: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    built: tuple[str, ...] = ()
    documents: tuple[tuple[str, str, str], ...] = ()
    owners: tuple[tuple[str, str], ...] = ()
    others: tuple[tuple[str, str], ...] = ()


DOCUMENTS = {
    "Passport": Scheme.PASSPORT,
    "National identifier": Scheme.NATIONAL_ID,
    "Business registration number": Scheme.REGISTRATION_NUMBER,
    "IMO number": Scheme.IMO,
    "Hull identification number": Scheme.REGISTRATION_NUMBER,
}
"""What the list calls its documents, to schemes; words beside a number may name a nearer one."""

_PLAIN = frozenset({Scheme.IMO})
"""Schemes that no word beside a number changes."""


def entity(record: UkRecord) -> ListedEntity:
    """The listed entity; raises Unparsable."""
    if not record.unique_id:
        raise Unparsable("no Unique ID", SOURCE)
    names = tuple(dict.fromkeys(_names(record)))
    if not names:
        raise Unparsable("no name", SOURCE)
    genders = {text.lower() for text in record.genders} & _GENDERS
    addresses = (address(each.lines, "", each.country) for each in record.addresses)
    return ListedEntity(
        id=f"{SOURCE}-{record.unique_id}",
        source=SOURCE,
        kind=_KINDS.get(record.kind.lower(), Kind.UNKNOWN),
        names=names,
        identifiers=tuple(dict.fromkeys(_identifiers(record))),
        birth_dates=tuple(
            BirthDate(start=date)
            for date in dict.fromkeys(filter(None, map(day_first_date, record.births)))
        ),
        birth_places=tuple(dict.fromkeys(record.birth_places)),
        gender=genders.pop() if len(genders) == 1 else None,
        built=next(iter(record.built), None),
        countries=tuple(
            dict.fromkeys(
                code
                for text in record.countries
                for part in parts(text)
                for code in country_codes(part)
            )
        ),
        addresses=tuple(dict.fromkeys(filter(Address().__ne__, addresses))),
        programmes=record.regimes,
        listed_on=day_first_date(record.designated),
        references=un_entries(record.un_reference),
        relations=tuple(dict.fromkeys(f"{label}: {text}" for label, text in record.owners)),
        remarks=tuple(dict.fromkeys(_remarks(record))),
    )


def _names(record: UkRecord) -> Iterator[ListedName]:
    for name in record.names:
        yield ListedName(value=name.value, type=_name_type(name))
    for value, script, language in record.non_latin:
        yield ListedName(
            value=value,
            type=ListedNameType.ORIGINAL,
            script=script or None,
            language=language or None,
        )


def _name_type(name: UkName) -> ListedNameType:
    """Primary, a variation of it (strong), or an alias: weak where it is of low quality."""
    kind = name.type.lower()
    if "low" in name.strength.lower():
        return ListedNameType.WEAK
    if kind.startswith(("primary", "prime")) and "variation" not in kind:
        return ListedNameType.PRIMARY
    former = kind.startswith(("fka", "f.k.a", "former"))
    return ListedNameType.FORMER if former else ListedNameType.STRONG


def _identifiers(record: UkRecord) -> Iterator[Identifier]:
    for column, text, more in record.documents:
        scheme = DOCUMENTS[column]
        for number in stated_numbers(text):
            if scheme in _PLAIN:
                yield Identifier(scheme=scheme, value=number.value)
            else:
                notes = tuple(filter(None, (*number.notes, more)))
                said = StatedNumber(value=number.value, label=number.label, notes=notes)
                yield said.identifier(scheme)


def _remarks(record: UkRecord) -> Iterator[str]:
    """What fields do not hold, and whatever they could not hold whole."""
    if record.un_reference:
        yield f"UN reference: {record.un_reference}"
    for label, text in record.others:
        yield f"{label}: {text}"
    for column, text, more in record.documents:
        if more or says_more(text, stated_numbers(text)) or column.startswith("Hull"):
            yield f"{column}: {'; '.join(filter(None, (text, more)))}"
    held: tuple[tuple[str, tuple[str, ...], Callable[[str], object]], ...] = (
        ("Type", (record.kind,), lambda text: text.lower() in _KINDS),
        ("Birth date", record.births, day_first_date),
        ("Country", record.countries, lambda text: all(map(country_codes, parts(text)))),
        ("Gender", record.genders, lambda text: text.lower() in _GENDERS),
        ("Built", record.built[1:], lambda _: False),
        ("Designated", (record.designated,), day_first_date),
    )
    for label, texts, whole in held:
        for text in texts:
            if text and not whole(text):
                yield f"{label}: {text}"
