"""Why something is withheld: codes fit to label a metric, each with its meaning."""

import enum
from typing import Self


class Explained(enum.StrEnum):
    """An enumeration whose members are texts that know what they mean."""

    meaning: str

    def __new__(cls, code: str, meaning: str) -> Self:
        """Make a member of its code and what the code means."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.meaning = meaning
        return member


class Reason(Explained):
    """Why a recipient gets no alert at all."""

    UNKNOWN_PARTNER = "unknownPartner", "the recipient is not among the partners"
    SUSPENDED = "suspended", "the recipient is suspended, whatever its agreements"
    NO_AGREEMENT = "noAgreement", "there is no agreement that is needed"
    OUT_OF_SCOPE = "outOfScope", "the agreement is not about such alerts"
    NOT_YET_VALID = "notYetValid", "the agreement begins later"
    EXPIRED = "expired", "the agreement has ended"
    NO_COMMON_PURPOSE = "noCommonPurpose", "the agreements it needs allow no purpose in common"
    UNKNOWN_MARKING = "unknownMarking", "the listed entity carries a marking that is not known"


class WithheldReason(Explained):
    """Why a field of an alert is not given."""

    ABOVE_TIER = "aboveTier", "`maxDetail` of the agreement does not reach it"
    COMMERCIAL = "commercial", "it is commercial and `fields.allow` does not name it"
    NOT_ALLOWED = "notAllowed", "`fields.allow` is there and does not name it"
    MARKING = "marking", "the marking of the listed entity keeps it back"
    QUOTES_TEXT = "quotesText", "it repeats words of a free text that is withheld"
    NO_ROOM = "noRoom", "with it the alert would be larger than its topic takes"
