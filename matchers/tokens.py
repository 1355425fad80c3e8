"""The words of a name, each with what it is there for: what `rigour` says, and what it lacks."""

import functools
import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from rigour.names import Name, SymbolCategory, normalize_name
from rigour.text.stopwords import is_stopword

from matchers import industry, legal, numbers, persons
from matchers.cuts import MAX_WORDS
from matchers.folding import CONSONANTAL, fold
from matchers.model import Struct
from matchers.roles import Role
from matchers.scripts import Han, spelt

_CACHED_WORDS: Final = 100_000
PLACE: Final = "@"
"""Begins the symbol of a place; another begins with a hash."""

_CH_IS_KH: Final = re.compile(r"[čšžňřěťď]|(?:witsch|vitj|wicz|ovics|evics)\b", re.IGNORECASE)
"""What tells a name in Czech, German, Scandinavian, Polish or Hungarian spelling."""

_CH: Final = re.compile(r"(?<![ts])ch")
_GOD: Final = frozenset({"allah", "الله", "اللہ"})
_LEGAL: Final = "="
_MARKS: Final = {
    SymbolCategory.ORG_CLASS: _LEGAL,
    SymbolCategory.SYMBOL: "#",
    SymbolCategory.DOMAIN: "#",
    SymbolCategory.LOCATION: PLACE,
}
"""What begins the symbols of each category of rigour's; the others are not read."""


class Token(Struct):
    """A word of a name: folded, as spelt, and its role; legal forms and stop words have none."""

    folded: str
    plain: str
    role: int


def _token(folded: str, plain: str, role: int) -> Token:
    return Token(folded=folded, plain=plain, role=role)


FORM: Final = -1
"""The role of a word of a legal form."""

STOP: Final = -2
"""The role of stop words, articles and titles."""


def person_tokens(forms: Sequence[str], text: str) -> list[Token]:
    """The words of a person's name; `text` is what was read, with its capitals and commas."""
    table = persons.person_words()
    family = persons.family_words(text)
    kh = bool(_CH_IS_KH.search(text))
    han = Han.NAME if len(forms) == 1 else Han.PART
    folded: list[str] = []
    plain: list[str] = []
    of_family: list[bool] = []
    stops = set()
    for place, form in enumerate(forms):
        if folded:
            if form in table.articles or (form in table.between and place + 1 < len(forms)):
                stops.add(len(folded))
            if form in _GOD:
                plain[-1] = persons.with_god(plain[-1])
                folded[-1] = _with_god(folded[-1], plain[-1])
                continue
        is_family = form in family
        for one, spelling, may_be_family in _person_words(form, han, kh):
            folded.append(one)
            plain.append(spelling)
            of_family.append(is_family and may_be_family)
    named = persons.without_titles(folded, of_family, stops)
    roles = persons.roles([folded[place] for place in named], [of_family[place] for place in named])
    role_of = dict(zip(named, roles, strict=True))
    return [Token(one, plain[place], role_of.get(place, STOP)) for place, one in enumerate(folded)]


@functools.lru_cache(maxsize=_CACHED_WORDS)
def _person_words(form: str, han: Han, kh: bool) -> tuple[tuple[str, str, bool], ...]:  # noqa: FBT001
    """What is written as one word of a person's name: folded, plain, may it be of the family."""
    words = spelt(form, han)
    if (particle := persons.person_words().particles.get(form)) is not None:
        return tuple((particle, plain, False) for _, plain in words)
    if kh:
        words = tuple(
            (fold(_CH.sub("kh", plain)) if "ch" in plain else folded, plain)
            for folded, plain in words
        )
    return tuple((*part, True) for word in words for part in persons.parted(*word))


def _with_god(before: str, plain: str) -> str:
    return before + "la" if before.startswith(CONSONANTAL) else fold(plain)


class _Word(Struct):
    """What a word may be by itself, whatever stands beside it; worked out once for each word."""

    token: Token
    form: Token | None
    """The word where it is of a legal form; None for one that never is."""

    stop: Token | None
    """The word where it tells nothing; None for one that tells."""

    meaning: tuple[Token, ...] | None
    """Symbols by our table; none for a word that says nothing."""

    simple: bool
    """It begins no legal phrase and no number, and is no single letter."""


@functools.lru_cache(maxsize=_CACHED_WORDS)
def _words(form: str) -> tuple[_Word, ...]:
    stops = is_stopword(form, normalizer=normalize_name)
    found = []
    for folded, plain in spelt(form):
        token = _token(folded, plain, _role(folded))
        symbols = industry.symbols(folded, plain) if token.role == Role.WORD else None
        may_begin = folded in legal.phrases() or numbers.may_begin(plain)
        found.append(
            _Word(
                token=token,
                form=None if plain in legal.not_forms() else _token(folded, plain, FORM),
                stop=_token(folded, plain, STOP) if stops else None,
                meaning=None if symbols is None else _symbols(symbols, plain),
                simple=not may_begin and not _is_letter(token),
            )
        )
    return tuple(found)


