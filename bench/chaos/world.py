"""A small world whose truth is known by construction: partners, agreements, lists and their files.

Everybody is made up. Names that are listed and names that are not share no word, so that what has
to match is plain: `tests/bench/test_chaos_world.py` holds the matcher to it.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml

from lists.build import SourceSpec, build
from sharing.alert import PUBLIC
from sharing.policy import load_policy

PARTNERS = ("aldmark", "borland", "corvia", "dunmere")
"""The last one has no agreement with anybody: whatever of others reaches it is a leak."""

OPEN_LIST, OWN_LIST = "open-list", "borland-list"
OWNERS = {OPEN_LIST: PUBLIC, OWN_LIST: "borland"}

Pair = tuple[str, str]
"""Who grants, and who receives."""

LASTING: dict[Pair, str] = {
    ("aldmark", "borland"): "identity",
    ("aldmark", "corvia"): "hit",
    ("borland", "aldmark"): "full",
    ("corvia", "aldmark"): "rationale",
}
PASSING: dict[Pair, str] = {("borland", "corvia"): "full"}
"""Agreements with their tiers: those always in force, and those that come and go."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A listed entity. `passing` ones are on the lists only now and then."""

    name: str
    source: str = OPEN_LIST
    schema: str = "Person"
    imo: str = ""
    passing: bool = False

    @property
    def id(self) -> str:
        """Its id on its list, and in every snapshot."""
        return f"{self.source}-{self.name.lower().replace(' ', '-')}"


ENTRIES = (
    Entry("Orlovan Brightkettle"),
    Entry("Tavish Umberholm"),
    Entry("Ysolde Carrowmere"),
    Entry("Bertilo Gransheim"),
    Entry("Vantorel Quillmark Syndicate", schema="Organization"),
    Entry("Harrowgate Zymurgy Combine", schema="Organization"),
    Entry("Petrel of Lindisvane", schema="Vessel", imo="9000003"),
    Entry("Fenwick Ostrander", source=OWN_LIST),
    Entry("Ludomira Hazelgrave", source=OWN_LIST),
    Entry("Casimer Thornquist", source=OWN_LIST),
    Entry("Idonea Wolfsbane", passing=True),
    Entry("Marisolde Quenneville", source=OWN_LIST, passing=True),
)

UNLISTED_PERSONS = (
    "Agatina Plumridge",
    "Dovydas Kestelburn",
    "Eulalio Marchbank",
    "Gwenllian Rostova",
    "Jocasta Featherby",
    "Kazuhiro Nandlemead",
    "Melchior Duvantine",
    "Nasrin Opalwater",
    "Quentin Sablefield",
    "Róisín Tumbledown",
    "Ильмар Ковальжин",
    "سامرين الدرمكاوي",
)
UNLISTED_ORGANIZATIONS = (
    "Bluefinch Knitwear Ltd",
    "Cobbleton Lathes GmbH",
    "Gorseland Barley B.V.",
    "Juniperdale Prisms S.A.",
    "Wexcombe Stoneware LLC",
)


class Files:
    """The files of the installation under test, all in one folder, and how they are changed."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.secret = hashlib.sha256(f"chaos {seed}".encode()).hexdigest()
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "installation-secret").write_text(self.secret)
        self.sources = folder / "sources.yaml"
        self.sources.write_text(
            yaml.safe_dump({name: {"name": name, "owner": owner} for name, owner in OWNERS.items()})
        )
        self.policy = folder / "policy"
        for partner in PARTNERS:
            self._write_policy("partners", partner, {"id": partner})
        for pair, tier in LASTING.items():
            self._write_agreement(pair, tier)
        self.policies: dict[str, frozenset[Pair]] = {}
        self.snapshots: dict[str, frozenset[str]] = {}
        self._policy_turn = self._lists_turn = 0
        self.change_policy()
        self.change_lists()

    def change_policy(self) -> None:
        """Let the passing agreements begin, or end, and write a partner's file as it was."""
        self._policy_turn += 1
        in_force = dict(LASTING)
        for pair, tier in PASSING.items():
            if self._policy_turn % 2 == 0:
                self._write_agreement(pair, tier)
                in_force[pair] = tier
            else:
                self._agreement(pair).unlink(missing_ok=True)
        self._write_policy("partners", PARTNERS[0], {"id": PARTNERS[0]})
        self.policies[load_policy(self.policy).version] = frozenset(in_force)

    def change_lists(self) -> None:
        """Make a snapshot with the passing entries current, or one without them."""
        self._lists_turn += 1
        entries = [e for e in ENTRIES if not e.passing or self._lists_turn % 2 == 0]
        path = self.folder / "list.ftm.jsonl"
        path.write_text("".join(json.dumps(_ftm(entry)) + "\n" for entry in entries))
        source = SourceSpec(kind="ftm", path=path)
        manifest = build([source], self.folder / "snapshot", progress=lambda *_: None)
        name = f"{manifest.version}-{manifest.content_digest[:12]}"
        self.snapshots[name] = frozenset(entry.id for entry in entries)

    def _write_agreement(self, pair: Pair, tier: str) -> None:
        content = {
            "id": "-".join(pair),
            "grantor": pair[0],
            "recipient": pair[1],
            "maxDetail": tier,
            "validFrom": "2024-01-01T00:00:00Z",
            "validUntil": "2099-01-01T00:00:00Z",
        }
        self._write_policy("agreements", "-".join(pair), content)

    def _agreement(self, pair: Pair) -> Path:
        return self.policy / "agreements" / f"{'-'.join(pair)}.yaml"

    def _write_policy(self, folder: str, name: str, content: dict[str, str]) -> None:
        path = self.policy / folder / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_suffix(".new")  # a worker that looks meanwhile must not see half a file
        aside.write_text(yaml.safe_dump(content))
        aside.replace(path)


def personal_words(values: Iterable[str]) -> set[str]:
    """The words, five letters or longer, by which names and identifiers would be recognised."""
    return {word for value in values for word in value.split() if len(word) >= 5}


def _ftm(entry: Entry) -> dict[str, object]:
    properties = {"name": [entry.name]} | ({"imoNumber": [entry.imo]} if entry.imo else {})
    return {
        "id": entry.id,
        "schema": entry.schema,
        "datasets": [entry.source],
        "properties": properties,
    }
