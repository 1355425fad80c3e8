"""Which snapshot is meant."""

from typing import Annotated

from msgspec import Meta

from matchers.model import Struct

LOCAL_VERSION = 0
"""The version of a snapshot that was built into a folder and not published to others."""


MAX_POINTER_BYTES = 1024
"""A pointer is no longer; more is never read."""


class Pointer(Struct, frozen=True):
    """A snapshot by its version (0 for a local build) and its content digest.

    Published versions begin at 1 and only rise. Two of them may have the same content.
    """

    version: Annotated[int, Meta(ge=LOCAL_VERSION)]
    content_digest: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]

    @property
    def name(self) -> str:
        """What a store calls it: a published one by its version, a local build by its content."""
        return self.content_digest if self.version == LOCAL_VERSION else str(self.version)
