"""A short run of the chaos benchmark: one fault of every kind that takes something away."""

from pathlib import Path

import pytest

from bench.chaos.run import Plan, run_chaos
from bench.chaos.schedule import FaultKind
from tests.services import missing
from tools.kafka.jars import KafkaMissing

KINDS: tuple[FaultKind, ...] = ("kill", "freeze", "leave", "broker", "swap", "policy", "damage")


@pytest.mark.timeout(400)  # a dozen processes start one after the other, some of them twice
def test_nothing_is_lost_doubled_or_misled_whatever_is_taken_away(tmp_path: Path) -> None:
    plan = Plan(events=350, faults=len(KINDS), seconds=20, seed=4, kinds=KINDS)
    try:
        report = run_chaos(plan, tmp_path, lambda *_: None)
    except KafkaMissing as error:
        missing(error)
    assert report.findings == ()
    assert report.leaks == ()
    assert {done.fault.kind for done in report.faults} == set(KINDS)
    assert report.damaged > 0
    assert report.outputs > report.events
