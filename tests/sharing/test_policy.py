from collections.abc import Callable
from itertools import permutations
from pathlib import Path

import pytest
import yaml

import config
from sharing.agreement import Agreement
from sharing.corridor import Corridor
from sharing.fields import Tier
from sharing.handling import Handling, Tlp
from sharing.policy import PolicyError, load_policy, make_policy
from sharing.scope import Scope

EXAMPLES = Path(config.__file__).parent / "examples"
GOOD = """\
agreement:
  id: A-1
  grantor: north
  recipient: south
  maxDetail: identity
  validFrom: 2026-01-01T00:00:00Z
  validUntil: 2027-01-01T00:00:00Z
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A policy of three partners without agreements."""
    for name in ("north", "south", "east"):
        write(tmp_path, f"partners/{name}.yaml", f"partner: {{id: {name}}}")
    return tmp_path


def write(folder: Path, name: str, text: str | bytes) -> Path:
    file = folder / name
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


@pytest.fixture
def load(folder: Path) -> Callable[[str], Agreement]:
    """Load a policy whose only agreement is this."""

    def load(text: str) -> Agreement:
        write(folder, "agreements/one.yaml", text)
        (agreement,) = load_policy(folder).agreements
        return agreement

    return load


@pytest.fixture
def refusal(load: Callable[[str], Agreement]) -> Callable[[str], PolicyError]:
    """The error with which a policy whose only agreement is this is refused."""

    def refusal(text: str) -> PolicyError:
        with pytest.raises(PolicyError) as caught:
            load(text)
        return caught.value

    return refusal


def test_the_examples_load_and_show_what_they_say() -> None:
    policy = load_policy(EXAMPLES)
    assert sorted(policy.partners) == ["eastmark-customs", "nordland-customs", "southland-customs"]
    by_id = {agreement.id: agreement for agreement in policy.agreements}
    assert {(a.grantor, a.recipient) for a in by_id.values()} == set(
        permutations(policy.partners, 2)
    )
    assert by_id["XN-XS-01"].max_detail is Tier.IDENTITY
    assert by_id["XN-XS-01"].allow is not None
    assert by_id["XN-XE-01"].max_detail is Tier.HIT
    assert by_id["XS-XN-01"].allow is not None
    assert by_id["XS-XN-01"].allow >= {"event.items[].description", "event.remittanceText"}
    assert by_id["XS-XE-01"].scope.corridors == (
        Corridor(origin="XS", destination="XE"),
        Corridor(destination="XN"),
    )
    assert by_id["XE-XN-01"].scope.lists == frozenset({"demo-public"})
    assert by_id["XE-XS-01"].valid_until.year == 2024


@pytest.mark.parametrize(
    "wrong",
    [
        GOOD + "  x: 1",
        GOOD + "  scope: {x: 1}",
        GOOD + "  scope: {corridors: [{x: 1}]}",
        GOOD + "  fields: {x: 1}",
        GOOD + "  handling: {x: 1}",
        "partner: {x: 1}",
        "partner: {id: x, keys: {x: 1}}",
    ],
)
def test_the_examples_show_every_key(wrong: str, folder: Path) -> None:
    write(folder, "partners/x.yaml" if "partner:" in wrong else "agreements/x.yaml", wrong)
    with pytest.raises(PolicyError) as caught:
        load_policy(folder)
    accepted = caught.value.problem.partition("accepted here: ")[2].split(", ")
    assert accepted
    shown = {
        event.value
        for file in EXAMPLES.rglob("*.yaml")
        for event in yaml.parse(file.read_text(), Loader=yaml.SafeLoader)
        if isinstance(event, yaml.ScalarEvent)
    }
    assert set(accepted) <= shown


