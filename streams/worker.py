"""A worker: Faust gives the life cycle, timers and web endpoints; the loop runs in its thread."""

import asyncio
import logging
import socket
import tempfile
import threading
from collections.abc import Callable
from typing import Any

import faust
from confluent_kafka.admin import AdminClient
from faust.app.base import BootStrategy
from mode import Service
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    disable_created_metrics,
    generate_latest,
)

from config.settings import Settings, SettingsError
from sharing.policy import Policy
from streams.active import Watch, snapshot_name
from streams.broker.connecting import connection, reach
from streams.broker.needed import require_topics
from streams.broker.transport import KafkaTransport
from streams.installation import described_sources, installation_secret, read_thresholds
from streams.logs import get_logger, librdkafka_log
from streams.loop import BadShare, ScreeningLoop
from streams.metrics import Metrics
from streams.process import end_if_stuck, spare_the_collector

log = get_logger(__name__)

_READY_POLL_SECONDS = 0.05
_UNREACHABLE = 4
"""Exit status of a worker whose broker does not answer, as in `streams.cli.common`."""


class _WithoutFaustsOwnClients(BootStrategy):
    """Start no consumer or producer of Faust's own.

    An app without agents has nothing to subscribe to, and the screening loop brings its own
    clients (see docs/decisions/0001).
    """

    enable_kafka = False


class _App(faust.App):
    BootStrategy = _WithoutFaustsOwnClients
    logger = logging.getLogger("mode.app")  # else it would speak under this module's name


class LoopService(Service):
    """Runs the screening loop in a thread, and ends the worker with what ended the loop."""

    logger = logging.getLogger("mode.screening")

    def __init__(self, loop: ScreeningLoop, **kwargs: Any) -> None:  # noqa: ANN401 - mode's own
        self._screening = loop
        self._thread = threading.Thread(target=self._run, name="screening", daemon=True)
        super().__init__(**kwargs)

    async def on_start(self) -> None:
        """Start the thread."""
        self._events = asyncio.get_running_loop()
        self._thread.start()

    async def on_stop(self) -> None:
        """Drain: the batch in hand is finished and acknowledged before the worker ends."""
        self._screening.stop()
        await asyncio.to_thread(self._thread.join)

    def _run(self) -> None:
        try:
            self._screening.run()
        except BaseException as error:  # noqa: BLE001 - whatever it is, it ends the worker
            asyncio.run_coroutine_threadsafe(self.crash(error), self._events)


def run_worker(settings: Settings) -> None:
    """Run a worker until a signal ends it, draining what it has in hand.

    Raises the fault that ended the loop, or what kept the worker from starting.
    """
    # They double the series and tell nothing that is asked for.
    disable_created_metrics()  # type: ignore[no-untyped-call]
    _require_port(settings)
    metrics = Metrics(CollectorRegistry())
    reach(settings)
    asker = AdminClient(connection(settings), logger=librdkafka_log)
    watch = open_watch(settings, metrics, lambda policy: require_topics(asker, policy.partners))
    watch.start()
    spare_the_collector()
    loop = ScreeningLoop(
        lambda: KafkaTransport(settings),
        lambda: watch.current,
        metrics,
        batch_events=settings.batch_events,
        bad_share=BadShare(settings.max_bad_share, settings.bad_window),
    )
    threading.Thread(
        target=end_if_stuck,
        args=(lambda: loop.calling_since, 2 * settings.broker_patience_seconds, _UNREACHABLE),
        name="watchdog",
        daemon=True,
    ).start()
    metrics.ready.set_function(lambda: float(_missing(watch, loop) is None))
    with tempfile.TemporaryDirectory(prefix="portcullis-") as folder:
        app = _app(settings, folder)
        _add_pages(app, watch, loop, metrics)
        _add_timers(app, settings, watch, loop)
        _execute(faust.Worker(app, LoopService(loop), override_logging=False, quiet=True))
    log.info("ended", reason="told to stop", status=0)


