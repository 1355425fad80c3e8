"""Which faults happen and when: the same seed gives the same schedule."""

import random
from collections.abc import Sequence
from typing import Literal, get_args

from matchers.model import Struct

FaultKind = Literal["kill", "freeze", "leave", "join", "broker", "swap", "policy", "damage"]
KINDS: tuple[FaultKind, ...] = get_args(FaultKind)

MEANING: dict[FaultKind, str] = {
    "kill": "kill -9 of a worker that has work in hand, started again at once or later",
    "freeze": "SIGSTOP of a worker past its session time-out, then SIGCONT",
    "leave": "SIGTERM of a worker, started again later",
    "join": "one more worker joins, and leaves again",
    "broker": "kill -9 of a broker, started again",
    "swap": "another snapshot of the lists becomes current",
    "policy": "an agreement begins or ends, and a partner's file is written anew",
    "damage": "damaged messages among good ones",
}


class Fault(Struct):
    """One fault, done once `after` messages were published.

    `victim` chooses whom it strikes, and `pause`, from 0 to 1, how long its steps are apart; both
    are read by what does the fault.
    """

    number: int
    kind: FaultKind
    after: int
    victim: int
    pause: float


def kinds_for(nodes: int) -> tuple[FaultKind, ...]:
    """The kinds of faults that a cluster of so many brokers has to stand.

    A lone broker that comes back leaves transactions open for ever (see docs/chaos.md).
    """
    return tuple(kind for kind in KINDS if kind != "broker" or nodes > 1)


def schedule(
    seed: int, faults: int, messages: int, kinds: Sequence[FaultKind] = KINDS
) -> list[Fault]:
    """`faults` faults spread evenly over the messages; every kind as often as any other, or nearly.

    Raises ValueError where there are not ten messages to a fault: it would strike an idle worker.
    """
    if messages < 10 * (faults + 1):
        raise ValueError(f"{faults} faults need at least {10 * (faults + 1)} events")
    rng = random.Random(f"schedule {seed}")
    order: list[FaultKind] = []
    while len(order) < faults:
        order += rng.sample(kinds, min(len(kinds), faults - len(order)))
    rng.shuffle(order)
    return [
        Fault(
            number=number,
            kind=kind,
            after=number * messages // (faults + 1),
            victim=rng.randrange(1_000),
            pause=rng.random(),
        )
        for number, kind in enumerate(order, start=1)
    ]
