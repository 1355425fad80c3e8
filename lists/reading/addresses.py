"""Addresses that a list writes in one line."""

from lists.reading.territories import country_codes
from matchers.model import Address


def address_of(text: str) -> Address:
    """The address in one line, with the country that its last part or last word names."""
    last = text.rpartition(",")[2].strip(" .")
    codes = country_codes(last) or country_codes(last.rpartition(" ")[2])
    return Address(lines=(text,), country=codes[0] if len(codes) == 1 else None)
