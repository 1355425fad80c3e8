"""Flat arrays: how an index keeps text, lists of lists and keys, ready to be mapped from files."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]
"""Arrays of an index by name."""


def pack(name: str, texts: Sequence[str]) -> Arrays:
    """Texts as the bytes of all, and the end of each."""
    encoded = [text.encode() for text in texts]
    ends = np.cumsum([len(text) for text in encoded], dtype=np.int64)
    return {
        f"{name}_bytes": np.frombuffer(b"".join(encoded), dtype=np.uint8),
        f"{name}_ends": ends,
    }


def unpack(arrays: Arrays, name: str) -> list[str]:
    """The texts that `pack` put away under `name`."""
    whole = arrays[f"{name}_bytes"].tobytes()
    ends = arrays[f"{name}_ends"].tolist()
    return [whole[start:end].decode() for start, end in zip([0, *ends], ends, strict=False)]


def starts(lengths: Iterable[int]) -> NDArray[np.int64]:
    """Where each list starts when lists of these lengths follow each other, and the end of all."""
    return np.cumsum([0, *lengths], dtype=np.int64)


def digest(text: str) -> int:
    """A 64-bit key of a text, the same in every process."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")
