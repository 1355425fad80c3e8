"""How every client reaches the brokers: addresses, encryption, login. Settings alone decide."""

import time
from typing import Any

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import AdminClient

from config.settings import Settings
from streams.errors import Denied, Unreachable

CONNECT_SECONDS = 10.0
_ASK_SECONDS = 0.5
_DENIED = {
    KafkaError._AUTHENTICATION: "the login",  # noqa: SLF001 - librdkafka's own names
    KafkaError._SSL: "an encrypted connection",  # noqa: SLF001
}


def connection(settings: Settings) -> dict[str, Any]:
    """The part of a confluent-kafka client's configuration that reaches the brokers."""
    return {"bootstrap.servers": settings.bootstrap} | _given(
        {
            "security.protocol": settings.security_protocol,
            "ssl.ca.location": settings.tls_ca_file,
            "ssl.certificate.location": settings.tls_certificate_file,
            "ssl.key.location": settings.tls_key_file,
            "ssl.key.password": settings.tls_key_password.reveal(),
            "sasl.username": settings.sasl_username,
            "sasl.password": settings.sasl_password.reveal(),
            "sasl.mechanism": settings.sasl_mechanism if settings.sasl_username else "",
        }
    )


def admin_connection(settings: Settings) -> dict[str, Any]:
    """The same for kafka-python, which has the administration."""
    return {"bootstrap_servers": settings.bootstrap.split(",")} | _given(
        {
            "security_protocol": settings.security_protocol.upper(),
            "ssl_cafile": settings.tls_ca_file,
            "ssl_certfile": settings.tls_certificate_file,
            "ssl_keyfile": settings.tls_key_file,
            "ssl_password": settings.tls_key_password.reveal(),
            "sasl_plain_username": settings.sasl_username,
            "sasl_plain_password": settings.sasl_password.reveal(),
            "sasl_mechanism": settings.sasl_mechanism if settings.sasl_username else "",
        }
    )


def _given(options: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in options.items() if value}


def reach(settings: Settings) -> str:
    """See that a broker answers; returns the id of its cluster.

    Raises Unreachable where none answers, Denied where one refuses the login or the encryption.
    """
    errors: list[KafkaError] = []
    config: dict[str, Any] = {"error_cb": errors.append, "log_level": 0}
    client = AdminClient(connection(settings) | config)
    deadline = time.monotonic() + CONNECT_SECONDS
    while True:
        try:
            return str(client.list_topics(timeout=_ASK_SECONDS).cluster_id)
        except KafkaException:
            client.poll(0)
        for error in errors:
            if what := _DENIED.get(error.code()):
                raise Denied(_denied(settings, what, error))
        if time.monotonic() > deadline:
            why = [e.str() for e in errors if e.code() != KafkaError._ALL_BROKERS_DOWN]  # noqa: SLF001
            raise Unreachable(
                f"no Kafka broker answered at {settings.bootstrap} within "
                f"{CONNECT_SECONDS:.0f} s over {settings.security_protocol}"
                f"{f': {why[-1]}' if why else ''}"
            )


def _denied(settings: Settings, what: str, error: KafkaError) -> str:
    if error.code() == KafkaError._AUTHENTICATION:  # noqa: SLF001 - librdkafka's own name
        mend = "check sasl_username, its password, sasl_mechanism and security_protocol"
    else:
        mend = "check security_protocol, tls_ca_file, tls_certificate_file and tls_key_file"
    return f"{settings.bootstrap} refused {what}: {error.str()}; {mend}"
