"""What every worker on one machine is started with: the sample lists, and its options."""

from pathlib import Path

from config.settings import Settings
from lists.build import SourceSpec, build
from streams import samples
from streams.broker.embedded import is_embedded

IN_THE_CLEAR = {"PORTCULLIS_SECURITY_PROTOCOL": "plaintext"} | dict.fromkeys(
    (
        f"PORTCULLIS_{name.upper()}"
        for name in Settings.__struct_fields__
        if name.startswith(("sasl_username", "sasl_password", "tls_"))
    ),
    "",
)
"""Environment of a worker on an embedded broker, whatever broker this shell is set up for."""


def sample_snapshot(folder: Path) -> str:
    """Build a snapshot of the sample lists in `folder`; returns its address."""
    source = SourceSpec(kind="ftm", path=samples.list_path())
    build([source], folder / "snapshot", progress=lambda *_: None)
    return f"file://{(folder / 'snapshot').resolve()}"


def worker_options(
    settings: Settings,
    snapshot: str,
    partners: Path,
    folder: Path,
    sources: Path | str | None,
    *,
    unsigned: bool = True,
) -> list[str]:
    """Options of a worker whose secret is in `folder`, delivering as its broker can."""
    delivery = "at-least-once" if is_embedded(settings) else "exactly-once"
    return [
        f"--bootstrap={settings.bootstrap}",
        f"--snapshot={snapshot}",
        f"--partners={partners}",
        f"--delivery={delivery}",
        *(["--allow-unsigned"] if unsigned else []),
        f"--secret-file={folder / 'installation-secret'}",
        *([f"--sources={sources}"] if sources else []),
    ]
