"""Corroborate: what else than the name speaks for or against a match. Missing is neither.

Each comparison gives at most one fact of its family. How far facts against can push a match down is
bounded: `against_bound` gives back what they take beyond `most_against`, and says so.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from matchers import birth_dates, identifiers
from matchers.model import (
    BirthDate,
    Evidence,
    Identifier,
    Kind,
    ListedEntity,
    Party,
    Scheme,
    Struct,
)
from matchers.places import related, shared, where, words_of
from matchers.scorecard import Scorecard
from matchers.stated import Family, Stated, gender_of, numbers, stated, year_of

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


class Fact(Struct):
    """A fact with its points. `told` says it in words, of `about`, once someone asks for them."""

    feature: str
    points: float
    value: float = 1.0
    told: Callable[..., str] = str
    about: tuple[Any, ...] = ()
    quotes: tuple[str, ...] = ()

    @property
    def evidence(self) -> Evidence:
        """The fact as a line of evidence."""
        return Evidence(
            feature=self.feature,
            value=self.value,
            points=self.points,
            detail=self.told(*self.about),
            quotes=self.quotes,
        )


def corroborate(party: Party, entity: ListedEntity, card: Scorecard) -> list[Fact]:
    """The facts stated on both sides, with their points; a bound where they take too many."""
    known = stated(party)
    lines = [line for family in known.families for line in _FAMILIES[family](known, entity, card)]
    if not party.kind.compatible(entity.kind):
        lines.insert(0, Fact(feature="kind_different", points=card.facts["kind_different"]))
    if lines:
        lines += _bound_lines(lines, card)
    return lines


def points_of_facts(party: Party, entity: ListedEntity, card: Scorecard) -> float:
    """What all facts add to a match, or take from it."""
    return math.fsum([line.points for line in corroborate(party, entity, card)])


def is_supported(facts: Iterable[Fact]) -> bool:
    """Whether facts stand behind a name, so that a weak alias may count: a date, an identifier."""
    return any(line.feature in _SUPPORT and line.points > 0 for line in facts)


def most_points(party: Party, card: Scorecard) -> float:
    """More points than the party's facts, identifiers aside, can add to any match."""
    return math.fsum(
        max(0.0, *(card.facts[name] for name in _SPEAKING[family]))
        for family in stated(party).families
        if family in _SPEAKING
    )


_SPEAKING: Final[Mapping[Family, Iterable[str]]] = {
    Family.BIRTH_DATE: birth_dates.MEANING,
    Family.COUNTRIES: (
        *("country_shared", "country_of_address", "country_related"),
        *("flag_same", "country_different", "flag_different"),
    ),
    Family.ADDRESS: ("address_same", "address_postal_code", "address_town"),
    Family.GENDER: ("gender_same",),
    Family.BIRTH_PLACE: ("birth_place_same",),
    Family.BUILT: ("built_same",),
}
"""The facts of each family that may speak for a match, identifiers aside."""


_NUMBERS: Final = ("party.identifiers", "match.identifiers")


