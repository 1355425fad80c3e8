import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from lists.build import SourceSpec, build
from lists.errors import SnapshotError
from lists.sources import Source
from sharing.policy import Policy, PolicyError
from streams import samples
from streams.active import Watch
from streams.errors import TopicsMissing
from streams.metrics import Metrics


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(samples.policy_folder(), tmp_path / "policy"))


def refusing(metrics: Metrics, what: str) -> bool:
    return metrics.registry.get_sample_value("portcullis_refusing", {"what": what}) == 1


def refused(metrics: Metrics, what: str) -> float:
    return metrics.registry.get_sample_value("portcullis_refused_total", {"what": what}) or 0


def test_takes_up_lists_and_policy(watch_over: Callable[..., Watch], metrics: Metrics) -> None:
    watch = watch_over()
    watch.refresh()
    assert watch.current is not None
    assert len(watch.current.entities) == watch.current.manifest.entities
    assert watch.current.owner_of("demo-southland") == "southland-customs"
    assert watch.current.owner_of("us-ofac-sdn") == "public"
    version = {"version": watch.current.policy.version}
    assert metrics.registry.get_sample_value("portcullis_policy_info", version) == 1


def test_nothing_new_leaves_the_same_value(watch_over: Callable[..., Watch]) -> None:
    watch = watch_over()
    watch.refresh()
    before = watch.current
    watch.refresh()
    assert watch.current is before


def test_an_unsigned_snapshot_is_refused_unless_allowed(
    watch_over: Callable[..., Watch], metrics: Metrics
) -> None:
    watch = watch_over(allow_unsigned=False)
    with pytest.raises(SnapshotError, match="--allow-unsigned"):
        watch.start()
    watch.refresh()
    assert watch.current is None
    assert refused(metrics, "snapshot") >= 1


def test_a_start_with_a_policy_that_cannot_be_used_says_so(
    watch_over: Callable[..., Watch], tmp_path: Path
) -> None:
    with pytest.raises(PolicyError, match="no partner file"):
        watch_over(partners=tmp_path).start()


