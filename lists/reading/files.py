"""Read list files, plain or gzipped, within a bound on their size."""

import gzip
import zlib
from pathlib import Path

from lists.errors import LoadError
from matchers.model import Struct

MAX_BYTES = 512 << 20
"""The most that a list file may hold once decompressed; the largest public list is below 200 MB."""

_GZIP_MAGIC = b"\x1f\x8b"
_HEAD = 4096


class SourceFile(Struct, frozen=True):
    """A list file in memory: the path it came from, and its content, decompressed."""

    path: str
    content: bytes

    def place(self, line: int) -> str:
        """A line of this file (counted from 1), as messages name it."""
        return f"{self.path} line {line}"


def read_file(path: Path, *, max_bytes: int = MAX_BYTES) -> SourceFile:
    """Read `path`, decompressing it where its first bytes say that it is gzip.

    Never holds more than `max_bytes` + 1 of content. Raises LoadError for a file that cannot be
    read, is larger than that (before or after decompression), or is damaged gzip.
    """
    try:
        with path.open("rb") as raw:
            compressed = raw.read(len(_GZIP_MAGIC)) == _GZIP_MAGIC
            raw.seek(0)
            if compressed:
                with gzip.GzipFile(fileobj=raw) as unzipped:
                    content = unzipped.read(max_bytes + 1)
            else:
                content = raw.read(max_bytes + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise LoadError(f"{path}: damaged gzip ({error}); fetch the file again") from error
    except OSError as error:
        raise LoadError(f"{path}: cannot be read ({error.strerror or error})") from error
    if len(content) > max_bytes:
        raise LoadError(f"{path}: holds more than {max_bytes:,} bytes; no list is that large")
    return SourceFile(path=str(path), content=content)


def read_head(path: Path) -> bytes:
    """The first bytes of a file's content, decompressed as by `read_file`; raises LoadError."""
    try:
        with path.open("rb") as raw:
            head = raw.read(_HEAD)
            if head.startswith(_GZIP_MAGIC):
                raw.seek(0)
                with gzip.GzipFile(fileobj=raw) as unzipped:
                    return unzipped.read(_HEAD)
            return head
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise LoadError(f"{path}: damaged gzip ({error}); fetch the file again") from error
    except OSError as error:
        raise LoadError(f"{path}: cannot be read ({error.strerror or error})") from error
