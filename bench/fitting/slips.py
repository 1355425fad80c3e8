"""Listed names with one slip of the hand: cases for the kinds of which labelled ones are few."""

import random
import string
from collections.abc import Sequence
from typing import Final

from bench.cases import Case, Query
from matchers.model import Kind, ListedEntity, ListedNameType

SLIPS: Final = {Kind.VESSEL: 1_500, Kind.ORGANIZATION: 600}
"""Names of each kind that are given a slip."""

_SEED: Final = 1
_LETTERS: Final = 5
"""Letters that a name must have, so that a slip does not make another name of it."""


def slips(entities: Sequence[ListedEntity]) -> list[Case]:
    """Primary names with a letter added, left out, exchanged or swapped, expecting their entity."""
    chance = random.Random(_SEED)
    cases: list[Case] = []
    for kind, count in SLIPS.items():
        names = [
            (entity.id, name.value)
            for entity in entities
            if entity.kind is kind
            for name in entity.names
            if name.type is ListedNameType.PRIMARY and _long_enough(name.value)
        ]
        for entity, name in chance.sample(names, min(count, len(names))):
            cases.append(
                Case(
                    qid=f"slip:{entity}:{len(cases)}",
                    query=Query(name=slip(name, chance), kind=kind),
                    expect=(entity,),
                    tags=(),
                    set="slips",
                )
            )
    return cases


def slip(name: str, chance: random.Random) -> str:
    """The name with one letter in a word added, left out, exchanged, or swapped with the next."""
    places = [place for place in range(1, len(name) - 1) if name[place - 1 : place + 2].isalpha()]
    place = chance.choice(places)
    letter = chance.choice(string.ascii_lowercase)
    return chance.choice(
        [
            name[:place] + letter + name[place:],
            name[:place] + name[place + 1 :],
            name[:place] + letter + name[place + 1 :],
            name[:place] + name[place + 1] + name[place] + name[place + 2 :],
        ]
    )


def _long_enough(name: str) -> bool:
    return (
        name.isascii()
        and sum(map(str.isalpha, name)) >= _LETTERS
        and max(map(len, name.split())) >= _LETTERS
    )
