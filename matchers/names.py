"""A name taken apart: the words that tell, the legal form, and two keys for exact equality.

`rigour.names` tokenises, finds legal forms and reads industry words and places in many languages
as one language-free symbol (`trading`, `torgovlya` and `handel` are all `#TRADE`); the rest is
`matchers.tokens`: scripts, spelling systems, numbers, roles, and legal forms that rigour lacks.
"""

import functools
import re
from typing import Final

from matchers import legal
from matchers.folding import CONSONANTAL as CONSONANTAL  # noqa: PLC0414
from matchers.folding import fold as fold  # noqa: PLC0414
from matchers.model import Kind, Struct
from matchers.normalise import by_letters, clean, script
from matchers.roles import Role as Role  # noqa: PLC0414
from matchers.tokens import STOP, Token, organization_tokens, person_tokens, thing_tokens
from matchers.variants import variants_of

LISTED_KINDS: Final = (Kind.PERSON, Kind.ORGANIZATION, Kind.VESSEL, Kind.AIRCRAFT)
"""The kinds under which a name can be read; a name of unknown kind is read under each of them."""

# A member looked up on its enum takes longer than a word looked up in a table.
_UNKNOWN, _PERSON, _ORGANIZATION = Kind.UNKNOWN, Kind.PERSON, Kind.ORGANIZATION

_REWRITTEN: Final = tuple(
    (sign, re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE), replacement)
    for sign, pattern, replacement in (
        # Russia's science and production associations; rigour takes them for non-profits.
        ("npo", r"npo", "research and production association"),
        ("нпо", r"нпо", "research and production association"),
        # Forms that rigour drops without a class, or of which it leaves `federal`.
        (
            "enterprise",
            r"(?:federal |republican )?(?:(?:state|unitary|treasury|owned) )+enterprise",
            "FGUP",
        ),
        ("machine", r"machine[ -]building", "machinery"),
        ("instrument", r"instrument[ -](?:building|making|engineering)", "instruments"),
        ("research and dev", r"research and development", "research"),
    )
)
"""What is put in other words before rigour reads it: a sign that it may be there, and it."""

_HARD_SIGN: Final = re.compile('(?<=[a-z])"(?=[a-z])')
_INITIAL: Final = re.compile(r"\.(?<=[^\W\d_]\.)(?<![^\W\d_]{2}\.)(?=[^\W\d_]{3})")
"""The dot between initials and a name: `A.B.Ivanov`."""

_NO_NAMES: Final = (Role.SYMBOL, Role.PLACE, Role.NUMBER, Role.INITIAL, Role.PARTICLE)
_VARIANT_LETTERS: Final = 5
"""Letters that a part of a text must have to be a name of its own."""


class AnalysedName(Struct):
    """One name, read as a name of one kind.

    `words` are distinct and folded, in the order in which they stand; `plain` are the same words as
    they are spelt, `roles` what each is there for. A word that begins with `~` comes from a script
    that leaves vowels out. `legal` are the legal classes in the name. `full_key` is equal for two
    names that are equal on all words, `core_key` for two that are equal but for legal forms and
    stop words. A `variant` is a part of the text that names alone.
    """

    text: str
    kind: Kind
    words: tuple[str, ...]
    plain: tuple[str, ...]
    roles: tuple[int, ...]
    legal: str
    full_key: str = ""
    core_key: str = ""
    variant: bool = False

    @property
    def folded_key(self) -> str:
        """Equal for names whose words are one after folding."""
        return " ".join(sorted(self.words))

    @property
    def is_latin(self) -> bool:
        """Whether the text is in Latin letters, or in none."""
        return self.text.isascii() or script(self.text) in (None, "Latin")

    @property
    def keys(self) -> tuple[str, str]:
        """What tells one name from another; names of equal keys have equal words."""
        return self.full_key, self.core_key


def kinds_of(kind: Kind) -> tuple[Kind, ...]:
    """The kinds under which names of a party or entity of this kind are read."""
    return LISTED_KINDS if kind is Kind.UNKNOWN else (kind,)


def is_symbol(word: str) -> bool:
    """Whether a word is a language-free symbol: of an industry (`#TRADE`) or a place (`@ru`)."""
    return word[0] in "#@"


