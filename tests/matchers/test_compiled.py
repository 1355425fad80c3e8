import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from matchers import compiled

PACKAGE = Path(compiled.__file__).parent


def test_the_version_changes_with_any_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for source in PACKAGE.glob("*.py"):
        shutil.copy(source, tmp_path)
    monkeypatch.setattr(compiled, "__file__", str(tmp_path / "compiled.py"))
    same = compiled._version()
    monkeypatch.undo()
    assert same == compiled._version()
    monkeypatch.setattr(compiled, "__file__", str(tmp_path / "compiled.py"))
    (tmp_path / "words.py").write_text("NEARLY = 0.94\n")
    assert compiled._version() != same


def test_code_of_another_compiler_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = compiled._version()
    monkeypatch.setattr("numba.__version__", "0.0.1")
    assert compiled._version() != ours


def test_the_folder_told_comes_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    assert compiled._cache() == tmp_path / compiled._version()
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "file"))
    (tmp_path / "file").write_text("")
    assert compiled._cache() is None


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """The user's cache and a temporary folder."""
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path / "temporary"))
    return tmp_path / "cache" / "portcullis", tmp_path / "temporary"


def test_the_users_cache_comes_first(folders: tuple[Path, Path]) -> None:
    place = compiled._cache()
    assert place == folders[0] / compiled._version()
    assert place.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("mode", [0o720, 0o702, 0o777])
def test_a_folder_that_others_may_write_to_is_passed_over(
    folders: tuple[Path, Path], mode: int
) -> None:
    place = folders[0] / compiled._version()
    place.mkdir(parents=True)
    place.chmod(mode)
    assert compiled._cache() == (folders[1] / f"portcullis-{os.getuid()}" / compiled._version())


def test_a_folder_of_another_user_is_passed_over(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert compiled._cache() is not None
    monkeypatch.setattr("os.getuid", lambda: 1_234_567)
    assert compiled._cache() is None
    assert (folders[1] / "portcullis-1234567").exists()


WITHOUT_FOLDER = """
import numpy
from matchers import compiled, spelling
assert compiled._CACHE is None
print(spelling.bits(numpy.uint64(7)))
"""


def test_all_works_without_a_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", WITHOUT_FOLDER],
        env={**os.environ, "NUMBA_CACHE_DIR": str(tmp_path / "file")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr, done.returncode) == ("3\n", "", 0)
