"""`python -m tools.kafka`: a broker that stays up until Ctrl-C, to try things on."""

import argparse
import signal
import tempfile
import threading
from pathlib import Path

from tools.kafka.cluster import OPERATOR, KafkaCluster
from tools.kafka.jars import KafkaMissing


def main() -> None:
    """Run a cluster in the foreground and print where it is."""
    parser = argparse.ArgumentParser(prog="python -m tools.kafka", description=__doc__)
    parser.add_argument("--nodes", type=int, choices=(1, 3), default=1)
    parser.add_argument("--secured", action="store_true", help="logins and access control")
    options = parser.parse_args()
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    with tempfile.TemporaryDirectory(prefix="kafka-") as aside:
        folder = Path(aside)
        try:
            cluster = KafkaCluster(folder, nodes=options.nodes, secured=options.secured)
        except KafkaMissing as error:
            raise SystemExit(f"error: {error}") from error
        with cluster:
            print(f"broker {cluster.bootstrap}", flush=True)
            if cluster.secured:
                secret = folder / "operator-password"
                secret.touch(mode=0o600)
                secret.write_text(cluster.operator_password)
                print(f"login  {OPERATOR}, its password in {secret}", flush=True)
            ended.wait()


if __name__ == "__main__":
    main()
