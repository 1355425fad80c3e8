import pytest

from lists.loaders import LOADERS
from tests import fuzz
from tests.lists.seeds import SEEDS


def test_every_kind_has_a_seed() -> None:
    assert SEEDS.keys() == LOADERS.keys()


@pytest.mark.parametrize("kind", SEEDS)
def test_a_seed_is_a_list_with_records(kind: str) -> None:
    for seed in fuzz.seeds(kind):
        assert fuzz.one_input(kind, seed) > 1


@pytest.mark.parametrize("kind", SEEDS)
def test_damage_is_refused_and_nothing_else(kind: str) -> None:
    for seed in fuzz.seeds(kind):
        assert fuzz.one_input(kind, seed[: len(seed) // 2]) >= 0
    assert fuzz.one_input(kind, b"") == 0


def test_a_kind_without_a_seed_is_refused_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        fuzz.main(["no-such-kind"])
    assert "no seed in tests/lists/seeds for no-such-kind" in capsys.readouterr().err
