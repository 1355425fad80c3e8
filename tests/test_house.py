"""What must hold of the repository as a whole."""

import re
import subprocess
import sys
import zipfile
from importlib.metadata import distribution, distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = {"streams", "matchers", "lists", "sharing", "config"}
LOCKS = ("requirements.lock", "requirements-dev.lock")


def test_links_of_the_documentation_lead_somewhere() -> None:
    for document in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]:
        text = document.read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_no_dependency_ships_a_package_under_one_of_our_names() -> None:
    for dependency in distributions():
        if dependency.metadata["Name"] == "portcullis":
            continue
        tops = {file.parts[0].removesuffix(".py") for file in dependency.files or ()}
        assert not tops & PACKAGES, dependency.metadata["Name"]


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_pin_with_hashes_and_name_no_index(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index" not in text
    pinned = re.findall(r"^[a-z0-9][\w.-]*==\S+", text, re.MULTILINE)
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert len(pinned) == len(blocks)
    assert all("--hash=sha256:" in block for block in blocks)


def test_what_is_installed_is_what_is_pinned() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    for name in ("confluent-kafka", "faust-streaming", "kafka-python", "rapidfuzz", "rigour"):
        assert f"{name}=={distribution(name).version} " in text


def test_the_wheel_holds_the_packages_and_their_data(tmp_path: Path) -> None:
    subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    tops = {name.split("/")[0] for name in names if ".dist-info/" not in name}
    assert tops == PACKAGES
    for needed in (
        "config/thresholds.yaml",
        "config/sources.yaml",
        "config/examples/partners/nordland-customs.yaml",
        "matchers/scorecard.yaml",
        "streams/samples/events.ndjson",
        "streams/py.typed",
    ):
        assert needed in names
