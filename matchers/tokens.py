"""The words of a name, each with what it is there for: what `rigour` says, and what it lacks."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from rigour.names import Name, NamePartTag, SymbolCategory

from matchers import industry, legal, numbers, persons
from matchers.roles import Role
from matchers.scripts import Han, spelt

MAX_WORDS: Final = 40
"""Words read of one name; the longest listed names have about that many."""

_SYMBOLS: Final = (SymbolCategory.SYMBOL, SymbolCategory.DOMAIN)


class Token(NamedTuple):
    """A word of a name: folded, as spelt, and its role; legal forms and stop words have none."""

    folded: str
    plain: str
    role: int


FORM: Final = -1
"""The role of a word of a legal form."""

STOP: Final = -2
"""The role of stop words, articles and titles."""


def person_tokens(name: Name, text: str) -> list[Token]:
    """The words of a person's name; `text` is what was read, with its capitals and commas."""
    table = persons.person_words()
    family = persons.family_words(text)
    words: list[tuple[str, str, bool]] = []
    stops = set()
    han = Han.NAME if len(name.parts) == 1 else Han.PART
    for part in name.parts[:MAX_WORDS]:
        form = part.form
        if part.tag == NamePartTag.STOP or (words and form in table.articles):
            stops.add(len(words))
        particle = table.particles.get(form)
        for folded, plain in spelt(form, han):
            if particle is not None:
                words.append((particle, plain, False))
            else:
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


def other_tokens(name: Name, *, organization: bool) -> tuple[list[Token], set[str]]:
    """The words of the name of an organization, vessel or aircraft, and its legal classes."""
    symbols, classes = _spans(name)
    tokens: list[Token] = []
    meant: list[str | None] = []
    not_forms = legal.not_forms()
    for part in name.parts[:MAX_WORDS]:
        form, tag = part.form, part.tag
        symbol = symbols.get(part.index)
        for folded, plain in spelt(form):
            meant.append(symbol)
            if tag == NamePartTag.LEGAL and plain not in not_forms:
                tokens.append(Token(folded, plain, FORM))
            elif tag == NamePartTag.STOP and symbol is None:
                tokens.append(Token(folded, plain, STOP))
            else:
                tokens.append(Token(folded, plain, _role(folded)))
    return _collected(tokens, meant, classes, organization=organization), classes


def _role(folded: str) -> Role:
    if folded[0].isdigit():
        return Role.NUMBER
    return Role.INITIAL if len(folded) == 1 else Role.WORD


def _collected(
    tokens: Sequence[Token],
    symbols: Sequence[str | None],
    classes: set[str],
    *,
    organization: bool,
) -> list[Token]:
    """Legal phrases found, symbols, numbers and runs of single letters as one word each.

    `symbols` are what words stand for, empty for the further words of a symbol. The classes of
    legal phrases are added to `classes`. `S. A. Lavochkina` and `S.A. Lavochkina` are one spelling.
    """
    words = [token.folded for token in tokens]
    spellings = [token.plain for token in tokens]
    kept = []
    place = 0
    while place < len(tokens):
        token, symbol = tokens[place], symbols[place]
        end = place + 1
        if (phrase := legal.legal_phrase(words, place)) is not None:
            end = place + phrase[0]
            classes.update(filter(None, [phrase[1]]))
            role = FORM if phrase[1] else STOP
            kept += [Token(one.folded, one.plain, role) for one in tokens[place:end]]
        elif organization and (found := _meant(token, symbol)) is not None:
            for one in found:
                role = Role.PLACE if one[0] == "@" else Role.SYMBOL
                kept.append(Token(one, token.plain, role))
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


def _meant(token: Token, symbol: str | None) -> tuple[str, ...] | None:
    """The symbols that stand for a word, by rigour or our table; None for a word of its own."""
    if symbol is None or token.role == FORM:
        return industry.symbols(token.folded) if token.role == Role.WORD else None
    return industry.same(symbol) if symbol else ()


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
