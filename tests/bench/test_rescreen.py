from itertools import islice

import msgspec
import pytest

from bench.installation import PUBLISHER
from bench.rescreen import stored_events
from streams.events.decode import decode

NAMES = [f"{first} {last}" for first in ("Tamsin", "Orlo", "Wen") for last in ("Crumb", "Okonore")]


@pytest.mark.parametrize("share", [0.5, 0.9])
def test_a_share_of_the_parties_come_again(share: float) -> None:
    seen: set[bytes] = set()
    again = total = 0
    for record in islice(stored_events(NAMES, 1, share), 2_000):
        event = decode(record, PUBLISHER)
        for party in event.data.parties:
            named = msgspec.json.encode((party.names, party.identifiers, party.address))
            again += named in seen
            total += 1
            seen.add(named)
    assert again / total == pytest.approx(share, abs=0.02)


def test_the_same_seed_gives_the_same_events() -> None:
    one, two = (list(islice(stored_events(NAMES, 7), 50)) for _ in range(2))
    assert one == two
    assert one != list(islice(stored_events(NAMES, 8), 50))
