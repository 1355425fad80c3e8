"""What is in use when lists are refreshed: what every new version is compared with."""

from collections.abc import Sequence

import msgspec

from lists.snapshots.snapshot import Manifest
from matchers.model import ListedEntity


class InUse(msgspec.Struct, frozen=True):
    """The snapshot that is current: nothing where none was published."""

    manifest: Manifest | None = None
    entities: Sequence[ListedEntity] = ()

    def digest(self, source_id: str) -> str | None:
        """The digest of the version of a source that is in use; None where it is not told."""
        provenance = self.manifest.provenance if self.manifest is not None else ()
        return next((each.digest for each in provenance if each.id == source_id), None)
