"""Why a source's newest version is not taken: the check that said no, and the reason."""

import enum

from lists.errors import ListsError
from matchers.model import Struct


class Check(enum.StrEnum):
    """What is checked of a source before it replaces its last good version."""

    FETCH = "fetch"  # the publisher does not give it
    ADDRESS = "address"  # it is, or was moved, where nothing is fetched from
    SIZE = "size"  # more than any list has, as sent or unpacked
    TYPE = "type"  # something else than this kind of list
    VALIDATOR = "validator"  # what the publisher says of its content is not so
    PARSE = "parse"  # the loader cannot read the file
    MINIMUM = "minimum"  # fewer entities than it ever had
    DROP = "drop"  # many fewer entities than last time
    GONE = "gone"  # many of the entities of last time are not there
    FILL = "fill"  # fields that used to be stated are not
    UNPARSED = "unparsed"  # too many records became no entity
    OLDER = "older"  # an earlier version than the one in use
    DUPLICATE = "duplicate"  # an entity id of another source
    OWNER = "owner"  # entities of another source
    CHARSET = "charset"  # names read in a wrong encoding


COMPARING = frozenset({Check.DROP, Check.GONE, Check.OLDER, Check.VALIDATOR})
"""Checks against the last good version: those that an operator can let pass, saying why."""


class Refusal(Struct, frozen=True):
    """One check that said no, and the reason, for people."""

    check: Check
    reason: str

    @property
    def comparing(self) -> bool:
        """Whether it is about what differs from last time, which an operator may let pass."""
        return self.check in COMPARING


class SourceRefused(ListsError):
    """A source cannot be taken as it is now; `refusal` says why."""

    def __init__(self, check: Check, reason: str) -> None:
        super().__init__(reason)
        self.refusal = Refusal(check=check, reason=reason)
