"""What became of one source in a refresh."""

import enum
from pathlib import Path

import msgspec

from lists.build import LoadedList
from lists.refreshing.checks import Version
from lists.refreshing.last_good import Kept
from lists.refreshing.refusal import Refusal
from matchers.model import ListedEntity, Struct


class Status(enum.StrEnum):
    """What became of a source in a refresh."""

    FRESH = "fresh"  # a new version was taken
    UNCHANGED = "unchanged"  # its publisher has nothing new
    REFUSED = "refused"  # there is something new, or nothing to be had; the last good one stays
    LEFT = "left"  # not asked this time


class Outcome(Struct, frozen=True):
    """What became of one source, and what of it goes into the snapshot: None for nothing at all.

    `files` is the folder of a new version, `let_pass` what an operator let pass of it. `former` are
    the digests of versions that were in use before.
    """

    source: str
    status: Status
    loaded: LoadedList | None
    kept: Kept | None
    former: tuple[str, ...] = ()
    files: Path | None = None
    refusals: tuple[Refusal, ...] = ()
    let_pass: tuple[Refusal, ...] = ()

    @property
    def entities(self) -> tuple[tuple[str, ListedEntity], ...]:
        """The entities with their places."""
        return self.loaded.entities if self.loaded is not None else ()

    @property
    def unparsed(self) -> int:
        """How many records became no entity."""
        return self.loaded.unparsed_count if self.loaded is not None else 0

    @property
    def version(self) -> Version | None:
        """As much of the version as checks need and is known of it; None for nothing."""
        if self.loaded is None:
            return None
        return version_of(self.loaded, self.kept, self.former)

    def refused(self, *refusals: Refusal) -> "Outcome":
        """This last good version, and why the newest is not taken."""
        return msgspec.structs.replace(self, status=Status.REFUSED, refusals=refusals)


def version_of(loaded: LoadedList, kept: Kept | None, former: tuple[str, ...]) -> Version:
    """What checks look at of a version that was read."""
    return Version(
        entities=[entity for _, entity in loaded.entities],
        unparsed=loaded.unparsed_count,
        digest=kept.digest if kept is not None else "",
        published=kept.published if kept is not None else None,
        former=former,
    )
