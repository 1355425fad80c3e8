"""The index of a snapshot: everything that screening looks up, in flat arrays.

A *document* is a distinct name read as one kind, told by its keys; many entities may bear it. An
entity of unknown kind has its names read as every kind. Documents of one kind stand together, in
the order in which they were first met, so that the same entities give the same bytes.
"""

import bisect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matchers import identifiers
from matchers.arrays import Arrays, digest, pack, starts, unpack
from matchers.background import shares_without
from matchers.compiled import compiled
from matchers.model import Kind, ListedEntity, ListedNameType
from matchers.names import LISTED_KINDS, AnalysedName, fold, is_symbol, readings
from matchers.normalise import latin
from matchers.phrases import phrase_key
from matchers.same_words import SAME, same_words
from matchers.slips import Running, running_arrays
from matchers.translations import MOST_LIKENESS, translations
from matchers.weights import weight
from matchers.words import WordTable, word_arrays

_PLACE_OF: Final = {kind: place for place, kind in enumerate(LISTED_KINDS)}
Progress = Callable[[int, int], None]
_PROGRESS_EVERY: Final = 1_000
_KEPT_WEIGHTS: Final = 100_000

WEAK: Final = 1
VARIANT: Final = 2
"""Flags of a listing: the name is a weak alias; the document is a part of the name."""


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


def kinds_of(kind: Kind) -> tuple[Kind, ...]:
    """The kinds under which names of a party or entity of this kind are read."""
    return LISTED_KINDS if kind is Kind.UNKNOWN else (kind,)


class Index:
    """Listed entities, ready to be searched. Immutable but for a cache of near words."""

    def __init__(self, arrays: Arrays, entities: Sequence[ListedEntity]) -> None:
        """Use arrays made by `build` over exactly these entities; see `from_arrays`."""
        self.entities = entities
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

    def weight(self, word: str, kind: Kind) -> float:
        """What a word weighs in a name of this kind, in nats; see `matchers.weights`."""
        number = self.words.numbers.get(word)
        if number is not None:
            return float(self.lists.word_weights[self.first_row(kind) + number])
        share = self._shares.get(word)
        return weight(word, kind, 0, int(self._names[_PLACE_OF[kind]]), share)

    def query_weight(self, word: str, kind: Kind) -> float:
        """What a word of a query weighs, in nats.

        A word that nobody bears, close to one of the lists, is likely that one with a slip: as
        likely as they are alike it weighs what that one does.
        """
        found = self._query_weights.get((word, kind))
        if found is None:
            if len(self._query_weights) >= _KEPT_WEIGHTS:
                self._query_weights.clear()
            found = self._query_weights[word, kind] = self._query_weight(word, kind)
        return found

    def _query_weight(self, word: str, kind: Kind) -> float:
        own = self.weight(word, kind)
        if word in self.words.numbers:
            return own
        self.words.make_room(1)
        near = self.words.near(word)
        if not near.length:
            return own
        meant = self.words.words[self.words.near_words[near.start]]
        alike = float(self.words.near_likeness[near.start])
        return min(own, (1 - alike) * own + alike * self.weight(meant, kind))

    def first_row(self, kind: Kind) -> int:
        """The row of the first word among names of a kind; see `Lists`."""
        return _PLACE_OF[kind] * len(self.words.words)

    def documents_of(self, kind: Kind) -> tuple[int, int]:
        """The first document of a kind, and the one after its last."""
        last = int(self._kind_ends[_PLACE_OF[kind]])
        return last - int(self._names[_PLACE_OF[kind]]), last

    @contextmanager
    def without(self, name: AnalysedName) -> Iterator[None]:
        """As if an ordinary name had not been counted in the background of common words.

        For measuring with the very names that were counted. Word weights change in place.
        """
        place = _PLACE_OF[name.kind]
        weights, before = self.lists.word_weights, {}
        shares = shares_without(name)
        for word in name.words:
            self._query_weights.pop((word, name.kind), None)
            share = shares.get(word, 0.0)
            number = self.words.numbers.get(word)
            if number is None:
                self._shares[word] = share
                continue
            row = place * len(self.words.words) + number
            before[row] = weights[row]
            weights[row] = weight(
                word, name.kind, int(self._listed[row]), int(self._names[place]), share
            )
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


def core_digest(name: AnalysedName) -> int:
    """The key of the names of one kind that have the same core words."""
    return digest(f"{name.kind}:{name.core_key}")


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


