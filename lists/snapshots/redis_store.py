"""A store in Redis (`redis://HOST:PORT/DB`, over TLS `rediss://`), for workers of many hosts.

    portcullis:lists:current                  the pointer; set last
    portcullis:lists:versions                 hash: version -> content digest
    portcullis:lists:manifest:VERSION         and signature:VERSION
    portcullis:lists:contents                 hash: content digest -> sizes of its files
    portcullis:lists:blob:DIGEST:NAME:PART    a part of a file
    portcullis:lists:lock                     who publishes now, until it expires

Contents are stored once, however often they are published. A string of Redis ends at 512 MiB, so
files are in parts. Whoever publishes has a lock that expires by itself; each writing transaction
looks whether it is still held, so that a publisher that lost it writes nothing more.
"""

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from operator import methodcaller
from pathlib import Path
from typing import Final

import msgspec
import redis
from redis.client import Pipeline

from config.settings import Settings
from lists.errors import Conflict, SnapshotError, StoreUnreachable
from lists.snapshots.keeping import kept
from lists.snapshots.pointer import MAX_POINTER_BYTES, Pointer
from lists.snapshots.redis_connection import connect, told
from lists.snapshots.signing import MAX_MANIFEST_BYTES, MAX_SIGNATURE_BYTES, SignedManifest
from lists.snapshots.snapshot import Manifest

PREFIX: Final = "portcullis:lists:"
PART_BYTES: Final = 4 * 1024 * 1024
LOCK_MS: Final = 60_000

_CURRENT, _VERSIONS, _CONTENTS, _LOCK = (
    PREFIX + name for name in ("current", "versions", "contents", "lock")
)


class RedisStore:
    """See `lists.snapshots.store.SnapshotStore`."""

    def __init__(self, url: str, settings: Settings) -> None:
        self.address = url
        self._client = connect(url, settings)

    def current(self) -> Pointer | None:
        """See SnapshotStore."""
        content = self._get(_CURRENT, MAX_POINTER_BYTES)
        if content is None:
            return None
        try:
            return msgspec.json.decode(content, type=Pointer)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise SnapshotError(
                f"{self._place(_CURRENT)}: no snapshot pointer ({error})"
            ) from error

    def published(self) -> Sequence[Pointer]:
        """See SnapshotStore."""
        try:
            versions = [
                msgspec.convert({"version": int(version), "contentDigest": digest}, type=Pointer)
                for version, digest in self.table(_VERSIONS).items()
            ]
        except (ValueError, msgspec.ValidationError) as error:
            raise SnapshotError(
                f"{self._place(_VERSIONS)}: no table of versions ({error})"
            ) from None
        return sorted(versions, key=lambda pointer: pointer.version)

    def signed(self, pointer: Pointer) -> SignedManifest:
        """See SnapshotStore."""
        parts = {}
        for what, most in (("manifest", MAX_MANIFEST_BYTES), ("signature", MAX_SIGNATURE_BYTES)):
            key = _of_version(what, pointer.version)
            content = self._get(key, most)
            if content is None:
                raise SnapshotError(f"{self._place(key)} is not there; publish the lists again")
            parts[what] = content
        return SignedManifest(**parts)

    def read(self, pointer: Pointer, name: str) -> Iterator[bytes]:
        """See SnapshotStore."""
        part = 0
        while content := self._get(_blob(pointer.content_digest, name, part), PART_BYTES):
            yield content
            part += 1

    @contextmanager
    def publishing(self) -> Iterator["RedisPublication"]:
        """See SnapshotStore."""
        token = secrets.token_hex(16).encode()
        with told(self.address):
            if not self._client.set(_LOCK, token, nx=True, px=LOCK_MS):
                raise Conflict(
                    f"{self.address}: somebody else publishes there now; if that one was killed, "
                    f"its lock expires within {LOCK_MS // 1000} s"
                )
        publication = RedisPublication(self, self._client, token)
        try:
            yield publication
        finally:
            publication.release()

    def table(self, key: str) -> dict[str, str]:
        """A hash as text; what is no text becomes none that anything refers to."""
        with told(self.address):
            found = self._client.hgetall(key)
        return {_text(name): _text(value) for name, value in found.items()}

    def _get(self, key: str, most: int) -> bytes | None:
        """The string at a key, None where there is none; SnapshotError for a longer one."""
        with told(self.address):
            content = self._client.getrange(key, 0, most)
        if not isinstance(content, bytes):
            raise AssertionError("answers are not decoded")  # noqa: TRY004 - a fault of ours
        if len(content) > most:
            raise SnapshotError(f"{self._place(key)}: more than {most} bytes, so not what it was")
        return content or None

    def _place(self, key: str) -> str:
        return f"{self.address} {key}"


