"""What the dashboards show: rows of panels, each a title, queries and a unit.

A new metric gets a line here, or one in `LEFT_OUT` with the reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from tools.dashboards.queries import Query, age, increase, mean, quantile, rate, share, value

Kind = Literal["timeseries", "stat", "table"]

LEFT_OUT: dict[str, str] = {}
"""Metrics that no panel shows, and why."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel. `unit` is Grafana's name of it; `width` of 24 columns."""

    title: str
    queries: Sequence[Query]
    unit: str
    kind: Kind = "timeseries"
    width: int = 8
    stacked: bool = False
    thresholds: Sequence[tuple[float, str]] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """Panels under one heading."""

    title: str
    panels: Sequence[Panel]


@dataclass(frozen=True, slots=True)
class Board:
    """A dashboard. `variables` are labels to choose values of, with the metric that has them."""

    uid: str
    title: str
    description: str
    rows: Sequence[Row]
    variables: Sequence[tuple[str, str]] = field(default=())


_PARTNER = ', partner=~"$partner"'
_LATENCY = "portcullis_event_seconds"
_SLOW = ((0.25, "orange"), (1.0, "red"))

OVERVIEW = Board(
    uid="portcullis-overview",
    title="Portcullis: overview",
    description="Is everything screened, in time, with the lists and the policy of today?",
    rows=(
        Row(
            "Now",
            (
                Panel(
                    "Workers that screen",
                    (value("portcullis_ready", over="sum"),),
                    "short",
                    kind="stat",
                    width=4,
                    thresholds=((0, "red"), (1, "green")),
                ),
                Panel(
                    "Events a second", (rate("portcullis_events_total"),), "ops", "stat", width=4
                ),
                Panel(
                    "Not yet read",
                    (value("portcullis_lag_events", over="sum"),),
                    "short",
                    "stat",
                    4,
                ),
                Panel(
                    "p99 of latency", (quantile(0.99, _LATENCY),), "s", "stat", 4, thresholds=_SLOW
                ),
                Panel(
                    "Share of dead letters",
                    (share("portcullis_dead_letters_total", "portcullis_events_total"),),
                    "percentunit",
                    "stat",
                    4,
                    thresholds=((0.01, "orange"), (0.05, "red")),
                ),
                Panel(
                    "Refused now",
                    (value("portcullis_refusing", "what"),),
                    "short",
                    "stat",
                    4,
                    thresholds=((1, "red"),),
                ),
            ),
        ),
        Row(
            "Events",
            (
                Panel(
                    "Events by publisher and type",
                    (rate("portcullis_events_total", "publisher", "type"),),
                    "ops",
                    stacked=True,
                ),
                Panel(
                    "Latency",
                    tuple(quantile(of, _LATENCY) for of in (0.5, 0.95, 0.99)),
                    "s",
                    note="Objective: p50 50 ms, p99 250 ms at half of full load.",
                ),
                Panel(
                    "Not yet read, by topic",
                    (value("portcullis_lag_events", "topic", over="sum"),),
                    "short",
                ),
                Panel(
                    "Verdicts",
                    (rate("portcullis_screenings_total", "verdict"),),
                    "ops",
                    stacked=True,
                ),
                Panel(
                    "Alerts by partner",
                    (rate("portcullis_alerts_total", "partner"),),
                    "ops",
                    stacked=True,
                ),
                Panel(
                    "Superseded before they arrived",
                    (increase("portcullis_late_events_total", "publisher"),),
                    "short",
                    note="A publisher whose records of one declaration are out of order.",
                ),
                Panel(
                    "Suppressed by good-guy records, by list",
                    (rate("portcullis_suppressed_total", "source"),),
                    "ops",
                    stacked=True,
                    note="Matches that raised no alert; they stand in screenings.",
                ),
                Panel(
                    "Dead letters by reason",
                    (rate("portcullis_dead_letters_total", "reason"),),
                    "ops",
                    stacked=True,
                ),
            ),
        ),
        Row(
            "Lists and policy",
            (
                Panel(
                    "Version of the snapshot, by worker",
                    (value("portcullis_snapshot_version", "instance"),),
                    "none",
                ),
                Panel("Age of lists", (value("portcullis_list_age_seconds", "source"),), "s"),
                Panel(
                    "Lists older than their maximum age",
                    (value("portcullis_list_stale", "source"),),
                    "none",
                    note="1: alerts on the list are marked.",
                ),
                Panel(
                    "Snapshot store answers, by worker",
                    (value("portcullis_store_up", "instance"),),
                    "none",
                ),
                Panel(
                    "The snapshot in use expires",
                    (value("portcullis_snapshot_expiry_timestamp_seconds", "version"),),
                    "dateTimeAsIso",
                    note="One that has expired is taken up by no worker that starts.",
                ),
                Panel(
                    "Refused snapshots and policies",
                    (increase("portcullis_refused_total", "what"),),
                    "short",
                ),
                Panel(
                    "Good-guy records, by state",
                    (value("portcullis_suppressions", "state"),),
                    "short",
                    note="Changed: the listed entity is another than the one approved.",
                ),
                Panel(
                    "Snapshots in use",
                    (value("portcullis_snapshot_info", "digest", over="count", instant=True),),
                    "short",
                    "table",
                    note="More than one line for longer than a minute: workers disagree.",
                ),
                Panel(
                    "Policies in use",
                    (value("portcullis_policy_info", "version", over="count", instant=True),),
                    "short",
                    "table",
                    note="More than one line for longer than a minute: workers disagree.",
                ),
                Panel(
                    "Listed entities",
                    (value("portcullis_list_entities", "source", instant=True),),
                    "short",
                    "table",
                ),
            ),
        ),
        Row(
            "Refresh of the lists",
            (
                Panel(
                    "Sources refused now",
                    (value("portcullis_refresh_refused", "source", "check"),),
                    "short",
                    thresholds=((1, "red"),),
                    note="By the check that refuses; the last good version stays in use.",
                ),
                Panel(
                    "Refusals",
                    (increase("portcullis_refresh_refusals_total", "source", "check"),),
                    "short",
                ),
                Panel(
                    "Since a publisher confirmed what is in use",
                    (age("portcullis_refresh_confirmed_timestamp_seconds", "source"),),
                    "s",
                ),
                Panel(
                    "Entities after the last refresh",
                    (value("portcullis_refresh_entities", "source"),),
                    "short",
                ),
                Panel(
                    "Records that became no entity",
                    (value("portcullis_refresh_unparsed_records", "source"),),
                    "short",
                ),
                Panel(
                    "Refreshes, by how they ended",
                    (increase("portcullis_refresh_runs_total", "result"),),
                    "short",
                ),
                Panel(
                    "Since the last refresh",
                    (age("portcullis_refresh_last_run_timestamp_seconds"),),
                    "s",
                ),
                Panel("Time of a refresh", (value("portcullis_refresh_seconds"),), "s"),
                Panel(
                    "Version published last",
                    (value("portcullis_refresh_published_version"),),
                    "none",
                ),
            ),
        ),
        Row(
            "Past events screened again",
            (
                Panel("Going on", (value("portcullis_rescreen_running"),), "bool_yes_no"),
                Panel(
                    "Waiting for workers", (value("portcullis_rescreen_waiting"),), "bool_yes_no"
                ),
                Panel(
                    "Events read again",
                    (rate("portcullis_rescreen_events_total"),),
                    "short",
                ),
                Panel("Events left", (value("portcullis_rescreen_left_events"),), "short"),
                Panel(
                    "Alerts found, handed to the workers",
                    (increase("portcullis_rescreen_found_total"),),
                    "short",
                    note="Workers tell of what still holds, once.",
                ),
                Panel(
                    "References with delistings, handed to the workers",
                    (increase("portcullis_rescreen_delisted_total"),),
                    "short",
                ),
                Panel(
                    "Time that it has taken so far",
                    (age("portcullis_rescreen_began_timestamp_seconds"),),
                    "s",
                    note="Since 1970 while there is none.",
                ),
                Panel(
                    "Version up to which it was done",
                    (value("portcullis_rescreen_version"),),
                    "none",
                ),
                Panel(
                    "Broken off by a fault",
                    (increase("portcullis_rescreen_failures_total"),),
                    "short",
                ),
            ),
        ),
        Row(
            "Workers",
            (
                Panel(
                    "Screening, by worker", (value("portcullis_ready", "instance"),), "bool_yes_no"
                ),
                Panel(
                    "Time of a batch, by stage (mean)",
                    (mean("portcullis_stage_seconds", "stage"),),
                    "s",
                ),
                Panel(
                    "Messages in a batch",
                    (mean("portcullis_batch_events"), quantile(0.99, "portcullis_batch_events")),
                    "short",
                ),
                Panel("Parties and texts screened", (rate("portcullis_parties_total"),), "ops"),
                Panel(
                    "Batches dropped",
                    (increase("portcullis_batches_dropped_total", "instance"),),
                    "short",
                ),
                Panel(
                    "Matches left out", (increase("portcullis_matches_left_out_total"),), "short"
                ),
                Panel(
                    "Processor cores in use",
                    (rate("process_cpu_seconds_total", "instance"),),
                    "short",
                    note="A worker uses one core at most; near 1 it is at its limit.",
                ),
                Panel(
                    "References with something that stands",
                    (value("portcullis_alert_state_references", "instance"),),
                    "short",
                    note="What later events could amend; it is kept in memory.",
                ),
                Panel("Memory", (value("process_resident_memory_bytes", "instance"),), "bytes"),
                Panel("Open files", (value("process_open_fds", "instance"),), "short"),
                Panel("Time since start", (age("process_start_time_seconds", "instance"),), "s"),
                Panel(
                    "Versions of the product",
                    (value("portcullis_build_info", "version", over="count", instant=True),),
                    "short",
                    "table",
                ),
            ),
        ),
    ),
)

