"""Checks of a source's new version, one by one: each says why it must not be taken, or nothing.

They fail closed: a list that came in part, in a wrong encoding or from last year is refused, and
its last good version stays. What each source must hold stands in its block of `sources.yaml`.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from config.files import ConfigError
from lists.refreshing.published import Published
from lists.refreshing.refusal import Check, Refusal
from lists.sources import Source
from matchers.model import Kind, ListedEntity, Struct

_MOST_GARBLED = 0.01
"""Share of entities with garbled names that is a publisher's slip rather than a wrong encoding."""

_NAMED = 3
"""How many ids a reason names."""

_DAMAGE = re.compile("[\ufffd\x80-\x9f]")

_BEGINS = {
    "an HTML page": re.compile(
        rb"\s*(?:<!--.{0,500}?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
    ),
    "a PDF": re.compile(rb"%PDF-"),
    "a zip archive": re.compile(rb"PK\x03\x04"),
    "JSON": re.compile(rb"\s*(?:\{\s*[\"}]|\[\s*[\{\[\"\]])"),
    "XML": re.compile(rb"\s*<(?:\?xml|[A-Za-z!])"),
}
_MAY_BE = {
    "xml": frozenset({"XML"}),
    "xlsx": frozenset({"a zip archive"}),
    "json": frozenset({"JSON"}),
    "ftm": frozenset({"JSON"}),
    "delta": frozenset({"JSON"}),
    "partner-csv": frozenset({"text", "a zip archive"}),  # spreadsheets are taken as well
}
"""By a loader's kind, or its end, what its files may begin as; of others, none of the above."""


class Version(Struct, frozen=True):
    """One version of a source: its entities, how many records became none, when it was published.

    `digest` is of its files; `former` are the digests of versions that were in use before it.
    """

    entities: Sequence[ListedEntity]
    unparsed: int
    digest: str = ""
    published: Published | None = None
    former: tuple[str, ...] = ()


def check_fill_names(sources: Mapping[str, Source]) -> None:
    """Raise ConfigError for a fill rate of something that is not counted."""
    for source_id, source in sources.items():
        if unknown := source.fill.keys() - FIELDS.keys():
            raise ConfigError(
                f"source {source_id}: no fill rate is called {', '.join(sorted(unknown))}; "
                f"known are {', '.join(FIELDS)}"
            )


def check_head(loader: str, name: str, head: bytes) -> Refusal | None:
    """Whether a file begins as files of this kind of loader do, whatever it was declared as."""
    plain = head.removeprefix(b"\xef\xbb\xbf")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):  # UTF-16: the same letters, with NULs between
        plain = head[2:].replace(b"\0", b"")
    found = next((what for what, begins in _BEGINS.items() if begins.match(plain)), "text")
    may_be = _MAY_BE.get(loader) or _MAY_BE.get(loader.rpartition("-")[2], frozenset({"text"}))
    if not plain.strip():
        return Refusal(check=Check.TYPE, reason=f"{name} is empty")
    if found in may_be:
        return None
    return Refusal(check=Check.TYPE, reason=f"{name} is {found}, not {' or '.join(sorted(may_be))}")


def check(
    source_id: str,
    source: Source,
    fresh: Version,
    last: Version | None,
    others: Mapping[str, Source],
) -> tuple[Refusal, ...]:
    """Every reason not to take `fresh` of a source, whose last good version is `last`.

    `others` are all described sources.
    """
    return (
        *_minimum(source, fresh),
        *_unparsed(source, fresh),
        *_owner(source_id, fresh, others),
        *_fill(source, fresh),
        *_charset(fresh),
        *(_compared(source, fresh, last) if last is not None else ()),
    )


def _minimum(source: Source, fresh: Version) -> Iterator[Refusal]:
    if len(fresh.entities) < source.minimum_entities:
        yield Refusal(
            check=Check.MINIMUM,
            reason=f"{len(fresh.entities):,} entities, at least {source.minimum_entities:,} "
            "expected",
        )


def _unparsed(source: Source, fresh: Version) -> Iterator[Refusal]:
    records = len(fresh.entities) + fresh.unparsed
    if records and fresh.unparsed / records > source.allowed_unparsed:
        yield Refusal(
            check=Check.UNPARSED,
            reason=f"{fresh.unparsed:,} of {records:,} records could not be read, allowed is "
            f"{source.allowed_unparsed:.1%}",
        )


def _owner(source_id: str, fresh: Version, others: Mapping[str, Source]) -> Iterator[Refusal]:
    """One source must not speak for another: whose list it is decides who sees it."""
    foreign = {entity.source for entity in fresh.entities} & (others.keys() - {source_id})
    if foreign:
        yield Refusal(
            check=Check.OWNER, reason=f"holds entities of other sources: {_some(sorted(foreign))}"
        )


