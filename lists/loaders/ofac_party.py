"""What OFAC's advanced XML says of a party: names, documents, features, relations, listings."""

from lists.loaders.ofac_reference import Location
from matchers.model import BirthDate, ListedNameType, Struct

_FORMER = "f.k.a."
_FAMILY_NAME = "Last Name"


class Alias(Struct, frozen=True):
    """One documented name: its parts by type in the order stated, and what is said of it.

    `script` is the code of a script other than Latin.
    """

    parts: tuple[tuple[str, str], ...]
    script: str | None = None
    kind: str = ""
    primary: bool = False
    low_quality: bool = False
    false_identity: bool = False

    @property
    def name(self) -> str:
        """The name as OFAC prints it: of a Latin one with a family name, that first and a comma."""
        family = " ".join(said for kind, said in self.parts if kind == _FAMILY_NAME)
        others = " ".join(said for kind, said in self.parts if kind != _FAMILY_NAME)
        if family and others and self.script is None:
            return f"{family}, {others}"
        return " ".join(said for _, said in self.parts)

    def type(self) -> ListedNameType:
        """What screening makes of the name; low quality outweighs the rest."""
        if self.low_quality:
            return ListedNameType.WEAK
        if self.script is not None:
            return ListedNameType.ORIGINAL
        if self.primary:
            return ListedNameType.PRIMARY
        former = self.kind.casefold() == _FORMER
        return ListedNameType.FORMER if former else ListedNameType.STRONG


class Document(Struct, frozen=True):
    """One document or registration."""

    label: str
    number: str
    country: str
    notes: tuple[str, ...]


class Feature(Struct, frozen=True):
    """One version of a feature: text, a period, places, or several of them."""

    label: str
    value: str
    period: BirthDate | None = None
    places: tuple[Location, ...] = ()
    comment: str = ""

    def said(self) -> str:
        """Everything it says as one line, without its label."""
        dated = () if self.period is None else (_words(self.period),)
        places = (place.name() for place in self.places)
        comment = (f"({self.comment})",) if self.comment else ()
        return " ".join(filter(None, (self.value, *dated, *places, *comment)))


class Relation(Struct, frozen=True):
    """How a party stands to another one."""

    kind: str
    notes: tuple[str, ...] = ()

    def to(self, key: str, name: str) -> str:
        """The relation as one line, naming the other party and its number."""
        notes = f" ({'; '.join(self.notes)})" if self.notes else ""
        other = f"{name} [{key}]" if name else f"[{key}]"
        return f"{self.kind or 'Related to'}: {other}{notes}"


class Listing(Struct, frozen=True):
    """An entry on one of OFAC's lists; `measures` are types with comments."""

    name: str
    dates: tuple[str, ...] = ()
    legal_basis: tuple[str, ...] = ()
    measures: tuple[tuple[str, str], ...] = ()
    comments: tuple[str, ...] = ()


class PartyRecord(Struct, frozen=True):
    """One party with all that refers to it."""

    key: str
    kind: str
    aliases: tuple[Alias, ...]
    features: tuple[Feature, ...] = ()
    comments: tuple[str, ...] = ()
    documents: tuple[Document, ...] = ()
    relations: tuple[str, ...] = ()
    listings: tuple[Listing, ...] = ()


def _words(period: BirthDate) -> str:
    circa = "circa " if period.circa else ""
    return circa + (period.start if period.end is None else f"{period.start} to {period.end}")
