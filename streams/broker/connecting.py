"""How every client reaches the brokers: addresses, encryption, login. Settings alone decide."""

import time
from typing import Any

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import AdminClient

from config.settings import Settings, SettingsError
from streams.errors import NotAllowed, Unreachable

CONNECT_SECONDS = 10.0
_ASK_SECONDS = 0.5


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

    Raises Unreachable where none answers, NotAllowed where a login or certificate is refused, by a
    broker or by this side, and SettingsError where the library cannot use a file of the settings.
    """
    errors: list[KafkaError] = []
    client = _client(settings, errors)
    deadline = time.monotonic() + CONNECT_SECONDS
    patience = _ASK_SECONDS
    while True:
        try:
            return str(client.list_topics(timeout=patience).cluster_id)
        except KafkaException:
            client.poll(0)
            patience *= 2  # soon told of a refusal, but a slow broker has its time to answer
        for error in errors:
            if denied := _denied(error):
                raise NotAllowed(f"{settings.bootstrap}: {denied}")
        if time.monotonic() > deadline:
            why = [e.str() for e in errors if e.code() != KafkaError._ALL_BROKERS_DOWN]  # noqa: SLF001
            raise Unreachable(
                f"no Kafka broker answered at {settings.bootstrap} within "
                f"{CONNECT_SECONDS:.0f} s over {settings.security_protocol}"
                f"{f': {why[-1]}' if why else ''}"
            )


def _client(settings: Settings, errors: list[KafkaError]) -> AdminClient:
    config: dict[str, Any] = {"error_cb": errors.append, "log_level": 0}
    try:
        return AdminClient(connection(settings) | config)
    except KafkaException as error:
        said = str(error.args[0].str())
        for option, setting in _SETTINGS.items():
            said = said.replace(option, setting)
        raise SettingsError(f"settings of the connection: {said}") from error


_SETTINGS = {
    "ssl.ca.location": "tls_ca_file",
    "ssl.certificate.location": "tls_certificate_file",
    "ssl.key.location": "tls_key_file",
}


def _denied(error: KafkaError) -> str | None:
    """What a fault of a connection says of the login or the certificates, if it is about them."""
    if error.code() == KafkaError._AUTHENTICATION:  # noqa: SLF001 - librdkafka's own name
        mend = "check sasl_username, its password, sasl_mechanism and security_protocol"
        return f"the login was refused: {error.str()}; {mend}"
    # A broker that turns this side's certificate down says so in an alert, after the handshake.
    if error.code() == KafkaError._SSL or "SSL alert" in error.str():  # noqa: SLF001
        mend = "check security_protocol, tls_ca_file, tls_certificate_file and tls_key_file"
        return f"no encrypted connection: {error.str()}; {mend}"
    return None
