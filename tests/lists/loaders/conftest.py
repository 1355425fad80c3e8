"""Run a loader over bytes."""

from collections.abc import Callable

import pytest

from lists.loaders import LOADERS
from lists.loaders.loader import Unread
from lists.reading.files import SourceFile
from matchers.model import ListedEntity

Load = Callable[..., tuple[dict[str, ListedEntity], list[Unread]]]


def run(
    kind: str, *contents: bytes | tuple[str, bytes]
) -> tuple[dict[str, ListedEntity], list[Unread]]:
    files = [
        SourceFile(path="list", content=content)
        if isinstance(content, bytes)
        else SourceFile(path=content[0], content=content[1])
        for content in contents
    ]
    entities: dict[str, ListedEntity] = {}
    unread: list[Unread] = []
    for outcome in LOADERS[kind].entities(files):
        if isinstance(outcome, Unread):
            unread.append(outcome)
        else:
            entities[outcome[1].id] = outcome[1]
    return entities, unread


@pytest.fixture
def load() -> Load:
    """`load(kind, *contents)`: entities by id, and what was not read.

    A content is bytes, or (file name, bytes).
    """
    return run
