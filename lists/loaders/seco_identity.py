"""What the identities of a target on Switzerland's list state: names, places, dates, papers."""

from collections.abc import Iterator, Mapping
from itertools import islice, product

from lists.reading.dates import partial_date
from lists.reading.labels import scheme_of
from lists.reading.nodes import Node
from lists.reading.territories import country_codes
from matchers.model import (
    Address,
    BirthDate,
    Identifier,
    Kind,
    ListedName,
    ListedNameType,
    Struct,
)

_NAME_TYPES = {
    "primary-name": ListedNameType.PRIMARY,
    "alias": ListedNameType.STRONG,
    "formerly-known-as": ListedNameType.FORMER,
}
_WEAK = "low"
_TITLE = "title"
_MAIDEN = "maiden-name"
_FAMILY = "family-name"
_LATIN = "Latn"
_ADDRESS_LINES = ("c-o", "address-details", "p-o-box", "remarks", "zip-code", "area")
_PLACE_PARTS = ("c-o", "address-details", "location", "area", "country")
MAX_SPELLINGS = 64
"""Full names made of one name's spelling variants in one language and script."""


def names(identity: Node) -> Iterator[ListedName]:
    """The names of an identity, each in every language and script that it is spelt in.

    Parts stand in their stated order, without titles; a part that is not spelt in a language and
    script stands as it is. A maiden name takes the family name's place in a former name. The
    primary name of another identity than the main one is a strong alias.
    """
    for name in identity.all("name"):
        parts = sorted(name.all("name-part"), key=_order)
        for chosen, former in _with_maiden_name(
            [p for p in parts if p.get("name-part-type") != _TITLE]
        ):
            kind = ListedNameType.FORMER if former else _name_type(name, identity)
            yield from _spellings(chosen, kind)


def _order(part: Node) -> int:
    order = part.get("order")
    return int(order) if order.isascii() and order.isdigit() and len(order) < 5 else 0  # noqa: PLR2004


def _with_maiden_name(parts: list[Node]) -> Iterator[tuple[list[Node], bool]]:
    maiden = [part for part in parts if part.get("name-part-type") == _MAIDEN]
    others = [part for part in parts if part not in maiden]
    yield others or maiden, False
    if maiden and others:
        given = [part for part in others if part.get("name-part-type") != _FAMILY]
        yield [*given, *maiden], True


def _name_type(name: Node, identity: Node) -> ListedNameType:
    if name.get("quality") == _WEAK:
        return ListedNameType.WEAK
    kind = _NAME_TYPES.get(name.get("name-type"), ListedNameType.STRONG)
    is_main = identity.get("main") != "false"
    return kind if is_main or kind is not ListedNameType.PRIMARY else ListedNameType.STRONG


def _spellings(parts: list[Node], kind: ListedNameType) -> Iterator[ListedName]:
    values = [part.child_text("value") for part in parts]
    written = " ".join(filter(None, values))
    if written:
        yield ListedName(value=written, type=kind)
    variants = [_variants(part) for part in parts]
    for lang, script in dict.fromkeys(key for each in variants for key in each):
        columns = [
            each.get((lang, script), [value]) for each, value in zip(variants, values, strict=True)
        ]
        for words in islice(product(*columns), MAX_SPELLINGS):
            if any(words):
                yield ListedName(
                    value=" ".join(filter(None, words)),
                    type=_variant_type(kind, script),
                    script=script or None,
                    language=lang or None,
                )


def _variants(part: Node) -> dict[tuple[str, str], list[str]]:
    """The spelling variants of a part by language and script."""
    found: dict[tuple[str, str], list[str]] = {}
    for variant in part.all("spelling-variant"):
        if variant.text:
            found.setdefault((variant.get("lang"), variant.get("script")), []).append(variant.text)
    return found


def _variant_type(kind: ListedNameType, script: str) -> ListedNameType:
    if kind in {ListedNameType.WEAK, ListedNameType.FORMER}:
        return kind
    return ListedNameType.STRONG if script in {"", _LATIN} else ListedNameType.ORIGINAL


class Where(Struct, frozen=True):
    """An address or place of birth with the place that it refers to, if it does."""

    stated: Node
    place: Node | None

    @staticmethod
    def of(node: Node, places: Mapping[str, Node]) -> "Where":
        """The node with its place."""
        return Where(stated=node, place=places.get(node.get("place-id")))

    def part(self, tag: str) -> str:
        """A part of the address, else of the place; empty where neither states it."""
        return self.stated.child_text(tag) or (self.place.child_text(tag) if self.place else "")

    def line(self) -> str:
        """The place in one line."""
        return ", ".join(filter(None, map(self.part, _PLACE_PARTS)))

    def address(self) -> Address:
        """The address; a country that is not understood is its last line."""
        country = self._country()
        lines = [self.part(tag) for tag in _ADDRESS_LINES]
        return Address(
            lines=tuple(filter(None, [*lines, "" if country else self.part("country")])),
            town=self.part("location") or None,
            country=country,
        )

    def is_whole(self) -> bool:
        """Whether `line` and `address` say all that is stated: no other part, no dangling place."""
        return is_read(self.stated) and (self.place is not None or not self.stated.get("place-id"))

    def _country(self) -> str | None:
        nodes = [node for node in (self.stated, self.place) if node]
        return next((code for node in nodes for code in countries(node)), None)


def is_read(place: Node) -> bool:
    """Whether addresses say all parts of a place."""
    parts = {*_ADDRESS_LINES, *_PLACE_PARTS}
    return all(child.tag in parts for child in place.children)


def countries(node: Node) -> tuple[str, ...]:
    """The countries that the `country` of a node names: its ISO code first, else its words."""
    for country in node.all("country"):
        codes = country_codes(country.get("iso-code")) or country_codes(country.text)
        if codes:
            return codes
    return ()


def birth_date(node: Node) -> BirthDate | None:
    """The date of a `day-month-year`; None for one of another calendar or that is no date."""
    if node.get("calendar") not in {"", "Gregorian"}:
        return None
    stated = [node.get(part) for part in ("year", "month", "day")]
    parts = stated[: stated.index("")] if "" in stated else stated
    if not all(part.isascii() and part.isdigit() for part in parts):
        return None
    date = partial_date("-".join(part.zfill(2) for part in parts))
    return BirthDate(start=date) if date and len(parts) == len(list(filter(None, stated))) else None


def document(node: Node, kind: Kind) -> Identifier | None:
    """The number of an `identification-document`; None where it states none."""
    number = node.child_text("number")
    if not number:
        return None
    issuers = node.all("issuer")
    codes = [c for issuer in issuers for c in country_codes(issuer.get("code") or issuer.text)]
    return Identifier(
        scheme=scheme_of(node.get("document-type").replace("-", " "), kind),
        value=number,
        country=codes[0] if len(codes) == 1 else None,
    )
