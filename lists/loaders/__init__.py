"""The registry of loaders: one entry a kind of list file."""

from collections.abc import Mapping
from typing import Any

from lists.loaders.ftm import FTM
from lists.loaders.loader import Loader

LOADERS: Mapping[str, Loader[Any]] = {loader.kind: loader for loader in (FTM,)}
"""Kind, as in `--source KIND=PATH`, to its loader."""
