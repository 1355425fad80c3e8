"""The words of a name, each with what it is there for: what `rigour` says, and what it lacks."""

import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from rigour.names import normalize_name
from rigour.text.stopwords import is_stopword

from matchers import cuts, industry, legal, numbers, persons
from matchers.folding import CONSONANTAL, fold
from matchers.model import Struct
from matchers.roles import Role
from matchers.scripts import Han, spelt

_CACHED_WORDS: Final = 100_000

_CH_IS_KH: Final = re.compile(r"[čšžňřěťď]|(?:witsch|vitj|wicz|ovics|evics)\b", re.IGNORECASE)
"""What tells a name in Czech, German, Scandinavian, Polish or Hungarian spelling."""

_CH: Final = re.compile(r"(?<![ts])ch")
_GOD: Final = frozenset({"allah", "الله", "اللہ"})

_NAME, _PART = Han.NAME, Han.PART

_AFTER_ARTICLE: Final = 2
"""Words that follow an article at the start of a name; Al in `Al Marchetti` is a name."""

FORM: Final = -1
"""The role of a word of a legal form."""

STOP: Final = -2
"""The role of stop words, articles and titles."""


class Token(Struct):
    """A word of a name: folded, as spelt, and its role; legal forms and stop words have none."""

    folded: str
    plain: str
    role: int


def person_tokens(text: str) -> list[Token]:
    """The words of a person's name, read with its capitals and commas."""
    table = persons.person_words()
    family = persons.family_words(text)
    forms = cuts.person(text)
    kh = _writes_ch_for_kh(text, forms)
    han = _NAME if len(forms) == 1 else _PART
    folded: list[str] = []
    plain: list[str] = []
    of_family: list[bool] = []
    stops = set()
    for place, spelt_form in enumerate(forms):
        form = persons.without_digits(spelt_form)
        leads = form in table.leading and place + _AFTER_ARTICLE < len(forms)
        between = form in table.between and place + 1 < len(forms)
        if leads or (folded and (form in table.articles or between)):
            stops.add(len(folded))
        if folded and form in _GOD:
            plain[-1] = persons.with_god(plain[-1])
            folded[-1] = _with_god(folded[-1], plain[-1])
            continue
        is_family = form in family
        for one, spelling, may_be_family in _person_words(form, han, kh):
            folded.append(one)
            plain.append(spelling)
            of_family.append(is_family and may_be_family)
    roles = persons.roles(folded, of_family, stops)
    return [
        Token(folded=one, plain=spelling, role=STOP if role is None else role)
        for one, spelling, role in zip(folded, plain, roles, strict=True)
    ]


def _writes_ch_for_kh(text: str, forms: Sequence[str]) -> bool:
    may_have_ch = not text.isascii() or "ch" in " ".join(forms)
    return may_have_ch and bool(_CH_IS_KH.search(text))


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
        token = Token(folded=folded, plain=plain, role=_role(folded))
        symbols = industry.symbols(folded, plain) if token.role == Role.WORD else None
        may_begin = folded in legal.phrases() or numbers.may_begin(plain)
        found.append(
            _Word(
                token=token,
                form=None if plain in legal.not_forms() else _as(FORM, token),
                stop=_as(STOP, token) if stops else None,
                meaning=None if symbols is None else _symbols(symbols, plain),
                simple=not may_begin and not _is_letter(token),
            )
        )
    return tuple(found)


def _as(role: int, token: Token) -> Token:
    return Token(folded=token.folded, plain=token.plain, role=role)


def _symbols(symbols: Iterable[str], plain: str) -> tuple[Token, ...]:
    return tuple(
        Token(folded=one, plain=plain, role=Role.PLACE if one[0] == cuts.PLACE else Role.SYMBOL)
        for one in symbols
    )


@functools.lru_cache(maxsize=_CACHED_WORDS)
def _same(symbol: str, plain: str) -> tuple[Token, ...]:
    """The words that stand for one of rigour's symbols; none within its span."""
    return _symbols(industry.same(symbol), plain) if symbol else ()


def _role(folded: str) -> Role:
    if folded[0].isdigit():
        return Role.NUMBER
    return Role.INITIAL if len(folded) == 1 else Role.WORD


def thing_tokens(text: str) -> tuple[list[Token], set[str]]:
    """The words of the name of a vessel or aircraft, and its legal classes."""
    words = [word for form in cuts.thing(text) for word in _words(form)]
    tokens = [
        word.stop or (_SECOND if word.token.plain == "ii" else word.token)  # Dawn II
        for word in words
    ]
    classes: set[str] = set()
    if not all(word.simple for word in words):
        tokens = _collected(tokens, {}, classes)
    return tokens, classes


_SECOND: Final = Token(folded="2", plain="2", role=Role.NUMBER)


def organization_tokens(text: str, *, whole: bool) -> tuple[list[Token], set[str]]:
    """The words of the name of an organization, and its legal classes.

    The only word of a `whole` name is the name, whatever it stands for; of a part, such as the
    `(India)` of many firms, it is not.
    """
    name = cuts.organization(text)
    tokens: list[Token] = []
    stand_for: dict[int, tuple[Token, ...]] = {}
    words = 0
    simple = True
    for place, form in enumerate(name.words):
        is_legal = place in name.legal
        symbol = name.symbols.get(place)
        for word in _words(form):
            simple = simple and word.simple
            if is_legal and word.form is not None:
                tokens.append(word.form)
                continue
            if symbol is not None:
                stand_for[len(tokens)] = _same(symbol, word.token.plain)
            elif word.stop is not None and not is_legal:
                tokens.append(word.stop)
                continue
            elif word.meaning is not None:
                stand_for[len(tokens)] = word.meaning
            tokens.append(word.token)
            words += 1
    if whole and words == 1:  # `Plant Ltd.`: it is the name
        stand_for = {}
    if not simple:
        tokens = _collected(tokens, stand_for, name.classes)
    elif stand_for:
        tokens = [
            one for place, token in enumerate(tokens) for one in stand_for.get(place, (token,))
        ]
    return tokens, name.classes


def _collected(
    tokens: Sequence[Token], stand_for: Mapping[int, tuple[Token, ...]], classes: set[str]
) -> list[Token]:
    """Legal phrases found, symbols, numbers and runs of single letters as one word each.

    `stand_for` are the symbols that words stand for, by place. The classes of legal phrases are
    added to `classes`. `S. A. Lavochkina` and `S.A. Lavochkina` are one spelling.
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
            kept += [_as(FORM if phrase[1] else STOP, one) for one in tokens[place:end]]
        elif (meant := stand_for.get(place)) is not None:
            kept += meant
        elif (number := numbers.joined(spellings, place)) is not None:
            end = place + number[0]
            kept.append(Token(folded=str(number[1]), plain=str(number[1]), role=Role.NUMBER))
        elif _is_letter(token):
            while end < len(tokens) and _is_letter(tokens[end]):
                end += 1
            letters = "".join(spellings[place:end])
            role = token.role if end == place + 1 else Role.WORD
            kept.append(Token(folded=letters, plain=letters, role=role))
        else:
            kept.append(token)
        place = end
    return kept


def _is_letter(token: Token) -> bool:
    return len(token.plain) == 1 and token.plain.isalpha() and token.role != FORM
