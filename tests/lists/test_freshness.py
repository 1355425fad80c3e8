from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from config.files import ConfigError
from lists.freshness import ages, has_expired, stale
from lists.snapshots.snapshot import Manifest, Provenance, SourceRow
from lists.sources import duration

NOW = datetime(2026, 3, 10, tzinfo=UTC)
MAX_AGE = {"": timedelta(days=3), "quick": timedelta(hours=6)}


def row(source: str) -> SourceRow:
    return SourceRow(
        loader="ftm",
        id=source,
        entities=1,
        names=1,
        weak_aliases=0,
        identifiers=0,
        invalid_identifiers=0,
        birth_dates=0,
        unparsed=0,
    )


def fetched(source: str, ago: timedelta) -> Provenance:
    return Provenance(
        id=source, urls=(), fetched_at=(NOW - ago).isoformat(), digest="0" * 64, parser="1"
    )


@pytest.fixture
def manifest() -> Manifest:
    """Created ten days ago; of `quick` and `slow` it is known when they were fetched."""
    return Manifest(
        version=1,
        content_digest="0" * 64,
        created=(NOW - timedelta(days=10)).isoformat(),
        entities=3,
        names=3,
        sources=(row("quick"), row("slow"), row("untold")),
        inputs=(),
        files={},
        expires=(NOW + timedelta(days=1)).isoformat(),
        provenance=(fetched("quick", timedelta(hours=7)), fetched("slow", timedelta(hours=7))),
    )


def test_a_list_is_as_old_as_its_publishers_last_word(manifest: Manifest) -> None:
    assert ages(manifest, NOW) == {
        "quick": timedelta(hours=7),
        "slow": timedelta(hours=7),
        "untold": timedelta(days=10),
    }


def test_each_list_has_a_maximum_age_of_its_own(manifest: Manifest) -> None:
    assert stale(manifest, MAX_AGE, NOW) == {"quick", "untold"}
    assert stale(manifest, MAX_AGE, NOW - timedelta(hours=1)) == {"untold"}
    assert stale(manifest, {"": timedelta(days=11)}, NOW) == set()


def test_of_an_expired_snapshot_every_list_is_too_old(manifest: Manifest) -> None:
    late = NOW + timedelta(days=1)
    assert not has_expired(manifest, NOW)
    assert has_expired(manifest, late)
    assert stale(manifest, {"": timedelta(days=99)}, late) == {"quick", "slow", "untold"}
    local = msgspec.structs.replace(manifest, expires=None)
    assert not has_expired(local, late)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("90s", timedelta(seconds=90)),
        ("30m", timedelta(minutes=30)),
        ("6h", timedelta(hours=6)),
        ("3d", timedelta(days=3)),
    ],
)
def test_durations(text: str, meant: timedelta) -> None:
    assert duration(text) == meant


@pytest.mark.parametrize("text", ["", "3", "d", "3 d", "-3d", "3w", "٣d", "3d\n", "999999d"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="is no duration; write 90s"):
        duration(text)
