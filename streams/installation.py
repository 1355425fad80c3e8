"""What all workers of an installation share: thresholds, owners of lists, and its secret."""

import os
import secrets
from pathlib import Path

import msgspec

from config.files import ConfigError, read_yaml, read_yaml_file
from config.settings import SettingsError
from lists.sources import Source, read_sources
from matchers.decide import Thresholds
from matchers.operating import OperatingPoints
from sharing.ids import MIN_SECRET_BYTES
from streams.logs import get_logger

log = get_logger(__name__)


def read_thresholds(file: str = "") -> Thresholds:
    """The thresholds of a file, of the shipped one if none is named. Raises ConfigError."""
    content = read_yaml_file(Path(file)) if file else read_yaml("thresholds.yaml")
    try:
        return msgspec.convert(content, Thresholds)
    except (msgspec.ValidationError, ValueError) as error:
        raise ConfigError(f"{file or 'thresholds.yaml'}: {error}") from error


def read_operating_points(file: str = "") -> OperatingPoints:
    """What thresholds buy: of a file, of the shipped one if none is named. Raises ConfigError."""
    name = file or "operating_points.yaml"
    try:
        content = read_yaml_file(Path(file)) if file else read_yaml(name)
        return msgspec.convert(content, OperatingPoints)
    except FileNotFoundError as error:
        raise ConfigError(f"{name} is not there; `python -m bench quality` writes it") from error
    except (msgspec.ValidationError, ValueError) as error:
        raise ConfigError(f"{name}: {error}") from error


def described_sources(file: str = "") -> dict[str, Source]:
    """What is known of each list, of a file or the shipped one. Raises ConfigError."""
    return read_sources(Path(file) if file else None)


def installation_secret(path: str) -> bytes:
    """Read the secret from its file, or create both where there is none.

    Raises SettingsError where the file cannot be read or made, or holds too little.
    """
    file = Path(path).expanduser()
    try:
        if not file.exists():
            _create(file)
        secret = file.read_bytes().strip()
    except OSError as error:
        raise SettingsError(
            f"setting secret_file: {file}: {error.strerror}; name a file that holds at least "
            f"{MIN_SECRET_BYTES} random bytes"
        ) from error
    if len(secret) < MIN_SECRET_BYTES:
        raise SettingsError(
            f"setting secret_file: {file} holds {len(secret)} bytes; "
            f"at least {MIN_SECRET_BYTES} are needed"
        )
    return secret


def existing_secret(path: str) -> bytes:
    """Read the secret where there is one; a new one would fit nothing that the workers know.

    Raises SettingsError.
    """
    file = Path(path).expanduser()
    if not file.exists():
        raise SettingsError(
            f"setting secret_file: {file} is not there; good-guy records are made with the "
            "installation secret of the workers, so name its file with --secret-file"
        )
    return installation_secret(path)


def _create(file: Path) -> None:
    """Make the secret all at once, so that of workers that start together only one makes it."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = file.with_name(f".{file.name}.{os.getpid()}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(secrets.token_hex(32))
    try:
        os.link(aside, file)
        log.warning("new installation secret made; give it to all workers", file=str(file))
    except FileExistsError:
        log.info("installation secret made by another worker", file=str(file))
    finally:
        aside.unlink()