def analyse(text: str, kind: Kind) -> AnalysedName | None:
    """Take a name apart as one of the given kind; None where nothing of it can be read.

    Raises ValueError for `Kind.UNKNOWN`: the caller decides under which kinds to read.
    """
    found = readings(text, kind)
    return found[0] if found else None


def readings(text: str, kind: Kind) -> tuple[AnalysedName, ...]:
    """The main reading of a text, then other readings and parts that name alone; five at most.

    Empty where nothing can be read. Raises ValueError for `Kind.UNKNOWN`, as `analyse`.
    """
    if kind is _UNKNOWN:
        raise ValueError("a name is read under one of LISTED_KINDS, not as unknown")
    return _readings(clean(text), kind)


@functools.lru_cache(maxsize=16_384)
def _readings(text: str, kind: Kind) -> tuple[AnalysedName, ...]:
    main, parts = variants_of(_without_hard_sign(text), dashed=kind is _ORGANIZATION)
    name = _analysed(text, main, kind, variant=False)
    if name is None:
        return ()
    found = {name.core_key: name}
    romanised = by_letters(main)
    for part in (*parts, romanised) if romanised else parts:
        other = _analysed(part, part, kind, variant=True)
        if other is not None and _tells(other):
            found.setdefault(other.core_key, other)
    return tuple(found.values())


def _without_hard_sign(text: str) -> str:
    """The text without a `"` that is the Cyrillic hard sign as libraries write it: Aleksand"r."""
    return _HARD_SIGN.sub("", text) if text.count('"') % 2 else text


def _tells(name: AnalysedName) -> bool:
    """Whether a part of a text is a name of its own: acronyms and places alone are not."""
    letters = sum(
        len(word)
        for word, role in zip(name.words, name.roles, strict=True)
        if role not in _NO_NAMES
    )
    return letters >= _VARIANT_LETTERS


def _analysed(text: str, read: str, kind: Kind, *, variant: bool) -> AnalysedName | None:
    if "." in read:
        read = _INITIAL.sub(". ", read)
    classes: set[str] = set()
    if kind is _PERSON:
        tokens = person_tokens(read)
    elif kind is _ORGANIZATION:
        tokens, classes = organization_tokens(_rewritten(read), whole=not variant)
    else:
        tokens, classes = thing_tokens(read)
    return _taken_apart(text, kind, tokens, classes, variant=variant)


def _rewritten(text: str) -> str:
    """The name of an organization in words that rigour reads as they are meant."""
    lower = text.lower()
    for sign, pattern, replacement in _REWRITTEN:
        if sign in lower:
            text = pattern.sub(replacement, text)
    return " ".join(legal.mended_words(text.split(" ")))


def _taken_apart(
    text: str, kind: Kind, tokens: list[Token], classes: set[str], *, variant: bool
) -> AnalysedName | None:
    words: dict[str, Token] = {}
    core = set()
    stops = []
    for token in tokens:
        if token.role >= 0:
            words.setdefault(token.folded, token)
            # A word counts as it is spelt; what stands for many words, as that.
            core.add(token.folded if token.role in _FOR_MANY else token.plain)
        elif token.role == STOP:
            stops.append(token.plain)
    if not words:  # nothing but legal forms and stop words: they are the name
        if not tokens:
            return None
        alone = [Token(folded=token.folded, plain=token.plain, role=Role.WORD) for token in tokens]
        return _taken_apart(text, kind, alone, set(), variant=variant)
    core_key = " ".join(sorted(core))
    if stops or classes:
        full_key = " ".join(sorted(core.union(stops, (f"={form}" for form in classes))))
    else:
        full_key = core_key
    return AnalysedName(
        text=text,
        kind=kind,
        words=tuple(words),
        plain=tuple([token.plain for token in words.values()]),
        roles=tuple([token.role for token in words.values()]),
        legal="+".join(sorted(classes)),
        full_key=full_key,
        core_key=core_key,
        variant=variant,
    )


_FOR_MANY: Final = frozenset({Role.SYMBOL, Role.PLACE, Role.PARTICLE})
