"""The parts of an Office Open XML file (.xlsx): a ZIP archive, unpacked within bounds."""

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from lists.errors import LoadError
from lists.reading.files import SourceFile
from lists.reading.xml import attribute, records

MAX_UNPACKED = 128 << 20
"""The most bytes that all parts may hold together once unpacked."""

MAX_PARTS = 1000
_CHUNK = 1 << 20


class Archive:
    """An archive in memory; raises LoadError for one that is damaged, encrypted or too large."""

    def __init__(self, file: SourceFile) -> None:
        self._path = file.path
        self._parts = dict(_unpacked(file))

    def part(self, name: str) -> SourceFile:
        """A part by its name; raises LoadError where it is missing."""
        if name not in self._parts:
            raise LoadError(f"{self._path}: not a spreadsheet: it has no {name[:100]!r}")
        return SourceFile(path=f"{self._path} {name}", content=self._parts[name])

    def related(self, name: str) -> dict[str, tuple[str, str]]:
        """What a part (`""`: the whole file) refers to: by id, the kind of part and its name."""
        folder, base = posixpath.split(name)
        file = self.part(posixpath.join(folder, "_rels", f"{base}.rels"))
        return {
            attribute(each, "Id"): (
                attribute(each, "Type").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, attribute(each, "Target")))[1:],
            )
            for _, each in records(file, roots={"Relationships"}, tags={"Relationship"})
        }

    def related_by_kind(self, name: str, kind: str) -> str | None:
        """The first part of a kind that a part refers to; None where there is none."""
        found = self.related(name).values()
        return next((target for each, target in found if each == kind), None)


def _unpacked(file: SourceFile) -> Iterator[tuple[str, bytes]]:
    too_large = LoadError(
        f"{file.path}: unpacks to more than {MAX_UNPACKED:,} bytes or {MAX_PARTS:,} parts; "
        "no list does"
    )
    left = MAX_UNPACKED
    seen: set[str] = set()
    try:
        with zipfile.ZipFile(BytesIO(file.content)) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_PARTS or sum(entry.file_size for entry in entries) > left:
                raise too_large
            for entry in entries:
                content = bytearray()
                with archive.open(entry) as member:
                    while chunk := member.read(_CHUNK):
                        content += chunk
                        left -= len(chunk)
                        if left < 0:
                            raise too_large
                if entry.filename in seen:
                    raise LoadError(f"{file.path}: holds {entry.filename} twice; it is damaged")
                seen.add(entry.filename)
                yield entry.filename, bytes(content)
    except (
        *(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError),
        *(RuntimeError, OSError, ValueError),
    ) as error:
        raise LoadError(f"{file.path}: not a spreadsheet in the form .xlsx ({error})") from error
