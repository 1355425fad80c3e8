"""Corroborate: what else than the name speaks for or against a match. Missing is neither."""

from collections.abc import Iterable, Iterator
from typing import Final

from matchers import identifiers
from matchers.model import BirthDate, Evidence, Identifier, ListedEntity, Party, Scheme, date_parts
from matchers.scorecard import Scorecard

UNIQUE: Final = frozenset({Scheme.IMO, Scheme.LEI, Scheme.MMSI, Scheme.DUNS})
"""Schemes of which a holder has one number: two valid, different ones are two holders."""

_SUPPORT: Final = frozenset({"identifier_same", "birth_date_same"})

NEAR_YEARS: Final = 1
"""Years by which stated years of birth may differ by mistake or rounding: neither for nor against.
"""

_SAME_YEAR, _SAME_MONTH, _EXCHANGED, _WITHIN_RANGE, _NEAR_CIRCA = 0.5, 0.7, 0.5, 0.3, 0.2
_OTHER_DAY = -0.3


def corroborate(party: Party, entity: ListedEntity, card: Scorecard) -> list[Evidence]:
    """Lines of evidence from identifiers, birth dates and countries, stated on both sides."""
    return [
        *_kind_lines(party, entity, card),
        *_identifier_lines(party, entity, card),
        *_birth_date_lines(party, entity, card),
        *_country_lines(party, entity, card),
    ]


def is_supported(facts: Iterable[Evidence]) -> bool:
    """Whether facts stand behind a name, so that a weak alias may count: a date, an identifier."""
    return any(line.feature in _SUPPORT and line.points > 0 for line in facts)


def _kind_lines(party: Party, entity: ListedEntity, card: Scorecard) -> Iterator[Evidence]:
    if not party.kind.compatible(entity.kind):
        yield Evidence(feature="kind_different", value=1.0, points=card.facts["kind_different"])


def _identifier_lines(party: Party, entity: ListedEntity, card: Scorecard) -> Iterator[Evidence]:
    agreeing = same_identifiers(party, entity)
    if agreeing:
        stated = agreeing[0]
        yield Evidence(
            feature="identifier_same",
            value=float(len(agreeing)),
            points=card.facts["identifier_same"],
            detail=f"{stated.scheme} {stated.value}",
            quotes=("party.identifiers", "match.identifiers"),
        )
        return
    for scheme in sorted(UNIQUE):
        left = _values(party.identifiers, scheme)
        right = _values(entity.identifiers, scheme)
        if left and right:
            yield Evidence(
                feature="identifier_different",
                value=1.0,
                points=card.facts["identifier_different"],
                detail=f"{scheme} {', '.join(sorted(left))} is not {', '.join(sorted(right))}",
                quotes=("party.identifiers", "match.identifiers"),
            )
            return


def same_identifiers(party: Party, entity: ListedEntity) -> list[Identifier]:
    """The party's identifiers that the entity has too, where both kinds let them speak."""
    return [
        mine
        for mine in dict.fromkeys(party.identifiers)  # who repeats one says it once
        if identifiers.same_kind(mine, party.kind, entity.kind)
        and any(identifiers.same(mine, theirs) for theirs in entity.identifiers)
    ]


def _values(stated: tuple[Identifier, ...], scheme: Scheme) -> set[str]:
    found = (identifiers.canonical(each) for each in stated if each.scheme is scheme)
    return {value for value in found if value is not None}


def _birth_date_lines(party: Party, entity: ListedEntity, card: Scorecard) -> Iterator[Evidence]:
    if party.birth_date is None or not entity.birth_dates:
        return
    agreement, listed = max(
        ((birth_date_agreement(party.birth_date, listed), listed) for listed in entity.birth_dates),
        key=lambda pair: pair[0],
    )
    name, points = "birth_date_same", card.facts["birth_date_same"] * agreement
    if agreement < 0:
        name, points = "birth_date_different", card.facts["birth_date_different"] * -agreement
    about = "about " if listed.circa else ""
    until = f" to {listed.end}" if listed.end else ""
    yield Evidence(
        feature=name,
        value=agreement,
        points=points,
        detail=f"{party.birth_date}, listed {about}{listed.start}{until}",
        quotes=("party.birthDate", "match.birthDates"),
    )


def birth_date_agreement(stated: str, listed: BirthDate) -> float:
    """How far two dates of birth agree, from 1 (same day) over 0 to -1 (years apart).

    Where both days and months are known they decide within a year; a listed range, or one date
    without a month, leaves less to agree on.
    """
    year, *_ = date_parts(stated)
    first, *_ = date_parts(listed.start)
    last = date_parts(listed.end)[0] if listed.end else first
    if first <= year <= last:
        return _WITHIN_RANGE if first != last else _same_year(stated, listed.start)
    if first - NEAR_YEARS <= year <= last + NEAR_YEARS:
        return _NEAR_CIRCA if listed.circa else 0.0
    return -1.0


def _same_year(stated: str, listed: str) -> float:
    """Agreement of two dates of one year."""
    _, month, day = date_parts(stated)
    _, listed_month, listed_day = date_parts(listed)
    if month is None or listed_month is None:
        return _SAME_YEAR
    if month == listed_month and None in (day, listed_day):
        return _SAME_MONTH
    if (month, day) == (listed_month, listed_day):
        return 1.0
    exchanged = (month, day) == (listed_day, listed_month)
    return _EXCHANGED if exchanged else _OTHER_DAY


def _country_lines(party: Party, entity: ListedEntity, card: Scorecard) -> Iterator[Evidence]:
    mine = {*party.countries, party.address.country if party.address else None} - {None}
    listed = {*entity.countries, *(address.country for address in entity.addresses)} - {None}
    if not mine or not listed:
        return
    shared = bool(mine & listed)
    name = "country_shared" if shared else "country_different"
    yield Evidence(feature=name, value=float(shared), points=card.facts[name])
