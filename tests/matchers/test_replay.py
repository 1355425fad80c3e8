import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchers.model import (
    Address,
    Identifier,
    Kind,
    ListedEntity,
    Match,
    Party,
    PartyName,
    Scheme,
)
from matchers.replay import NothingStored, replay, stored_matches
from matchers.screener import Screener

WORDS = (
    *("Arkady", "Dragunov", "Pavlovich", "Falcon", "Northern", "Gale", "Shipping", "LLC"),
    *("OCEAN", "Tempest", "Zarathul", "Khalid", "Al-Faruqi", "خالد", "Драгунов", "Blue", "Heron"),
)
names = st.lists(st.sampled_from(WORDS) | st.text(max_size=12), min_size=1, max_size=4)
parties = st.builds(
    Party,
    kind=st.sampled_from(Kind),
    names=names.map(lambda words: (PartyName(value=" ".join(words)),)),
    birth_date=st.sampled_from([None, "1962-03-05", "1971", "1962-05-03", "1980-10-19"]),
    countries=st.sampled_from([(), ("RU",), ("FR",), ("SU",)]),
    gender=st.sampled_from([None, "male"]),
    address=st.none() | st.just(Address(town="Velmora", country="AE")),
    identifiers=st.sampled_from(
        [
            (),
            (Identifier(scheme=Scheme.PASSPORT, value="751234567"),),
            (Identifier(scheme=Scheme.IMO, value="9074729"),),
        ]
    ),
)


def stored(match: Match) -> bytes:
    return msgspec.json.encode({"match": match})


@settings(deadline=None)
@given(parties)
def test_every_match_of_a_screening_is_reproduced_from_json(
    screener: Screener, party: Party
) -> None:
    for match in screener.screen([party], min_score=0)[0].matches:
        (read,) = stored_matches(stored(match))
        again = replay(read)
        assert again.score == match.score
        assert again.reproduced


@settings(deadline=None)
@given(parties, parties)
def test_every_comparison_is_reproduced_from_json(
    screener: Screener, left: Party, right: Party
) -> None:
    compared = screener.compare(left, right)
    (read,) = stored_matches(msgspec.json.encode(compared))
    assert replay(read).reproduced
    assert read.score == compared.score


def test_the_order_of_lines_does_not_matter(
    screener: Screener, listed: tuple[ListedEntity, ...]
) -> None:
    party = Party(
        kind=Kind.PERSON, names=(PartyName(value=listed[0].primary_name),), countries=("RU",)
    )
    match = screener.screen([party])[0].matches[0]
    (read,) = stored_matches(stored(match))
    turned = msgspec.structs.replace(read, evidence=read.evidence[::-1])
    assert replay(turned) == replay(read)


def test_a_changed_point_is_noticed(screener: Screener) -> None:
    party = Party(kind=Kind.PERSON, names=(PartyName(value="Arkady Dragunov"),))
    match = screener.screen([party], min_score=0)[0].matches[0]
    (read,) = stored_matches(stored(match))
    first, *rest = read.evidence
    changed = msgspec.structs.replace(first, points=first.points + 0.001)
    again = replay(msgspec.structs.replace(read, evidence=(changed, *rest)))
    assert not again.reproduced


EVIDENCE = b'"score": 0.5, "evidence": [{"feature": "base", "points": 0}]'


@pytest.mark.parametrize(
    ("document", "count"),
    [
        (b"{%s}" % EVIDENCE, 1),
        (b'{"id": "q", "matches": [{%s}, {"entityId": "x", %s}]}' % (EVIDENCE, EVIDENCE), 2),
        (b'{"alertId": "a", "match": {%s}}' % EVIDENCE, 1),
        (b'{"verdict": "review", "matches": [{"match": {%s}}]}' % EVIDENCE, 1),
    ],
)
def test_where_documents_hold_their_matches(document: bytes, count: int) -> None:
    found = stored_matches(document)
    assert len(found) == count
    assert all(replay(each).reproduced for each in found)


@pytest.mark.parametrize(
    "document",
    [
        *(b"", b"[]", b"{}", b"7", b'{"matches": 3}', b'{"match": {"score": 0.5}}', b"\xff"),
        *(b'{"score": "high", "evidence": []}', b'{"score": 0.5, "evidence": [{"points": 1}]}'),
        b"[" * 100_000,
    ],
)
def test_documents_without_a_match_are_refused(document: bytes) -> None:
    with pytest.raises(NothingStored):
        stored_matches(document)
