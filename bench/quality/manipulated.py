"""Recall of manipulated listed names, by class of manipulation."""

import random
from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from bench.manipulate import MANIPULATIONS
from bench.quality.outcomes import LEAST, MATCHES, entity_id
from bench.quality.shares import Share, share
from matchers.model import FreeText, Kind, ListedEntity, ListedNameType, Party, PartyName, Subject
from matchers.names import analyse, kinds_of
from matchers.screener import Screener

EACH = 400
"""Names of a class that are measured."""


class Manipulated(msgspec.Struct, frozen=True):
    """A listed name as altered, and the entity that it must still find."""

    of: str
    entity: ListedEntity
    listed: str
    name: str

    @property
    def subject(self) -> Subject:
        """What is screened: a party of the entity's kind, or the text that holds the name."""
        if self.of == "in_free_text":
            return FreeText(text=self.name)
        return Party(kind=self.entity.kind, names=(PartyName(value=self.name),))


class Missed(msgspec.Struct, frozen=True):
    """A manipulated name that does not reach the threshold, and the listed name that it is of."""

    manipulation: str
    name: str
    kind: Kind
    listed: str
    entity_id: str
    threshold: float


def missed(names: Iterable[Manipulated], threshold: float) -> Iterator[Missed]:
    """Those names as examples to read."""
    for each in names:
        yield Missed(
            manipulation=each.of,
            name=each.name,
            kind=each.entity.kind,
            listed=each.listed,
            entity_id=each.entity.id,
            threshold=round(threshold, 4),
        )


def manipulated(
    entities: Sequence[ListedEntity], seed: int, count: int = EACH
) -> Iterator[Manipulated]:
    """Of each class `count` names, or as many as make sense; weak aliases and unknown kinds aside.

    A name that is read as another entity's counts for neither.
    """
    names = [
        (entity, name.value)
        for entity in entities
        for name in entity.names
        if name.type is not ListedNameType.WEAK and entity.kind is not Kind.UNKNOWN
    ]
    random.Random(seed).shuffle(names)
    owners = _owners(entities)
    for of, manipulate in MANIPULATIONS.items():
        rng, left = random.Random(f"{seed} {of}"), count
        for entity, name in names:
            altered = manipulate(name, entity.kind, rng)
            if altered is None or not owners(altered, entity.kind) <= {entity.id}:
                continue
            yield Manipulated(of=of, entity=entity, listed=name, name=altered)
            left -= 1
            if not left:
                break


def recall(
    screener: Screener,
    names: Sequence[Manipulated],
    limit: float,
    progress: Callable[[int], None],
) -> tuple[dict[str, Share], list[Manipulated]]:
    """By class, the share of names whose entity scores the limit or more; and whoever does not.

    A name in free text counts as found where the entity is listed at all: free text is not scored
    by degrees.
    """
    hits: dict[str, list[bool]] = {}
    missed = []
    for each in names:
        least = LEAST if each.of == "in_free_text" else limit
        matches = screener.ranked(each.subject, min_score=least, limit=MATCHES).best
        hit = any(entity_id(match) == each.entity.id for match in matches)
        hits.setdefault(each.of, []).append(hit)
        if not hit:
            missed.append(each)
        progress(1)
    return {of: share(found) for of, found in hits.items()}, missed


def _owners(entities: Sequence[ListedEntity]) -> Callable[[str, Kind], set[str]]:
    """Whose name, as it is read, a text of a kind is."""
    known: dict[tuple[Kind, str], set[str]] = {}
    for entity in entities:
        for kind in kinds_of(entity.kind):
            for name in entity.names:
                for key in _keys(name.value, kind):
                    known.setdefault(key, set()).add(entity.id)

    def owners(text: str, kind: Kind) -> set[str]:
        return set().union(*(known.get(key, set()) for key in _keys(text, kind)))

    return owners


def _keys(text: str, kind: Kind) -> Iterator[tuple[Kind, str]]:
    name = analyse(text, kind)
    if name is not None:
        yield kind, name.full_key
