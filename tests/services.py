"""Programs and services that some tests need and not every machine has."""

import os
import shutil
from typing import NoReturn

import pytest


def missing(reason: object) -> NoReturn:
    """Skip for want of a service, or fail where all of them have to be there."""
    if os.environ.get("PORTCULLIS_REQUIRE_SERVICES"):
        pytest.fail(str(reason))
    pytest.skip(str(reason))


def program(name: str, package: str) -> str:
    """The path of a program of a Debian package."""
    found = shutil.which(name)
    if found is None:
        missing(f"there is no `{name}` here; on Debian or Ubuntu: apt-get install {package}")
    return found
