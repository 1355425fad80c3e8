"""Where good-guy records stand: `suppressions.jsonl` in the policy folder, one record a line.

The file is used whole or not at all, as all of the policy. It names nobody but those who asked for
and approved a record.
"""

import fcntl
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from sharing.section import PolicyError
from sharing.suppression import NotSuppressible, Suppression, is_sealed

FILE = "suppressions.jsonl"
MAX_RECORDS = 50_000
MAX_FILE_BYTES = 64 * 1024 * 1024
_LOCK = ".suppressions.lock"
_DECODER = msgspec.json.Decoder(Suppression)
_ENCODER = msgspec.json.Encoder()


def suppressions_file(directory: Path) -> Path:
    """Where the records stand in a policy folder."""
    return directory / FILE


def read_suppressions(directory: Path, secret: bytes) -> tuple[Suppression, ...]:
    """Every record, also those that hold no more; none where there is no file.

    Raises PolicyError, with the line, for a file that is no such thing or was altered.
    """
    file = suppressions_file(directory)
    try:
        with file.open("rb") as stream:
            content = stream.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise PolicyError(file, None, "", f"cannot be read: {error.strerror}") from error
    lines = content.split(b"\n")
    if len(content) > MAX_FILE_BYTES or len(lines) > MAX_RECORDS + 1:
        raise PolicyError(
            file, None, "", f"more than {MAX_RECORDS} records or {MAX_FILE_BYTES} bytes"
        )
    records = []
    seen: set[str] = set()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        record = _read(file, number, line, secret)
        if record.id in seen:
            raise PolicyError(file, number, "id", f"{record.id} stands there twice")
        seen.add(record.id)
        records.append(record)
    return tuple(records)


def _read(file: Path, number: int, line: bytes, secret: bytes) -> Suppression:
    try:
        record = _DECODER.decode(line)
    except (msgspec.DecodeError, NotSuppressible, UnicodeDecodeError) as error:
        raise PolicyError(file, number, "", f"no good-guy record: {error}") from None
    if not is_sealed(secret, record):
        raise PolicyError(
            file,
            number,
            "seal",
            f"does not fit record {record.id}: it was altered, or made with another installation "
            "secret; `portcullis suppressions add` makes a new one",
        )
    return record


def change_suppressions(
    directory: Path,
    secret: bytes,
    change: Callable[[Sequence[Suppression]], Sequence[Suppression]],
) -> Sequence[Suppression]:
    """Replace the records by what `change` makes of them, and return that.

    What it raises leaves them as they are.

    One change at a time; readers see the file as it was or as it is. Raises PolicyError where the
    records cannot be read or written.
    """
    file = suppressions_file(directory)
    try:
        with (directory / _LOCK).open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            records = change(read_suppressions(directory, secret))
            if len(records) > MAX_RECORDS:
                raise PolicyError(
                    file,
                    None,
                    "",
                    f"would hold more than {MAX_RECORDS} records; lines of records "
                    "that hold no more can be taken out of it",
                )
            aside = file.with_name(f".{FILE}.new")
            with aside.open("wb") as stream:
                stream.write(_ENCODER.encode_lines(records))
                stream.flush()
                os.fsync(stream.fileno())
            aside.replace(file)
            return records
    except OSError as error:
        raise PolicyError(file, None, "", f"cannot be written: {error.strerror}") from error
