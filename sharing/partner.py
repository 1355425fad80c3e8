"""A partner: an administration that takes part."""

import re

from matchers.model import Struct
from sharing.yamlfile import Section

PARTNER_ID = re.compile(r"[a-z0-9-]{1,40}")


class Partner(Struct, frozen=True):
    """Who takes part. Only `id` decides anything; the rest describes the partner to others.

    `contact` is what the recipients of this partner's intelligence are told to ask; `keys` and
    `principal` (its Kafka user) are kept as given.
    """

    id: str
    name: str | None = None
    country: str | None = None
    contact: str | None = None
    principal: str | None = None
    encryption_key: str | None = None
    signing_key: str | None = None

    @property
    def whom_to_ask(self) -> str:
        """The contact, else the name, else the id."""
        return self.contact or self.name or self.id


def read_partner(section: Section) -> Partner:
    """Read a partner from its YAML mapping; raises PolicyError."""
    partner_id = section.text("id", PARTNER_ID)
    if partner_id == "public":
        raise section.error("id", "`public` stands for published lists; choose another id")
    with section:
        keys = section.section("keys")
        with keys:
            return Partner(
                id=partner_id,
                name=section.optional_text("name"),
                country=section.optional_text("country", re.compile("[A-Z]{2}")),
                contact=section.optional_text("contact"),
                principal=section.optional_text("principal"),
                encryption_key=keys.optional_text("encryption"),
                signing_key=keys.optional_text("signing"),
            )
