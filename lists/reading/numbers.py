"""Numbers of documents as lists print them, with words stuck to them: told apart from the notes.

`(a) OR801168 (Afghan passport issued on 28.2.2006), (b) 4117921 (Pakistani passport)` states two.
"""

import functools
import itertools
import re
from collections.abc import Iterator

from lists.reading.enumerations import enumeration
from lists.reading.territories import country_codes
from matchers.model import Identifier, Scheme, Struct

_LONGEST = 4000
"""No list states a number in a longer text."""

_MOST = 100
_NOTE = re.compile(
    r"\b(?:issued?|issuing|expir\w*|valid|dated?|revoked|cancel\w*|officially|fraudulently"
    r"|in the name|under|void|might|as at|as of|place of|born)\b",
    re.IGNORECASE,
)
_OF_A_NOTE = frozenset("issued expires expired dated on until in reference".split())  # noqa: SIM905
_TAX_OFFICE = re.compile(r"(?<=\d{10})\s?/\s?\d{9}\b")
"""A Russian tax number is often followed by the code of the tax office (KPP), which many share."""

_NOTE_ONLY = re.compile(r"(?:issued (?!in the name)|expires|valid|dated)", re.IGNORECASE)
_SERIES = re.compile(
    r"\b(?:series|passport number)\s+(\d{2,6})\s*(?:no|nr|№)\.?\s*(\d{3,9})", re.IGNORECASE
)
_NO = re.compile(r"(?:No|no|nr|Nr)[.:]?(?=\S*\d)|(?:NO|NR)[.:](?=\S*\d)|(?:№|N°|n°)[.:]?(?=\S*\d)")
_PREFIX = re.compile(r"[^\W\d_a-zа-яё]{1,3}(?:-[A-Z])?")
_NO_PREFIX = frozenset("NO NR ID INN TIN KPP OKPO OGRN SSN CR UK US IMO NI TRN VAT".split())  # noqa: SIM905
_TRAILING = re.compile(r"[A-Z]")
_ENDS_RUN = (",", ";", "/")
_AROUND = " .,;:/\"'“”‘’"
_DOCUMENT_WORDS = re.compile(
    r"\b(?:passports?|passeport|national(?:ity)?|identi\w+|id|cards?|number|no|nr|nos?|personal"
    r"|provisional|expired|alt|alternate|diplomatic|service|official|foreign|travel|document|tax"
    r"|registration|company|civil|issued?|federal|tazkira|citizen(?:ship)?|social|security|fiscal"
    r"|code|the|a|new|old|previous|current|permanent)\b|[.:°]",
    re.IGNORECASE,
)
_ABBREVIATION = re.compile(r"(?!USA|UAE|DRC|UK|US)[A-Z]{0,4}")
"""Names of registers rather than of countries: PAN is an Indian tax number."""

_SCHEMES = (
    (
        Scheme.PASSPORT,
        re.compile(
            r"pass(?:port|eport)|pasaporte|travel(?:ling)? ?(?:document|card)|reiseausweis|laissez",
            re.IGNORECASE,
        ),
    ),
    (Scheme.BIC, re.compile(r"\bswift|\bbic\b", re.IGNORECASE)),
    (Scheme.IMO, re.compile(r"\bimo\b", re.IGNORECASE)),
    (Scheme.LEI, re.compile(r"\blei\b", re.IGNORECASE)),
    (Scheme.DUNS, re.compile(r"d-?u-?n-?s\b", re.IGNORECASE)),
    (
        Scheme.TAX_NUMBER,
        re.compile(
            r"\btax|fiscal|\binn\b|\bvat\b|\btrn\b|\bnif\b|\bpan\b|\btin\b|УНП", re.IGNORECASE
        ),
    ),
    (
        Scheme.REGISTRATION_NUMBER,
        re.compile(
            r"regist|\bc\.?r\.?(?:n|\b)|\buscc\b|\bogrn\b|\bokpo\b|\bbrn\b|cbls|company|business"
            r"|incorporat|licen[cs]e no|chamber",
            re.IGNORECASE,
        ),
    ),
    (
        Scheme.NATIONAL_ID,
        re.compile(
            r"identi(?:ty|fication|dad)|\bid\b|tazkira|social security|\bssn\b|cedula|ration card"
            r"|birth|voter|student|personal|military|nationality|driving",
            re.IGNORECASE,
        ),
    ),
)


BIC = re.compile(r"\b[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?\b")


def bank_codes(text: str, country: str | None = None) -> Iterator[Identifier]:
    """Everything in `text` that has the form of a BIC, in capitals."""
    for value in BIC.findall(text):
        yield Identifier(scheme=Scheme.BIC, value=value, country=country)


