"""What a change of lists asks for: whom to look for in the past, whose alerts to close. Pure."""

from collections.abc import Iterable, Sequence

from lists.delta import delta
from matchers.model import ListedEntity, Struct


class Work(Struct, frozen=True):
    """Entities that are new, or changed in what screening sees, as they are now; ids removed."""

    wanted: tuple[ListedEntity, ...] = ()
    removed: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.wanted or self.removed)


def work(old: Iterable[ListedEntity], new: Sequence[ListedEntity]) -> Work:
    """What has to be done once `new` is in the place of `old`: nothing for editorial changes."""
    found = delta(old, new)
    wanted = {entry.id for entry in found.added} | {changed.id for changed in found.changed}
    return Work(
        wanted=tuple(entity for entity in new if entity.id in wanted),
        removed=frozenset(entry.id for entry in found.removed),
    )
