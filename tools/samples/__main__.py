"""Write the sample data of `streams/samples`, or check that it is what would be written.

python -m tools.samples --write
python -m tools.samples --check
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import yaml

from tools.samples.events import compose

HERE = Path(__file__).parent
OUT = HERE.parent.parent / "streams" / "samples"


def render() -> dict[str, bytes]:
    """The content of every generated file, by its name."""
    events = compose(_read("trade.yaml"), _read("cases.yaml"))
    expected = {event["id"]: outcome for event, outcome in events}
    return {
        "list.ftm.jsonl": _lines(listed(_read("listed.yaml"))),
        "events.ndjson": _lines([event for event, _ in events]),
        "expected.json": json.dumps(expected, indent=0).encode() + b"\n",
    }


def listed(datasets: dict[str, Any]) -> list[dict[str, Any]]:
    """FollowTheMoney entities of the parties in `listed.yaml`."""
    return [
        {
            "id": f"{dataset}-{key}",
            "schema": schema,
            "caption": properties["name"][0],
            "datasets": [dataset],
            "properties": properties,
        }
        for dataset, schemata in datasets.items()
        for schema, parties in schemata.items()
        for key, properties in parties.items()
    ]


def main() -> int:
    """Run the command line; returns its exit status."""
    parser = argparse.ArgumentParser(prog="python -m tools.samples", description=__doc__)
    group = parser.add_mutually_exclusive_group(required=True)
    group.add_argument("--write", action="store_true", help="write the files")
    group.add_argument("--check", action="store_true", help="status 1 where a file is out of step")
    arguments = parser.parse_args()
    files = render()
    if arguments.write:
        for name, content in files.items():
            (OUT / name).write_bytes(content)
        return 0
    stale = [
        name
        for name, content in files.items()
        if not (OUT / name).is_file() or (OUT / name).read_bytes() != content
    ]
    for name in stale:
        print(f"{OUT / name} is out of step: run python -m tools.samples --write", file=sys.stderr)
    return 1 if stale else 0


def _read(name: str) -> Any:  # noqa: ANN401 - whoever reads a file knows its shape
    return yaml.safe_load((HERE / name).read_text(encoding="utf-8"))


def _lines(documents: list[dict[str, Any]]) -> bytes:
    return b"".join(json.dumps(each, ensure_ascii=False).encode() + b"\n" for each in documents)


if __name__ == "__main__":
    sys.exit(main())
