"""Tests of the whole over sockets: an embedded broker here, the real worker as its own process."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.installation import Installation

_HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(_HERE):
            item.add_marker(pytest.mark.integration)
            item.add_marker(pytest.mark.enable_socket)


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    with Installation(tmp_path) as made:
        yield made
