"""The nouns of matching: what is screened, what is listed, and what a match says.

Everything here is immutable and knows nothing of Kafka, files or partners. JSON names are
camelCase, so that a party decodes straight from an event.
"""

import datetime as dt
import enum
import re
from collections.abc import Sequence
from typing import Annotated, dataclass_transform

import msgspec
from msgspec import Meta


# Told again here, because type checkers do not see that frozen and kw_only are inherited.
@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
class Struct(
    msgspec.Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True, gc=False
):
    """Base of all records: immutable, keyword-only, camelCase in JSON, defaults left out.

    Immutable trees hold no cycles, so the garbage collector leaves them alone: walking them cost
    more than half of the time that an event takes outside matching.
    """


class Kind(enum.StrEnum):
    """What sort of thing a party or a listed entity is."""

    PERSON = "person"
    ORGANIZATION = "organization"
    VESSEL = "vessel"
    AIRCRAFT = "aircraft"
    UNKNOWN = "unknown"

    def compatible(self, other: "Kind") -> bool:
        """Whether two kinds may name the same thing: equal, or one of them unknown."""
        return self is other or Kind.UNKNOWN in (self, other)


class PartyNameType(enum.StrEnum):
    """How the publisher of an event came by a name."""

    LEGAL = "legal"
    TRADING = "trading"
    FORMER = "former"
    ALIAS = "alias"
    AS_PRINTED = "asPrinted"  # may be cut at 35 or 140 characters by legacy payment formats


class ListedNameType(enum.StrEnum):
    """What a list says of a name. A weak alias corroborates but never alerts alone."""

    PRIMARY = "primary"
    STRONG = "strong"
    WEAK = "weak"
    FORMER = "former"
    ORIGINAL = "original"  # in the original script


class Scheme(enum.StrEnum):
    """Identifier schemes that are normalised, validated and matched exactly."""

    IMO = "imo"
    MMSI = "mmsi"
    CALL_SIGN = "callSign"
    LEI = "lei"
    BIC = "bic"
    IBAN = "iban"
    DUNS = "duns"
    EORI = "eori"
    EIN = "ein"
    TAX_NUMBER = "taxNumber"
    REGISTRATION_NUMBER = "registrationNumber"
    NATIONAL_ID = "nationalId"
    PASSPORT = "passport"
    AIRCRAFT_TAIL = "aircraftTail"
    WALLET = "wallet"


_PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?\Z")
PartialDate = Annotated[str, Meta(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]
"""An ISO 8601 date of reduced precision: `1962`, `1962-03` or `1962-03-05`."""

Country = Annotated[str, Meta(min_length=2, max_length=2, pattern="^[A-Z]{2}$")]
"""ISO 3166-1 alpha-2, upper case."""


class PartyName(Struct):
    """One name of a party as its publisher gives it."""

    value: str
    type: PartyNameType = PartyNameType.LEGAL


class Identifier(Struct):
    """An identifier under its scheme, and the country that issued it where that matters."""

    scheme: Scheme
    value: str
    country: str | None = None


class Address(Struct):
    """A postal address; any part may be missing."""

    lines: tuple[str, ...] = ()
    town: str | None = None
    country: str | None = None


class Party(Struct):
    """One party to be screened.

    `countries` are a person's nationalities, an organization's seats, a vessel's flag; `built` is
    when a vessel or aircraft was. Gender, place of birth and year of build are carried as given:
    what is not understood says nothing, and must not keep a party from being screened.
    """

    kind: Kind = Kind.UNKNOWN
    names: tuple[PartyName, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    address: Address | None = None
    countries: tuple[str, ...] = ()
    birth_date: PartialDate | None = None
    birth_place: str | None = None
    gender: str | None = None
    built: str | None = None


class FreeText(Struct):
    """Text that may mention someone: screened for identifiers and long exact names only."""

    text: str


Subject = Party | FreeText
"""What a screener takes: a party, or free text."""


class ListedName(Struct):
    """One name of a listed entity as its list gives it."""

    value: str
    type: ListedNameType = ListedNameType.PRIMARY
    script: str | None = None
    language: str | None = None


class BirthDate(Struct):
    """A stated date of birth: a partial date, or a range with both ends included."""

    start: PartialDate
    end: PartialDate | None = None
    circa: bool = False


class ListedEntity(Struct):
    """One designation on one list, with everything its publisher states that is kept.

    `id` is `<source>-<publisher's key>`. `built` is the year in which a vessel or aircraft was.
    `remarks` and `relations` hold what has no field of its own, so that nothing is dropped.
    `references` are ids of entries of other lists that the publisher says this one stands for,
    such as `un-sc-QDi.001`; `linked` are those of the same party that were found in the snapshot.
    """

    id: str
    source: str
    kind: Kind
    names: tuple[ListedName, ...]
    identifiers: tuple[Identifier, ...] = ()
    birth_dates: tuple[BirthDate, ...] = ()
    birth_places: tuple[str, ...] = ()
    gender: str | None = None
    built: str | None = None
    countries: tuple[str, ...] = ()
    addresses: tuple[Address, ...] = ()
    programmes: tuple[str, ...] = ()
    legal_basis: tuple[str, ...] = ()
    listed_on: str | None = None
    remarks: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    linked: tuple[str, ...] = ()
    source_url: str | None = None
    marking: str | None = None

    @property
    def primary_name(self) -> str:
        """The first primary name, else the first name; a listed entity always has one."""
        for name in self.names:
            if name.type is ListedNameType.PRIMARY:
                return name.value
        return self.names[0].value


class Evidence(Struct, omit_defaults=False):
    """One claim about a pair, its measured value, and the points it adds to the score.

    `quotes` names the alert fields whose content `detail` quotes (such as `party.birthDate`), so
    that whoever cuts the alert for a partner can drop the quotation and keep the points.
    """

    feature: str
    value: float
    points: float
    detail: str = ""
    quotes: tuple[str, ...] = ()


class Verdict(enum.StrEnum):
    """The outcome of a screening, in rising order."""

    CLEAR = "clear"
    REVIEW = "review"
    HOLD = "hold"

    @staticmethod
    def worst(verdicts: "Sequence[Verdict]") -> "Verdict":
        """The most severe of the verdicts; `clear` where there are none."""
        if Verdict.HOLD in verdicts:
            return Verdict.HOLD
        return Verdict.REVIEW if Verdict.REVIEW in verdicts else Verdict.CLEAR


class Match(Struct, omit_defaults=False):
    """One listed entity scored against one subject, explained.

    `score` lies in [0, 1]. `verdict` is what this match alone calls for under the thresholds of its
    list and programmes.
    """

    entity_id: str
    source: str
    linked: tuple[str, ...]
    score: float
    verdict: Verdict
    listed_name: str
    query_name: str
    evidence: tuple[Evidence, ...]


def date_parts(value: PartialDate) -> tuple[int, int | None, int | None]:
    """Split a partial date into year, month and day; raises ValueError for one that cannot be."""
    found = _PARTIAL_DATE.match(value)
    if found is None:
        raise ValueError(f"not a date of the form 1962, 1962-03 or 1962-03-05: {value!r}")
    year, month, day = found.groups()
    if month is None:
        return int(year), None, None
    if day is None:
        dt.date(int(year) or 1, int(month), 1)
        return int(year), int(month), None
    dt.date(int(year), int(month), int(day))
    return int(year), int(month), int(day)
