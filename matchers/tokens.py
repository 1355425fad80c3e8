"""The words of a name, each with what it is there for: what `rigour` says, and what it lacks."""

import functools
import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from rigour.names import Name, NamePartTag, SymbolCategory

from matchers import industry, legal, numbers, persons
from matchers.folding import CONSONANTAL, fold
from matchers.roles import Role
from matchers.scripts import Han, spelt

MAX_WORDS: Final = 40
"""Words read of one name; the longest listed names have about that many."""

_CACHED_WORDS: Final = 100_000
PLACE: Final = "@"
"""Begins the symbol of a place; another begins with a hash."""

_CH_IS_KH: Final = re.compile(r"[čšžňřěťď]|(?:witsch|vitj|wicz|ovics|evics)\b", re.IGNORECASE)
"""What tells a name in Czech, German, Scandinavian, Polish or Hungarian spelling."""

_CH: Final = re.compile(r"(?<![ts])ch")
_GOD: Final = frozenset({"allah", "الله", "اللہ"})
_SYMBOLS: Final = (SymbolCategory.SYMBOL, SymbolCategory.DOMAIN)


class Token(NamedTuple):
    """A word of a name: folded, as spelt, and its role; legal forms and stop words have none."""

    folded: str
    plain: str
    role: int


_AFTER_ARTICLE: Final = 2
"""Words that follow an article at the start of a name; Al in `Al Marchetti` is a name."""

FORM: Final = -1
"""The role of a word of a legal form."""

STOP: Final = -2
"""The role of stop words, articles and titles."""


def person_tokens(name: Name, text: str) -> list[Token]:
    """The words of a person's name; `text` is what was read, with its capitals and commas."""
    table = persons.person_words()
    family = persons.family_words(text)
    kh = bool(_CH_IS_KH.search(text))
    words: list[tuple[str, str, bool]] = []
    stops = set()
    parts = name.parts[:MAX_WORDS]
    han = Han.NAME if len(parts) == 1 else Han.PART
    for place, part in enumerate(parts):
        form = persons.without_digits(part.form)
        is_article = form in table.articles and (words or place + _AFTER_ARTICLE < len(parts))
        if is_article or (words and form in table.between and place + 1 < len(parts)):
            stops.add(len(words))
        if words and form in _GOD:
            before = words.pop()
            plain = persons.with_god(before[1])
            words.append((_with_god(before[0], plain), plain, before[2]))
            continue
        particle = table.particles.get(form)
        for folded, plain in spelt(form, han):
            if particle is not None:
                words.append((particle, plain, False))
                continue
            if kh and "ch" in plain:
                folded = fold(_CH.sub("kh", plain))  # noqa: PLW2901
            words += [(*both, form in family) for both in persons.parted(folded, plain)]
    spellings = [folded for folded, _, _ in words]
    of_family = [is_family for _, _, is_family in words]
    named = persons.without_titles(spellings, of_family, stops)
    roles = persons.roles(
        [spellings[place] for place in named], [of_family[place] for place in named]
    )
    role_of = dict(zip(named, roles, strict=True))
    return [
        Token(folded, plain, role_of.get(place, STOP))
        for place, (folded, plain, _) in enumerate(words)
    ]


def _with_god(before: str, plain: str) -> str:
    return before + "la" if before.startswith(CONSONANTAL) else fold(plain)


class _Word(NamedTuple):
    """What a word may be by itself, whatever stands beside it; worked out once for each word."""

    token: Token
    meaning: tuple[Token, ...] | None
    """Symbols by our table; none for a word that says nothing."""

    plain: bool
    """It begins no legal phrase and no number, and is no single letter."""


@functools.lru_cache(maxsize=_CACHED_WORDS)
def _words(form: str) -> tuple[_Word, ...]:
    found = []
    for folded, plain in spelt(form):
        token = Token(folded, plain, _role(folded))
        symbols = industry.symbols(folded, plain) if token.role == Role.WORD else None
        meaning = None if symbols is None else _symbols(symbols, plain)
        may_begin = folded in legal.phrases() or numbers.may_begin(plain)
        found.append(_Word(token, meaning, not may_begin and not _is_letter(token)))
    return tuple(found)


def _symbols(symbols: Iterable[str], plain: str) -> tuple[Token, ...]:
    return tuple(
        Token(one, plain, Role.PLACE if one[0] == PLACE else Role.SYMBOL) for one in symbols
    )


@functools.lru_cache(maxsize=_CACHED_WORDS)
def _same(symbol: str, plain: str) -> tuple[Token, ...]:
    """The words that stand for one of rigour's symbols; none within its span."""
    return _symbols(industry.same(symbol), plain) if symbol else ()


