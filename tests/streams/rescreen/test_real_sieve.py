"""A part of real lists finds what the whole finds of labelled cases."""

import os
import random
from pathlib import Path

import pytest

from bench.cases import read_cases, read_universe
from matchers.decide import Threshold, Thresholds
from matchers.index import Index
from matchers.scorecard import log_odds, score
from matchers.screener import Screener
from streams.rescreen.sieve import MARGIN

DATA = Path(os.environ.get("PORTCULLIS_REALDATA", "../shared/data"))
UNIVERSE, EVAL = DATA / "universe.ftm.jsonl.gz", DATA / "eval"
THRESHOLDS = Thresholds(default=Threshold(review=0.5, hold=0.9))
CASES = 400
DELTA = 300

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(
        not (UNIVERSE.exists() and EVAL.exists()), reason=f"no real lists: {UNIVERSE} is absent"
    ),
]


def test_whatever_the_whole_finds_passes() -> None:
    rng = random.Random(7)
    cases = read_cases(EVAL, "dev_positives")
    parties = [case.party_with_facts for case in rng.sample(cases, CASES)]
    index = Index.build(list(read_universe(UNIVERSE)))
    answers = Screener(index, THRESHOLDS).screen(parties, limit=100)
    found = [{match.entity_id for match in answer.matches} for answer in answers]
    every = sorted(set().union(*found))
    wanted = set(rng.sample(every, min(DELTA, len(every))))
    part = Screener(
        index.part([entity for entity in index.entities if entity.id in wanted]), THRESHOLDS
    )
    least = score(log_odds(THRESHOLDS.least_review) - MARGIN)
    passed = [bool(each.matches) for each in part.screen(parties, min_score=least, limit=1)]
    needed = [bool(each & wanted) for each in found]
    assert sum(needed) > CASES / 10
    assert not [number for number in range(CASES) if needed[number] and not passed[number]]
    assert sum(passed) <= sum(needed) + CASES / 10