def legal_agreement(left: str, right: str) -> float:
    """1 where legal classes have one in common, -1 where not, 0 where a side has none."""
    if not left or not right:
        return 0.0
    return -1.0 if set(left.split("+")).isdisjoint(right.split("+")) else 1.0


def sorted_text(name: AnalysedName) -> str:
    """The words of a name as they are spelt, in order of the alphabet."""
    return " ".join(sorted(name.plain)).replace("~", "")


def joined_text(name: AnalysedName) -> str:
    """The letters of the folded words in order of the alphabet, without spaces.

    Symbols are left out where there are other words.
    """
    words = sorted(word.lstrip("~") for word in name.words if not is_symbol(word))
    return "".join(words or sorted(name.words))


def running_text(name: AnalysedName) -> str:
    """All letters and digits in lower-case ASCII, as they follow each other in the text.

    Legal forms and words that are left out elsewhere are in it.
    """
    return "".join(filter(str.isalnum, latin(name.text)))


class Document(NamedTuple):
    """A name, its listings (entity, name of it, flags), and the running texts of all so read."""

    name: AnalysedName
    listings: list[tuple[int, int, int]]
    texts: dict[str, None]


def _arrays(entities: Sequence[ListedEntity], progress: Progress) -> Arrays:
    """Read all names, then lay the documents out by kind."""
    by_kind: dict[Kind, dict[tuple[str, str], Document]] = {kind: {} for kind in LISTED_KINDS}
    phrases: list[tuple[int, int]] = []
    for number, entity in enumerate(entities):
        for position, name in enumerate(entity.names):
            weak = name.type is ListedNameType.WEAK
            if not weak and (phrase := phrase_key(name.value)):
                phrases.append((phrase, number))
            for kind in kinds_of(entity.kind):
                for read in readings(name.value, kind):
                    document = by_kind[kind].setdefault(read.keys, Document(read, [], {}))
                    flags = WEAK * weak + VARIANT * read.variant
                    document.listings.append((number, position, flags))
                    document.texts[running_text(read)] = None
        if number % _PROGRESS_EVERY == 0:
            progress(number, len(entities))
    documents = [document for kind in LISTED_KINDS for document in by_kind[kind].values()]
    progress(len(entities), len(entities))
    return {
        "entities": np.array([len(entities)], dtype=np.int64),
        **_document_arrays(documents, len(entities)),
        **running_arrays([list(document.texts) for document in documents]),
        **_keyed("phrase", phrases),
        **_keyed("identifier", _identifiers(entities)),
    }


def _document_arrays(documents: Sequence[Document], entities: int) -> Arrays:
    names = [document.name for document in documents]
    listed = {word for name in names for word in name.words}
    known = _known(names, listed)
    words = sorted(listed.union(source for source, _, _ in known))
    numbers = {word: number for number, word in enumerate(words)}
    legal = sorted({name.legal for name in names})
    doc_starts = starts(len(name.words) for name in names)
    doc_words = _numbers(numbers[word] for name in names for word in name.words)
    docs = np.repeat(np.arange(len(names), dtype=np.int32), np.diff(doc_starts))
    kinds = np.array([_PLACE_OF[name.kind] for name in names], dtype=np.int64)
    rows = np.repeat(kinds, np.diff(doc_starts)) * len(words) + doc_words
    counts = np.bincount(rows, minlength=len(LISTED_KINDS) * len(words)).astype(np.int32)
    of_kind = np.bincount(kinds, minlength=len(LISTED_KINDS))
    weights = np.array(
        [
            weight(word, kind, count, names_of_kind)
            for kind, names_of_kind, listed in zip(
                LISTED_KINDS,
                of_kind.tolist(),
                counts.reshape(len(LISTED_KINDS), -1).tolist(),
                strict=True,
            )
            for word, count in zip(words, listed, strict=True)
        ],
        dtype=np.float32,
    )
    order = np.argsort(rows, kind="stable")
    listing_starts = starts(len(document.listings) for document in documents)
    listings = np.array(
        [listing for document in documents for listing in document.listings], dtype=np.int32
    ).reshape(-1, 3)
    return {
        **word_arrays(
            words,
            translations(
                _named_alike(names, documents, numbers),
                len(words),
                [(numbers[source], numbers[target], alike) for source, target, alike in known],
            ),
        ),
        "names": of_kind,
        "word_counts": counts,
        "word_weights": weights,
        "word_letters": np.array([ord(word.lstrip("~")[:1] or "~") for word in words], np.uint8),
        **pack("legal", legal),
        "doc_starts": doc_starts,
        "doc_words": doc_words,
        "doc_roles": np.array([role for name in names for role in name.roles], dtype=np.int8),
        "doc_weights": np.bincount(docs, weights[rows], len(names)).astype(np.float32),
        "doc_legal": np.array([legal.index(name.legal) for name in names], dtype=np.int16),
        "doc_full": np.array([digest(name.full_key) for name in names], dtype=np.uint64),
        "doc_core": np.array([digest(name.core_key) for name in names], dtype=np.uint64),
        "doc_folded": np.array([digest(name.folded_key) for name in names], dtype=np.uint64),
        "doc_running": np.array([digest(running_text(name)) for name in names], dtype=np.uint64),
        "doc_latin": np.array([name.is_latin for name in names], dtype=np.bool_),
        **_texts("plain", ("\n".join(name.plain) for name in names)),
        **_texts("sorted", map(sorted_text, names)),
        **_texts("joined", map(joined_text, names)),
        "posting_starts": np.searchsorted(
            rows[order], np.arange(len(LISTED_KINDS) * len(words) + 1)
        ).astype(np.int64),
        "posting_docs": docs[order],
        "listing_starts": listing_starts,
        "listings": listings,
        **_entity_words(docs, doc_words, listing_starts, listings, entities, len(words)),
        **_keyed("core", ((core_digest(name), n) for n, name in enumerate(names))),
    }


