"""Listed names inside free text: exact, and long enough not to be a coincidence.

Free text (item descriptions, remittance text) is searched for names of at least two words and ten
letters or digits, word by word in their listed order, case, accents and script aside.
"""

from collections.abc import Iterator
from typing import Final

from rigour.names import tokenize_name

from matchers.arrays import digest
from matchers.normalise import MAX_CHARACTERS, clean, latin

MINIMUM_WORDS: Final = 2
MINIMUM_LETTERS: Final = 10
MAXIMUM_WORDS: Final = 12
MAXIMUM_TEXT: Final = 10_000
"""What is read of a free text, in characters."""


def phrase_key(name: str) -> int | None:
    """The key of a name as a phrase; None for one too short, or too long, to look for."""
    words = _words(name)
    return _key(words) if len(words) <= MAXIMUM_WORDS else None


def phrases(text: str) -> dict[int, str]:
    """Every run of words in a text that could be a listed name: its key, and its words."""
    words = [word for part in _parts(text[:MAXIMUM_TEXT]) for word in _words(part)]
    found = {}
    for first in range(len(words)):
        for end in range(first + MINIMUM_WORDS, min(first + MAXIMUM_WORDS, len(words)) + 1):
            key = _key(words[first:end])
            if key is not None:
                found[key] = " ".join(words[first:end])
    return found


def _parts(text: str) -> Iterator[str]:
    """A text in parts that can be cleaned at once, cut between words where it has any."""
    while len(text) > MAX_CHARACTERS:
        cut = (
            text.rfind(" ", 1, MAX_CHARACTERS) if " " in text[1:MAX_CHARACTERS] else MAX_CHARACTERS
        )
        yield text[:cut]
        text = text[cut:]
    yield text


def _words(text: str) -> list[str]:
    return tokenize_name(latin(clean(text)))


def _key(words: list[str]) -> int | None:
    phrase = " ".join(words)
    letters = len(phrase) - len(words) + 1
    return digest(phrase) if len(words) >= MINIMUM_WORDS and letters >= MINIMUM_LETTERS else None
