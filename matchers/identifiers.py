"""Identifiers in one canonical form per scheme, checked where the scheme allows a check.

Two identifiers mean the same thing when `same` says so: the same family of schemes, the same
canonical value, and, where numbers are issued nationally, no contradiction between countries.
"""

import functools
import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Final

from stdnum import bic as stdnum_bic
from stdnum import iban as stdnum_iban
from stdnum import lei as stdnum_lei

from matchers.model import Identifier, Kind, Scheme

MAX_LENGTH: Final = 128
"""Longer values are no identifier of any scheme."""

NATIONAL: Final = frozenset(
    {
        Scheme.PASSPORT,
        Scheme.NATIONAL_ID,
        Scheme.TAX_NUMBER,
        Scheme.REGISTRATION_NUMBER,
        Scheme.EIN,
        Scheme.CALL_SIGN,
        Scheme.AIRCRAFT_TAIL,
    }
)
"""Schemes whose numbers may collide: between countries, or, over time, between owners."""

_COUNTRY_MATTERS: Final = frozenset(
    {Scheme.PASSPORT, Scheme.NATIONAL_ID, Scheme.TAX_NUMBER, Scheme.REGISTRATION_NUMBER}
)

_FAMILY: Final = {
    Scheme.TAX_NUMBER: Scheme.REGISTRATION_NUMBER,
    Scheme.EIN: Scheme.REGISTRATION_NUMBER,
}
"""Publishers state one company number now as a tax number, now as a registration number."""

_NOT_ALNUM: Final = re.compile(r"[^0-9A-Z]+")
_IMO: Final = re.compile(r"(?:IMO)?([0-9]{7})")
_IMO_WEIGHTS: Final = (7, 6, 5, 4, 3, 2)
_IMO_COMPANY_WEIGHTS: Final = (8, 6, 4, 2, 9, 7)
_MMSI: Final = re.compile(r"(?:MMSI)?([0-9]{9})")
_DUNS: Final = re.compile(r"(?:DUNS)?([0-9]{9})")
_EIN: Final = re.compile(r"[0-9]{9}")
_EORI: Final = re.compile(r"[A-Z]{2}[0-9A-Z]{1,15}")
_CALL_SIGN: Final = re.compile(r"[0-9A-Z]{3,9}")
_NUMBER: Final = re.compile(r"(?=.*[0-9])[0-9A-Z]{5,40}")
_ALPHA_2: Final = re.compile(r"[A-Z]{2}")
_HEX_WALLET: Final = re.compile(r"0[xX][0-9a-fA-F]{40}")
_WALLET: Final = re.compile(r"[0-9A-Za-z]{20,120}")


def _compact(value: str) -> str:
    """Upper-case letters and digits of a value; digits of other scripts count as what they are."""
    plain = "".join(
        str(unicodedata.decimal(char)) if char.isdecimal() else char
        for char in unicodedata.normalize("NFKC", value)
    )
    return _NOT_ALNUM.sub("", plain.upper())


def _imo(value: str) -> str | None:
    found = _IMO.fullmatch(_compact(value))
    if found is None:
        return None
    digits = [int(digit) for digit in found[1]]
    ship = sum(map(int.__mul__, digits, _IMO_WEIGHTS)) % 10
    company = (11 - sum(map(int.__mul__, digits, _IMO_COMPANY_WEIGHTS)) % 11) % 10
    return found[1] if any(digits) and digits[6] in (ship, company) else None


def _matching(pattern: re.Pattern[str]) -> Callable[[str], str | None]:
    def canonical_by_pattern(value: str) -> str | None:
        found = pattern.fullmatch(_compact(value))
        if found is None:
            return None
        return found[1] if pattern.groups else found[0]

    return canonical_by_pattern


def _lei(value: str) -> str | None:
    compact = _compact(value)
    return compact if stdnum_lei.is_valid(compact) else None


def _bic(value: str) -> str | None:
    compact = _compact(value)
    return compact.removesuffix("XXX") if stdnum_bic.is_valid(compact) else None


def _iban(value: str) -> str | None:
    compact = _compact(value)
    return compact if stdnum_iban.is_valid(compact, check_country=False) else None


def _wallet(value: str) -> str | None:
    stripped = value.strip()
    if _HEX_WALLET.fullmatch(stripped):  # case is a checksum there, not part of the address
        return stripped.lower()
    return stripped if _WALLET.fullmatch(stripped) else None


