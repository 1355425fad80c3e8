import pytest

from lists.reading.labels import is_known, scheme_of
from matchers.model import Kind, Scheme


@pytest.mark.parametrize(
    ("label", "kind", "scheme", "known"),
    [
        ("Passport", Kind.PERSON, Scheme.PASSPORT, True),
        ("NIT #", Kind.ORGANIZATION, Scheme.TAX_NUMBER, True),
        ("tax  ID no", Kind.ORGANIZATION, Scheme.TAX_NUMBER, True),
        ("Driver's License No.", Kind.PERSON, Scheme.NATIONAL_ID, True),
        ("Goat Permit", Kind.PERSON, Scheme.NATIONAL_ID, False),
        ("Goat Permit", Kind.UNKNOWN, Scheme.REGISTRATION_NUMBER, False),
        ("", Kind.VESSEL, Scheme.REGISTRATION_NUMBER, False),
    ],
)
def test_scheme_of_a_label(label: str, kind: Kind, scheme: Scheme, known: bool) -> None:  # noqa: FBT001
    assert (scheme_of(label, kind), is_known(label)) == (scheme, known)
