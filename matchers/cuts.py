"""A text cut into words by `rigour`: by its analysis, or by its tokeniser where that does as well."""

import functools
from typing import Final

from rigour._core import obj_name_prefixes_list, person_name_prefixes_list
from rigour.names import Name, NameTypeTag, analyze_names, tokenize_name

MAX_WORDS: Final = 40
"""Words read of one name; the longest listed names have about that many."""


def analysis(text: str, tag: NameTypeTag, *, symbols: bool) -> Name | None:
    """What rigour makes of a clean text; None where it has no words."""
    found = analyze_names(
        tag, [text], symbols=symbols, numerics=False, phonetics=False, consolidate=False
    )
    return next(iter(found), None)


def cut(text: str, tag: NameTypeTag) -> list[str]:
    """The case-folded words of a person's (PER) or an object's (OBJ) name, `MAX_WORDS` at most.

    Rigour's analysis leaves out titles (`Mr. `, `M/V `) at the start, and is needed only there: it
    transliterates every word and is ten times as dear as its tokeniser.
    """
    words = tokenize_name(text.casefold())
    if words and words[0] in _begin_prefixes(tag):
        found = analysis(text, tag, symbols=False)
        words = found.norm_form.split() if found else []
    return words[:MAX_WORDS]


@functools.cache
def _begin_prefixes(tag: NameTypeTag) -> frozenset[str]:
    """The first words of what rigour takes off the start of a name."""
    prefixes = person_name_prefixes_list if tag == NameTypeTag.PER else obj_name_prefixes_list
    return frozenset(tokenize_name(prefix.casefold())[0] for prefix in prefixes())
