"""Certificates of a test's own authority, made with the `openssl` command."""

import shutil
import subprocess
from pathlib import Path

from tools.kafka.jars import KafkaMissing

_DAYS = "2"


class Authority:
    """An authority in `folder`, whose certificates are believed by whoever is given `ca`."""

    def __init__(self, folder: Path, name: str = "authority") -> None:
        if shutil.which("openssl") is None:
            raise KafkaMissing(
                "there is no `openssl` here, which makes certificates; on Debian or Ubuntu: "
                "apt-get install openssl"
            )
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self.ca = folder / f"{name}.pem"
        self._key = folder / f"{name}.key"
        self._request(name, self.ca, self._key)

    def issue(self, name: str, *more: str) -> tuple[Path, Path]:
        """A certificate for `CN=name`, and its key; `more` are extensions of openssl's."""
        certificate, key = self._folder / f"{name}.pem", self._folder / f"{name}.key"
        extensions = [word for extension in more for word in ("-addext", extension)]
        signed = ["-CA", str(self.ca), "-CAkey", str(self._key), *extensions]
        self._request(name, certificate, key, *signed)
        return certificate, key

    def encrypted(self, key: Path, password_file: Path) -> Path:
        """The same key, to be opened with the password that a file holds."""
        sealed = key.with_suffix(".sealed.key")
        secret = f"file:{password_file}"
        _openssl("pkcs8", "-topk8", "-in", key, "-out", sealed, "-passout", secret)
        sealed.chmod(0o600)
        return sealed

    def _request(self, name: str, certificate: Path, key: Path, *more: str) -> None:
        curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
        names = ("-subj", f"/CN={name}", "-days", _DAYS, "-keyout", key, "-out", certificate)
        _openssl("req", "-x509", *curve, *names, *more)
        key.chmod(0o600)


def _openssl(*arguments: str | Path) -> None:
    done = subprocess.run(  # noqa: S603 - openssl, with arguments of ours
        ["openssl", *map(str, arguments)],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"openssl {arguments[0]} failed: {done.stderr}")
