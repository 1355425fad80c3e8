"""Made-up entities, so that lists can be measured at sizes that no publisher has reached.

Each is a real entity with other words: its kind, the number of its names, their scripts, and
common words such as legal forms stay. Every other word gets a donor, a word of the same kind and
script from listed or ordinary names, drawn as often as it occurs. Either it stands in the word's
place, or its beginning is joined to the word's ending. Words of one entity that begin alike get
one donor, so that its aliases stay spellings of each other, and vocabulary grows as it does in
real lists.
"""

import itertools
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec

from matchers.model import Kind, ListedEntity, ListedName
from matchers.normalise import script

_KEPT_FROM: Final = 0.002
_KEPT_TIMES: Final = 20
"""The share of the words of a kind and script, and the number, from which a word stays: common."""

_JOINED: Final = 0.1
"""The share of donors whose beginning is joined to the ending of the word.

Measured: so vocabulary goes on growing with the exponent (Heaps' law) that it has had at last in
the real lists, a little over 1/2.
"""

_STEM: Final = 3
"""Letters by which words begin alike."""

Sort = tuple[Kind, str | None]


class Words:
    """The words of names, by kind and script: which are common, and whom to draw donors from."""

    def __init__(self, names: Iterable[tuple[Kind, str]]) -> None:
        """Count the words of `names`."""
        words: dict[Sort, list[str]] = defaultdict(list)
        for kind, name in names:
            for word in name.split():
                words[kind, script(word)].append(word)
        self._common = {sort: _common(found) for sort, found in words.items()}
        self._donors = {
            sort: [word for word in found if word not in self._common[sort]]
            for sort, found in words.items()
        }

    def donors(self, kind: Kind, word: str) -> Sequence[str]:
        """Whom a word may be replaced by; none where it stays."""
        sort = kind, script(word)
        return () if word in self._common.get(sort, ()) else self._donors.get(sort, ())


def _common(words: Sequence[str]) -> set[str]:
    least = max(_KEPT_TIMES, _KEPT_FROM * len(words))
    return {word for word, times in Counter(words).items() if times >= least}


def made_up(
    entities: Sequence[ListedEntity], ordinary: Iterable[tuple[Kind, str]], seed: int
) -> Iterator[ListedEntity]:
    """Endless made-up entities after real ones; `ordinary` names are (kind, name).

    The same arguments give the same entities. There must be a real entity.
    """
    listed = ((entity.kind, name.value) for entity in entities for name in entity.names)
    words = Words(itertools.chain(listed, ordinary))
    rng = random.Random(seed)
    for number in itertools.count():
        model = rng.choice(entities)
        drawn: dict[str, tuple[str, bool]] = {}
        names = tuple(
            msgspec.structs.replace(name, value=_other(name, model.kind, words, drawn, rng))
            for name in model.names
        )
        yield msgspec.structs.replace(
            model, id=f"made-up-{number:07}", source="made-up", names=names, identifiers=()
        )


def _other(
    name: ListedName,
    kind: Kind,
    words: Words,
    drawn: dict[str, tuple[str, bool]],
    rng: random.Random,
) -> str:
    """A name with other words; `drawn` is which donors the entity has got so far."""
    other = []
    for word in name.value.split():
        donors = words.donors(kind, word)
        if not donors:
            other.append(word)
            continue
        stem = word[:_STEM].casefold()
        if stem not in drawn:
            drawn[stem] = rng.choice(donors), rng.random() < _JOINED
        donor, is_joined = drawn[stem]
        if is_joined:
            donor = donor[: len(donor) // 2 + 1] + word[min(_STEM, len(word) // 2) :]
        other.append(donor.upper() if word.isupper() else donor)
    return " ".join(other)
