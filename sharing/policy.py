"""The policy: all partners and agreements, checked together and laid out for quick questions."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from operator import attrgetter
from pathlib import Path

import msgspec

from matchers.model import Struct
from sharing.agreement import Agreement, read_agreement
from sharing.alert import PUBLIC
from sharing.partner import Partner, read_partner
from sharing.section import PolicyError, Section
from sharing.suspension import Suspension, read_suspension
from sharing.yamlfile import read_section

__all__ = ["Policy", "PolicyError", "load_policy", "make_policy"]


class Policy(Struct, frozen=True):
    """Who may see whose intelligence.

    `version` is a digest of all that the files say. `suspended` are partners that get nothing,
    whatever their agreements. `between` holds the agreements of each
    (grantor, recipient), and `reach` the partners with every agreement needed for alerts of each
    (publisher, list owner), whatever the time and scope; a pair that reaches nobody is left out.
    """

    version: str
    partners: Mapping[str, Partner]
    agreements: tuple[Agreement, ...]
    suspended: Mapping[str, Suspension]
    between: Mapping[tuple[str, str], tuple[Agreement, ...]]
    reach: Mapping[tuple[str, str], tuple[str, ...]]

    @property
    def publishers(self) -> list[str]:
        """The partners whose events are screened: all that are not suspended."""
        return [partner for partner in self.partners if partner not in self.suspended]


def load_policy(directory: Path) -> Policy:
    """Read `partners/*.yaml`, `agreements/*.yaml` and `suspensions/*.yaml` of a directory.

    Raises PolicyError for the first thing that is wrong, with its file and line: a policy is used
    whole or not at all. No agreement at all is a valid policy, under which nothing is shared.
    """
    partners: dict[str, tuple[Section, Partner]] = {}
    for section in _sections(directory, "partner"):
        partner = read_partner(section)
        if partner.id in partners:
            raise section.error("id", f"{partner.id} is also in {partners[partner.id][0].place}")
        _check_principal(section, partner, partners.values())
        partners[partner.id] = (section, partner)
    if not partners:
        raise PolicyError(directory / "partners", None, "", "holds no partner file (*.yaml)")
    agreements: dict[str, tuple[Section, Agreement]] = {}
    by_pair: dict[tuple[str, str], list[str]] = defaultdict(list)
    for section in _sections(directory, "agreement"):
        agreement = read_agreement(section)
        _check_partner(section, "grantor", agreement.grantor, partners)
        _check_partner(section, "recipient", agreement.recipient, partners)
        if agreement.id in agreements:
            raise section.error(
                "id", f"{agreement.id} is also in {agreements[agreement.id][0].place}"
            )
        same_pair = by_pair[agreement.grantor, agreement.recipient]
        _check_overlap(section, agreement, (agreements[other] for other in same_pair))
        same_pair.append(agreement.id)
        agreements[agreement.id] = (section, agreement)
    suspensions = []
    for section in _sections(directory, "suspension"):
        suspensions.append(read_suspension(section))
        _check_partner(section, "partner", suspensions[-1].partner, partners)
    return make_policy(
        (partner for _, partner in partners.values()),
        (agreement for _, agreement in agreements.values()),
        suspensions,
    )


def make_policy(
    partners: Iterable[Partner],
    agreements: Iterable[Agreement],
    suspensions: Iterable[Suspension] = (),
) -> Policy:
    """Lay out partners, agreements and suspensions that are consistent with each other."""
    known = {partner.id: partner for partner in partners}
    every = tuple(sorted(agreements, key=attrgetter("id")))
    between: dict[tuple[str, str], list[Agreement]] = defaultdict(list)
    granted: dict[str, set[str]] = defaultdict(set)
    for agreement in every:
        between[agreement.grantor, agreement.recipient].append(agreement)
        granted[agreement.grantor].add(agreement.recipient)
    reach = {
        (publisher, owner): tuple(sorted(reached))
        for publisher in granted
        for owner in (PUBLIC, *known)
        if (reached := _reached(publisher, owner, granted))
    }
    suspended = {suspension.partner: suspension for suspension in suspensions}
    content = msgspec.json.encode((known, every, suspended), order="deterministic")
    return Policy(
        version=hashlib.sha256(content).hexdigest()[:16],
        partners=known,
        agreements=every,
        suspended=suspended,
        between={pair: tuple(listed) for pair, listed in between.items()},
        reach=reach,
    )


def _reached(publisher: str, owner: str, granted: Mapping[str, set[str]]) -> set[str]:
    """The partners other than the publisher that hold every agreement they need."""
    if owner in (PUBLIC, publisher):
        return granted[publisher]
    return granted[publisher] & ({owner} | granted.get(owner, set()))


def _check_partner(section: Section, key: str, partner: str, partners: Collection[str]) -> None:
    if partner not in partners:
        raise section.error(
            key, f"{partner} is no partner; accepted: {', '.join(sorted(partners))}"
        )


def _check_principal(
    section: Section, partner: Partner, others: Iterable[tuple[Section, Partner]]
) -> None:
    for held, other in others:
        if partner.broker_principal == other.broker_principal:
            raise section.error(
                "principal",
                f"{partner.broker_principal} is also {other.id}'s, in {held.place}; two partners "
                "with one login would read each other's topics",
            )


def _check_overlap(
    section: Section, agreement: Agreement, others: Iterable[tuple[Section, Agreement]]
) -> None:
    for held, other in others:
        if agreement.overlaps(other):
            raise section.error(
                "validFrom",
                f"overlaps in scope and time with {other.id} in {held.place}, of the same grantor "
                "and recipient; end one before the other begins, or set their scopes apart",
            )


def _sections(directory: Path, kind: str) -> Iterator[Section]:
    """The mapping of each file of one kind, under a key of that name or bare, by file name."""
    folder = directory / f"{kind}s"
    if not directory.is_dir():
        raise PolicyError(directory, None, "", "there is no such folder")
    try:
        files = sorted(folder.iterdir()) if folder.is_dir() else []
    except OSError as error:
        raise PolicyError(folder, None, "", f"cannot be read: {error.strerror}") from error
    for file in files:
        if file.name.startswith("."):  # what editors leave beside a file that is being written
            continue
        if file.suffix == ".yml":
            raise PolicyError(file, None, "", f"would not be read; rename it to {file.stem}.yaml")
        if file.suffix == ".yaml":
            section = read_section(file)
            if kind in section:
                section.only(kind)
                section = section.section(kind)
            yield section
