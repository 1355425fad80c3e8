"""A Kafka cluster of one or three nodes in KRaft mode, its processes owned by this one."""

import base64
import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
import uuid
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import IO, Self

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from tools.kafka.certificates import Authority
from tools.kafka.jars import classpath

HOST = "127.0.0.1"
OPERATOR = "operator"
"""The SCRAM user that a cluster with access control begins with: it may do everything."""

_SCRAM_MODULE = "org.apache.kafka.common.security.scram.ScramLoginModule"
_LISTENERS = 4
_START_SECONDS = 60.0
_STOP_SECONDS = 20.0


class KafkaCluster:
    """Runs from construction until `close`; everything lies in `folder`.

    `secured` asks for SASL/SCRAM-SHA-512 on the client listener, with access denied to whoever no
    ACL allows, the operator aside. `authority` has that listener encrypted, and another one ask for
    a certificate of that authority in place of a login; it needs `secured`. `settings` are lines of
    server.properties that come last. Raises KafkaMissing where no broker can be run.
    """

    def __init__(
        self,
        folder: Path,
        *,
        nodes: int = 1,
        secured: bool = False,
        authority: Authority | None = None,
        settings: Sequence[str] = (),
    ) -> None:
        self.operator_password = secrets.token_urlsafe(16)
        self.secured = secured
        self.authority = authority
        self._folder = folder
        self._classpath = classpath()
        self._ports = _free_ports(_LISTENERS * nodes)
        self._processes: dict[int, subprocess.Popen[bytes]] = {}
        self.nodes = list(range(1, nodes + 1))
        cluster = base64.urlsafe_b64encode(uuid.uuid4().bytes).rstrip(b"=").decode()
        for node in self.nodes:
            self._write_properties(node, settings)
        for format_ in [self._format(node, cluster) for node in self.nodes]:
            output, _ = format_.communicate()
            if format_.returncode != 0:
                raise RuntimeError(f"Kafka's storage could not be formatted: {output.decode()}")
        try:
            for node in self.nodes:
                self.start(node)
            self.wait_ready()
        except BaseException:
            self.close()
            raise

    @property
    def bootstrap(self) -> str:
        """The client listeners, `HOST:PORT[,HOST:PORT...]`."""
        return ",".join(f"{HOST}:{self._port(node, 0)}" for node in self.nodes)

    @property
    def mutual_bootstrap(self) -> str:
        """The listeners that ask for a certificate, where there is an authority."""
        return ",".join(f"{HOST}:{self._port(node, 3)}" for node in self.nodes)

    @property
    def operator(self) -> dict[str, str]:
        """What confluent-kafka's clients need to be the operator here."""
        if not self.secured:
            return {"bootstrap.servers": self.bootstrap}
        encrypted = {"ssl.ca.location": str(self.authority.ca)} if self.authority else {}
        return encrypted | {
            "bootstrap.servers": self.bootstrap,
            "security.protocol": "SASL_SSL" if self.authority else "SASL_PLAINTEXT",
            "sasl.mechanism": "SCRAM-SHA-512",
            "sasl.username": OPERATOR,
            "sasl.password": self.operator_password,
        }

    def start(self, node: int) -> None:
        """Start a node that is not running; it keeps what it had stored."""
        with ExitStack() as stack:
            log = stack.enter_context((self._folder / f"node-{node}.log").open("ab"))
            self._processes[node] = self._java(
                "kafka.Kafka", str(self._properties(node)), memory="512m", output=log
            )

    def kill(self, node: int) -> None:
        """End a node as kill -9 does."""
        self._processes[node].kill()
        self._processes[node].wait()

    def stop(self, node: int) -> None:
        """End a node as its operator would; it hands its partitions over first."""
        process = self._processes[node]
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def signal(self, node: int, number: signal.Signals) -> None:
        """Send a node a signal, such as SIGSTOP."""
        self._processes[node].send_signal(number)

    def wait_ready(self, seconds: float = _START_SECONDS) -> None:
        """Return once every running node is known to all; raises RuntimeError."""
        running = [n for n, process in self._processes.items() if process.poll() is None]
        client = AdminClient({**self.operator, "log_level": 0})
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with suppress(KafkaException):
                if set(running) <= set(client.list_topics(timeout=2).brokers):
                    return
            for node in running:
                if self._processes[node].poll() is not None:
                    log = (self._folder / f"node-{node}.log").read_text(errors="replace")
                    raise RuntimeError(f"Kafka's node {node} ended: {log[-2000:]}")
            time.sleep(0.1)
        raise RuntimeError(f"Kafka was not ready within {seconds:.0f} s")

    def close(self) -> None:
        """End all nodes at once; what they held is no longer wanted."""
        for process in self._processes.values():
            process.kill()
            process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _port(self, node: int, listener: int) -> int:
        return self._ports[_LISTENERS * (node - 1) + listener]

    def _properties(self, node: int) -> Path:
        return self._folder / f"node-{node}.properties"

    def _write_properties(self, node: int, settings: Sequence[str]) -> None:
        copies = min(3, len(self.nodes))
        in_sync = max(1, copies - 1)
        client = "SASL_PLAINTEXT" if self.secured else "PLAINTEXT"
        protocols = {"CLIENT": client, "INTERNAL": "PLAINTEXT", "CONTROLLER": "PLAINTEXT"}
        if self.authority:
            protocols |= {"CLIENT": "SASL_SSL", "MUTUAL": "SSL"}
        addresses = {
            name: f"{name}://{HOST}:{self._port(node, at)}" for at, name in enumerate(protocols)
        }
        advertised = [address for name, address in addresses.items() if name != "CONTROLLER"]
        mapping = ",".join(f"{name}:{protocol}" for name, protocol in protocols.items())
        voters = ",".join(f"{n}@{HOST}:{self._port(n, 2)}" for n in self.nodes)
        lines = [
            f"node.id={node}",
            "process.roles=broker,controller",
            f"controller.quorum.voters={voters}",
            f"listeners={','.join(addresses.values())}",
            f"advertised.listeners={','.join(advertised)}",
            f"listener.security.protocol.map={mapping}",
            "inter.broker.listener.name=INTERNAL",
            "controller.listener.names=CONTROLLER",
            f"log.dirs={self._folder / f'node-{node}'}",
            "auto.create.topics.enable=false",
            f"default.replication.factor={copies}",
            f"min.insync.replicas={in_sync}",
            f"offsets.topic.replication.factor={copies}",
            "offsets.topic.num.partitions=4",
            f"transaction.state.log.replication.factor={copies}",
            f"transaction.state.log.min.isr={in_sync}",
            "transaction.state.log.num.partitions=4",
            f"share.coordinator.state.topic.replication.factor={copies}",
            f"share.coordinator.state.topic.min.isr={in_sync}",
            "group.initial.rebalance.delay.ms=0",
            # How soon the transaction of a killed worker is seen to have timed out.
            "transaction.abort.timed.out.transaction.cleanup.interval.ms=1000",
        ]
        if self.secured:
            lines += [
                "sasl.enabled.mechanisms=SCRAM-SHA-512",
                "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "allow.everyone.if.no.acl.found=false",
                # The other two listeners have no login; they are the nodes' own.
                f"super.users=User:ANONYMOUS;User:{OPERATOR}",
                f"listener.name.client.scram-sha-512.sasl.jaas.config={_SCRAM_MODULE} required;",
            ]
        self._folder.mkdir(parents=True, exist_ok=True)
        if self.authority:
            lines += self._encryption(self.authority)
        self._properties(node).write_text("\n".join([*lines, *settings]) + "\n")
        self._properties(node).chmod(0o600)

    def _encryption(self, authority: Authority) -> list[str]:
        """A certificate of the nodes' own, and what one of a client has to be signed by."""
        certificate, key = authority.issue("broker", f"subjectAltName=IP:{HOST},DNS:localhost")
        chain = self._folder / "broker-chain.pem"
        chain.touch(mode=0o600)
        chain.write_text(key.read_text() + certificate.read_text())
        return [
            "ssl.keystore.type=PEM",
            f"ssl.keystore.location={chain}",
            "ssl.truststore.type=PEM",
            f"ssl.truststore.location={authority.ca}",
            "listener.name.mutual.ssl.client.auth=required",
        ]

    def _format(self, node: int, cluster: str) -> subprocess.Popen[bytes]:
        login = f"SCRAM-SHA-512=[name={OPERATOR},password={self.operator_password}]"
        scram = ["--add-scram", login] if self.secured else []
        arguments = ["format", f"--cluster-id={cluster}", "-c", str(self._properties(node)), *scram]
        return self._java(
            "kafka.tools.StorageTool", *arguments, memory="128m", output=subprocess.PIPE
        )

    def _java(
        self, main: str, *arguments: str, memory: str, output: IO[bytes] | int
    ) -> subprocess.Popen[bytes]:
        # Ends with this process, however that ends.
        guard = [found, "--pdeathsig", "KILL"] if (found := shutil.which("setpriv")) else []
        options = [
            f"-Xmx{memory}",
            "-XX:+UseSerialGC",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
        ]
        return subprocess.Popen(  # noqa: S603 - Java, with arguments of ours
            [*guard, "java", *options, "-cp", self._classpath, main, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            start_new_session=True,  # Ctrl-C at a terminal is for whoever owns the cluster
        )


def _free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind((HOST, 0))
        return [probe.getsockname()[1] for probe in probes]