class RedisPublication:
    """See `lists.snapshots.store.Publication`."""

    def __init__(self, store: RedisStore, client: redis.Redis, token: bytes) -> None:
        self._store = store
        self._client = client
        self._token = token
        self._address = store.address

    def put(self, folder: Path, manifest: Manifest, signed: SignedManifest) -> None:
        """See Publication."""
        pointer = manifest.pointer
        sizes = {name: (folder / name).stat().st_size for name in manifest.files}
        listed = msgspec.json.encode(sizes)
        self._write(lambda pipe: pipe.hset(_CONTENTS, pointer.content_digest, listed))
        for name in manifest.files:
            self._put_file(folder / name, pointer.content_digest, name)

        def make_current(pipe: Pipeline) -> None:
            pipe.set(_of_version("manifest", pointer.version), signed.manifest)
            pipe.set(_of_version("signature", pointer.version), signed.signature)
            pipe.hset(_VERSIONS, str(pointer.version), pointer.content_digest)
            pipe.set(_CURRENT, msgspec.json.encode(pointer))

        self._write(make_current)
        self._forget_oldest()

    def _put_file(self, path: Path, digest: str, name: str) -> None:
        """Store a file in parts; what is there already, whole, stays."""
        with path.open("rb") as file:
            for number, part in enumerate(iter(lambda: file.read(PART_BYTES), b"")):
                key = _blob(digest, name, number)
                with told(self._address):
                    there = self._client.get(key)
                if there != part:
                    self._write(methodcaller("set", key, part))

    def _forget_oldest(self) -> None:
        """Forget versions that are not kept, and contents that none of those kept has."""
        versions = self._store.published()
        keeps = kept(versions)
        gone = [each.version for each in versions if each.version not in keeps]
        used = {each.content_digest for each in versions if each.version in keeps}
        contents = self._store.table(_CONTENTS)

        def forget_versions(pipe: Pipeline) -> None:
            for version in gone:
                pipe.hdel(_VERSIONS, str(version))
                pipe.delete(_of_version("manifest", version), _of_version("signature", version))

        if gone:
            self._write(forget_versions)
        for digest, listed in contents.items():
            if digest not in used:
                self._forget_content(digest, _sizes(listed))

    def _forget_content(self, digest: str, sizes: Mapping[str, int]) -> None:
        keys = [
            _blob(digest, name, number)
            for name, size in sizes.items()
            for number in range(-(-size // PART_BYTES))
        ]

        def forget(pipe: Pipeline) -> None:
            if keys:
                pipe.delete(*keys)
            pipe.hdel(_CONTENTS, digest)

        self._write(forget)

    def _write(self, write: Callable[[Pipeline], object]) -> None:
        """Write in one transaction, and hold the lock longer; Conflict where it is not ours."""
        with told(self._address), self._client.pipeline(transaction=True) as pipe:
            try:
                self._hold(pipe)
                write(pipe)
                pipe.pexpire(_LOCK, LOCK_MS)
                pipe.execute()
            except redis.WatchError:
                raise self._lost() from None

    def _hold(self, pipe: Pipeline) -> None:
        pipe.watch(_LOCK)  # type: ignore[no-untyped-call]
        if pipe.get(_LOCK) != self._token:
            raise self._lost()
        pipe.multi()

    def _lost(self) -> Conflict:
        return Conflict(
            f"{self._address}: somebody else publishes there now, since this took too long; "
            "nothing of it is current; publish again"
        )

    def release(self) -> None:
        """Let others publish. Where that cannot be said any more the lock expires by itself."""
        try:
            with told(self._address), self._client.pipeline(transaction=True) as pipe:
                self._hold(pipe)
                pipe.delete(_LOCK)
                pipe.execute()
        except (StoreUnreachable, Conflict, redis.WatchError):
            return


def _of_version(what: str, version: int) -> str:
    return f"{PREFIX}{what}:{version}"


def _blob(digest: str, name: str, part: int) -> str:
    return f"{PREFIX}blob:{digest}:{name}:{part}"


def _sizes(listed: str) -> dict[str, int]:
    """The sizes of the files of a content; of what no publisher wrote there are no parts."""
    try:
        return msgspec.json.decode(listed, type=dict[str, int])
    except msgspec.MsgspecError:
        return {}


def _text(answer: bytes | str) -> str:
    return answer if isinstance(answer, str) else answer.decode(errors="replace")
