import msgspec
import numpy as np
import pytest

from bench import fit
from bench.cases import Case, Query, read_cases
from matchers.features import NAME_FEATURES
from matchers.index import Index
from matchers.model import Kind, ListedEntity
from matchers.scorecard import Scorecard, scorecard


def case(
    qid: str, name: str, *expect: str, of: str = "crosslist_hard_alias", tags: str = ""
) -> Case:
    return Case(
        qid=qid,
        query=Query(name=name, kind=Kind.PERSON),
        expect=expect,
        tags=tuple(tags.split()),
        set=of,
    )


def test_absent_cases_are_named(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("cases")
    with pytest.raises(Exception, match=r"no labelled cases in .*dev_positives.*see --cases"):
        read_cases(folder, "dev_positives")


def test_the_fit_is_monotone_deterministic_and_ranks() -> None:
    listed = [
        msgspec.convert(
            {"id": name, "source": "t", "kind": "person", "names": [{"value": name}]}, ListedEntity
        )
        for name in ("Zarathul Dragunov", "Arkady Pavlovich", "Khalid Faruqi", "Heron Tempest")
    ]
    index = Index.build(listed)
    positives = [
        case("1", "Zarathul Dragunoff", "Zarathul Dragunov"),
        case("2", "Arkadi Pavlovich", "Arkady Pavlovich"),
        case("3", "Khaled Faruki", "Khalid Faruqi"),
    ]
    negatives = [
        case(str(n), f"{name} Petrenko") for n, name in enumerate(["Heron", "Khalid"] * 60)
    ]
    one, two = (
        fit.fitted(index, scorecard(), positives, negatives, lambda _done: None) for _ in range(2)
    )
    assert one == two
    for name, line in one.names.items():
        steps = np.diff([points for _, points in line])
        assert (steps <= 0).all() if name in fit.FALLING else (steps >= 0).all()
    assert any(points for line in one.names.values() for _, points in line)


def test_a_scorecard_is_written_as_it_is_read() -> None:
    assert msgspec.yaml.decode(fit.as_yaml(scorecard()), type=Scorecard) == scorecard()
    assert tuple(scorecard().names) == tuple(NAME_FEATURES)
