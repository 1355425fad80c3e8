"""Signing keys: one private key where lists are published, public ones wherever they are used.

A private key is a PEM file (PKCS #8) that its owner alone may read. A public key is a PEM file with
lines before it that say whose it is:

    name: lists-2026
    id: 5f0e...       SHA-256 of its DER form: openssl pkey -pubin -outform DER | sha256sum
    created: 2026-01-01T00:00:00+00:00
    -----BEGIN PUBLIC KEY-----

What is trusted is such a file, one with several of them after each other, or a folder of them.
"""

import hashlib
import os
import re
import stat
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from lists.errors import KeyFileError

SUFFIX = ".pub"
_MAX_BYTES = 1024 * 1024
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_END = "-----END PUBLIC KEY-----"
_BEGIN = "-----BEGIN PUBLIC KEY-----"
_LINE = re.compile(r"^(name|id|created): ?(.{0,200}?)\r?$", re.MULTILINE)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class PublicKey:
    """A key that signatures are checked with, what it is called, and when it was made."""

    __slots__ = ("created", "ed25519", "id", "name")

    def __init__(self, ed25519: Ed25519PublicKey, name: str, created: str) -> None:
        self.ed25519 = ed25519
        self.id = key_id(ed25519)
        self.name = name
        self.created = created

    def text(self) -> str:
        """The public key's file."""
        pem = self.ed25519.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
        return f"name: {self.name}\nid: {self.id}\ncreated: {self.created}\n{pem}"


def key_id(key: Ed25519PublicKey) -> str:
    """The SHA-256 of the key in DER form, in hexadecimal."""
    form = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(form).hexdigest()


def create_key(file: Path, name: str, now: datetime) -> PublicKey:
    """Make a private key in `file`, and its public key beside it, in `file` + `.pub`.

    Raises KeyFileError where either is there already, the name is none, or nothing can be written.
    """
    if not _NAME.fullmatch(name):
        raise KeyFileError(f"{name!r} is no name of a key: letters, digits, `.`, `_`, `-`; 64 most")
    private = Ed25519PrivateKey.generate()
    made = PublicKey(private.public_key(), name, now.isoformat(timespec="seconds"))
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        for taken in (file, public_file(file)):
            if taken.exists():
                raise KeyFileError(f"{taken} is there already, and is left as it is")
        _write_new(file, pem, 0o600)
        _write_new(public_file(file), made.text().encode(), 0o644)
    except FileExistsError as error:
        raise KeyFileError(f"{error.filename} is there already, and is left as it is") from None
    except OSError as error:
        raise KeyFileError(f"{error.filename}: {error.strerror}") from error
    return made


def public_file(private: Path) -> Path:
    """Where the public key of a private key's file lies."""
    return private.with_name(private.name + SUFFIX)


def read_private_key(file: Path) -> Ed25519PrivateKey:
    """The private key in `file`; raises KeyFileError, which never quotes the file."""
    try:
        with file.open("rb") as stream:
            if os.fstat(stream.fileno()).st_mode & _OTHERS:
                raise KeyFileError(f"others may read {file}; `chmod 600 {file}`")
            content = stream.read(_MAX_BYTES)
    except FileNotFoundError:
        raise KeyFileError(
            f"there is no signing key {file}; `portcullis lists keys create` makes one"
        ) from None
    except OSError as error:
        raise KeyFileError(f"{file}: {error.strerror}") from error
    try:
        key = load_pem_private_key(content, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise KeyFileError(f"{file} is no private key in PEM form without a password") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyFileError(f"{file} is a key of another kind than Ed25519")
    return key


def read_public_keys(place: Path) -> dict[str, PublicKey]:
    """The public keys in a file, or in the files `*.pub` of a folder, by their ids.

    Empty where there is nothing. Raises KeyFileError.
    """
    try:
        files = sorted(place.glob(f"*{SUFFIX}")) if place.is_dir() else [place]
        return {key.id: key for file in files for key in _keys_in(file)}
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise KeyFileError(f"{error.filename}: {error.strerror}") from error


def _keys_in(file: Path) -> list[PublicKey]:
    with file.open("rb") as stream:
        text = stream.read(_MAX_BYTES).decode("utf-8", "replace")
    *blocks, rest = text.split(_END)
    if not blocks or _BEGIN in rest:
        raise KeyFileError(f"{file} holds no whole public key; copy the file again")
    return [_read_block(file, block) for block in blocks]


def _read_block(file: Path, block: str) -> PublicKey:
    told, _, body = block.rpartition(_BEGIN)
    try:
        key = load_pem_public_key(f"{_BEGIN}{body}{_END}\n".encode())
    except (ValueError, UnsupportedAlgorithm):
        raise KeyFileError(f"{file} is damaged: no public key in PEM form") from None
    if not isinstance(key, Ed25519PublicKey):
        raise KeyFileError(f"{file} is a key of another kind than Ed25519")
    stated = dict(_LINE.findall(told))
    name = stated.get("name", file.stem)
    if not _NAME.fullmatch(name):
        raise KeyFileError(f"{file} names its key {name[:64]!r}, which is no name of a key")
    read = PublicKey(key, name, stated.get("created", ""))
    if stated.get("id", read.id) != read.id:
        raise KeyFileError(f"{file} says that its key is {stated['id'][:64]!r}; it is {read.id}")
    return read


def _write_new(file: Path, content: bytes, mode: int) -> None:
    """Write a file that must not be there yet, and have it on the disk."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def next_file(private: Path) -> Path:
    """Where the key lies that is to follow a private key."""
    return private.with_name(private.name + ".next")


def take_next(private: Path) -> PublicKey:
    """Put the next key in the place of a private key, which is gone then; returns it.

    Done again after a fault it goes on where it stopped. Raises KeyFileError.
    """
    following = next_file(private)
    try:
        read_private_key(following)
        if public_file(following).exists():
            public_file(following).replace(public_file(private))
        following.replace(private)
    except OSError as error:
        raise KeyFileError(f"{error.filename}: {error.strerror}") from error
    return next(iter(read_public_keys(public_file(private)).values()))


def trust(key: PublicKey, folder: Path) -> None:
    """Add a key to a folder of trusted ones; raises KeyFileError."""
    if folder.is_file():
        raise KeyFileError(f"{folder} is one file; append the public key's file to it")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        aside = folder / f".{key.id}.new"
        aside.write_text(key.text(), encoding="ascii")
        aside.replace(folder / f"{key.id[:16]}{SUFFIX}")
    except OSError as error:
        raise KeyFileError(f"{error.filename}: {error.strerror}") from error


def trust_no_longer(beginning: str, folder: Path, *, dry_run: bool = False) -> list[PublicKey]:
    """Remove the key whose id begins so from a folder of trusted ones; returns what went.

    Raises KeyFileError where none does, where several do, or where the key lies in a file with
    others.
    """
    found = [key for key in read_public_keys(folder).values() if key.id.startswith(beginning)]
    if len(found) != 1:
        raise KeyFileError(
            f"{len(found)} trusted keys have an id that begins with {beginning[:64]!r}; "
            "`portcullis lists keys list` shows them"
        )
    files = [file for file in folder.glob(f"*{SUFFIX}") if found[0].id in read_public_keys(file)]
    if any(len(read_public_keys(file)) > 1 for file in files) or not files:
        raise KeyFileError(f"{folder}: the key lies in a file with others; take it out by hand")
    for file in files:
        if not dry_run:
            file.unlink()
    return found
