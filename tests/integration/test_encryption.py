"""TLS with a login, and mutual TLS: the whole path over both, and who is refused."""

import json
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from config.settings import Settings
from streams.broker.connecting import reach
from streams.errors import NotAllowed
from streams.local.worker_process import free_port
from tests.integration.installation import NEIGHBOUR, PUBLISHER, listed, shipment
from tests.integration.secured import Secured
from tests.services import missing
from tools.kafka.certificates import Authority
from tools.kafka.cluster import OPERATOR, KafkaCluster
from tools.kafka.jars import KafkaMissing

PERSON = "Orlovan Brightkettle"
WORKER = "portcullis-worker"
KEY_PASSWORD = "opens-the-workers-key-only"  # noqa: S105 - of a key that this test makes


class Encrypted(Secured):
    """The same over TLS: with a login and its password, or with a certificate in their place."""

    def __init__(self, folder: Path, cluster: KafkaCluster, authority: Authority) -> None:
        self.authority = authority
        super().__init__(folder, cluster)

    def given(self, login: str) -> dict[str, str]:
        encrypted = {"security_protocol": "sasl_ssl", "tls_ca_file": str(self.authority.ca)}
        return super().given(login) | encrypted

    def certified(self, name: str, authority: Authority | None = None) -> dict[str, str]:
        """The settings of whoever has a certificate: of the brokers' authority, or of another."""
        certificate, key = (authority or self.authority).issue(name)
        return {
            "bootstrap": self.cluster.mutual_bootstrap,
            "group": self.group,
            "security_protocol": "ssl",
            "tls_ca_file": str(self.authority.ca),
            "tls_certificate_file": str(certificate),
            "tls_key_file": str(key),
        }


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Encrypted]:
    folder = tmp_path_factory.mktemp("encrypted")
    try:
        authority = Authority(folder / "authority")
        cluster = KafkaCluster(folder / "kafka", secured=True, authority=authority)
    except KafkaMissing as error:
        missing(error)
    with cluster:
        made = Encrypted(folder, cluster, authority)
        made.lists(listed(PERSON))
        (folder / "events.ndjson").write_text(json.dumps(shipment("s1", PERSON)) + "\n")
        yield made


def over_tls(house: Encrypted, name: str) -> dict[str, str]:
    return house.given(name)


def over_mutual_tls(house: Encrypted, name: str) -> dict[str, str]:
    given = house.certified(name)
    if name != WORKER:
        return given
    password = house.keep("worker-key", KEY_PASSWORD)
    sealed = house.authority.encrypted(Path(given["tls_key_file"]), password)
    return given | {"tls_key_file": str(sealed), "tls_key_password_file": str(password)}