def test_a_whole_agreement(load: Callable[[str], Agreement]) -> None:
    agreement = load(
        GOOD
        + """\
  purposes: [export-control, b]
  scope:
    lists: [un-sc]
    programmes: ["DPRK2", NO]
    corridors: [{from: NO, to: SE}, {to: NL}]
    eventTypes: [shipment]
  fields: {allow: ["match.listedName", "match.evidence[]", "event.items[].hsCode"]}
  handling: {tlp: "RED", onwardSharing: true, attribution: true, retention: P1Y6M}
  quotas: {}
  signatures: []
"""
    )
    assert agreement.handling == Handling(
        purposes=("export-control", "b"),
        tlp=Tlp.RED,
        onward_sharing=True,
        attribution=True,
        retention="P1Y6M",
    )
    assert agreement.scope.programmes == frozenset({"DPRK2", "NO"})
    assert agreement.scope.corridors == (
        Corridor(origin="NO", destination="SE"),
        Corridor(destination="NL"),
    )
    assert agreement.allow == frozenset(
        {"match.listedName", "match.evidence", "event.items[].hsCode"}
    )
    assert agreement.valid_from.isoformat() == "2026-01-01T00:00:00+00:00"


def test_what_is_left_out_is_wide_in_scope_and_strict_in_handling(
    load: Callable[[str], Agreement],
) -> None:
    agreement = load(GOOD)
    assert agreement.allow is None
    assert agreement.scope == Scope()
    assert agreement.handling == Handling(tlp=Tlp.AMBER_STRICT)
    assert not agreement.handling.onward_sharing


def test_the_wrapping_key_may_be_left_out(load: Callable[[str], Agreement]) -> None:
    bare = "\n".join(line.removeprefix("  ") for line in GOOD.splitlines()[1:])
    assert load(bare) == load(GOOD)


@pytest.mark.parametrize(
    ("added", "line", "key", "problem"),
    [
        ("  maxdetail: full", 8, "agreement.maxdetail", "unknown key; accepted here: id, grantor"),
        ("  scope: {list: [a]}", 8, "agreement.scope.list", "accepted here: lists, programmes"),
        ("  scope:\n    lists:\n", 9, "agreement.scope.lists", "has no value"),
        ("  scope: ~", 8, "agreement.scope", "has no value"),
        ("  scope: [a]", 8, "agreement.scope", "a mapping"),
        ("  scope: {lists: []}", 8, "agreement.scope.lists", "an empty list would allow nothing"),
        ("  scope: {lists: a}", 8, "agreement.scope.lists", "has to be a list"),
        ("  scope: {lists: [a, a]}", 8, "agreement.scope.lists", "'a' twice"),
        ("  scope: {lists: [[a]]}", 8, "agreement.scope.lists", "this is not accepted"),
        ("  scope: {corridors: []}", 8, "agreement.scope.corridors", "an empty list"),
        ("  scope: {corridors: [SL]}", 8, "agreement.scope.corridors[0]", "a mapping"),
        ("  scope: {corridors: [{}]}", 8, "agreement.scope.corridors[0].from", "`from`, `to`"),
        ("  scope: {corridors: [{from: nl}]}", 8, "agreement.scope.corridors[0].from", "'nl'"),
        ("  scope: {eventTypes: [ship]}", 8, "agreement.scope.eventTypes", "shipment or trans"),
        ("  fields: {allow: [party.name]}", 8, "agreement.fields.allow", "mean party.names?"),
        ("  fields: {allow: }", 8, "agreement.fields.allow", "has no value"),
        ("  fields: {deny: [a]}", 8, "agreement.fields.deny", "accepted here: allow"),
        ("  handling: {tlp: PINK}", 8, "agreement.handling.tlp", "AMBER, AMBER+STRICT or RED"),
        ("  handling: {onwardSharing: no}", 8, "agreement.handling.onwardSharing", "true or false"),
        ("  handling: {retention: 2Y}", 8, "agreement.handling.retention", "P2Y or P90D"),
        ("  handling: {retention: P}", 8, "agreement.handling.retention", "P2Y or P90D"),
        ("  purposes: [Export Control]", 8, "agreement.purposes", "a purpose: 1 to 40 letters"),
        ("  quotas: {alertsPerDay: 5}", 8, "agreement.quotas", "not enforced by this version"),
        ("  signatures: [abc]", 8, "agreement.signatures", "not enforced by this version"),
        ("  id: again", 8, "agreement.id", "given twice, first in line 2"),
        ("other: {}", 8, "other", "accepted here: agreement"),
        ("  \u202eevil\u0007: 1", 8, "", "not allowed in YAML"),
        ("  \u202e: 1", 8, r"agreement.'\u202e'", "unknown key"),
    ],
)
def test_an_error_names_line_key_and_what_is_accepted(
    added: str, line: int, key: str, problem: str, refusal: Callable[[str], PolicyError]
) -> None:
    error = refusal(GOOD + added)
    assert error.file.name == "one.yaml"
    assert (error.line, error.key) == (line, key)
    assert problem in error.problem
    assert str(error).startswith(f"{error.file}:{line}: ")
    assert str(error).isascii()
    assert str(error).isprintable()


