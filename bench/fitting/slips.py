"""Listed names with one slip of the hand: cases for the kinds of which labelled ones are few."""

import random
from collections.abc import Sequence
from typing import Final

from bench.cases import Case, Query
from bench.misspell import deletion, insertion, substitution, transposition
from matchers.model import Kind, ListedEntity, ListedNameType

SLIPS: Final = {Kind.VESSEL: 1_500, Kind.ORGANIZATION: 900, Kind.PERSON: 900}
"""Names of each kind that are given a slip."""

_SEED: Final = 1


def slips(entities: Sequence[ListedEntity]) -> list[Case]:
    """Primary names with a letter added, left out, exchanged or swapped, expecting their entity."""
    rng = random.Random(_SEED)
    cases: list[Case] = []
    for kind, count in SLIPS.items():
        names = [
            (entity.id, name.value)
            for entity in entities
            if entity.kind is kind
            for name in entity.names
            if name.type is ListedNameType.PRIMARY
        ]
        for entity, name in rng.sample(names, min(count, len(names))):
            slip = rng.choice((insertion, deletion, substitution, transposition))
            slipped = slip(name, kind, rng)
            if slipped is not None:
                query = Query(name=slipped, kind=kind)
                qid = f"slip:{entity}:{len(cases)}"
                cases.append(Case(qid=qid, query=query, expect=(entity,), tags=(), set="slips"))
    return cases
