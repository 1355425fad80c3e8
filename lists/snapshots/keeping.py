"""Which published versions a store keeps, for rollbacks and for workers that are about to load."""

from collections.abc import Sequence

from lists.snapshots.pointer import Pointer

KEPT_CONTENTS = 10
_NEWEST = 2


def kept(published: Sequence[Pointer]) -> set[int]:
    """The versions to keep of those `published`, oldest first.

    The newest version of each of the last ten contents: lists that were found unchanged are
    published again, and shall not push out what can be rolled back to. And the newest two, which
    workers may be loading.
    """
    newest_of = {each.content_digest: each.version for each in published}
    contents = sorted(newest_of.values())[-KEPT_CONTENTS:]
    return {*contents, *(each.version for each in published[-_NEWEST:])}