def _require_port(settings: Settings) -> None:
    """Raise SettingsError where the web endpoints could not listen: Faust would end in silence."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.web_bind, settings.web_port))
        except OSError as error:
            place = f"{settings.web_bind}:{settings.web_port}"
            raise SettingsError(
                f"setting web_port: {place}: {error.strerror}; give another with --web-port"
            ) from error


def open_watch(
    settings: Settings, metrics: Metrics, admit: Callable[[Policy], None] = lambda _: None
) -> Watch:
    """The watch over lists and policy that the settings name; `admit` as `Watch` takes it."""
    return Watch(
        settings,
        thresholds=read_thresholds(settings.thresholds),
        sources=described_sources(settings.sources),
        secret=installation_secret(settings.secret_file),
        metrics=metrics,
        admit=admit,
    )


def _app(settings: Settings, folder: str) -> faust.App:
    return _App(
        f"{settings.group}-control",
        broker=f"kafka://{settings.bootstrap.replace(',', ';')}",
        datadir=folder,
        web_bind=settings.web_bind,
        web_host=settings.web_bind,
        web_port=settings.web_port,
        # Faust's own pages show tables and routes to anyone who asks.
        web_router_enabled=False,
        web_tables_enabled=False,
        web_graph_enabled=False,
        web_stats_enabled=False,
    )


def _add_pages(app: faust.App, watch: Watch, loop: ScreeningLoop, metrics: Metrics) -> None:
    @app.page("/healthz")
    async def healthz(view: Any, _request: Any) -> Any:  # noqa: ANN401 - Faust ships no types
        return view.json({"status": "alive"})

    @app.page("/readyz")
    async def readyz(view: Any, _request: Any) -> Any:  # noqa: ANN401
        active, missing = watch.current, _missing(watch, loop)
        return view.json(
            {
                "ready": missing is None,
                "waitingFor": missing,
                "snapshot": snapshot_name(active.manifest) if active else None,
                "policy": active.policy.version if active else None,
                "storeTrouble": watch.lists.store_trouble or None,
                "staleLists": sorted(active.stale) if active else [],
            },
            status=200 if missing is None else 503,
        )

    @app.page("/metrics")
    async def prometheus(view: Any, _request: Any) -> Any:  # noqa: ANN401
        return view.bytes(
            generate_latest(metrics.registry), headers={"Content-Type": CONTENT_TYPE_LATEST}
        )


def _missing(watch: Watch, loop: ScreeningLoop) -> str | None:
    """What the worker still waits for before it screens; None once it does."""
    if watch.current is None:
        return "a sound snapshot"
    return None if loop.consuming.is_set() else "the consumer group"


def _add_timers(app: faust.App, settings: Settings, watch: Watch, loop: ScreeningLoop) -> None:
    @app.timer(settings.poll_seconds)
    async def look_for_policy() -> None:
        await asyncio.to_thread(watch.refresh_policy)

    @app.task
    async def look_for_lists() -> None:
        # No timer: it would complain of every swap that takes longer than its interval.
        while not app.should_stop:
            await asyncio.to_thread(watch.refresh_lists)
            await app.sleep(settings.poll_seconds)

    @app.task
    async def say_when_ready() -> None:
        # Waiting in a thread for the loop's thread would keep a worker that failed from ending.
        while not loop.consuming.is_set():  # noqa: ASYNC110 - set by another thread
            await asyncio.sleep(_READY_POLL_SECONDS)
        active = watch.current
        if active is not None:
            log.info(
                "ready",
                snapshot=snapshot_name(active.manifest),
                partners=len(active.policy.partners),
                delivery=settings.delivery,
                slot=settings.transactional_id,
                web=f"http://{settings.web_bind}:{settings.web_port}",
            )


def _execute(worker: faust.Worker) -> None:
    worker.spinner = None
    try:
        worker.execute_from_commandline()
    except SystemExit:
        if worker.crash_reason is not None:
            raise worker.crash_reason from None
