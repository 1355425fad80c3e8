"""What every worker on one machine is started with: the sample lists, and its options."""

from pathlib import Path

from lists.build import SourceSpec, build
from streams import samples
from streams.broker.embedded import is_embedded


def sample_snapshot(folder: Path) -> str:
    """Build a snapshot of the sample lists in `folder`; returns its address."""
    source = SourceSpec(kind="ftm", path=samples.list_path())
    build([source], folder / "snapshot", progress=lambda *_: None)
    return f"file://{(folder / 'snapshot').resolve()}"


def worker_options(
    bootstrap: str, snapshot: str, partners: Path, folder: Path, sources: Path | str | None
) -> list[str]:
    """Options of a worker whose secret is in `folder`, delivering as its broker can."""
    delivery = "at-least-once" if is_embedded(bootstrap) else "exactly-once"
    return [
        f"--bootstrap={bootstrap}",
        f"--snapshot={snapshot}",
        f"--partners={partners}",
        f"--delivery={delivery}",
        "--allow-unsigned",
        f"--secret-file={folder / 'installation-secret'}",
        *([f"--sources={sources}"] if sources else []),
    ]
