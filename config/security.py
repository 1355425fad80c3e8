"""What must hold of the settings that secure connections, and the files that they name."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from config.secret import SecretFileError, read_secret
from config.settings import Settings, SettingsError

HELD_IN = {
    "sasl_password": "sasl_password_file",
    "tls_key_password": "tls_key_password_file",
    "redis_password": "redis_password_file",
}
"""Secrets, and the settings that name their files."""


def with_secrets(settings: Settings) -> Settings:
    """The settings with the secrets that their files hold; raises SettingsError."""
    held = {}
    for secret, file_setting in HELD_IN.items():
        path = getattr(settings, file_setting)
        if not path:
            continue
        if getattr(settings, secret):
            raise SettingsError(
                f"settings {secret} and {file_setting} are both given; keep one of them"
            )
        try:
            held[secret] = read_secret(path)
        except SecretFileError as error:
            raise SettingsError(f"setting {file_setting}: {error}") from error
    return msgspec.structs.replace(settings, **held)


def check_security(settings: Settings) -> None:
    """Raise SettingsError for what is missing or contradicts itself, naming the way out."""
    for name, problem in _problems(settings):
        raise SettingsError(f"setting {name}: {problem}")
    _check_files(settings)


def _problems(settings: Settings) -> Iterator[tuple[str, str]]:
    """What is wrong, each with the setting to look at."""
    protocol = settings.security_protocol
    yield from _login_problems(settings)
    for name in ("tls_ca_file", "tls_certificate_file", "tls_key_file", "tls_key_password"):
        if getattr(settings, name) and not protocol.endswith("ssl"):
            yield name, f"given, but {protocol} encrypts nothing; choose sasl_ssl, or ssl"
    if settings.tls_key_file and not settings.tls_certificate_file:
        yield "tls_certificate_file", "there is a tls_key_file; name its certificate too"
    if settings.tls_certificate_file and not settings.tls_key_file:
        yield "tls_key_file", "there is a tls_certificate_file; name its key too"
    if settings.tls_key_password and not settings.tls_key_file:
        yield "tls_key_password", "given, but there is no tls_key_file that it could open; name it"
    yield from _redis_problems(settings)


def _redis_problems(settings: Settings) -> Iterator[tuple[str, str]]:
    if settings.redis_username and not settings.redis_password:
        way_out = "name a file that holds it, or set PORTCULLIS_REDIS_PASSWORD"
        yield "redis_password_file", f"redis_username needs its password; {way_out}"
    if settings.redis_key_file and not settings.redis_certificate_file:
        yield "redis_certificate_file", "there is a redis_key_file; name its certificate too"
    if settings.redis_certificate_file and not settings.redis_key_file:
        yield "redis_key_file", "there is a redis_certificate_file; name its key too"


def _login_problems(settings: Settings) -> Iterator[tuple[str, str]]:
    protocol = settings.security_protocol
    if protocol.startswith("sasl_"):
        if not settings.sasl_username:
            yield "sasl_username", f"{protocol} needs a login; name it"
        if not settings.sasl_password:
            way_out = "name a file that holds it, or set PORTCULLIS_SASL_PASSWORD"
            yield "sasl_password_file", f"{protocol} needs the password of the login; {way_out}"
        return
    for name in ("sasl_username", "sasl_password"):
        if getattr(settings, name):
            yield name, f"given, but {protocol} has no login; choose sasl_ssl, or sasl_plaintext"


def _check_files(settings: Settings) -> None:
    """The files that the client library reads by itself, of whose absence it says little."""
    for name in (
        *("tls_ca_file", "tls_certificate_file"),
        *("redis_ca_file", "redis_certificate_file"),
    ):
        if path := getattr(settings, name):
            try:
                empty = not Path(path).read_bytes().strip()
            except OSError as error:
                raise SettingsError(f"setting {name}: {path}: {error.strerror}") from error
            if empty:
                raise SettingsError(f"setting {name}: {path} is empty; name a PEM file")
    for name in ("tls_key_file", "redis_key_file"):
        if path := getattr(settings, name):
            try:
                read_secret(path)
            except SecretFileError as error:
                raise SettingsError(f"setting {name}: {error}") from error
