"""Keys for entries to which their publisher gives none that lasts."""

import hashlib
import unicodedata

_LENGTH = 12
"""Hexadecimal digits: among 10,000 keyless entries, two share a key once in six million lists."""


def digest_key(*parts: str) -> str:
    """A key of what identifies an entry, such as its list, name and countries.

    It stays the same whatever the letter case, spacing, punctuation and width of characters.
    """
    text = "\x1f".join(map(folded, parts))
    return hashlib.sha256(text.encode()).hexdigest()[:_LENGTH]


def folded(text: str) -> str:
    """The letters, marks and digits of a text in one form, the rest left out."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in plain if unicodedata.category(char)[0] in "LMN")
