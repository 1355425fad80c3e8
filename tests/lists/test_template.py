from pathlib import Path

import pytest

from lists.errors import BuildError
from lists.template import write_template


def test_it_is_written_for_spreadsheets(tmp_path: Path) -> None:
    path = tmp_path / "parties.csv"
    write_template(path)
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbfid,kind,name,alias,")
    assert content.count(b"\r\n") == 3


def test_what_is_there_stays(tmp_path: Path) -> None:
    path = tmp_path / "parties.csv"
    path.write_text("twenty parties")
    with pytest.raises(BuildError, match="is there already; name another file with --out"):
        write_template(path)
    assert path.read_text() == "twenty parties"


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match=r"parties\.csv: cannot be written"):
        write_template(tmp_path / "none/parties.csv")
