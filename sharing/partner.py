"""A partner: an administration that takes part."""

from matchers.model import Struct
from sharing.alert import PUBLIC
from sharing.section import Section, form

PARTNER_ID = form(r"[a-z0-9-]{1,40}", 'a partner id: 1 to 40 of a-z, 0-9 and "-"')
COUNTRY = form(r"[A-Z]{2}", "a country code of ISO 3166-1 alpha-2, such as NL")
PRINCIPAL = form(
    r"User:[^\x00-\x1f\x7f-\x9f*]{1,200}",
    "one user of the brokers, such as User:nordland; `*` would be everybody",
)
_KEY = form(r"[\x20-\x7e\n]{1,4000}", "a public key as text of at most 4000 characters")


class Partner(Struct, frozen=True):
    """Who takes part. `id` and `principal` decide; the rest describes the partner to others.

    `principal` is whom the brokers take the partner for, `User:<id>` where it names none. `contact`
    is what the recipients of this partner's intelligence are told to ask; `keys` are kept as given.
    """

    id: str
    name: str | None = None
    country: str | None = None
    contact: str | None = None
    principal: str | None = None
    encryption_key: str | None = None
    signing_key: str | None = None

    @property
    def broker_principal(self) -> str:
        """Whom the brokers take the partner for; access is granted to it."""
        return self.principal or f"User:{self.id}"

    @property
    def whom_to_ask(self) -> str:
        """The contact, else the name, else the id."""
        return self.contact or self.name or self.id


def read_partner(section: Section) -> Partner:
    """Read a partner from its YAML mapping; raises PolicyError."""
    section.only("id", "name", "country", "contact", "principal", "keys")
    keys = section.section("keys")
    keys.only("encryption", "signing")
    partner = Partner(
        id=section.text("id", PARTNER_ID),
        name=section.optional_text("name"),
        country=section.optional_text("country", COUNTRY),
        contact=section.optional_text("contact"),
        principal=section.optional_text("principal", PRINCIPAL),
        encryption_key=keys.optional_text("encryption", _KEY),
        signing_key=keys.optional_text("signing", _KEY),
    )
    if partner.id == PUBLIC:
        raise section.error("id", f"`{PUBLIC}` stands for published lists; choose another id")
    return partner
