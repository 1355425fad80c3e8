"""Apache Kafka's jars: fetched once by Maven, kept outside the repository."""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

VERSION = "4.3.1"
_JAVA = 17
_POM = Path(__file__).with_name("pom.xml")


class KafkaMissing(RuntimeError):
    """A broker cannot be run here; the message says what to install."""


def classpath() -> str:
    """The class path of a broker, fetching what it names if that was never done here.

    Raises KafkaMissing.
    """
    _check_java()
    folder = _cache() / f"kafka-{VERSION}"
    if not folder.is_dir():
        _fetch(folder)
    return f"{folder}/*"


def _cache() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "portcullis"


def _check_java() -> None:
    java = shutil.which("java")
    if java is None:
        raise KafkaMissing(_install("there is no `java` here"))
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)  # noqa: S603
    found = re.search(r'version "(\d+)', said.stderr)
    if found is None or int(found.group(1)) < _JAVA:
        first = said.stderr.partition("\n")[0]
        raise KafkaMissing(_install(f"Java {_JAVA} or newer is needed; `java` is {first}"))


def _fetch(folder: Path) -> None:
    """Fetch into a folder aside and rename it, so that a folder that is there is whole."""
    maven = shutil.which("mvn")
    if maven is None:
        raise KafkaMissing(_install("there is no `mvn` here, which fetches Kafka's jars"))
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as aside:
        shutil.copy(_POM, aside)
        command = [maven, "-q", "-B", "dependency:copy-dependencies", "-DoutputDirectory=jars"]
        done = subprocess.run(  # noqa: S603 - Maven, with arguments of ours
            command, cwd=aside, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise KafkaMissing(f"Maven could not fetch Kafka {VERSION}: {done.stdout[-2000:]}")
        try:
            Path(aside, "jars").rename(folder)
        except OSError:
            if not folder.is_dir():  # else another process was quicker
                raise


def _install(reason: str) -> str:
    return (
        f"{reason}; on Debian or Ubuntu: apt-get install openjdk-17-jre-headless maven. Or name a "
        "broker that is there in PORTCULLIS_TEST_BOOTSTRAP"
    )
