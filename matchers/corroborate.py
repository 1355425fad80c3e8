"""Corroborate: what else than the name speaks for or against a match. Missing is neither.

Each comparison gives at most one fact of its family. How far facts against can push a match down is
bounded: `against_bound` gives back what they take beyond `most_against`, and says so.
"""

import math
from collections.abc import Iterable, Iterator
from typing import Final

from matchers import birth_dates, identifiers
from matchers.model import BirthDate, Evidence, Identifier, Kind, ListedEntity, Party, Scheme
from matchers.places import related, shared, where, words_of
from matchers.scorecard import Scorecard
from matchers.stated import Stated, gender_of, numbers, stated

UNIQUE: Final = frozenset({Scheme.IMO, Scheme.LEI, Scheme.DUNS})
"""Schemes of which a holder has one number for good: two different ones are two holders."""

CHANGING: Final = frozenset({Scheme.MMSI, Scheme.CALL_SIGN, Scheme.AIRCRAFT_TAIL})
"""Schemes whose numbers change with the flag or the registration."""

NATIONAL: Final = frozenset(
    {Scheme.TAX_NUMBER, Scheme.REGISTRATION_NUMBER, Scheme.NATIONAL_ID, Scheme.EIN, Scheme.PASSPORT}
)
"""Schemes that a country issues: two numbers of one country and scheme may be two holders."""

BOUND: Final = "against_bound"
NEAR_BUILT: Final = 1
"""Years by which years of build may differ: keel, launch and delivery are stated for one another.
"""

_UNBOUNDED: Final = frozenset({"kind_different"})
_SUPPORT: Final = frozenset(
    {
        "identifier_same",
        *(birth_dates.SAME, birth_dates.MONTH, birth_dates.YEAR, birth_dates.EXCHANGED),
        *(birth_dates.SLIP, birth_dates.WITHIN_RANGE),
    }
)
_MOST_WORDS: Final = 6


def corroborate(party: Party, entity: ListedEntity, card: Scorecard) -> list[Evidence]:
    """The facts stated on both sides, with their points; a bound where they take too many."""
    known = stated(party)
    lines = list(_kind_lines(known, entity, card))
    if known.anything:
        lines += _identifier_lines(known, entity, card)
        lines += _birth_date_lines(known, entity, card)
        lines += _country_lines(known, entity, card)
        lines += _address_lines(known, entity, card)
        lines += _person_lines(known, entity, card)
        lines += _built_lines(known, entity, card)
        lines += _bound_lines(lines, card)
    return lines


def is_supported(facts: Iterable[Evidence]) -> bool:
    """Whether facts stand behind a name, so that a weak alias may count: a date, an identifier."""
    return any(line.feature in _SUPPORT and line.points > 0 for line in facts)


def most_points(party: Party, card: Scorecard) -> float:
    """More points than the party's facts, identifiers aside, can add to any match."""
    known, facts = stated(party), card.facts
    families = (
        (known.birth_date, birth_dates.MEANING),
        (known.countries or known.address, _COUNTRY_FACTS),
        (known.address, _ADDRESS_FACTS),
        (known.gender, ("gender_same",)),
        (known.birth_place, ("birth_place_same",)),
        (known.built, ("built_same",)),
    )
    return math.fsum(
        max(0.0, *(facts[name] for name in names)) for stated_, names in families if stated_
    )


_COUNTRY_FACTS: Final = (
    *("country_shared", "country_of_address", "country_related"),
    *("flag_same", "country_different", "flag_different"),
)
_ADDRESS_FACTS: Final = ("address_same", "address_postal_code", "address_town")


def _fact(
    card: Scorecard, name: str, detail: str, quotes: tuple[str, ...], value: float = 1.0
) -> Evidence:
    return Evidence(
        feature=name, value=value, points=card.facts[name], detail=detail, quotes=quotes
    )


def _kind_lines(known: Stated, entity: ListedEntity, card: Scorecard) -> Iterator[Evidence]:
    kind = known.party.kind
    if not kind.compatible(entity.kind):
        yield Evidence(feature="kind_different", value=1.0, points=card.facts["kind_different"])


_NUMBERS: Final = ("party.identifiers", "match.identifiers")


def _identifier_lines(known: Stated, entity: ListedEntity, card: Scorecard) -> Iterator[Evidence]:
    if not known.identified or not entity.identifiers:
        return
    agreeing = same_identifiers(known.party, entity)
    if agreeing:
        schemes = {identifier.scheme for identifier in agreeing}
        more = card.facts["identifier_same_more"] * (len(schemes) - 1)
        yield Evidence(
            feature="identifier_same",
            value=float(len(agreeing)),
            points=card.facts["identifier_same"] + more,
            detail=", ".join(f"{each.scheme} {each.value}" for each in agreeing),
            quotes=_NUMBERS,
        )
    differing = _differing(known, entity)
    for name, among in (
        ("identifier_different", UNIQUE),
        ("identifier_other_number", NATIONAL),
        ("identifier_changed", CHANGING),
    ):
        found = [line for scheme, line in differing if scheme in among]
        if found:
            yield _fact(card, name, "; ".join(found), _NUMBERS, float(len(found)))
            return


