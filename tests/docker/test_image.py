"""The image's recipe: nothing here can build it, so what matters is read off the file."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from config.settings import Settings, resolve

ROOT = Path(__file__).parent.parent.parent
FILE = ROOT / "docker" / "Dockerfile"
HADOLINT = str(Path(sys.executable).parent / "hadolint")
TEXT = re.sub(r"\\\n", " ", FILE.read_text(encoding="utf-8"))
STEPS = [
    (word.upper(), rest.strip())
    for word, _, rest in (line.partition(" ") for line in TEXT.splitlines())
    if word and word != "#"
]
LAST_STAGE = STEPS[max(at for at, (word, _) in enumerate(STEPS) if word == "FROM") :]


def of(word: str, steps: list[tuple[str, str]] = STEPS) -> list[str]:
    return [rest for each, rest in steps if each == word]


def test_hadolint_has_nothing_to_say() -> None:
    command = [HADOLINT, "--no-color", str(FILE)]
    done = subprocess.run(  # noqa: S603 - the linter, on our own file
        command, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stdout
    assert done.stdout == ""


def test_hadolint_would_say_something() -> None:
    command = [HADOLINT, "--no-color", "-"]
    bad = "FROM python:latest\nRUN apt-get update\nADD secret /\nUSER root\n"
    done = subprocess.run(  # noqa: S603 - the linter
        command, input=bad, capture_output=True, text=True, check=False, timeout=60
    )
    assert {"DL3007", "DL3002"} <= set(re.findall(r"DL\d+", done.stdout))


def test_both_stages_have_the_same_base_of_a_fixed_version() -> None:
    bases = {base.split()[0] for base in of("FROM")}
    assert len(bases) == 1
    assert re.fullmatch(r"python:3\.\d+-slim-\w+", bases.pop())


def test_it_runs_as_a_numbered_user_that_is_not_root() -> None:
    users = of("USER", LAST_STAGE)
    assert len(users) == 1
    user, _, group = users[0].partition(":")
    assert int(user) > 0
    assert int(group) > 0


def test_nothing_is_installed_beside_the_pinned_packages_and_the_library_of_icu() -> None:
    assert "--require-hashes -r requirements.lock" in TEXT
    installed = re.findall(r"--no-install-recommends ([^&]+)", " ".join(of("RUN", LAST_STAGE)))
    assert [packages.split() for packages in installed] == [["libicu72"]]


def test_every_package_of_the_wheel_is_copied_and_reaches_the_build() -> None:
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = wheel["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    copied = {source for rest in of("COPY") if "--from" not in rest for source in rest.split()[:-1]}
    assert set(packages) < copied
    assert all((ROOT / source).exists() for source in copied)
    ignore = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in ignore
    assert {line[1:] for line in ignore if line.startswith("!")} == copied


def test_what_it_sets_are_settings_and_no_secrets() -> None:
    pairs = [pair for rest in of("ENV") for pair in re.findall(r"(\w+)=(\S+)", rest)]
    ours = {name: value for name, value in pairs if name.startswith("PORTCULLIS_")}
    names = {f"PORTCULLIS_{name.upper()}" for name in Settings.__struct_fields__}
    assert ours.keys() <= names
    resolve({}, ours)
    assert not of("ARG")


@pytest.mark.parametrize("word", ["HEALTHCHECK", "EXPOSE", "ENTRYPOINT", "LABEL", "WORKDIR"])
def test_the_last_stage_says(word: str) -> None:
    assert of(word, LAST_STAGE)


def test_the_health_check_is_a_program_of_the_page_that_says_alive() -> None:
    (check,) = of("HEALTHCHECK", LAST_STAGE)
    (program,) = re.findall(r'"-c", "([^"]+)"', check)
    compile(program, "HEALTHCHECK", "exec")
    assert "/healthz" in program
    assert str(Settings().web_port) in program
