"""How each kind of fault is done to the installation under test."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

from bench.chaos.crew import Crew
from bench.chaos.group import Group, Reassigned
from bench.chaos.schedule import Fault, FaultKind
from bench.chaos.stream import Publishing
from bench.chaos.world import Files
from matchers.model import Struct

TAKEOVER_PATIENCE_SECONDS = 60.0
_SETTLE_SECONDS = 30.0
_MID_BATCH_SECONDS = 0.2
_SOON_SECONDS = 1.0
_BROKER_DOWN_SECONDS = 4.0
_BEYOND_SESSION_SECONDS = 3.0
_EXTRA = "extra"


class Brokers(Protocol):
    """What faults need of a cluster."""

    nodes: list[int]

    def kill(self, node: int) -> None:
        """End a node as kill -9 does."""

    def start(self, node: int) -> None:
        """Start a node again, with what it had stored."""

    def wait_ready(self) -> None:
        """Return once all nodes answer."""


class Done(Struct):
    """A fault that was done: from when to when (ms since 1970), and to whom.

    `struck` is when a worker went away, and `reassigned` when others held its partitions, for the
    kinds that take one away.
    """

    fault: Fault
    began: int
    ended: int
    to: str
    struck: int = 0
    reassigned: Reassigned | None = None


class _Effect(Struct):
    to: str
    struck: int = 0
    reassigned: Reassigned | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything that a fault can be done to. `burst` messages are sent at once as it strikes."""

    crew: Crew
    cluster: Brokers
    files: Files
    group: Group
    publishing: Publishing
    burst: int
    session_seconds: float


def strike(stage: Stage, fault: Fault) -> Done:
    """Do a fault, and what undoes it; returns when both are done, though not all is well again."""
    began = _now()
    effect = _ACTIONS[fault.kind](stage, fault)
    return Done(
        fault=fault,
        began=began,
        ended=_now(),
        to=effect.to,
        struck=effect.struck,
        reassigned=effect.reassigned,
    )


def _kill(stage: Stage, fault: Fault) -> _Effect:
    """In mid-batch. Every other one is started again at once, so that it meets its own ghost."""
    slot = _victim(stage, fault)
    before = _settled(stage)
    _give_work(stage, fault)
    stage.crew.kill(slot)
    struck = _now()
    if fault.number % 2:
        time.sleep(_SOON_SECONDS)
        stage.crew.start(slot)
    reassigned = stage.group.departed(before, TAKEOVER_PATIENCE_SECONDS)
    if not fault.number % 2:
        stage.crew.start(slot)
    stage.crew.wait_ready(slot)
    return _Effect(to=slot, struck=struck, reassigned=reassigned)


def _freeze(stage: Stage, fault: Fault) -> _Effect:
    slot = _victim(stage, fault)
    _settled(stage)
    _give_work(stage, fault)
    stage.crew.freeze(slot)
    time.sleep(stage.session_seconds + _BEYOND_SESSION_SECONDS)
    stage.crew.thaw(slot)
    stage.publishing.burst(stage.burst // 2)  # events for it to double, if it would
    return _Effect(to=slot)


def _leave(stage: Stage, fault: Fault) -> _Effect:
    slot = _victim(stage, fault)
    effect = _stop(stage, fault, slot)
    stage.crew.start(slot)
    stage.crew.wait_ready(slot)
    return effect


def _join(stage: Stage, fault: Fault) -> _Effect:
    stage.crew.start(_EXTRA)
    stage.crew.wait_ready(_EXTRA)
    return _stop(stage, fault, _EXTRA)


def _stop(stage: Stage, fault: Fault, slot: str) -> _Effect:
    before = _settled(stage)
    _give_work(stage, fault)
    struck = _now()
    with ThreadPoolExecutor(1) as aside:  # others may hold its partitions before it has ended
        reassigned = aside.submit(stage.group.departed, before, TAKEOVER_PATIENCE_SECONDS)
        stage.crew.stop(slot)
        return _Effect(to=slot, struck=struck, reassigned=reassigned.result())


def _broker(stage: Stage, fault: Fault) -> _Effect:
    node = stage.cluster.nodes[fault.victim % len(stage.cluster.nodes)]
    _give_work(stage, fault)
    stage.cluster.kill(node)
    time.sleep(_BROKER_DOWN_SECONDS * fault.pause)
    stage.cluster.start(node)
    stage.cluster.wait_ready()
    return _Effect(to=f"node {node}")


def _swap(stage: Stage, fault: Fault) -> _Effect:
    _give_work(stage, fault)
    stage.files.change_lists()
    return _Effect(to="lists")


def _policy(stage: Stage, fault: Fault) -> _Effect:
    _give_work(stage, fault)
    stage.files.change_policy()
    return _Effect(to="policy")


def _damage(stage: Stage, _fault: Fault) -> _Effect:
    stage.publishing.burst(stage.burst)
    return _Effect(to="messages")


_ACTIONS: dict[FaultKind, Callable[[Stage, Fault], _Effect]] = {
    "kill": _kill,
    "freeze": _freeze,
    "leave": _leave,
    "join": _join,
    "broker": _broker,
    "swap": _swap,
    "policy": _policy,
    "damage": _damage,
}


def _victim(stage: Stage, fault: Fault) -> str:
    slots = stage.crew.slots
    return slots[fault.victim % len(slots)]


def _settled(stage: Stage) -> dict[str, frozenset[tuple[str, int]]]:
    """The group with all workers in it, so that the fault strikes one that has work to lose."""
    slots = stage.crew.slots
    for slot in slots:
        stage.crew.wait_ready(slot)
    return stage.group.settled(len(slots), _SETTLE_SECONDS)


def _give_work(stage: Stage, fault: Fault) -> None:
    """Send a burst and return in the middle of its screening."""
    stage.publishing.burst(stage.burst)
    time.sleep(_MID_BATCH_SECONDS * fault.pause)


def _now() -> int:
    return int(time.time() * 1000)
