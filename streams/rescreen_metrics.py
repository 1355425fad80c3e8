"""Every metric of `rescreen --watch`, in one place; those of workers are in `metrics`."""

from prometheus_client import CollectorRegistry, Counter, Gauge

from streams.rescreen.running import Progress


class RescreenMetrics:
    """How past events are screened again, registered with `registry`."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.registry = registry
        self.events = Counter(
            "portcullis_rescreen_events_total", "Past events read again", registry=registry
        )
        self.found = Counter(
            "portcullis_rescreen_found_total",
            "Alerts that past events call for under newer lists, handed to the workers",
            registry=registry,
        )
        self.delisted = Counter(
            "portcullis_rescreen_delisted_total",
            "References with alerts to be closed for a delisting, handed to the workers",
            registry=registry,
        )
        self.left = Gauge(
            "portcullis_rescreen_left_events",
            "Past events that the rescreening at hand has still to read; 0 while there is none",
            registry=registry,
        )
        self.running = Gauge(
            "portcullis_rescreen_running",
            "1 while past events are screened again",
            registry=registry,
        )
        self.waiting = Gauge(
            "portcullis_rescreen_waiting",
            "1 while a rescreening waits for workers that are behind",
            registry=registry,
        )
        self.began = Gauge(
            "portcullis_rescreen_began_timestamp_seconds",
            "When the rescreening at hand began; 0 while there is none",
            registry=registry,
        )
        self.version = Gauge(
            "portcullis_rescreen_version",
            "Version of the lists by which past events were last screened again",
            registry=registry,
        )
        self.failures = Counter(
            "portcullis_rescreen_failures_total",
            "Rescreenings that were broken off by a fault; each is taken up again",
            registry=registry,
        )
        self._read = self._found = 0

    def start(self, began_ms: int, read: int, found: int) -> None:
        """A job is taken up, which had read and found so much before."""
        self._read, self._found = read, found
        self.running.set(1)
        self.began.set(began_ms / 1000)

    def note(self, progress: Progress) -> None:
        """Take up how far a job has come."""
        job = progress.job
        self.events.inc(job.read - self._read)
        self.found.inc(job.found - self._found)
        self._read, self._found = job.read, job.found
        self.left.set(job.left)
        self.waiting.set(progress.waiting)
        if job.is_done:
            self.delisted.inc(job.delisted)

    def end(self, version: int | None) -> None:
        """No job is at hand any more; one was done for lists of this version, if it was."""
        for gauge in (self.running, self.waiting, self.began, self.left):
            gauge.set(0)
        if version is not None:
            self.version.set(version)
