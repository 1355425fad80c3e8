import pytest
from confluent_kafka import KafkaError

from config.secret import Secret
from config.settings import Settings
from streams.broker.clients import consumer_config, producer_config
from streams.broker.connecting import _denied, admin_connection, connection

PLAIN = Settings(bootstrap="a:1,b:2")
LOGIN = Settings(
    bootstrap="a:1",
    security_protocol="sasl_ssl",
    sasl_username="nordland",
    sasl_password=Secret("the-password"),
    tls_ca_file="ca.pem",
)
MUTUAL = Settings(
    bootstrap="a:1",
    security_protocol="ssl",
    tls_ca_file="ca.pem",
    tls_certificate_file="cert.pem",
    tls_key_file="key.pem",
    tls_key_password=Secret("opens-it"),
)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (PLAIN, {"bootstrap.servers": "a:1,b:2", "security.protocol": "plaintext"}),
        (
            LOGIN,
            {
                "bootstrap.servers": "a:1",
                "security.protocol": "sasl_ssl",
                "sasl.mechanism": "SCRAM-SHA-512",
                "sasl.username": "nordland",
                "sasl.password": "the-password",
                "ssl.ca.location": "ca.pem",
            },
        ),
        (
            MUTUAL,
            {
                "bootstrap.servers": "a:1",
                "security.protocol": "ssl",
                "ssl.ca.location": "ca.pem",
                "ssl.certificate.location": "cert.pem",
                "ssl.key.location": "key.pem",
                "ssl.key.password": "opens-it",
            },
        ),
    ],
)
def test_settings_become_options_and_reach_the_loops_clients(
    settings: Settings, expected: dict[str, str]
) -> None:
    assert connection(settings) == expected
    assert expected.items() <= producer_config(settings).items()
    assert expected.items() <= consumer_config(settings).items()


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (PLAIN, {"bootstrap_servers": ["a:1", "b:2"], "security_protocol": "PLAINTEXT"}),
        (
            LOGIN,
            {
                "bootstrap_servers": ["a:1"],
                "security_protocol": "SASL_SSL",
                "sasl_mechanism": "SCRAM-SHA-512",
                "sasl_plain_username": "nordland",
                "sasl_plain_password": "the-password",
                "ssl_cafile": "ca.pem",
            },
        ),
        (
            MUTUAL,
            {
                "bootstrap_servers": ["a:1"],
                "security_protocol": "SSL",
                "ssl_cafile": "ca.pem",
                "ssl_certfile": "cert.pem",
                "ssl_keyfile": "key.pem",
                "ssl_password": "opens-it",
            },
        ),
    ],
)
def test_the_administration_gets_the_same(settings: Settings, expected: dict[str, object]) -> None:
    assert admin_connection(settings) == expected


@pytest.mark.parametrize(
    ("code", "text", "said"),
    [
        (KafkaError._AUTHENTICATION, "invalid credentials", "the login was refused"),
        (KafkaError._SSL, "certificate verify failed", "no encrypted connection"),
        (KafkaError._TRANSPORT, "SSL alert number 42", "no encrypted connection"),
        (KafkaError._TRANSPORT, "Connection refused", None),
        (KafkaError._ALL_BROKERS_DOWN, "1/1 brokers are down", None),
    ],
)
def test_a_fault_of_login_or_certificates_is_told_from_a_broker_that_is_away(
    code: int, text: str, said: str | None
) -> None:
    told = _denied(KafkaError(code, text))
    assert (said in told and text in told) if said and told else told is said