@pytest.mark.parametrize(
    ("given", "principal"),
    [(over_tls, "User:{}"), (over_mutual_tls, "User:CN={}")],
    ids=["sasl_ssl", "mutual"],
)
def test_the_whole_path_runs_and_no_secret_is_told(
    house: Encrypted, given: object, principal: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert callable(given)
    for partner in (PUBLISHER, NEIGHBOUR):
        house.partner(partner, principal=principal.format(partner))
    house.agreement(PUBLISHER, NEIGHBOUR, "identity")
    worker_principal = principal.format(WORKER)
    house.provision(worker_principal=worker_principal)
    told = [house.portcullis("topics", "plan", "--json", worker_principal=worker_principal)]
    settings = given(house, WORKER)
    house.bootstrap = settings["bootstrap"]
    with house.worker(**settings) as worker:
        worker.wait_ready()
        told.append(run(house, given(house, PUBLISHER), "publish", house.folder / "events.ndjson"))
        tails = [
            run(house, given(house, partner), kind, "tail", "--partner", partner, *TO_THE_END)
            for kind, partner in (("screenings", PUBLISHER), ("alerts", NEIGHBOUR))
        ]
        assert worker.stop() == 0
    assert [json.loads(done.stdout.splitlines()[-1])["verdict"] for done in tails] == ["hold"] * 2
    told.append(run(house, settings, "config", "show", "--json"))
    said = "".join(done.stdout + done.stderr for done in (*told, *tails)) + "".join(
        capfd.readouterr()
    )
    assert '"***"' in told[-1].stdout
    secrets = {KEY_PASSWORD, *(file.read_text() for file in house.passwords.iterdir())}
    assert not [secret for secret in secrets if secret in said]
    assert "PRIVATE KEY" not in said


TO_THE_END = ("--json", "--from-beginning", "--until-idle", 8)


def run(
    house: Encrypted, settings: Mapping[str, str], *arguments: object
) -> subprocess.CompletedProcess[str]:
    file = house.folder / "given.yaml"
    file.write_text(json.dumps(dict(settings)))
    done = subprocess.run(  # noqa: S603 - our own interpreter and module
        [*house.line(*arguments), "--settings", str(file)],
        capture_output=True,
        text=True,
        check=False,
        timeout=90,
    )
    assert done.returncode == 0, done.stderr
    return done


def refusals(house: Encrypted, folder: Path) -> Iterator[tuple[dict[str, str], int, str]]:
    other = Authority(folder / "impostor", "impostor")
    login = house.given(OPERATOR)
    certified = house.certified(PUBLISHER)
    wrong = folder / "wrong.password"
    wrong.touch(mode=0o600)
    wrong.write_text("quite-another-secret")
    yield login | {"tls_ca_file": str(other.ca)}, 5, "certificate verify failed"
    yield {**certified, "tls_ca_file": str(other.ca)}, 5, "certificate verify failed"
    without = {
        name: value
        for name, value in certified.items()
        if name not in {"tls_certificate_file", "tls_key_file"}
    }
    yield without, 5, "no encrypted connection"
    yield house.certified(PUBLISHER, other), 5, "no encrypted connection"
    yield login | {"sasl_password_file": str(wrong)}, 5, "login was refused"
    yield login | {"sasl_username": "nobody"}, 5, "login was refused"
    yield login | {"sasl_mechanism": "SCRAM-SHA-256"}, 5, "login was refused"
    other_key = other.issue("other")[1]
    yield {**certified, "tls_key_file": str(other_key)}, 2, "tls_key_file"
    sealed = house.authority.encrypted(Path(certified["tls_key_file"]), wrong)
    password = house.keep("unfit", "does-not-open-it")
    unfit = {"tls_key_file": str(sealed), "tls_key_password_file": str(password)}
    yield {**certified, **unfit}, 2, "tls_key_file"


def test_a_wrong_authority_certificate_key_or_login_is_refused_in_words(
    house: Encrypted, tmp_path: Path
) -> None:
    for settings, status, said in refusals(house, tmp_path):
        file = tmp_path / "settings.yaml"
        file.write_text(json.dumps(settings))
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            [*house.line("alerts", "tail", "--partner", PUBLISHER), "--settings", str(file)],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert (done.returncode, said in done.stderr) == (status, True), (settings, done.stderr)
        assert "Traceback" not in done.stderr
        assert "quite-another-secret" not in done.stderr
        assert "does-not-open-it" not in done.stderr


def test_a_certificate_of_another_host_is_not_believed(house: Encrypted) -> None:
    certificate, key = house.authority.issue("elsewhere", "subjectAltName=DNS:elsewhere.example")
    place = f"127.0.0.1:{free_port()}"
    server = ["openssl", "s_server", "-quiet", "-accept", place, "-cert", certificate, "-key", key]
    with subprocess.Popen(  # noqa: S603 - openssl, with arguments of ours
        list(map(str, server)), stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            settings = Settings(
                bootstrap=place, security_protocol="ssl", tls_ca_file=str(house.authority.ca)
            )
            with pytest.raises(NotAllowed, match="certificate verify failed"):
                reach(settings)
        finally:
            process.kill()