def _symbols(symbols: Iterable[str], plain: str) -> tuple[Token, ...]:
    return tuple(
        _token(one, plain, Role.PLACE if one[0] == PLACE else Role.SYMBOL) for one in symbols
    )


@functools.lru_cache(maxsize=_CACHED_WORDS)
def _same(symbol: str, plain: str) -> tuple[Token, ...]:
    """The words that stand for one of rigour's symbols; none within its span."""
    return _symbols(industry.same(symbol), plain) if symbol else ()


def _role(folded: str) -> Role:
    if folded[0].isdigit():
        return Role.NUMBER
    return Role.INITIAL if len(folded) == 1 else Role.WORD


def object_tokens(forms: Iterable[str]) -> tuple[list[Token], set[str]]:
    """The words of the name of a vessel or aircraft, and its legal classes."""
    words = [word for form in forms for word in _words(form)]
    tokens = [
        word.stop or (_SECOND if word.token.plain == "ii" else word.token)  # Dawn II
        for word in words
    ]
    classes: set[str] = set()
    if not all(word.simple for word in words):
        tokens = _collected(tokens, [None] * len(tokens), classes)
    return tokens, classes


_SECOND: Final = _token("2", "2", Role.NUMBER)


def organization_tokens(name: Name, *, whole: bool) -> tuple[list[Token], set[str]]:
    """The words of the name of an organization, and its legal classes.

    The only word of a `whole` name is the name, whatever it stands for; of a part, such as the
    `(India)` of many firms, it is not.
    """
    spans = _spans(name)
    tokens: list[Token] = []
    stand_for: list[tuple[Token, ...] | None] = []
    words = 0
    simple = True
    for place, form in enumerate(name.norm_form.split()[:MAX_WORDS]):
        is_legal = place in spans.legal
        symbol = spans.symbols.get(place)
        for word in _words(form):
            simple = simple and word.simple
            if is_legal and word.form is not None:
                tokens.append(word.form)
                stand_for.append(None)
            elif symbol is None and word.stop is not None and not is_legal:
                tokens.append(word.stop)
                stand_for.append(None)
            else:
                words += 1
                tokens.append(word.token)
                stand_for.append(
                    word.meaning if symbol is None else _same(symbol, word.token.plain)
                )
    if whole and words == 1:  # `Plant Ltd.`: it is the name
        stand_for = [None] * len(tokens)
    if not simple:
        return _collected(tokens, stand_for, spans.classes), spans.classes
    kept: list[Token] = []
    for token, meant in zip(tokens, stand_for, strict=True):
        if meant is None:
            kept.append(token)
        else:
            kept += meant
    return kept, spans.classes


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
            kept += [_token(one.folded, one.plain, role) for one in tokens[place:end]]
        elif (meant := stand_for[place]) is not None:
            kept += meant
        elif (number := numbers.joined(spellings, place)) is not None:
            end = place + number[0]
            kept.append(_token(str(number[1]), str(number[1]), Role.NUMBER))
        elif _is_letter(token):
            while end < len(tokens) and _is_letter(tokens[end]):
                end += 1
            letters = "".join(spellings[place:end])
            role = token.role if end == place + 1 else Role.WORD
            kept.append(_token(letters, letters, role))
        else:
            kept.append(token)
        place = end
    return kept


def _is_letter(token: Token) -> bool:
    return len(token.plain) == 1 and token.plain.isalpha() and token.role != FORM


class _Spans(NamedTuple):
    """What rigour says of the words of an organization's name, by their places."""

    legal: set[int]
    """Words of legal forms."""

    classes: set[str]
    symbols: dict[int, str]
    """By the first place that it stands for; longer spans win, their further places are empty."""


def _spans(name: Name) -> _Spans:
    found = _Spans(set(), set(), {})
    spans = []
    not_forms = legal.not_forms()
    for span in name.spans:
        symbol = span.symbol
        mark = _MARKS.get(symbol.category)
        if mark is None:
            continue
        places = [part.index for part in span.parts]
        if mark == _LEGAL:
            found.legal.update(places)
            if not not_forms.issuperset(span.comparable.split()):
                found.classes.add(symbol.id)
        else:
            spans.append((-len(places), mark + symbol.id, places))
    for _, symbol, places in sorted(spans):
        if found.symbols.keys().isdisjoint(places):
            found.symbols.update(dict.fromkeys(places, ""))
            found.symbols[places[0]] = symbol
    return found
