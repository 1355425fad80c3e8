"""The settings of one process: frozen and typed."""

import socket
from typing import Annotated, Any, Literal, get_type_hints

import msgspec
from msgspec import Meta

from config.secret import Secret

Delivery = Literal["exactly-once", "at-least-once"]
LogLevel = Literal["debug", "info", "warning", "error"]
SecurityProtocol = Literal["plaintext", "ssl", "sasl_plaintext", "sasl_ssl"]
SaslMechanism = Literal["SCRAM-SHA-512", "SCRAM-SHA-256"]
LogFormat = Literal["auto", "json", "console"]

_PRINCIPAL = r"^User:[^\x00-\x1f*]{1,200}$"


class SettingsError(ValueError):
    """A setting that cannot be used; the message names it, its origin and what it accepts."""


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything a worker or a command can be told. Descriptions are the documentation."""

    bootstrap: Annotated[
        str,
        Meta(
            pattern=r"^[^\s,:]+:\d+(,[^\s,:]+:\d+)*$",
            description="Kafka brokers, HOST:PORT[,HOST:PORT...]",
        ),
    ] = "localhost:9092"
    security_protocol: Annotated[
        SecurityProtocol,
        Meta(
            description="How to speak to the brokers: in the clear or over TLS (ssl), with a login "
            "(sasl_...) or without"
        ),
    ] = "plaintext"
    sasl_mechanism: Annotated[
        SaslMechanism, Meta(description="How the login proves its password")
    ] = "SCRAM-SHA-512"
    sasl_username: Annotated[str, Meta(description="Login at the brokers, with sasl_...")] = ""
    sasl_password: Annotated[
        Secret,
        Meta(description="Its password; only from the environment, a settings file is no place"),
    ] = Secret()
    sasl_password_file: Annotated[
        str, Meta(description="File with its password, readable by its owner only")
    ] = ""
    tls_ca_file: Annotated[
        str,
        Meta(
            description="Certificates (PEM) of the authorities that the brokers' certificates are "
            "believed from; empty for those of the system"
        ),
    ] = ""
    tls_certificate_file: Annotated[
        str, Meta(description="This client's certificate (PEM), for mutual TLS")
    ] = ""
    tls_key_file: Annotated[
        str, Meta(description="The key (PEM) of that certificate, readable by its owner only")
    ] = ""
    tls_key_password: Annotated[
        Secret, Meta(description="Password of that key; only from the environment")
    ] = Secret()
    tls_key_password_file: Annotated[
        str, Meta(description="File with the password of that key, readable by its owner only")
    ] = ""
    snapshot: Annotated[
        str,
        Meta(
            description="Where list snapshots come from: file://DIR, redis://HOST:PORT/DB, or over "
            "TLS rediss://HOST:PORT/DB"
        ),
    ] = "file://snapshot"
    redis_username: Annotated[str, Meta(description="Login at Redis; empty for its default")] = ""
    redis_password: Annotated[
        Secret, Meta(description="Its password; only from the environment")
    ] = Secret()
    redis_password_file: Annotated[
        str, Meta(description="File with its password, readable by its owner only")
    ] = ""
    redis_ca_file: Annotated[
        str,
        Meta(
            description="Certificates (PEM) of the authorities that Redis' certificate is believed "
            "from, with rediss://; empty for those of the system"
        ),
    ] = ""
    redis_certificate_file: Annotated[
        str, Meta(description="This client's certificate (PEM) at Redis, for mutual TLS")
    ] = ""
    redis_key_file: Annotated[
        str, Meta(description="The key (PEM) of that certificate, readable by its owner only")
    ] = ""
    trusted_keys: Annotated[
        str,
        Meta(
            description="Public keys whose signatures of snapshots are trusted: a file, or a "
            "folder with files *.pub; `lists keys trust` adds one"
        ),
    ] = "~/.local/state/portcullis/trusted-keys"
    signing_key: Annotated[
        str,
        Meta(
            description="File of the private key that signs snapshots, only where they are "
            "published; `lists keys create` makes it"
        ),
    ] = "~/.local/state/portcullis/signing-key.pem"
    snapshot_cache: Annotated[
        str,
        Meta(
            description="Folder that keeps fetched snapshots and the highest version ever used, so "
            "that no older one is; shared by the workers of a host, lasting over restarts"
        ),
    ] = "~/.local/state/portcullis/snapshots"
    refresh_state: Annotated[
        str,
        Meta(
            description="Folder in which `lists refresh` keeps the last good version of each list"
        ),
    ] = "~/.local/state/portcullis/refresh"
    partners: Annotated[
        str, Meta(description="Folder that holds partners/*.yaml and agreements/*.yaml")
    ] = "partners"
    delivery: Annotated[
        Delivery,
        Meta(
            description="exactly-once: one transaction a batch (a real Kafka); at-least-once: "
            "outputs flushed before offsets are committed (the embedded broker)"
        ),
    ] = "exactly-once"
    allow_unsigned: Annotated[
        bool, Meta(description="Accept a local, unsigned snapshot built with `lists build`")
    ] = False
    thresholds: Annotated[
        str, Meta(description="Thresholds file; empty for the one shipped with the product")
    ] = ""
    sources: Annotated[
        str, Meta(description="Sources file; empty for the one shipped with the product")
    ] = ""
    group: Annotated[str, Meta(description="Consumer group that the workers share")] = "portcullis"
    slot: Annotated[
        str,
        Meta(
            description="Name of this worker's place, the same after a restart and unique among "
            "workers: its transactional id; empty for <host>-<web_port>"
        ),
    ] = ""
    web_bind: Annotated[
        str, Meta(description="Address of /healthz, /readyz and /metrics; they have no login")
    ] = "127.0.0.1"
    web_port: Annotated[int, Meta(ge=1, le=65535, description="Port of the web endpoints")] = 6066
    secret_file: Annotated[
        str,
        Meta(
            description="File with the installation secret that makes partners' alert ids, the "
            "same for all workers; created, readable by its owner only, where it is missing"
        ),
    ] = "~/.local/state/portcullis/installation-secret"  # noqa: S105 - a path, not a secret
    partitions: Annotated[
        int,
        Meta(ge=1, le=1000, description="Partitions of each topic; existing ones are never fewer"),
    ] = 4
    replication: Annotated[int, Meta(ge=1, le=9, description="Copies of each topic")] = 1
    worker_principal: Annotated[
        str, Meta(pattern=_PRINCIPAL, description="Whom the brokers take the workers for")
    ] = "User:portcullis-worker"
    operator_principal: Annotated[
        str,
        Meta(
            pattern=_PRINCIPAL,
            description="Whom the brokers take those for who list and replay dead letters",
        ),
    ] = "User:portcullis-operator"
    lists_principal: Annotated[
        str,
        Meta(
            pattern=_PRINCIPAL,
            description="Whom the brokers take `lists refresh` for, which announces new lists",
        ),
    ] = "User:portcullis-lists"
    foreign_principals: Annotated[
        str,
        Meta(
            description="Principals, separated by `;`, whose access rules are left as they are, "
            "such as what watches the cluster"
        ),
    ] = ""
    batch_events: Annotated[int, Meta(ge=1, le=100_000, description="Most events in one batch")] = (
        4_000
    )
    poll_seconds: Annotated[
        float, Meta(gt=0, le=60, description="How often a new snapshot and policy are looked for")
    ] = 1.0
    max_bad_share: Annotated[
        float,
        Meta(gt=0, le=1, description="Share of bad events, among recent ones, that stops a worker"),
    ] = 0.5
    bad_window: Annotated[
        int, Meta(ge=10, description="How many recent events that share is taken over")
    ] = 1000
    session_timeout_ms: Annotated[
        int,
        Meta(
            ge=6_000,
            description="A worker silent this long loses its partitions, and its open transaction "
            "times out: how long others wait after kill -9",
        ),
    ] = 8_000
    broker_patience_seconds: Annotated[
        float,
        Meta(
            ge=5,
            le=3600,
            description="How long a worker bears a broker that does not do its work, as while one "
            "restarts, before it ends",
        ),
    ] = 60.0
    look_back: Annotated[
        str,
        Meta(
            pattern=r"^\d{1,5}[smhd]$",
            description="How far back events are screened again once lists have changed; no "
            "further than the topics keep them",
        ),
    ] = "30d"
    rescreen_max_delay_seconds: Annotated[
        float,
        Meta(
            gt=0,
            le=3600,
            description="A rescreening waits while the workers are further behind than this",
        ),
    ] = 1.0
    rescreen_share: Annotated[
        float,
        Meta(
            gt=0,
            le=1,
            description="Share of its time that a rescreening works; the rest it leaves to others",
        ),
    ] = 0.5
    rescreen_settle_seconds: Annotated[
        float,
        Meta(
            ge=0,
            le=3600,
            description="How long after its start a rescreening that `rescreen --watch` began "
            "goes on to read new events: by then every worker has the new lists",
        ),
    ] = 30.0
    log_level: Annotated[LogLevel, Meta(description="Least severe log lines that are shown")] = (
        "info"
    )
    log_format: Annotated[
        LogFormat,
        Meta(
            description="Log lines as json, or readable on a console; auto: json where standard "
            "error is no terminal"
        ),
    ] = "auto"

    @property
    def transactional_id(self) -> str:
        """Stable id that lets a restarted worker fence what it left open (Kafka's KIP-98)."""
        return f"{self.group}-{self.slot or f'{socket.gethostname()}-{self.web_port}'}"


def descriptions() -> dict[str, str]:
    """Every setting's description, in the order of the struct."""
    hints = get_type_hints(Settings, include_extras=True)
    return {name: meta(hints[name]).description or "" for name in Settings.__struct_fields__}


def meta(hint: Any) -> Meta:  # noqa: ANN401 - a type hint has no type of its own
    """What a setting's annotation says of it."""
    return next(item for item in hint.__metadata__ if isinstance(item, Meta))
