"""The index of a snapshot: everything that screening looks up, in flat arrays."""

import bisect
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matchers.arrays import Arrays, digest, unpack
from matchers.background import shares_without
from matchers.compiled import compiled
from matchers.documents import PLACE_OF, Progress, arrays_of, cut
from matchers.model import Kind, ListedEntity
from matchers.names import LISTED_KINDS, AnalysedName
from matchers.reader import Reader
from matchers.slips import Running
from matchers.texts import core_digest, legal_agreement
from matchers.weights import weight
from matchers.words import WordTable

_KEPT_WEIGHTS: Final = 100_000


class Lists(NamedTuple):
    """What compiled code reads of an index.

    Rows of `word_weights` and `posting_starts` are (kind, word); documents, words and listings are
    numbered from 0. A listing is (entity, name of it, flags).
    """

    word_weights: NDArray[np.float32]
    word_letters: NDArray[np.uint8]
    posting_starts: NDArray[np.int64]
    posting_docs: NDArray[np.int32]
    doc_starts: NDArray[np.int64]
    doc_words: NDArray[np.int32]
    doc_roles: NDArray[np.int8]
    doc_weights: NDArray[np.float32]
    doc_legal: NDArray[np.int16]
    doc_full: NDArray[np.uint64]
    doc_core: NDArray[np.uint64]
    doc_folded: NDArray[np.uint64]
    doc_running: NDArray[np.uint64]
    doc_latin: NDArray[np.bool_]
    sorted_starts: NDArray[np.int64]
    sorted_letters: NDArray[np.uint8]
    joined_starts: NDArray[np.int64]
    joined_letters: NDArray[np.uint8]
    listing_starts: NDArray[np.int64]
    listings: NDArray[np.int32]
    entity_word_starts: NDArray[np.int64]
    entity_words: NDArray[np.int32]