def _identifier_lines(known: Stated, entity: ListedEntity, card: Scorecard) -> Iterator[Fact]:
    if not entity.identifiers:
        return
    agreeing = same_identifiers(known.party, entity)
    if agreeing:
        schemes = {identifier.scheme for identifier in agreeing}
        more = card.facts["identifier_same_more"] * (len(schemes) - 1)
        yield Fact(
            feature="identifier_same",
            value=float(len(agreeing)),
            points=card.facts["identifier_same"] + more,
            told=_tell_same,
            about=(agreeing,),
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
            yield Fact(
                feature=name,
                value=float(len(found)),
                points=card.facts[name],
                told="; ".join,
                about=(found,),
                quotes=_NUMBERS,
            )
            return


def _tell_same(agreeing: Iterable[Identifier]) -> str:
    return ", ".join(f"{each.scheme} {each.value}" for each in agreeing)


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


def _birth_date_lines(known: Stated, entity: ListedEntity, card: Scorecard) -> Iterator[Fact]:
    if known.birth_date is None or not entity.birth_dates:
        return
    facts, stated_ = card.facts, known.birth_date
    way, points, best = "", -math.inf, entity.birth_dates[0]
    for listed in entity.birth_dates:
        found = birth_dates.compared(stated_, listed)
        if facts[found] > points:
            way, points, best = found, facts[found], listed
    yield Fact(
        feature=way,
        points=points,
        told=_tell_birth_dates,
        about=(known.party.birth_date, best, way),
        quotes=_BIRTH_DATES,
    )


_BIRTH_DATES: Final = ("party.birthDate", "match.birthDates")


def _tell_birth_dates(mine: str, listed: BirthDate, way: str) -> str:
    about = "about " if listed.circa else ""
    until = f" to {listed.end}" if listed.end else ""
    return f"{mine}, listed {about}{listed.start}{until}: {birth_dates.MEANING[way]}"


def _country_lines(known: Stated, entity: ListedEntity, card: Scorecard) -> Iterator[Fact]:
    mine = known.all_countries
    own = frozenset(entity.countries)
    listed = own.union([address.country for address in entity.addresses if address.country])
    if not listed:
        return
    ship = entity.kind in (Kind.VESSEL, Kind.AIRCRAFT)
    if not known.countries.isdisjoint(own):
        name = "flag_same" if ship else "country_shared"
    elif not mine.isdisjoint(listed):
        name = "country_of_address"
    elif related(mine, listed):
        name = "country_related"
    else:
        name = "flag_different" if ship else "country_different"
    yield Fact(
        feature=name,
        points=card.facts[name],
        told=_tell_countries,
        about=(mine, listed),
        quotes=_COUNTRIES,
    )


_COUNTRIES: Final = ("party.countries", "party.address", "match.countries", "match.addresses")


def _tell_countries(mine: frozenset[str], listed: frozenset[str]) -> str:
    common = ", ".join(sorted(mine & listed))
    return common or f"{', '.join(sorted(mine))}, listed {', '.join(sorted(listed))}"


def _address_lines(known: Stated, entity: ListedEntity, card: Scorecard) -> Iterator[Fact]:
    if known.address is None:
        return
    found = [shared(known.address, where(address)) for address in entity.addresses]
    best = max(
        (each for each in found if each is not None),
        key=lambda each: (card.facts[each.fact], each.share),
        default=None,
    )
    if best is not None:
        yield Fact(
            feature=best.fact,
            value=best.share,
            points=card.facts[best.fact],
            told=_tell_words,
            about=(best.words,),
            quotes=("party.address", "match.addresses"),
        )


def _tell_words(words: Iterable[str]) -> str:
    return " ".join(sorted(words)[:_MOST_WORDS])


def _gender_lines(known: Stated, entity: ListedEntity, card: Scorecard) -> Iterator[Fact]:
    listed = gender_of(entity.gender)
    if listed:
        name = "gender_same" if known.gender is listed else "gender_different"
        yield Fact(
            feature=name,
            points=card.facts[name],
            told="{}, listed {}".format,
            about=(known.gender, listed),
            quotes=("party.gender", "match.gender"),
        )


def _birth_place_lines(known: Stated, entity: ListedEntity, card: Scorecard) -> Iterator[Fact]:
    common = [known.birth_place & words_of(place) for place in entity.birth_places]
    words = max(common, key=len, default=frozenset[str]())
    if words:
        yield Fact(
            feature="birth_place_same",
            value=len(words) / len(known.birth_place),
            points=card.facts["birth_place_same"],
            told=_tell_words,
            about=(words,),
            quotes=("party.birthPlace", "match.birthPlaces"),
        )


def _built_lines(known: Stated, entity: ListedEntity, card: Scorecard) -> Iterator[Fact]:
    listed = year_of(entity.built)
    if known.built is None or listed is None:
        return
    alike = abs(known.built - listed) <= NEAR_BUILT
    name = "built_same" if alike else "built_different"
    yield Fact(
        feature=name,
        points=card.facts[name],
        told="{}, listed {}".format,
        about=(known.built, listed),
        quotes=("party.built", "match.built"),
    )


def _bound_lines(lines: Iterable[Fact], card: Scorecard) -> Iterator[Fact]:
    most = card.facts["most_against"]
    against = [line.points for line in lines if line.points < 0 and line.feature not in _UNBOUNDED]
    beyond = most - math.fsum(against)
    if beyond > 0:
        yield Fact(
            feature=BOUND,
            value=most,
            points=beyond,
            about=("facts against a match take no more than this from it",),
        )


_FAMILIES: Final[Mapping[Family, Callable[[Stated, ListedEntity, Scorecard], Iterator[Fact]]]] = {
    Family.IDENTIFIERS: _identifier_lines,
    Family.BIRTH_DATE: _birth_date_lines,
    Family.COUNTRIES: _country_lines,
    Family.ADDRESS: _address_lines,
    Family.GENDER: _gender_lines,
    Family.BIRTH_PLACE: _birth_place_lines,
    Family.BUILT: _built_lines,
}