def _known(names: Sequence[AnalysedName], listed: set[str]) -> list[tuple[str, str, float]]:
    """Words that stand for listed ones without further evidence, those, and how alike they are."""
    surfaces = ((word, symbol, MOST_LIKENESS) for word, symbol in _surfaces(names).items())
    same = {(one, other, SAME) for one, other in same_words(listed)}
    return sorted([*surfaces, *same])


def _surfaces(names: Sequence[AnalysedName]) -> dict[str, str]:
    """The words for which a symbol stands, as they are spelt: so that a slip in one is found."""
    found: dict[str, str] = {}
    for name in names:
        for word, plain in zip(name.words, name.plain, strict=True):
            if is_symbol(word) and plain.isascii() and plain.isalpha():
                found.setdefault(fold(plain), word)
    return found


def _named_alike(
    names: Sequence[AnalysedName], documents: Sequence[Document], numbers: Mapping[str, int]
) -> list[list[frozenset[int]]]:
    """For every person or organization with several names the words of each, variants aside."""
    found: dict[int, list[frozenset[int]]] = {}
    for name, document in zip(names, documents, strict=True):
        if name.kind in (Kind.ORGANIZATION, Kind.PERSON):
            words = frozenset(numbers[word] for word in name.words)
            for entity, _, flags in document.listings:
                if not flags & VARIANT:
                    found.setdefault(entity, []).append(words)
    return [found[entity] for entity in sorted(found) if len(found[entity]) > 1]


def _numbers(values: Iterable[int]) -> NDArray[np.int32]:
    return np.fromiter(values, dtype=np.int32)


def _texts(name: str, texts: Iterable[str]) -> Arrays:
    encoded = [text.encode() for text in texts]
    return {
        f"{name}_starts": starts(map(len, encoded)),
        f"{name}_letters": np.frombuffer(b"".join(encoded), dtype=np.uint8).copy(),
    }


def _entity_words(
    docs: NDArray[np.int32],
    doc_words: NDArray[np.int32],
    listing_starts: NDArray[np.int64],
    listings: NDArray[np.int32],
    entities: int,
    words: int,
) -> Arrays:
    """The distinct words of every entity, over all of its names."""
    lengths = np.diff(listing_starts)
    of_doc = [np.empty(0, dtype=np.int64)]
    first = listing_starts[docs]
    for turn in range(int(lengths.max(initial=0))):
        there = lengths[docs] > turn
        bearers = listings[first[there] + turn, 0].astype(np.int64)
        of_doc.append(np.unique(bearers * words + doc_words[there]))
    pairs = np.unique(np.concatenate(of_doc))
    bearer, word = np.divmod(pairs, max(1, words))
    return {
        "entity_word_starts": np.searchsorted(bearer, np.arange(entities + 1)).astype(np.int64),
        "entity_words": word.astype(np.int32),
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
