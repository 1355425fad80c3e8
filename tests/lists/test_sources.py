from pathlib import Path

import pytest

from config.files import ConfigError
from lists.loaders import LOADERS
from lists.sources import Source, ownerless, ownerless_message, read_sources


def test_every_loader_with_a_source_of_its_own_is_described() -> None:
    sources = read_sources()
    assert sources.keys() == {
        *("au-dfat", "ca-sema", "ch-seco", "eu-fsf", "eu-oj", "gb-fcdo"),
        *("un-sc", "us-csl", "us-ofac-cons", "us-ofac-sdn"),
    }
    for source in sources.values():
        assert source.loader in ("", *LOADERS)
        assert bool(source.loader) == bool(source.files)
        assert all((source.name, source.publisher, source.licence))
        assert source.address.startswith("https://")
        assert source.owner == "public"


def test_a_file_of_the_operators(tmp_path: Path) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text("own-list: {name: Own list, owner: north}\nother: {}\n")
    assert read_sources(path) == {
        "own-list": Source(name="Own list", owner="north"),
        "other": Source(),
    }


@pytest.mark.parametrize(
    "content", ["- a", "own-list: {ownr: north}", "own-list: {owner: 1}", "own-list:", "", "{"]
)
def test_a_bad_file_is_refused_by_name(tmp_path: Path, content: str) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text(content)
    with pytest.raises(ConfigError, match=r"sources\.yaml: "):
        read_sources(path)


def test_only_partners_own_lists_without_a_block_are_nobodys() -> None:
    rows = [("partner-csv", "b"), ("partner-csv", "a"), ("partner-csv", "known"), ("ftm", "c")]
    found = ownerless(rows, {"known"})
    assert found == ["a", "b"]
    assert ownerless([("ftm", "partner-c"), ("ftm", "partner-d")], {"partner-d"}) == ["partner-c"]
    assert ownerless_message(found).endswith(
        "--sources FILE:\na: {owner: YOUR-PARTNER-ID}\nb: {owner: YOUR-PARTNER-ID}"
    )