def _fill(source: Source, fresh: Version) -> Iterator[Refusal]:
    for name, least in source.fill.items():
        field = FIELDS[name]
        asked = [entity for entity in fresh.entities if field.asked(entity)]
        filled = sum(map(field.filled, asked)) / len(asked) if asked else 0.0
        if filled < least:
            yield Refusal(
                check=Check.FILL,
                reason=f"{name}: {filled:.1%} of {len(asked):,} have one, at least {least:.1%} "
                "expected",
            )


def _charset(fresh: Version) -> Iterator[Refusal]:
    garbled = [entity.id for entity in fresh.entities if _is_garbled(entity)]
    if garbled and len(garbled) / len(fresh.entities) > _MOST_GARBLED:
        yield Refusal(
            check=Check.CHARSET,
            reason=f"names of {len(garbled):,} entities were read in a wrong encoding: "
            f"{_some(garbled)}",
        )


def _compared(source: Source, fresh: Version, last: Version) -> Iterator[Refusal]:
    before, now = ({entity.id for entity in version.entities} for version in (last, fresh))
    allowed = f"allowed is {source.allowed_drop:.1%}"
    if len(now) < len(before) * (1 - source.allowed_drop):
        yield Refusal(
            check=Check.DROP, reason=f"{len(now):,} entities, were {len(before):,}; {allowed} fewer"
        )
    gone = sorted(before - now)
    if len(gone) > len(before) * source.allowed_drop:
        yield Refusal(
            check=Check.GONE,
            reason=f"{len(gone):,} of {len(before):,} entities are gone ({_some(gone)}); {allowed}",
        )
    yield from _older(fresh, last)


def _older(fresh: Version, last: Version) -> Iterator[Refusal]:
    """By its date of publication; without one, by what was in use before."""
    if fresh.published and last.published and fresh.published.before(last.published):
        yield Refusal(
            check=Check.OLDER,
            reason=f"published {fresh.published.at}, the version in use {last.published.at}",
        )
    elif fresh.published and last.published and fresh.published.after(last.published):
        return
    elif fresh.digest in last.former:
        yield Refusal(check=Check.OLDER, reason="a version that was in use before, and was left")


class Field(Struct, frozen=True):
    """What a fill rate is of: which entities are asked, and whether one has it."""

    filled: Callable[[ListedEntity], bool]
    asked: Callable[[ListedEntity], bool] = lambda _: True


def _is(*kinds: Kind) -> Callable[[ListedEntity], bool]:
    return lambda entity: entity.kind in kinds


FIELDS: Mapping[str, Field] = {
    "birthDates": Field(filled=lambda entity: bool(entity.birth_dates), asked=_is(Kind.PERSON)),
    "birthPlaces": Field(filled=lambda entity: bool(entity.birth_places), asked=_is(Kind.PERSON)),
    "gender": Field(filled=lambda entity: entity.gender is not None, asked=_is(Kind.PERSON)),
    "built": Field(
        filled=lambda entity: entity.built is not None, asked=_is(Kind.VESSEL, Kind.AIRCRAFT)
    ),
    "identifiers": Field(filled=lambda entity: bool(entity.identifiers)),
    "vesselIdentifiers": Field(
        filled=lambda entity: bool(entity.identifiers), asked=_is(Kind.VESSEL, Kind.AIRCRAFT)
    ),
    "aliases": Field(filled=lambda entity: len(entity.names) > 1),
    "countries": Field(
        filled=lambda entity: (
            bool(entity.countries) or any(address.country for address in entity.addresses)
        )
    ),
    "addresses": Field(filled=lambda entity: bool(entity.addresses)),
    "programmes": Field(filled=lambda entity: bool(entity.programmes)),
    "legalBasis": Field(filled=lambda entity: bool(entity.legal_basis)),
    "listedOn": Field(filled=lambda entity: entity.listed_on is not None),
    "remarks": Field(filled=lambda entity: bool(entity.remarks)),
}
"""The keys of `fill` in `sources.yaml`: each the share of entities that must have it."""


def _is_garbled(entity: ListedEntity) -> bool:
    """Whether a name was decoded wrongly: damage marks, or UTF-8 read as a one-byte encoding."""
    return any(not name.value.isascii() and _garbled(name.value) for name in entity.names)


def _garbled(text: str) -> bool:
    if _DAMAGE.search(text):
        return True
    for encoding in ("latin-1", "cp1252"):
        try:
            text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
        return True
    return False


def _some(ids: Sequence[str]) -> str:
    return ", ".join(ids[:_NAMED]) + (" …" if len(ids) > _NAMED else "")