_CANONICAL: Final[dict[Scheme, Callable[[str], str | None]]] = {
    Scheme.IMO: _imo,
    Scheme.MMSI: _matching(_MMSI),
    Scheme.CALL_SIGN: _matching(_CALL_SIGN),
    Scheme.LEI: _lei,
    Scheme.BIC: _bic,
    Scheme.IBAN: _iban,
    Scheme.DUNS: _matching(_DUNS),
    Scheme.EORI: _matching(_EORI),
    Scheme.EIN: _matching(_EIN),
    Scheme.TAX_NUMBER: _matching(_NUMBER),
    Scheme.REGISTRATION_NUMBER: _matching(_NUMBER),
    Scheme.NATIONAL_ID: _matching(_NUMBER),
    Scheme.PASSPORT: _matching(_NUMBER),
    Scheme.AIRCRAFT_TAIL: _matching(_CALL_SIGN),
    Scheme.WALLET: _wallet,
}


def canonical(identifier: Identifier) -> str | None:
    """The identifier's value in the one form of its scheme; None where it is not valid.

    IMO numbers of ships and of companies are seven digits with a check digit, LEI are checked by
    ISO 7064 mod 97-10, IBAN by ISO 13616, BIC by the form of ISO 9362 (a branch of `XXX` is the
    head office). Numbers without a published check are upper-case letters and digits, of five
    characters at least and with one digit at least, since shorter ones identify nobody.
    """
    if len(identifier.value) > MAX_LENGTH:
        return None
    return _canonical(identifier.scheme, identifier.value)


@functools.lru_cache(maxsize=16_384)
def _canonical(scheme: Scheme, value: str) -> str | None:
    return _CANONICAL[scheme](value)


def key(identifier: Identifier) -> str | None:
    """What exact lookup goes by: family of schemes and canonical value; None where not valid."""
    value = canonical(identifier)
    if value is None:
        return None
    family = _FAMILY.get(identifier.scheme, identifier.scheme)
    if family is Scheme.BIC:  # branches belong to their bank
        value = value[:8]
    return f"{family}:{value}"


def same(left: Identifier, right: Identifier) -> bool:
    """Whether both identify the same holder: equal keys, and no two different countries."""
    left_key = key(left)
    if left_key is None or left_key != key(right):
        return False
    if left.scheme not in _COUNTRY_MATTERS:
        return True
    countries = {_country(left), _country(right)} - {None}
    return len(countries) < 2  # noqa: PLR2004 - two that differ


def one_country(left: Identifier, right: Identifier) -> bool:
    """Whether both are known to be issued by the same country."""
    country = _country(left)
    return country is not None and country == _country(right)


def _country(identifier: Identifier) -> str | None:
    """The country of issue; None where it is not stated, or not as ISO 3166-1 alpha-2."""
    stated = (identifier.country or "").strip().upper()
    return stated if _ALPHA_2.fullmatch(stated) else None


def same_kind(identifier: Identifier, left: Kind, right: Kind) -> bool:
    """Whether kinds allow the identifier to speak: nationally issued numbers need like kinds."""
    return identifier.scheme not in NATIONAL or left.compatible(right)


_IN_TEXT: Final = (
    (Scheme.IMO, re.compile(r"\bIMO[\s:.#№-]{0,4}(?:NO\.?[\s:]{0,2})?([0-9]{7})\b", re.IGNORECASE)),
    (Scheme.LEI, re.compile(r"\b[0-9A-Z]{18}[0-9]{2}\b")),
    (Scheme.IBAN, re.compile(r"\b[A-Z]{2}[0-9]{2}(?: ?[0-9A-Z]{4}){2,7}(?: ?[0-9A-Z]{1,4})?\b")),
    (Scheme.BIC, re.compile(r"\b[A-Z]{4}[A-Z]{2}[0-9A-Z]{2}(?:[0-9A-Z]{3})?\b")),
    (Scheme.WALLET, re.compile(r"\b(?:0x[0-9a-fA-F]{40}|(?:bc1|[13])[0-9A-Za-z]{25,60})\b")),
)


def in_text(text: str) -> Iterator[Identifier]:
    """Identifiers that free text states: those whose form or check tells them from plain words.

    IMO numbers count only after the letters IMO: one in ten seven-digit numbers passes the check.
    """
    stated = {
        Identifier(scheme=scheme, value=value): None
        for scheme, pattern in _IN_TEXT
        for found in pattern.finditer(text)
        for value in _readings(scheme, found[found.re.groups])
    }
    return (identifier for identifier in stated if canonical(identifier) is not None)


def _readings(scheme: Scheme, found: str) -> Iterator[str]:
    """A place in a text as it may be meant: words after an IBAN look like groups of it."""
    yield found
    while scheme is Scheme.IBAN and " " in found:
        found = found.rpartition(" ")[0]
        yield found