@pytest.mark.parametrize(
    ("key", "value", "problem"),
    [
        ("id", None, "missing; give an agreement id"),
        ("id", "a b", "'a b' is not accepted"),
        ("id", "x" * 41, "is not accepted"),
        ("grantor", "West", "is not accepted; give a partner id"),
        ("grantor", "west", "west is no partner; accepted: east, north, south"),
        ("recipient", "public", "public is no partner"),
        ("recipient", "north", "is the grantor itself"),
        ("maxDetail", "ful", "'ful' is not accepted; give hit, identity, rationale or full"),
        ("maxDetail", None, "missing; give hit, identity, rationale or full"),
        ("validFrom", None, "missing; give an instant in UTC"),
        ("validFrom", "2026-01-01", "give an instant in UTC, such as"),
        ("validFrom", "2026-01-01T00:00:00+01:00", "give an instant in UTC, such as"),
        ("validFrom", "2026-02-30T00:00:00Z", "is no such time"),
        ("validFrom", "٢٠٢٦-01-01T00:00:00Z", "give an instant in UTC, such as"),
        ("validUntil", "2026-01-01T00:00:00Z", "has to be after validFrom"),
    ],
)
def test_a_required_key_that_is_wrong(
    key: str, value: str | None, problem: str, refusal: Callable[[str], PolicyError]
) -> None:
    lines = GOOD.splitlines()
    (number,) = (i for i, line in enumerate(lines) if line.startswith(f"  {key}:"))
    lines[number : number + 1] = [] if value is None else [f"  {key}: {value}"]
    error = refusal("\n".join(lines))
    assert error.key == f"agreement.{key}"
    assert error.line == (2 if value is None else number + 1)  # else where the mapping begins
    assert problem in error.problem


@pytest.mark.parametrize(
    ("text", "key", "problem"),
    [
        ("partner: {id: public}", "partner.id", "stands for published lists"),
        ("partner: {id: North}", "partner.id", "a partner id"),
        ("partner: {id: x, country: Norway}", "partner.country", "ISO 3166-1"),
        ("partner: {id: x, name: 'a\tb'}", "partner.name", "printable"),
        ("partner: {id: x, mail: a}", "partner.mail", "accepted here: id, name, country, contact"),
        ("partner: {id: x, keys: {private: a}}", "partner.keys.private", "encryption, signing"),
        ("partner: {id: north}", "partner.id", "north is also in"),
    ],
)
def test_a_partner_that_is_wrong(text: str, key: str, problem: str, folder: Path) -> None:
    write(folder, "partners/x.yaml", text)
    with pytest.raises(PolicyError) as caught:
        load_policy(folder)
    assert caught.value.key == key
    assert problem in caught.value.problem


def test_a_key_may_have_several_lines(folder: Path) -> None:
    key = "  keys:\n    signing: |\n      -----BEGIN PUBLIC KEY-----\n      MCowBQ\n"
    write(folder, "partners/x.yaml", "partner:\n  id: x\n" + key)
    assert load_policy(folder).partners["x"].signing_key == "-----BEGIN PUBLIC KEY-----\nMCowBQ\n"


def test_a_policy_needs_a_partner(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="partners: holds no partner file"):
        load_policy(tmp_path)


def test_a_policy_without_agreements_shares_nothing(folder: Path) -> None:
    assert load_policy(folder).reach == {}


def test_a_file_that_would_not_be_read_is_an_error(folder: Path) -> None:
    write(folder, "agreements/a.yml", GOOD)
    with pytest.raises(PolicyError, match=r"rename it to a\.yaml"):
        load_policy(folder)


def test_a_folder_in_place_of_a_file_is_an_error(folder: Path) -> None:
    (folder / "partners" / "odd.yaml").mkdir()
    with pytest.raises(PolicyError, match="not a readable file"):
        load_policy(folder)