class Index:
    """Listed entities, ready to be searched. Immutable but for a cache of near words."""

    def __init__(
        self, arrays: Arrays, entities: Sequence[ListedEntity], whole: "Index | None" = None
    ) -> None:
        """Use arrays made by `build` over exactly these entities; see `from_arrays`.

        Words that nobody bears weigh what they do in `whole`, if that is given.
        """
        self.entities = entities
        self._whole = whole
        self.words = WordTable(arrays)
        self.lists = Lists(*(arrays[name] for name in Lists._fields))
        self.running = Running(*(arrays[f"running_{name}"] for name in Running._fields))
        self.legal_classes: list[str] = unpack(arrays, "legal")
        self._names: NDArray[np.int64] = arrays["names"]
        self._listed: NDArray[np.int32] = arrays["word_counts"]
        self._shares: dict[str, float] = {}
        self._query_weights: dict[tuple[str, Kind], float] = {}
        self._plain_starts: NDArray[np.int64] = arrays["plain_starts"]
        self._plain_letters: NDArray[np.uint8] = arrays["plain_letters"]
        self._kind_ends: list[int] = np.cumsum(self._names).tolist()
        self._core_keys: NDArray[np.uint64] = arrays["core_keys"]
        self._core_values: NDArray[np.int32] = arrays["core_values"]
        self._agreements: dict[str, NDArray[np.float32]] = {}
        self._arrays = arrays

    @staticmethod
    def build(
        entities: Sequence[ListedEntity],
        progress: Progress | None = None,
        reader: Reader | None = None,
    ) -> "Index":
        """Index the entities; `progress` is told how many of how many are done.

        The same entities in the same order give byte-identical arrays, whatever `reader`, which
        remembers names, knows.
        """
        progress = progress or (lambda _done, _total: None)
        return Index(arrays_of(entities, progress, reader or Reader()), entities)

    @staticmethod
    def from_arrays(arrays: Arrays, entities: Sequence[ListedEntity]) -> "Index":
        """The index whose `arrays()` these are; raises ValueError where they do not belong."""
        if int(arrays["entities"][0]) != len(entities):
            raise ValueError(
                f"the index was built over {int(arrays['entities'][0])} entities, "
                f"not {len(entities)}: build the snapshot again"
            )
        return Index({name: np.asarray(array) for name, array in arrays.items()}, entities)

    def part(self, entities: Sequence[ListedEntity]) -> "Index":
        """An index of some of the entities alone, quicker than this one, which score nearly alike.

        It has their words and those that are translated by them. All words weigh as in this index,
        but for misspelt ones: those are no longer drawn to words that only others bear.
        """
        numbers = {entity.id: number for number, entity in enumerate(self.entities)}
        wanted = np.array([numbers[entity.id] for entity in entities], dtype=np.int64)
        begins, ends = (
            self.lists.entity_word_starts[wanted],
            self.lists.entity_word_starts[wanted + 1],
        )
        borne = [self.lists.entity_words[b:e] for b, e in zip(begins, ends, strict=True)]
        vocabulary = cut(self._arrays, self.words.words, borne)
        made = arrays_of(entities, lambda _done, _total: None, Reader(), vocabulary)
        return Index(made, entities, self)

    def arrays(self) -> Arrays:
        """All of the index but the entities, as flat arrays by name."""
        return dict(self._arrays)

    def weight(self, word: str, kind: Kind) -> float:
        """What a word weighs in a name of this kind, in nats; see `matchers.weights`."""
        number = self.words.numbers.get(word)
        if number is not None:
            return float(self.lists.word_weights[self.first_row(kind) + number])
        if self._whole is not None:
            return self._whole.weight(word, kind)
        share = self._shares.get(word)
        return weight(word, kind, 0, int(self._names[PLACE_OF[kind]]), share)

    def query_weight(self, word: str, kind: Kind) -> float:
        """What a word of a query weighs, in nats.

        A word that nobody bears, close to one of the lists, is likely that one with a slip: as
        likely as they are alike it weighs what that one does. Finds near words: make room for the
        word first, as for `WordTable.near`.
        """
        found = self._query_weights.get((word, kind))
        if found is None:
            if len(self._query_weights) >= _KEPT_WEIGHTS:
                self._query_weights.clear()
            found = self._query_weights[word, kind] = self._query_weight(word, kind)
        return found

    def _query_weight(self, word: str, kind: Kind) -> float:
        own = self.weight(word, kind)
        if word in (self._whole or self).words.numbers:
            return own
        near = self.words.near(word)
        if not near.length:
            return own
        meant = self.words.words[self.words.near_words[near.start]]
        alike = float(self.words.near_likeness[near.start])
        return min(own, (1 - alike) * own + alike * self.weight(meant, kind))

    def first_row(self, kind: Kind) -> int:
        """The row of the first word among names of a kind; see `Lists`."""
        return PLACE_OF[kind] * len(self.words.words)

    def documents_of(self, kind: Kind) -> tuple[int, int]:
        """The first document of a kind, and the one after its last."""
        last = int(self._kind_ends[PLACE_OF[kind]])
        return last - int(self._names[PLACE_OF[kind]]), last

    @contextmanager
    def without(self, name: AnalysedName) -> Iterator[None]:
        """As if an ordinary name had not been counted in the background of common words.

        For measuring with the very names that were counted. Word weights change in place.
        """
        names, first_row = int(self._names[PLACE_OF[name.kind]]), self.first_row(name.kind)
        weights, before = self.lists.word_weights, {}
        shares = shares_without(name)
        for word in name.words:
            self._query_weights.pop((word, name.kind), None)
            share = shares.get(word, 0.0)
            number = self.words.numbers.get(word)
            if number is None:
                self._shares[word] = share
                continue
            row = first_row + number
            before[row] = weights[row]
            weights[row] = weight(word, name.kind, int(self._listed[row]), names, share)
        try:
            yield
        finally:
            self._shares.clear()
            for row, value in before.items():
                weights[row] = value
            for word in name.words:
                self._query_weights.pop((word, name.kind), None)

    def document(self, number: int, text: str) -> AnalysedName:
        """A document as the name that it was read from; `text` is that of one of its bearers."""
        lists = self.lists
        kind = LISTED_KINDS[bisect.bisect_right(self._kind_ends, number)]
        rows = slice(lists.doc_starts[number], lists.doc_starts[number + 1])
        plain = self._plain_letters[self._plain_starts[number] : self._plain_starts[number + 1]]
        return AnalysedName(
            text=text,
            kind=kind,
            words=tuple(self.words.words[word] for word in lists.doc_words[rows].tolist()),
            plain=tuple(plain.tobytes().decode().split("\n")),
            roles=tuple(lists.doc_roles[rows].tolist()),
            legal=self.legal_classes[lists.doc_legal[number]],
        )

    def legal_agreements(self, legal: str) -> NDArray[np.float32]:
        """How these legal classes agree with those of every combination that is listed."""
        found = self._agreements.get(legal)
        if found is None:
            agreed = [legal_agreement(legal, listed) for listed in self.legal_classes]
            found = self._agreements[legal] = np.array(agreed, dtype=np.float32)
        return found

    def same_core(self, name: AnalysedName) -> NDArray[np.int32]:
        """The documents of the name's kind that have the same core words."""
        return of_key(self._core_keys, self._core_values, np.uint64(core_digest(name)))

    def identified(self, identifier_key: str) -> list[int]:
        """The entities that state an identifier with this key."""
        return list(map(int, self._look_up("identifier", digest(identifier_key))))

    def phrased(self, phrase: int) -> list[int]:
        """The entities that bear a long name with this phrase key."""
        return list(map(int, self._look_up("phrase", phrase)))

    def _look_up(self, name: str, key: int) -> NDArray[np.int32]:
        return of_key(self._arrays[f"{name}_keys"], self._arrays[f"{name}_values"], np.uint64(key))


@compiled
def of_key(
    keys: NDArray[np.uint64], values: NDArray[np.int32], wanted: np.uint64
) -> NDArray[np.int32]:
    """The values that stand beside a key among rising keys."""
    first = np.searchsorted(keys, wanted, side="left")
    last = first
    while last < len(keys) and keys[last] == wanted:
        last += 1
    return values[first:last]
