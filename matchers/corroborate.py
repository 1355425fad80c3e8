"""Corroborate: what else than the name speaks for or against a match. Missing is neither."""

from collections.abc import Iterator
from typing import Final

from matchers import identifiers
from matchers.model import BirthDate, Evidence, Identifier, ListedEntity, Party, Scheme, date_parts
from matchers.scorecard import Scorecard

UNIQUE: Final = frozenset({Scheme.IMO, Scheme.LEI, Scheme.MMSI, Scheme.DUNS})
"""Schemes of which a holder has one number: two valid, different ones are two holders."""

NEAR_YEARS: Final = 1
"""Years by which stated years of birth may differ and still be the same mistake or rounding."""


def corroborate(party: Party, entity: ListedEntity, card: Scorecard) -> list[Evidence]:
    """Lines of evidence from identifiers, birth dates and countries, stated on both sides."""
    return [
        *_kind_lines(party, entity, card),
        *_identifier_lines(party, entity, card),
        *_birth_date_lines(party, entity, card),
        *_country_lines(party, entity, card),
    ]


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
        for mine in party.identifiers
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
    until = f" to {listed.end}" if listed.end else ""
    yield Evidence(
        feature=name,
        value=agreement,
        points=points,
        detail=f"{party.birth_date}, listed {'about ' if listed.circa else ''}{listed.start}{until}",
        quotes=("party.birthDate", "match.birthDates"),
    )


def birth_date_agreement(stated: str, listed: BirthDate) -> float:
    """How far two dates of birth agree, from 1 (same day) over 0 to -1 (years apart).

    The same year alone is 0.5, the same month 0.7; day and month exchanged 0.5; a year within a
    stated range 0.3, or next to it, or next to the listed year, 0.2 (0 for full dates); a different
    day or month in the same year is -0.3.
    """
    year, month, day = date_parts(stated)
    listed_year, listed_month, listed_day = date_parts(listed.start)
    last_year = date_parts(listed.end)[0] if listed.end else listed_year
    slack = NEAR_YEARS if listed.circa or None in (month, listed_month) else 0
    if not listed_year - slack <= year <= last_year + slack:
        return 0.0 if abs(year - listed_year) <= NEAR_YEARS else -1.0
    if last_year != listed_year:
        return 0.3
    if year != listed_year:
        return 0.2
    if month is None or listed_month is None:
        return 0.5
    if month == listed_month:
        if day is None or listed_day is None:
            return 0.7
        return 1.0 if day == listed_day else -0.3
    return 0.5 if (month, day) == (listed_day, listed_month) else -0.3


def _country_lines(party: Party, entity: ListedEntity, card: Scorecard) -> Iterator[Evidence]:
    mine = {*party.countries, party.address.country if party.address else None} - {None}
    listed = {*entity.countries, *(address.country for address in entity.addresses)} - {None}
    if not mine or not listed:
        return
    shared = bool(mine & listed)
    name = "country_shared" if shared else "country_different"
    yield Evidence(feature=name, value=float(shared), points=card.facts[name])