SHARING = Board(
    uid="portcullis-sharing",
    title="Portcullis: sharing",
    description="What each partner is told, and what is withheld from it and why. No content.",
    variables=(("partner", "portcullis_withheld_total"),),
    rows=(
        Row(
            "Told",
            (
                Panel(
                    "Alerts to a partner, by verdict",
                    (rate("portcullis_alerts_total", "partner", "verdict", where=_PARTNER),),
                    "ops",
                    width=12,
                    stacked=True,
                ),
                Panel(
                    "Ends of alerts told to a partner, by what ended them",
                    (rate("portcullis_alerts_closed_total", "partner", "trigger", where=_PARTNER),),
                    "ops",
                    width=12,
                    stacked=True,
                ),
                Panel(
                    "Screenings of a publisher, by verdict",
                    (rate("portcullis_screenings_total", "publisher", "verdict"),),
                    "ops",
                    width=12,
                    stacked=True,
                ),
            ),
        ),
        Row(
            "Withheld",
            (
                Panel(
                    "Withheld, by reason",
                    (rate("portcullis_withheld_total", "reason", where=_PARTNER),),
                    "ops",
                    width=12,
                    stacked=True,
                ),
                Panel(
                    "Withheld from a partner, by reason",
                    (rate("portcullis_withheld_total", "partner", "reason", where=_PARTNER),),
                    "ops",
                    width=12,
                    stacked=True,
                    note="Partner `unrelated` stands for all that have no agreement.",
                ),
            ),
        ),
    ),
)

BOARDS = (OVERVIEW, SHARING)
