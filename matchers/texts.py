"""The texts and keys of a name by which it is compared as a whole."""

import numpy as np

from matchers.arrays import digest
from matchers.names import AnalysedName, is_symbol
from matchers.normalise import latin
from matchers.spelling import Letters


def core_digest(name: AnalysedName) -> int:
    """The key of the names of one kind that have the same core words."""
    return digest(f"{name.kind}:{name.core_key}")


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


def letters_of(text: str) -> Letters:
    """A text as compiled code reads it, a byte a character of ASCII."""
    return np.frombuffer(text.encode(), dtype=np.uint8)


def first_letter(word: str) -> int:
    """The letter that a folded word begins with, by its number; that of `~` where it has none."""
    return ord(word.lstrip("~")[:1] or "~")
