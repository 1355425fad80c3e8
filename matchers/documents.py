"""Documents: the names of listed entities, laid out in flat arrays.

A *document* is a distinct name read as one kind, told by its keys; many entities may bear it. An
entity of unknown kind has its names read as every kind. Documents of one kind stand together, in
the order in which they were first met, so that the same entities give the same bytes.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matchers import identifiers
from matchers.arrays import Arrays, digest, pack, starts
from matchers.model import Kind, ListedEntity, ListedNameType
from matchers.names import LISTED_KINDS, AnalysedName, fold, is_symbol, kinds_of
from matchers.reader import Reader
from matchers.same_words import SAME, same_words
from matchers.slips import running_arrays
from matchers.texts import core_digest, first_letter, joined_text, running_text, sorted_text
from matchers.translations import MOST_LIKENESS, translations
from matchers.weights import weight
from matchers.words import word_arrays

Progress = Callable[[int, int], None]
_PROGRESS_EVERY: Final = 1_000
PLACE_OF: Final = {kind: place for place, kind in enumerate(LISTED_KINDS)}
"""In which turn documents of a kind stand."""

WEAK: Final = 1
VARIANT: Final = 2
"""Flags of a listing: the name is a weak alias; the document is a part of the name."""


class Document(NamedTuple):
    """A name, its listings (entity, name of it, flags), and the running texts of all so read.

    The first text is that of `name`.
    """

    name: AnalysedName
    listings: list[tuple[int, int, int]]
    texts: dict[str, None]


class Vocabulary(NamedTuple):
    """The words of an index, and their arrays: what is near each, and what it weighs by kind."""

    words: Sequence[str]
    arrays: Arrays


def arrays_of(
    entities: Sequence[ListedEntity],
    progress: Progress,
    reader: Reader,
    vocabulary: Vocabulary | None = None,
) -> Arrays:
    """The arrays of an index over these entities: all names read, and laid out by kind.

    `progress` is told how many entities of how many are done. The words are those of the names; or
    those of a `vocabulary` that has these and others.
    """
    by_kind: dict[Kind, dict[tuple[str, str], Document]] = {kind: {} for kind in LISTED_KINDS}
    phrases: list[tuple[int, int]] = []
    for number, entity in enumerate(entities):
        for position, name in enumerate(entity.names):
            weak = name.type is ListedNameType.WEAK
            if not weak and (phrase := reader.phrase_key(name.value)):
                phrases.append((phrase, number))
            for kind in kinds_of(entity.kind):
                for read in reader.readings(name.value, kind):
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
        **_document_arrays(documents, len(entities), vocabulary),
        **running_arrays([list(document.texts) for document in documents]),
        **_keyed("phrase", phrases),
        **_keyed("identifier", _identifiers(entities)),
    }


def _vocabulary(documents: Sequence[Document]) -> Vocabulary:
    """The words of these documents, and those that stand for them."""
    names = [document.name for document in documents]
    listed = {word for name in names for word in name.words}
    known = _known(names, listed)
    words = sorted(listed.union(source for source, _, _ in known))
    numbers = {word: number for number, word in enumerate(words)}
    rows = [
        PLACE_OF[name.kind] * len(words) + numbers[word] for name in names for word in name.words
    ]
    counts = np.bincount(
        np.array(rows, dtype=np.int64), minlength=len(LISTED_KINDS) * len(words)
    ).astype(np.int32)
    kinds = np.array([PLACE_OF[name.kind] for name in names], dtype=np.int64)
    of_kind = np.bincount(kinds, minlength=len(LISTED_KINDS))
    weights = np.array(
        [
            weight(word, kind, count, names_of_kind)
            for kind, names_of_kind, listed_of_kind in zip(
                LISTED_KINDS,
                of_kind.tolist(),
                counts.reshape(len(LISTED_KINDS), -1).tolist(),
                strict=True,
            )
            for word, count in zip(words, listed_of_kind, strict=True)
        ],
        dtype=np.float32,
    )
    translated = translations(
        _named_alike(names, documents, numbers),
        len(words),
        [(numbers[source], numbers[target], alike) for source, target, alike in known],
    )
    return Vocabulary(
        words=words,
        arrays={
            **word_arrays(words, translated),
            "word_counts": counts,
            "word_weights": weights,
            "word_letters": np.array([first_letter(word) for word in words], np.uint8),
        },
    )


def cut(arrays: Arrays, words: Sequence[str], borne: Sequence[NDArray[np.int32]]) -> Vocabulary:
    """Of the words of an index those that are `borne`, and those of which one is a translation."""
    begins, targets = (arrays[f"spelt_translation_{name}"] for name in ("starts", "words"))
    bearing = np.zeros(len(words), dtype=np.bool_)
    for some in borne:
        bearing[some] = True
    sources = np.repeat(np.arange(len(words)), np.diff(begins))
    led = bearing[targets]
    kept = bearing.copy()
    kept[sources[led]] = True
    number = np.cumsum(kept) - 1
    translated: Arrays = {
        "translation_starts": np.searchsorted(number[sources[led]], np.arange(kept.sum() + 1)),
        "translation_words": number[targets[led]].astype(np.int32),
        "translation_likeness": arrays["spelt_translation_likeness"][led],
    }
    left = [words[place] for place in np.flatnonzero(kept).tolist()]
    by_kind = (len(LISTED_KINDS), -1)
    return Vocabulary(
        words=left,
        arrays={
            **word_arrays(left, translated),
            "word_counts": arrays["word_counts"].reshape(by_kind)[:, kept].ravel(),
            "word_weights": arrays["word_weights"].reshape(by_kind)[:, kept].ravel(),
            "word_letters": arrays["word_letters"][kept],
        },
    )


def _document_arrays(
    documents: Sequence[Document], entities: int, vocabulary: Vocabulary | None
) -> Arrays:
    names = [document.name for document in documents]
    words, of_words = vocabulary or _vocabulary(documents)
    weights = of_words["word_weights"]
    numbers = {word: number for number, word in enumerate(words)}
    legal = sorted({name.legal for name in names})
    doc_starts = starts(len(name.words) for name in names)
    doc_words = _numbers(numbers[word] for name in names for word in name.words)
    docs = np.repeat(np.arange(len(names), dtype=np.int32), np.diff(doc_starts))
    kinds = np.array([PLACE_OF[name.kind] for name in names], dtype=np.int64)
    rows = np.repeat(kinds, np.diff(doc_starts)) * len(words) + doc_words
    of_kind = np.bincount(kinds, minlength=len(LISTED_KINDS))
    order = np.argsort(rows, kind="stable")
    listing_starts = starts(len(document.listings) for document in documents)
    listings = np.array(
        [listing for document in documents for listing in document.listings], dtype=np.int32
    ).reshape(-1, 3)
    return {
        **of_words,
        "names": of_kind,
        **pack("legal", legal),
        "doc_starts": doc_starts,
        "doc_words": doc_words,
        "doc_roles": np.array([role for name in names for role in name.roles], dtype=np.int8),
        "doc_weights": np.bincount(docs, weights[rows], len(names)).astype(np.float32),
        "doc_legal": np.array([legal.index(name.legal) for name in names], dtype=np.int16),
        "doc_full": np.array([digest(name.full_key) for name in names], dtype=np.uint64),
        "doc_core": np.array([digest(name.core_key) for name in names], dtype=np.uint64),
        "doc_folded": np.array([digest(name.folded_key) for name in names], dtype=np.uint64),
        "doc_running": np.array(
            [digest(next(iter(document.texts))) for document in documents], dtype=np.uint64
        ),
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