def _role(folded: str) -> Role:
    if folded[0].isdigit():
        return Role.NUMBER
    return Role.INITIAL if len(folded) == 1 else Role.WORD


def other_tokens(name: Name, *, organization: bool, whole: bool) -> tuple[list[Token], set[str]]:
    """The words of the name of an organization, vessel or aircraft, and its legal classes.

    The only word of a `whole` name is the name, whatever it stands for; of a part, such as the
    `(India)` of many firms, it is not.
    """
    symbols, classes = _spans(name) if name.spans else ({}, set())
    not_forms = legal.not_forms()
    tokens: list[Token] = []
    stand_for: list[tuple[Token, ...] | None] = []
    simple = True
    for part in name.parts[:MAX_WORDS]:
        symbol = symbols.get(part.index)
        tag = part.tag
        for token, meaning, plain in _words(part.form):
            simple = simple and plain
            if tag == NamePartTag.LEGAL and token.plain not in not_forms:
                tokens.append(Token(token.folded, token.plain, FORM))
                stand_for.append(None)
            elif symbol is not None:
                tokens.append(token)
                stand_for.append(_same(symbol, token.plain))
            elif tag == NamePartTag.STOP:
                tokens.append(Token(token.folded, token.plain, STOP))
                stand_for.append(None)
            else:
                two = not organization and token.plain == "ii"  # Dawn II; elsewhere two initials
                tokens.append(Token("2", "2", Role.NUMBER) if two else token)
                stand_for.append(meaning if organization else None)
    if (
        whole and len([1 for token in tokens if token.role >= 0]) == 1
    ):  # `Plant Ltd.`: it is the name
        stand_for = [None] * len(tokens)
    if not simple:
        return _collected(tokens, stand_for, classes), classes
    kept: list[Token] = []
    for token, meant in zip(tokens, stand_for, strict=True):
        if meant is None:
            kept.append(token)
        else:
            kept += meant
    return kept, classes


def _collected(
    tokens: Sequence[Token], stand_for: Sequence[tuple[Token, ...] | None], classes: set[str]
) -> list[Token]:
    """Legal phrases found, symbols, numbers and runs of single letters as one word each.

    `stand_for` are the symbols that words stand for. The classes of legal phrases are added to
    `classes`. `S. A. Lavochkina` and `S.A. Lavochkina` are one spelling.
    """
    words = [token.folded for token in tokens]
    spellings = [token.plain for token in tokens]
    kept: list[Token] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        end = place + 1
        if (phrase := legal.legal_phrase(words, place)) is not None:
            end = place + phrase[0]
            classes.update(filter(None, [phrase[1]]))
            role = FORM if phrase[1] else STOP
            kept += [Token(one.folded, one.plain, role) for one in tokens[place:end]]
        elif (meant := stand_for[place]) is not None:
            kept += meant
        elif (number := numbers.joined(spellings, place)) is not None:
            end = place + number[0]
            kept.append(Token(str(number[1]), str(number[1]), Role.NUMBER))
        elif _is_letter(token):
            while end < len(tokens) and _is_letter(tokens[end]):
                end += 1
            letters = "".join(spellings[place:end])
            role = token.role if end == place + 1 else Role.WORD
            kept.append(Token(letters, letters, role))
        else:
            kept.append(token)
        place = end
    return kept


def _is_letter(token: Token) -> bool:
    return len(token.plain) == 1 and token.plain.isalpha() and token.role != FORM


def _spans(name: Name) -> tuple[dict[int, str], set[str]]:
    """Symbols by the index of the first part they stand for, and the legal classes.

    Longer spans win; the further parts of a span have an empty symbol.
    """
    classes = set()
    spans = []
    not_forms = legal.not_forms()
    for span in name.spans:
        category, identity = span.symbol.category, span.symbol.id
        if category == SymbolCategory.ORG_CLASS:
            if not not_forms.issuperset(span.comparable.split()):
                classes.add(identity)
        elif category in _SYMBOLS or category == SymbolCategory.LOCATION:
            mark = "@" if category == SymbolCategory.LOCATION else "#"
            indices = [part.index for part in span.parts]
            spans.append((-len(indices), mark + identity, indices))
    symbols: dict[int, str] = {}
    for _, symbol, indices in sorted(spans):
        if symbols.keys().isdisjoint(indices):
            symbols.update(dict.fromkeys(indices, ""))
            symbols[indices[0]] = symbol
    return symbols, classes
