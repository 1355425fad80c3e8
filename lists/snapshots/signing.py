"""Signatures of manifests: Ed25519 over their exact bytes (RFC 8032).

What is signed begins with `CONTEXT`, so that a signature of a manifest is none of anything else
that the same key may ever sign.
"""

import binascii
from collections.abc import Mapping
from typing import Annotated

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import Meta

from lists.errors import SnapshotError
from lists.snapshots.keys import PublicKey, key_id
from matchers.model import Struct

CONTEXT = b"portcullis snapshot manifest v1\x00"
MAX_MANIFEST_BYTES = 64 * 1024 * 1024
"""More is never read: it is looked at before it is known whose it is."""

MAX_SIGNATURE_BYTES = 1024


class Signature(Struct, frozen=True):
    """A signature in base64, and the id of the key that made it."""

    key: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
    signature: Annotated[str, Meta(max_length=128)]


class SignedManifest(Struct, frozen=True):
    """A manifest as it lies in a store: its bytes, and those of its signature."""

    manifest: bytes
    signature: bytes


def sign(manifest: bytes, key: Ed25519PrivateKey) -> SignedManifest:
    """The manifest with the signature of `key`."""
    made = binascii.b2a_base64(key.sign(CONTEXT + manifest), newline=False).decode()
    signature = Signature(key=key_id(key.public_key()), signature=made)
    return SignedManifest(
        manifest=manifest, signature=msgspec.json.encode(signature, order="deterministic") + b"\n"
    )


def verify(signed: SignedManifest, trusted: Mapping[str, PublicKey]) -> PublicKey:
    """Whose signature it is, of the keys `trusted` by their ids; SnapshotError where of none."""
    try:
        signature = msgspec.json.decode(signed.signature, type=Signature)
        made = binascii.a2b_base64(signature.signature, strict_mode=True)
    except (msgspec.MsgspecError, UnicodeDecodeError, binascii.Error) as error:
        raise SnapshotError(f"the signature is none ({error}); publish the lists again") from error
    key = trusted.get(signature.key)
    if key is None:
        known = ", ".join(f"{each.name} ({each.id[:16]})" for each in trusted.values())
        raise SnapshotError(
            f"signed by the key {signature.key[:16]}, which is not trusted here; trusted are "
            f"{known or 'none'}. If that key is yours: portcullis lists keys trust"
        )
    try:
        key.ed25519.verify(made, CONTEXT + signed.manifest)
    except InvalidSignature:
        raise SnapshotError(
            f"the signature is not that of the key {key.name} ({key.id[:16]}) over this manifest: "
            "one of them was changed"
        ) from None
    return key
