"""What can go wrong with lists, each with a message that a person can act on."""


class ListsError(Exception):
    """Base of the errors of this package."""


class LoadError(ListsError):
    """A list cannot be read at all; the message names the file and the place."""


class BuildError(ListsError):
    """Lists that were read cannot become one snapshot, or it cannot be written."""


class SnapshotError(ListsError):
    """A stored snapshot is missing, damaged or tampered with."""


class StoreUnreachable(ListsError):
    """A snapshot store does not answer; what it holds is as it was."""


class StoreRefused(ListsError):
    """A snapshot store refuses the login or what it may do there."""


class Conflict(ListsError):
    """Somebody else publishes to the store at the same time; theirs stands, nothing was changed."""


class KeyFileError(ListsError):
    """A file of a signing key cannot be used or made; the message says why, and quotes no key."""


class StoreUrlError(ListsError):
    """An address of a snapshot store that this version does not open."""


class Unparsable(ListsError):
    """One record that cannot become a listed entity; counted with its reason, never dropped.

    `reason` is the same text for all records with the same fault, so that reasons can be counted;
    `source` is the source id the record belongs to, where it is known.
    """

    def __init__(self, reason: str, source: str = "unknown") -> None:
        super().__init__(reason)
        self.reason = reason
        self.source = source
