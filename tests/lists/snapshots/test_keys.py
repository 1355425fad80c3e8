import stat
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from lists.errors import KeyFileError
from lists.snapshots.keys import (
    create_key,
    key_id,
    next_file,
    public_file,
    read_private_key,
    read_public_keys,
    take_next,
    trust,
    trust_no_longer,
)

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def private(tmp_path: Path) -> Path:
    file = tmp_path / "keys" / "signing-key.pem"
    create_key(file, "lists-2026", NOW)
    return file


def test_a_key_is_made_for_its_owner_alone(private: Path) -> None:
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    (read,) = read_public_keys(public_file(private)).values()
    assert (read.name, read.created) == ("lists-2026", "2026-03-01T00:00:00+00:00")
    assert read.id == key_id(read_private_key(private).public_key())
    assert "PRIVATE" not in public_file(private).read_text()


def test_no_key_is_overwritten(private: Path) -> None:
    before = private.read_bytes()
    with pytest.raises(KeyFileError, match="is there already, and is left as it is"):
        create_key(private, "other", NOW)
    assert private.read_bytes() == before
    private.unlink()
    with pytest.raises(KeyFileError, match=r"signing-key\.pem\.pub is there already"):
        create_key(private, "other", NOW)
    assert not private.exists()


@pytest.mark.parametrize("name", ["", "../x", "a b", "x" * 65, "-x", "n\nid: 0"])
def test_a_name_is_plain(tmp_path: Path, name: str) -> None:
    with pytest.raises(KeyFileError, match="is no name of a key"):
        create_key(tmp_path / "key.pem", name, NOW)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o601])
def test_a_private_key_that_others_may_touch_is_refused(private: Path, mode: int) -> None:
    private.chmod(mode)
    with pytest.raises(KeyFileError, match=r"others may read .*; `chmod 600"):
        read_private_key(private)


def pem(key: Ed25519PrivateKey | X25519PrivateKey, how: KeySerializationEncryption) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, how)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff",
        b"-----BEGIN PRIVATE KEY-----\nQUJD\n-----END PRIVATE KEY-----\n",
        pem(Ed25519PrivateKey.generate(), BestAvailableEncryption(b"x")),
        pem(X25519PrivateKey.generate(), NoEncryption()),
    ],
    ids=["empty", "bytes", "damaged", "with a password", "of another kind"],
)
def test_a_private_key_that_is_none_is_refused_and_not_quoted(
    private: Path, content: bytes
) -> None:
    private.write_bytes(content)
    with pytest.raises(KeyFileError) as refusal:
        read_private_key(private)
    assert str(private) in str(refusal.value)
    for line in content.splitlines():
        assert not line.strip() or line.decode("utf-8", "replace") not in str(refusal.value)


def test_an_absent_private_key_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="`portcullis lists keys create` makes one"):
        read_private_key(tmp_path / "none.pem")


def test_keys_are_trusted_from_a_folder_and_from_one_file(private: Path, tmp_path: Path) -> None:
    create_key(next_file(private), "lists-2027", NOW)
    both = tmp_path / "both"
    both.write_bytes(
        public_file(private).read_bytes() + b"\n" + public_file(next_file(private)).read_bytes()
    )
    assert [key.name for key in read_public_keys(both).values()] == ["lists-2026", "lists-2027"]
    for key in read_public_keys(both).values():
        trust(key, tmp_path / "trusted")
    assert read_public_keys(tmp_path / "trusted").keys() == read_public_keys(both).keys()
    assert read_public_keys(tmp_path / "nothing") == {}


def test_a_bare_public_key_is_named_after_its_file(tmp_path: Path) -> None:
    public = Ed25519PrivateKey.generate().public_key()
    content = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (tmp_path / "openssl.pub").write_bytes(content)
    (read,) = read_public_keys(tmp_path).values()
    assert (read.name, read.id) == ("openssl", key_id(public))


@pytest.mark.parametrize(
    ("change", "match"),
    [
        (lambda _: "", "holds no whole public key"),
        (lambda text: text[:-20], "holds no whole public key"),
        (lambda text: text + "-----BEGIN PUBLIC KEY-----", "holds no whole public key"),
        (lambda text: text.replace("\nMC", "\nMD"), "no public key in PEM form"),
        (lambda text: text.replace("id: ", "id: 00"), "says that its key is '00"),
        (lambda text: text.replace("name: lists", "name: [red]"), "is no name of a key"),
        (lambda text: text.replace("PUBLIC", "PRIVATE"), "holds no whole public key"),
    ],
)
def test_a_damaged_public_key_is_refused(
    private: Path, change: Callable[[str], str], match: str
) -> None:
    file = public_file(private)
    file.write_text(change(file.read_text()))
    with pytest.raises(KeyFileError, match=match):
        read_public_keys(file)


def test_a_public_key_of_another_kind_is_refused(tmp_path: Path) -> None:
    public = X25519PrivateKey.generate().public_key()
    content = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (tmp_path / "x.pub").write_bytes(content)
    with pytest.raises(KeyFileError, match="of another kind than Ed25519"):
        read_public_keys(tmp_path)


def test_the_next_key_takes_the_place_of_the_present_one(private: Path) -> None:
    made = create_key(next_file(private), "lists-2027", NOW)
    assert take_next(private).id == made.id
    assert key_id(read_private_key(private).public_key()) == made.id
    assert sorted(path.name for path in private.parent.iterdir()) == [
        "signing-key.pem",
        "signing-key.pem.pub",
    ]
    with pytest.raises(KeyFileError, match="there is no signing key"):
        take_next(private)


def test_a_rotation_that_was_cut_off_goes_on(private: Path) -> None:
    made = create_key(next_file(private), "lists-2027", NOW)
    public_file(next_file(private)).replace(public_file(private))
    assert take_next(private).id == made.id


def test_a_key_is_trusted_no_longer(private: Path, tmp_path: Path) -> None:
    trusted = tmp_path / "trusted"
    following = create_key(next_file(private), "lists-2027", NOW)
    for file in (private, next_file(private)):
        for key in read_public_keys(public_file(file)).values():
            trust(key, trusted)
    trust_no_longer(following.id[:16], trusted, dry_run=True)
    assert following.id in read_public_keys(trusted)
    assert [key.name for key in trust_no_longer(following.id[:16], trusted)] == ["lists-2027"]
    assert following.id not in read_public_keys(trusted)
    with pytest.raises(KeyFileError, match="0 trusted keys have an id that begins with"):
        trust_no_longer(following.id, trusted)


def test_of_several_keys_in_one_file_none_is_taken_out(private: Path, tmp_path: Path) -> None:
    create_key(next_file(private), "lists-2027", NOW)
    together = tmp_path / "trusted" / "both.pub"
    together.parent.mkdir()
    together.write_bytes(
        public_file(private).read_bytes() + public_file(next_file(private)).read_bytes()
    )
    beginning = next(iter(read_public_keys(together)))
    with pytest.raises(KeyFileError, match="take it out by hand"):
        trust_no_longer(beginning, together.parent)
    with pytest.raises(KeyFileError, match="append the public key's file to it"):
        trust(read_public_keys(together)[beginning], together)
