"""Scores pairs with nomenklatura's logic-v2; run by the interpreter of the peers' environment.

    build/peers/bin/python bench/logic_v2_process.py < TASKS      # JSON lines in, one of JSON out

A task is {"name", "kind", "candidates": [[name, ...], ...]}; the answer has a list of scores for
each, and the processor's seconds that comparing took, entities made before. Nothing of this
product is imported: that environment does not have what it needs.
"""

import json
import sys
import time

from followthemoney import EntityProxy, model
from nomenklatura.matching import LogicV2, ScoringConfig

SCHEMATA = {
    "person": "Person",
    "organization": "Organization",
    "vessel": "Vessel",
    "aircraft": "Airplane",
    "unknown": "LegalEntity",
}


def entity(kind: str, names: list[str]) -> EntityProxy:
    """An entity with these names and nothing else."""
    properties = {"name": names[:1], "alias": names[1:]}
    return model.get_proxy({"id": names[0], "schema": SCHEMATA[kind], "properties": properties})


def main() -> None:
    """Answer the tasks on standard input; one a kind is done before, for what loads lazily."""
    config = ScoringConfig.defaults()
    pairs = []
    for line in sys.stdin:
        task = json.loads(line)
        listed = [entity(task["kind"], names) for names in task["candidates"]]
        pairs.append((entity(task["kind"], [task["name"]]), listed))
    first_of_kind = {query.schema.name: (query, listed) for query, listed in reversed(pairs)}
    for query, listed in first_of_kind.values():
        for candidate in listed:
            LogicV2.compare(query, candidate, config)
    begun = time.process_time()
    scores = [
        [LogicV2.compare(query, candidate, config).score for candidate in listed]
        for query, listed in pairs
    ]
    json.dump({"scores": scores, "seconds": time.process_time() - begun}, sys.stdout)


if __name__ == "__main__":
    main()