def _differing(known: Stated, entity: ListedEntity) -> list[tuple[Scheme, str]]:
    """Schemes of which both sides state numbers and none agrees, each with both sides' numbers."""
    listed = numbers(entity.identifiers)
    found = []
    for scheme, mine in known.numbers.items():
        theirs = listed.get(scheme, ())
        if scheme in NATIONAL:
            theirs = tuple(
                each for each in theirs if any(identifiers.one_country(one, each) for one in mine)
            )
        alike = any(identifiers.same(one, other) for one in mine for other in theirs)
        if theirs and not alike:
            left, right = (", ".join(sorted({i.value for i in side})) for side in (mine, theirs))
            found.append((scheme, f"{scheme} {left} is not {right}"))
    return sorted(found)


def same_identifiers(party: Party, entity: ListedEntity) -> list[Identifier]:
    """The party's identifiers that the entity has too, where both kinds let them speak."""
    return [
        mine
        for mine in dict.fromkeys(party.identifiers)  # who repeats one says it once
        if identifiers.same_kind(mine, party.kind, entity.kind)
        and any(identifiers.same(mine, theirs) for theirs in entity.identifiers)
    ]


def _birth_date_lines(known: Stated, entity: ListedEntity, card: Scorecard) -> Iterator[Evidence]:
    if known.birth_date is None or not entity.birth_dates:
        return
    ways = [(birth_dates.compared(known.birth_date, each), each) for each in entity.birth_dates]
    way, listed = max(ways, key=lambda found: card.facts[found[0]])
    detail = f"{known.party.birth_date}, listed {_told(listed)}: {birth_dates.MEANING[way]}"
    yield _fact(card, way, detail, ("party.birthDate", "match.birthDates"))


def _told(listed: BirthDate) -> str:
    about = "about " if listed.circa else ""
    return f"{about}{listed.start}" + (f" to {listed.end}" if listed.end else "")


def _country_lines(known: Stated, entity: ListedEntity, card: Scorecard) -> Iterator[Evidence]:
    lived = known.address.country if known.address else None
    if not known.countries and lived is None:
        return
    own = frozenset(entity.countries)
    seats = frozenset(address.country for address in entity.addresses if address.country)
    mine = known.countries | ({lived} if lived else set())
    listed = own | seats
    if not listed:
        return
    ship = entity.kind in (Kind.VESSEL, Kind.AIRCRAFT)
    if known.countries & own:
        name = "flag_same" if ship else "country_shared"
    elif mine & listed:
        name = "country_of_address"
    elif related(mine, listed):
        name = "country_related"
    else:
        name = "flag_different" if ship else "country_different"
    common = sorted(mine & listed)
    detail = ", ".join(common) or f"{', '.join(sorted(mine))}, listed {', '.join(sorted(listed))}"
    of_party = _present(("party.countries", known.countries), ("party.address", lived))
    of_match = _present(("match.countries", own), ("match.addresses", seats))
    yield _fact(card, name, detail, (*of_party, *of_match))


def _present(*fields: tuple[str, object]) -> tuple[str, ...]:
    return tuple(name for name, value in fields if value)


def _address_lines(known: Stated, entity: ListedEntity, card: Scorecard) -> Iterator[Evidence]:
    if known.address is None or not known.address.everything:
        return
    found = [shared(known.address, where(address)) for address in entity.addresses]
    best = max(
        (each for each in found if each is not None),
        key=lambda each: (card.facts[each.fact], each.share),
        default=None,
    )
    if best is not None:
        detail = " ".join(best.words[:_MOST_WORDS])
        yield _fact(card, best.fact, detail, ("party.address", "match.addresses"), best.share)


def _person_lines(known: Stated, entity: ListedEntity, card: Scorecard) -> Iterator[Evidence]:
    listed = gender_of(entity.gender)
    if known.gender and listed:
        name = "gender_same" if known.gender is listed else "gender_different"
        detail = f"{known.gender}, listed {listed}"
        yield _fact(card, name, detail, ("party.gender", "match.gender"))
    if known.birth_place:
        common = [known.birth_place & words_of(place) for place in entity.birth_places]
        words = max(common, key=len, default=frozenset[str]())
        if words:
            detail = " ".join(sorted(words)[:_MOST_WORDS])
            quotes = ("party.birthPlace", "match.birthPlaces")
            share = len(words) / len(known.birth_place)
            yield _fact(card, "birth_place_same", detail, quotes, share)


def _built_lines(known: Stated, entity: ListedEntity, card: Scorecard) -> Iterator[Evidence]:
    if known.built is None or entity.built is None:
        return
    alike = abs(known.built - int(entity.built)) <= NEAR_BUILT
    name = "built_same" if alike else "built_different"
    detail = f"built {known.built}, listed {entity.built}"
    yield _fact(card, name, detail, ("party.built", "match.built"))


def _bound_lines(lines: Iterable[Evidence], card: Scorecard) -> Iterator[Evidence]:
    against = [line.points for line in lines if line.points < 0 and line.feature not in _UNBOUNDED]
    beyond = card.facts["most_against"] - math.fsum(against)
    if beyond > 0:
        detail = "facts against a match take no more than this from it"
        yield Evidence(
            feature=BOUND, value=card.facts["most_against"], points=beyond, detail=detail
        )
