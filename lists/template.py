"""An empty table for a partner's own list, with what to write into it."""

import csv
from io import StringIO
from pathlib import Path

from lists.errors import BuildError
from lists.loaders.partner_fields import COLUMNS, COMMENT


def template(delimiter: str = ",") -> str:
    """The header, and two rows that a build skips: what each column means, and an example."""
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow([column.name for column in COLUMNS])
    writer.writerow([COMMENT, *(column.meaning for column in COLUMNS[1:])])
    writer.writerow([COMMENT, *(column.example for column in COLUMNS[1:])])
    return text.getvalue()


def write_template(path: Path, delimiter: str = ",") -> None:
    """Write the template where there is nothing yet; raises BuildError.

    With a byte order mark, by which spreadsheets know that it is UTF-8.
    """
    try:
        with path.open("x", encoding="utf-8-sig", newline="") as file:
            file.write(template(delimiter))
    except FileExistsError as error:
        raise BuildError(f"{path} is there already; name another file with --out") from error
    except OSError as error:
        raise BuildError(f"{path}: cannot be written ({error.strerror})") from error