def test_a_new_snapshot_is_swapped_in_and_a_damaged_one_is_not(
    watch_over: Callable[..., Watch], tmp_path: Path, metrics: Metrics
) -> None:
    lines = samples.list_path().read_text(encoding="utf-8").splitlines()
    source, store = tmp_path / "list.jsonl", tmp_path / "store"

    def publish(count: int) -> Path:
        source.write_text("\n".join(lines[:count]) + "\n", encoding="utf-8")
        made = build([SourceSpec(kind="ftm", path=source)], store, progress=lambda *_: None)
        return store / "versions" / made.content_digest

    publish(10)
    watch = watch_over(store)
    watch.refresh()
    assert watch.current is not None
    assert watch.current.manifest.entities == 10
    publish(20)
    watch.refresh()
    assert watch.current.manifest.entities == 20
    entities = publish(30) / "entities.jsonl"
    content = bytearray(entities.read_bytes())
    content[len(content) // 2] ^= 1
    entities.write_bytes(content)
    watch.refresh()
    assert watch.current.manifest.entities == 20
    assert refused(metrics, "snapshot") == 1


def test_a_partners_list_that_is_nobodys_is_refused_by_name(
    watch_over: Callable[..., Watch], tmp_path: Path, metrics: Metrics
) -> None:
    table, store = tmp_path / "own.csv", tmp_path / "store"
    table.write_text("name\nAnn Lee\n")
    kinds = {"ftm": samples.list_path(), "partner-csv": table}

    def publish(*chosen: str) -> None:
        sources = [SourceSpec(kind=kind, path=kinds[kind]) for kind in chosen]
        build(sources, store, progress=lambda *_: None)

    publish("partner-csv")
    with pytest.raises(SnapshotError, match=r"partner-own: \{owner: YOUR-PARTNER-ID"):
        watch_over(store).start()
    publish("ftm")
    watch = watch_over(store)
    watch.start()
    assert watch.current is not None
    before = watch.current
    publish("ftm", "partner-csv")
    watch.refresh()
    assert watch.current is before
    assert refusing(metrics, "snapshot")
    watch = watch_over(store, sources={"partner-own": Source(owner="southland-customs")})
    watch.start()
    assert watch.current is not None
    assert watch.current.owner_of("partner-own") == "southland-customs"


def test_a_new_agreement_is_obeyed_and_a_broken_one_is_not(
    watch_over: Callable[..., Watch], policy: Path, metrics: Metrics
) -> None:
    watch = watch_over(partners=policy)
    watch.refresh()
    assert watch.current is not None
    before = watch.current.policy
    screener = watch.current.screener
    agreement = next((policy / "agreements").glob("*.yaml"))
    agreement.unlink()
    watch.refresh()
    assert len(watch.current.policy.agreements) == len(before.agreements) - 1
    assert watch.current.screener is screener
    assert watch.current.versions.policy == watch.current.policy.version
    kept = watch.current.policy
    (policy / "agreements" / "broken.yaml").write_text("agreement: {id: [", encoding="utf-8")
    watch.refresh()
    watch.refresh()
    assert watch.current.policy is kept
    assert refused(metrics, "policy") == 1
    assert refusing(metrics, "policy")
    (policy / "agreements" / "broken.yaml").unlink()
    watch.refresh()
    assert not refusing(metrics, "policy")


def test_a_partner_takes_part_once_the_broker_has_its_topics(
    watch_over: Callable[..., Watch], policy: Path, metrics: Metrics
) -> None:
    there = {"nordland-customs", "southland-customs", "eastmark-customs"}

    def admit(new: Policy) -> None:
        if lacking := sorted(new.partners.keys() - there):
            raise TopicsMissing(f"no topics of {lacking}")

    watch = watch_over(partners=policy)
    watch._admit = admit
    watch.start()
    assert watch.current is not None
    (policy / "partners" / "westmark.yaml").write_text("partner: {id: westmark}\n")
    for _ in range(3):  # asked again and again, told once
        watch.refresh()
    assert watch.current.policy.partners.keys() == there
    assert refused(metrics, "policy") == 1
    assert refusing(metrics, "policy")
    (policy / "partners" / "westmark.yaml").unlink()  # back to what is in use
    watch.refresh()
    assert not refusing(metrics, "policy")
    (policy / "partners" / "westmark.yaml").write_text("partner: {id: westmark}\n")
    watch.refresh()
    assert refusing(metrics, "policy")
    there.add("westmark")
    watch.refresh()
    assert watch.current.policy.partners.keys() == there
    assert not refusing(metrics, "policy")


def test_a_start_without_the_topics_of_a_partner_says_so(watch_over: Callable[..., Watch]) -> None:
    def admit(_: Policy) -> None:
        raise TopicsMissing("no topics at all")

    watch = watch_over()
    watch._admit = admit
    with pytest.raises(TopicsMissing):
        watch.start()


def test_without_a_valid_policy_nothing_is_screened(
    watch_over: Callable[..., Watch], tmp_path: Path
) -> None:
    watch = watch_over(partners=tmp_path)
    watch.refresh()
    assert watch.current is None


def test_a_partner_knows_of_public_lists_its_own_and_those_it_has_an_agreement_on(
    watch_over: Callable[..., Watch], policy: Path
) -> None:
    (policy / "agreements" / "southland-to-eastmark.yaml").unlink()
    watch = watch_over(partners=policy)
    watch.refresh()
    assert watch.current is not None
    known = watch.current.known
    assert known["southland-customs"].sources == {"demo-public", "demo-southland"}
    assert known["nordland-customs"].sources == {"demo-public", "demo-southland"}
    assert known["eastmark-customs"].sources == {"demo-public"}
    assert known["eastmark-customs"].others == {"demo-southland"}
    assert b"southland" not in bytes(known["eastmark-customs"].counts)


def test_a_file_that_an_editor_leaves_behind_ends_nothing(
    watch_over: Callable[..., Watch], policy: Path
) -> None:
    watch = watch_over(partners=policy)
    watch.refresh()
    before = watch.current
    (policy / "agreements" / ".#locked.yaml").symlink_to("user@host.1234")
    watch.refresh()
    assert watch.current is not None
    assert before is not None
    assert watch.current.policy.version == before.policy.version


def test_a_damaged_snapshot_that_is_mended_is_taken_up(
    watch_over: Callable[..., Watch], tmp_path: Path, metrics: Metrics
) -> None:
    source = [SourceSpec(kind="ftm", path=samples.list_path())]
    made = build(source, tmp_path, progress=lambda *_: None)
    entities = tmp_path / "versions" / made.content_digest / "entities.jsonl"
    whole = entities.read_bytes()
    entities.write_bytes(whole[:-10])
    watch = watch_over(tmp_path)
    watch.refresh()
    watch.refresh()
    assert watch.current is None
    assert refused(metrics, "snapshot") == 1
    assert refusing(metrics, "snapshot")
    entities.write_bytes(whole)
    watch.refresh()
    assert not refusing(metrics, "snapshot")
    assert watch.current is not None