@pytest.mark.parametrize(
    ("first", "second", "overlap"),
    [
        ("", "", "overlap"),
        ("{lists: [a]}", "{lists: [b]}", ""),
        ("{lists: [a, b]}", "{lists: [b, c]}", "overlap"),
        ("{lists: [a]}", "{}", "overlap"),
        ("{lists: [a]}", "{programmes: [p]}", "overlap"),
        ("{programmes: [p]}", "{programmes: [q]}", ""),
        ("{eventTypes: [shipment]}", "{eventTypes: [transaction]}", ""),
        ("{corridors: [{from: NL}]}", "{corridors: [{to: NL}]}", "overlap"),
        ("{corridors: [{from: NL}]}", "{corridors: [{from: SL}]}", ""),
        ("{corridors: [{from: NL, to: SL}]}", "{corridors: [{from: NL, to: FR}]}", ""),
        ("{corridors: [{from: NL, to: SL}]}", "{corridors: [{from: NL}]}", "overlap"),
        ("{corridors: [{from: NL}, {to: FR}]}", "{corridors: [{from: SL}]}", "overlap"),
    ],
)
def test_agreements_that_overlap_in_scope_are_refused(
    first: str,
    second: str,
    overlap: str,
    folder: Path,
) -> None:
    for name, scope in (("first", first), ("second", second)):
        added = f"  scope: {scope}\n" if scope else ""
        write(folder, f"agreements/{name}.yaml", GOOD.replace("A-1", name) + added)
    if not overlap:
        assert len(load_policy(folder).agreements) == 2
        return
    with pytest.raises(PolicyError) as caught:
        load_policy(folder)
    assert caught.value.file.name == "second.yaml"
    assert "overlaps in scope and time with first in" in caught.value.problem
    assert "first.yaml:2" in caught.value.problem


@pytest.mark.parametrize(
    ("since", "until", "overlap"),
    [
        ("2027-01-01", "2028-01-01", ""),
        ("2026-12-31", "2028-01-01", "overlap"),
        ("2025-01-01", "2026-01-01", ""),
        ("2025-01-01", "2030-01-01", "overlap"),
    ],
)
def test_agreements_that_overlap_in_time_are_refused(
    since: str,
    until: str,
    overlap: str,
    folder: Path,
) -> None:
    write(folder, "agreements/a.yaml", GOOD)
    later = GOOD.replace("A-1", "A-2")
    later = later.replace("2027-01-01", "UNTIL").replace("2026-01-01", since)
    later = later.replace("UNTIL", until)
    write(folder, "agreements/b.yaml", later)
    if overlap:
        with pytest.raises(PolicyError, match="overlaps in scope and time"):
            load_policy(folder)
    else:
        assert len(load_policy(folder).agreements) == 2


def test_the_other_direction_is_another_agreement(folder: Path) -> None:
    write(folder, "agreements/a.yaml", GOOD)
    back = GOOD.replace("A-1", "A-2").replace("grantor: north", "grantor: south")
    write(folder, "agreements/b.yaml", back.replace("recipient: south", "recipient: north"))
    assert load_policy(folder).reach[("south", "north")] == ("north",)


def test_two_agreements_of_one_id_are_refused(folder: Path) -> None:
    write(folder, "agreements/a.yaml", GOOD)
    write(folder, "agreements/b.yaml", GOOD.replace("recipient: south", "recipient: east"))
    with pytest.raises(PolicyError, match=r"A-1 is also in .*a\.yaml:2"):
        load_policy(folder)


def test_the_version_follows_what_the_files_say(folder: Path) -> None:
    write(folder, "agreements/a.yaml", GOOD)
    version = load_policy(folder).version
    write(folder, "agreements/a.yaml", "# a comment\n" + GOOD)
    assert load_policy(folder).version == version
    write(folder, "agreements/a.yaml", GOOD.replace("identity", "full"))
    assert load_policy(folder).version != version


def test_a_policy_made_in_code_is_the_one_that_is_read(folder: Path) -> None:
    write(folder, "agreements/a.yaml", GOOD)
    policy = load_policy(folder)
    assert make_policy(policy.partners.values(), policy.agreements) == policy
