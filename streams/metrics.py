"""Every metric of a worker: its name, kind, labels and meaning, in one place.

Names follow Prometheus' conventions (unit suffixes, `_total` for counters). No label carries
anything of an event's content.
"""

from importlib.metadata import version

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

from streams.events.bad import Reason

_LATENCY_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_BATCH_BUCKETS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000)


class Metrics:
    """One worker's metrics, registered with `registry`."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.registry = registry
        self.events = Counter(
            "portcullis_events_total",
            "Events screened and acknowledged",
            ["publisher", "type"],
            registry=registry,
        )
        self.parties = Counter(
            "portcullis_parties_total",
            "Parties, vessels, aircraft, agents and free texts screened",
            registry=registry,
        )
        self.screenings = Counter(
            "portcullis_screenings_total",
            "Outcomes published to the events' publishers",
            ["publisher", "verdict"],
            registry=registry,
        )
        self.alerts = Counter(
            "portcullis_alerts_total",
            "Alerts published, by the partner that received them",
            ["partner", "verdict"],
            registry=registry,
        )
        self.closed = Counter(
            "portcullis_alerts_closed_total",
            "Ends of alerts published, by the partner that was told and by what ended them",
            ["partner", "trigger"],
            registry=registry,
        )
        self.late = Counter(
            "portcullis_late_events_total",
            "Events that a later one of their reference had superseded before they arrived",
            ["publisher"],
            registry=registry,
        )
        self.alert_states = Gauge(
            "portcullis_alert_state_references",
            "References of which this worker keeps what stands",
            registry=registry,
        )
        self.withheld = Counter(
            "portcullis_withheld_total",
            "Alerts withheld whole from a partner, by reason; partner `unrelated` counts all "
            "that have no agreement",
            ["partner", "reason"],
            registry=registry,
        )
        self.suppressed = Counter(
            "portcullis_suppressed_total",
            "Matches of which no alert was made, since a good-guy record says that they are none",
            ["source"],
            registry=registry,
        )
        self.suppressions = Gauge(
            "portcullis_suppressions",
            "Good-guy records, by state: inForce; ended by time or by an operator; changed, where "
            "the listed entity is another than the one approved, or gone",
            ["state"],
            registry=registry,
        )
        self.left_out = Counter(
            "portcullis_matches_left_out_total",
            "Matches beyond the most that one event may carry",
            registry=registry,
        )
        self.dead_letters = Counter(
            "portcullis_dead_letters_total",
            "Messages that were no event, by reason",
            ["reason"],
            registry=registry,
        )
        for reason in Reason:  # from the start: Prometheus sees no rise in a first value
            self.dead_letters.labels(reason.value)
        self.batch_events = Histogram(
            "portcullis_batch_events",
            "Messages in one batch",
            buckets=_BATCH_BUCKETS,
            registry=registry,
        )
        self.batches_dropped = Counter(
            "portcullis_batches_dropped_total",
            "Batches given up undelivered; they are read again, here or by whoever has them now",
            registry=registry,
        )
        self.stage = Histogram(
            "portcullis_stage_seconds",
            "Time that one batch spent in a stage of the loop",
            ["stage"],
            buckets=_LATENCY_BUCKETS,
            registry=registry,
        )
        self.latency = Histogram(
            "portcullis_event_seconds",
            "From the broker's time stamp of an event to the acknowledgement of its outputs",
            buckets=_LATENCY_BUCKETS,
            registry=registry,
        )
        self.lag = Gauge(
            "portcullis_lag_events",
            "Records of an input partition not yet read",
            ["topic", "partition"],
            registry=registry,
        )
        self.ready = Gauge(
            "portcullis_ready",
            "1 while the worker screens: it has lists and a policy, and its group has taken it in",
            registry=registry,
        )
        self.snapshot_version = Gauge(
            "portcullis_snapshot_version", "Version of the list snapshot in use", registry=registry
        )
        self.snapshot_info = Gauge(
            "portcullis_snapshot_info",
            "1 for the snapshot in use, by the digest of its content",
            ["digest"],
            registry=registry,
        )
        self.policy_info = Gauge(
            "portcullis_policy_info",
            "1 for the policy in use, by its version",
            ["version"],
            registry=registry,
        )
        self.list_entities = Gauge(
            "portcullis_list_entities",
            "Listed entities of a source in the snapshot in use",
            ["source"],
            registry=registry,
        )
        self.list_age = Gauge(
            "portcullis_list_age_seconds",
            "How long ago the publisher confirmed a source's content in the snapshot in use",
            ["source"],
            registry=registry,
        )
        self.list_stale = Gauge(
            "portcullis_list_stale",
            "1 for a source older than its maximum age: alerts on it are marked",
            ["source"],
            registry=registry,
        )
        self.snapshot_expiry = Gauge(
            "portcullis_snapshot_expiry_timestamp_seconds",
            "When the published snapshot in use expires, in seconds since 1970 UTC",
            ["version"],
            registry=registry,
        )
        self.store_up = Gauge(
            "portcullis_store_up",
            "1 while the snapshot store answers; else the lists in use are those that were there",
            registry=registry,
        )
        self.refused = Counter(
            "portcullis_refused_total",
            "New snapshots or policies that were refused, whose last good one stays in use, or "
            "good-guy records (suppressions), which then suppress nothing",
            ["what"],
            registry=registry,
        )
        self.refusing = Gauge(
            "portcullis_refusing",
            "1 while the newest snapshot, policy or file of good-guy records was refused",
            ["what"],
            registry=registry,
        )
        for what in ("snapshot", "policy", "suppressions"):
            self.refused.labels(what)
            self.refusing.labels(what)
        self.build_info = Gauge(
            "portcullis_build_info",
            "1, by the version of the product",
            ["version"],
            registry=registry,
        )
        self.build_info.labels(version("portcullis")).set(1)
        ProcessCollector(registry=registry)
