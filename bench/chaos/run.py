"""The story of a run: a world is made, events flow, faults strike, and all that came is judged."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from bench.chaos.check import check
from bench.chaos.crew import Crew
from bench.chaos.evidence import collect, leaks
from bench.chaos.faults import Done, Stage, strike
from bench.chaos.group import Group
from bench.chaos.report import Report, rows, takeovers, with_work
from bench.chaos.schedule import MEANING, Fault, FaultKind, kinds_for, schedule
from bench.chaos.stream import BURST_SHARE, Publishing, Watching
from bench.chaos.traffic import Message, messages
from bench.chaos.truth import Truth
from bench.chaos.world import PARTNERS, Files
from config.settings import Settings
from matchers.model import Struct
from streams import topics
from streams.broker.provisioning import create_topics
from streams.errors import WorkerFailed
from streams.local.setting_up import worker_options
from tools.kafka.cluster import KafkaCluster

PARTITIONS = 3
_DRAIN_PATIENCE_SECONDS = 90.0


class Plan(Struct):
    """What a run consists of. `seconds` is how long events flow if no fault takes longer.

    Without `kinds` there are faults of all that so many nodes can stand.
    """

    events: int = 20_000
    faults: int = 45
    workers: int = 2
    nodes: int = 3
    seconds: float = 600.0
    seed: int = 1
    kinds: tuple[FaultKind, ...] = ()


def run_chaos(plan: Plan, folder: Path, tell: Callable[[str, int, int], None]) -> Report:
    """Run once; `folder` takes the broker's files, the installation's and the workers' logs.

    `tell` hears of each step, with how many messages are sent and how many there are. Raises
    KafkaMissing where no broker can be run, and what keeps workers from starting at all.
    """
    faults = schedule(plan.seed, plan.faults, plan.events, plan.kinds or kinds_for(plan.nodes))
    traffic = messages(plan.seed, plan.events, faults)
    files = Files(folder / "installation", plan.seed)
    started = time.monotonic()
    with ExitStack() as stack:
        tell("starting a broker and workers", 0, len(traffic))
        cluster = stack.enter_context(KafkaCluster(folder / "kafka", nodes=plan.nodes))
        settings = Settings(
            bootstrap=cluster.bootstrap, partitions=PARTITIONS, replication=plan.nodes
        )
        create_topics(settings, topics.all_topics(PARTNERS))
        outputs = topics.outputs(PARTNERS)
        watching = stack.enter_context(Watching(cluster.bootstrap, outputs))
        with Crew(_options(settings, files), folder / "logs") as crew:
            slots = [f"w{number}" for number in range(1, plan.workers + 1)]
            for slot in slots:
                crew.start(slot)
            if not all(crew.wait_ready(slot) for slot in slots):
                raise WorkerFailed("\n".join(crew.ended[0].last_lines))
            publishing = Publishing(cluster.bootstrap, traffic, plan.seconds)
            stage = Stage(
                crew=crew,
                cluster=cluster,
                files=files,
                group=Group(cluster.bootstrap, settings.group),
                publishing=publishing,
                burst=int(BURST_SHARE * len(traffic) / (plan.faults + 1)),
                session_seconds=settings.session_timeout_ms / 1000,
            )
            with publishing:
                done = _strike_all(stage, faults, traffic, tell)
                publishing.finish()
            if publishing.failures:
                tell(f"not published: {publishing.failures[0]}", publishing.sent, len(traffic))
            tell("waiting for the last outcomes", len(traffic), len(traffic))
            watching.wait_for(len(traffic), _DRAIN_PATIENCE_SECONDS)
            for slot in crew.slots:
                crew.stop(slot)
        tell("reading everything from the beginning", len(traffic), len(traffic))
        evidence = collect(settings, topics.inputs(PARTNERS), outputs)
        arrived = dict(watching.arrived)
    truth = Truth(secret=files.secret.encode(), policies=files.policies, snapshots=files.snapshots)
    findings = check(evidence, traffic, truth)
    kills = [one for one in done if one.fault.kind == "kill"]
    return Report(
        seed=plan.seed,
        events=sum(message.event is not None for message in traffic),
        damaged=sum(message.event is None for message in traffic),
        outputs=len(evidence.outputs),
        seconds=time.monotonic() - started,
        rows=rows(done, findings, evidence.inputs, arrived),
        after_kill=takeovers(kills, evidence.inputs, arrived),
        after_sigterm=takeovers(
            [one for one in done if one.struck and one not in kills], evidence.inputs, arrived
        ),
        kills_with_work=with_work(kills, evidence.inputs, arrived),
        findings=tuple(findings),
        leaks=tuple(leaks(sorted(crew.logs.iterdir()), files.secret, traffic)),
        ended=tuple(crew.ended),
        faults=tuple(done),
    )


def _strike_all(
    stage: Stage,
    faults: list[Fault],
    traffic: list[Message],
    tell: Callable[[str, int, int], None],
) -> list[Done]:
    """Do the faults one after the other, each once its messages were sent."""
    done = []
    slot = len(traffic) // (len(faults) + 1)
    for fault in faults:
        stage.publishing.allow(fault.after + slot)
        stage.publishing.wait_for(fault.after)
        step = f"fault {fault.number} of {len(faults)}: {MEANING[fault.kind]}"
        tell(step, stage.publishing.sent, len(traffic))
        done.append(strike(stage, fault))
    return done


def _options(settings: Settings, files: Files) -> list[str]:
    return worker_options(
        settings,
        f"file://{(files.folder / 'snapshot').resolve()}",
        files.policy,
        files.folder,
        files.sources,
    )