class StatedNumber(Struct, frozen=True):
    """One number, and the words about it: those before it, and those after it or in brackets."""

    value: str
    label: str = ""
    notes: tuple[str, ...] = ()

    @property
    def country(self) -> str | None:
        """The one country that the words name (`Afghan passport`); None where they name none."""
        for words in (self.label, *self.notes):
            note = _NOTE.search(words, 8)
            head = words[: note.start()] if note else words
            named = " ".join(_DOCUMENT_WORDS.sub(" ", head).split()).strip(" ,-")
            codes = () if _ABBREVIATION.fullmatch(named) else country_codes(named)
            if len(codes) == 1:
                return codes[0]
        return None

    def scheme(self, default: Scheme) -> Scheme:
        """The scheme that the words name; `default` where they name none."""
        for words in (self.label, *self.notes):
            for scheme, pattern in _SCHEMES:
                if pattern.search(words):
                    return scheme
        return default

    def identifier(self, default: Scheme, country: str | None = None) -> Identifier:
        """This number as an identifier; a country that is stated beside it goes before its own."""
        return Identifier(
            scheme=self.scheme(default), value=self.value, country=country or self.country
        )


def stated_numbers(text: str) -> tuple[StatedNumber, ...]:
    """Every number that `text` states; none where it states none, or is beyond reading.

    Codes of a tax office (KPP), which many companies share, are left out. The caller keeps the text
    wherever it says more than the numbers: see `says_more`.
    """
    return _stated_numbers(text) if len(text) <= _LONGEST else ()


@functools.lru_cache(maxsize=1024)  # the same cell is asked for its numbers and for what is left
def _stated_numbers(text: str) -> tuple[StatedNumber, ...]:
    found = enumeration(_TAX_OFFICE.sub("", _SERIES.sub(r"\1 \2", text)))
    numbers = (number for part in found.parts for number in _numbers(part, found.lead))
    return tuple(itertools.islice(numbers, _MOST))


def says_more(text: str, numbers: tuple[StatedNumber, ...]) -> bool:
    """Whether `text` says anything beside the values of `numbers`."""
    return "".join(text.split()).strip(_AROUND) not in {
        mark.join("".join(number.value.split()) for number in numbers) for mark in (";", ",", "/")
    }


def _numbers(part: str, lead: str) -> Iterator[StatedNumber]:
    """The numbers of one thing that is enumerated; none of what is a note from its first word."""
    if _NOTE_ONLY.match(part):
        return
    core, notes = _without_brackets(part)
    digit = next((at for at, character in enumerate(core) if character.isdigit()), len(core))
    note = _NOTE.search(core, digit)
    if note is not None:
        notes = (*notes, core[note.start() :].strip(_AROUND))
        core = core[: note.start()]
    runs = _runs(core.split())
    after = runs[-1][0] if not runs[-1][1] else ""
    for words, value in runs:
        label = f"{lead} {words}".strip()
        if value and "KPP" not in label and label.lower().rpartition(" ")[2] not in _OF_A_NOTE:
            yield StatedNumber(
                value=value, label=label, notes=tuple(filter(None, (*notes, after.strip(_AROUND))))
            )


def _runs(tokens: list[str]) -> list[tuple[str, str]]:
    """Each run of tokens with digits, with the words before it; at last, words that none follows.

    There is one at least, which may be empty.
    """
    runs: list[tuple[list[str], list[str]]] = [([], [])]
    for token in tokens:
        words, run = runs[-1]
        cleaned = _NO.sub("", token.rpartition(":")[2] if ":" in token else token, count=1)
        if any(map(str.isdigit, cleaned)):
            if not run:
                run.extend(_taken_back(words))
            run.append(cleaned.strip(_AROUND))
            if token.endswith(_ENDS_RUN):
                runs.append(([], []))
        elif run and _TRAILING.fullmatch(token):
            run.append(token)
        elif run:
            runs.append(([token], []))
        else:
            words.append(token)
    return [(" ".join(words), " ".join(run)) for words, run in runs]


def _taken_back(words: list[str]) -> list[str]:
    """Take from the words before a number the short capitals that are part of it: `SA 0000417`."""
    taken: list[str] = []
    while words and _PREFIX.fullmatch(words[-1]) and words[-1].upper() not in _NO_PREFIX:
        taken.insert(0, words.pop())
    return taken


def _without_brackets(text: str) -> tuple[str, tuple[str, ...]]:
    """The text outside brackets and what the outermost ones hold; `(N)` within a number stays."""
    outside: list[str] = []
    notes: list[str] = []
    depth = begin = 0
    for position, character in enumerate(text):
        if character == "(":
            if depth == 0:
                outside.append(text[begin:position])
                begin = position + 1
            depth += 1
        elif character == ")" and depth:
            depth -= 1
            if depth == 0:
                inside = text[begin:position]
                if len(inside) == 1 and inside.isupper():
                    outside.append(f"({inside})")
                else:
                    outside.append(" ")
                    notes.append(inside)
                begin = position + 1
    (notes if depth else outside).append(text[begin:])
    return "".join(outside), tuple(note.strip(_AROUND) for note in notes if note.strip(_AROUND))
