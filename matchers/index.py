"""The index of a snapshot: everything that screening looks up, in flat arrays.

A *document* is a distinct name read as one kind, told by its keys; many entities may bear it. An
entity of unknown kind has its names read as every kind. Documents of one kind stand together, in
the order in which they were first met, so that the same entities give the same bytes.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matchers import identifiers
from matchers.arrays import Arrays, digest, pack, slots, starts, unpack
from matchers.model import Kind, ListedEntity, ListedNameType
from matchers.names import LISTED_KINDS, AnalysedName, analyse
from matchers.phrases import phrase_key
from matchers.weights import weight
from matchers.words import WordTable, word_arrays

Progress = Callable[[int, int], None]
_PROGRESS_EVERY: Final = 1_000


def kinds_of(kind: Kind) -> tuple[Kind, ...]:
    """The kinds under which names of a party or entity of this kind are read."""
    return LISTED_KINDS if kind is Kind.UNKNOWN else (kind,)


class Index:
    """Listed entities, ready to be searched. Immutable but for a cache of near words."""

    def __init__(self, arrays: Arrays, entities: Sequence[ListedEntity]) -> None:
        """Use arrays made by `build` over exactly these entities; see `from_arrays`."""
        self.entities = entities
        self.words = WordTable(arrays)
        self.weights: NDArray[np.float32] = arrays["word_weights"]
        self.legal_classes: list[str] = unpack(arrays, "legal")
        self.kind_starts: list[int] = arrays["kind_starts"].tolist()
        self.doc_starts: NDArray[np.int64] = arrays["doc_starts"]
        self.doc_words: NDArray[np.int32] = arrays["doc_words"]
        self.doc_weights: NDArray[np.float32] = arrays["doc_weights"]
        self.doc_legal: NDArray[np.int16] = arrays["doc_legal"]
        self.doc_full: NDArray[np.uint64] = arrays["doc_full"]
        self.doc_core: NDArray[np.uint64] = arrays["doc_core"]
        self.posting_starts: NDArray[np.int64] = arrays["posting_starts"]
        self.posting_docs: NDArray[np.int32] = arrays["posting_docs"]
        self._arrays = arrays
        self._names = int(arrays["names"][0])

    @staticmethod
    def build(entities: Sequence[ListedEntity], progress: Progress | None = None) -> "Index":
        """Index the entities; `progress` is told how many of how many are done.

        The same entities in the same order give byte-identical arrays.
        """
        return Index(_arrays(entities, progress or (lambda _done, _total: None)), entities)

    @staticmethod
    def from_arrays(arrays: Arrays, entities: Sequence[ListedEntity]) -> "Index":
        """The index whose `arrays()` these are; raises ValueError where they do not belong."""
        if int(arrays["entities"][0]) != len(entities):
            raise ValueError(
                f"the index was built over {int(arrays['entities'][0])} entities, "
                f"not {len(entities)}: build the snapshot again"
            )
        return Index({name: np.asarray(array) for name, array in arrays.items()}, entities)

    def arrays(self) -> Arrays:
        """All of the index but the entities, as flat arrays by name."""
        return dict(self._arrays)

    def weight(self, word: str) -> float:
        """What a word weighs as evidence, in nats; see `matchers.weights`."""
        number = self.words.numbers.get(word)
        return weight(word, 0, self._names) if number is None else float(self.weights[number])

    def same_core(self, name: AnalysedName) -> NDArray[np.int32]:
        """The documents of the name's kind that have the same core words."""
        return self._look_up("core", digest(f"{name.kind}:{name.core_key}"))

    def identified(self, identifier_key: str) -> list[int]:
        """The entities that state an identifier with this key."""
        return list(map(int, self._look_up("identifier", digest(identifier_key))))

    def phrased(self, phrase: int) -> list[int]:
        """The entities that bear a long name with this phrase key."""
        return list(map(int, self._look_up("phrase", phrase)))

    def bearers(self, docs: NDArray[np.int32]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """Who bears these documents' names: rows of (position in `docs`), and of listings.

        A listing is an (entity, name) pair, an array of shape (rows, 2).
        """
        first = self._arrays["listing_starts"][docs]
        lengths = self._arrays["listing_starts"][docs + 1] - first
        rows = np.repeat(np.arange(len(docs)), lengths)
        return rows, self._arrays["listings"][slots(first, lengths)]

    def _look_up(self, name: str, key: int) -> NDArray[np.int32]:
        keys = self._arrays[f"{name}_keys"]
        wanted = np.uint64(key)
        first = np.searchsorted(keys, wanted, side="left")
        last = np.searchsorted(keys, wanted, side="right")
        found: NDArray[np.int32] = self._arrays[f"{name}_values"][first:last]
        return found


def _arrays(entities: Sequence[ListedEntity], progress: Progress) -> Arrays:
    """Read all names, then lay the documents out by kind."""
    by_kind: dict[Kind, dict[tuple[str, str], tuple[AnalysedName, list[tuple[int, int]]]]] = {
        kind: {} for kind in LISTED_KINDS
    }
    phrases: list[tuple[int, int]] = []
    for number, entity in enumerate(entities):
        for position, name in enumerate(entity.names):
            if name.type is not ListedNameType.WEAK and (phrase := phrase_key(name.value)):
                phrases.append((phrase, number))
            for kind in kinds_of(entity.kind):
                analysed = analyse(name.value, kind)
                if analysed is not None:
                    document = by_kind[kind].setdefault(analysed.keys, (analysed, []))
                    document[1].append((number, position))
        if number % _PROGRESS_EVERY == 0:
            progress(number, len(entities))
    documents = [document for kind in LISTED_KINDS for document in by_kind[kind].values()]
    progress(len(entities), len(entities))
    return {
        "entities": np.array([len(entities)], dtype=np.int64),
        "names": np.array([len(documents)], dtype=np.int64),
        "kind_starts": starts(len(by_kind[kind]) for kind in LISTED_KINDS),
        **_document_arrays([name for name, _ in documents]),
        "listing_starts": starts(len(listings) for _, listings in documents),
        "listings": np.array(
            [listing for _, listings in documents for listing in listings], dtype=np.int32
        ).reshape(-1, 2),
        **_keyed("phrase", phrases),
        **_keyed("identifier", _identifiers(entities)),
    }


def _document_arrays(names: Sequence[AnalysedName]) -> Arrays:
    words = sorted({word for name in names for word in name.words})
    numbers = {word: number for number, word in enumerate(words)}
    legal = sorted({name.legal for name in names})
    doc_starts = starts(len(name.words) for name in names)
    doc_words = np.array([numbers[word] for name in names for word in name.words], dtype=np.int32)
    listed = np.bincount(doc_words, minlength=len(words)).tolist()
    weights = np.array(
        [weight(word, count, len(names)) for word, count in zip(words, listed, strict=True)],
        dtype=np.float32,
    )
    docs = np.repeat(np.arange(len(names), dtype=np.int32), np.diff(doc_starts))
    rows = np.array([LISTED_KINDS.index(name.kind) for name in names], dtype=np.int64)
    rows = np.repeat(rows, np.diff(doc_starts)) * len(words) + doc_words
    order = np.argsort(rows, kind="stable")
    return {
        **word_arrays(words),
        "word_weights": weights,
        **pack("legal", legal),
        "doc_starts": doc_starts,
        "doc_words": doc_words,
        "doc_weights": np.bincount(docs, weights[doc_words], len(names)).astype(np.float32),
        "doc_legal": np.array([legal.index(name.legal) for name in names], dtype=np.int16),
        "doc_full": np.array([digest(name.full_key) for name in names], dtype=np.uint64),
        "doc_core": np.array([digest(name.core_key) for name in names], dtype=np.uint64),
        "posting_starts": np.searchsorted(
            rows[order], np.arange(len(LISTED_KINDS) * len(words) + 1)
        ).astype(np.int64),
        "posting_docs": docs[order],
        **_keyed(
            "core", ((digest(f"{name.kind}:{name.core_key}"), n) for n, name in enumerate(names))
        ),
    }


def _identifiers(entities: Sequence[ListedEntity]) -> Iterator[tuple[int, int]]:
    for number, entity in enumerate(entities):
        for key in dict.fromkeys(map(identifiers.key, entity.identifiers)):
            if key is not None:
                yield digest(key), number


def _keyed(name: str, pairs: Iterator[tuple[int, int]] | Sequence[tuple[int, int]]) -> Arrays:
    """Keys in order, each with its value, for binary search."""
    ordered = sorted(set(pairs))
    return {
        f"{name}_keys": np.array([key for key, _ in ordered], dtype=np.uint64),
        f"{name}_values": np.array([value for _, value in ordered], dtype=np.int32),
    }
