"""Switzerland's list as records: each target with the programmes and places that it refers to."""

from collections.abc import Iterator, Sequence

from lists.reading.files import SourceFile
from lists.reading.nodes import Node, node_of
from lists.reading.xml import attribute, records
from matchers.model import Struct

_ROOT = "swiss-sanctions-list"
_DELISTED = "de-listed"
_ENGLISH = "eng"
UNSAID = frozenset({"ssid", "main", "place-id", "order"})
"""Attributes that say nothing of the party."""


class Programme(Struct, frozen=True):
    """What a sanctions set belongs to: key and name of the ordinance, and its measures."""

    key: str = ""
    name: str = ""
    measures: str = ""


class SecoRecord(Struct, frozen=True):
    """A target, with the programmes and places that it refers to."""

    target: Node
    programmes: tuple[Programme, ...]
    places: dict[str, Node]


def parse(files: Sequence[SourceFile]) -> Iterator[tuple[str, SecoRecord]]:
    """Each target that is listed; raises LoadError as `lists.reading.xml.records` does.

    A target whose last modification in force is its de-listing is on the list no more, though its
    file still tells of it, and is left out. The file is read twice: programmes and places may stand
    after the targets that refer to them.
    """
    (file,) = files
    programmes: dict[str, Programme] = {}
    places: dict[str, Node] = {}
    for _, element in records(file, roots={_ROOT}, tags={"sanctions-program", "place"}):
        node = node_of(element)
        if node.tag == "place":
            places[node.get("ssid")] = node
        else:
            programmes.update(_programmes(node))
    for place, element in records(file, roots={_ROOT}, tags={"target"}):
        target = node_of(element)
        if _is_listed(target, attribute(element.getroottree().getroot(), "date")):
            yield (
                place,
                SecoRecord(
                    target=target,
                    programmes=tuple(
                        programmes.get(each, Programme(measures=f"sanctions set {each}"))
                        for each in _sets(target)
                    ),
                    places={each: places[each] for each in _referred(target) if each in places},
                ),
            )


def _programmes(node: Node) -> dict[str, Programme]:
    """The sanctions sets of a programme by their ids."""
    sets: dict[str, list[Node]] = {}
    for each in node.all("sanctions-set"):
        sets.setdefault(each.get("ssid"), []).append(each)
    key, name = _english(node.all("program-key")), _english(node.all("program-name"))
    return {
        ssid: Programme(key=key, name=name, measures=_english(same)) for ssid, same in sets.items()
    }


def _english(nodes: Sequence[Node]) -> str:
    """The text in English, else in the first language that is stated."""
    english = (node.text for node in nodes if node.get("lang") == _ENGLISH)
    return next(english, nodes[0].text if nodes else "")


def _is_listed(target: Node, date: str) -> bool:
    """Whether of the modifications in force on the list's date the last is no de-listing."""
    last, listed = "", True
    for change in target.all("modification"):
        since = change.get("effective-date") or change.get("publication-date")
        if last <= since and not (date and since > date):
            last, listed = since, change.get("modification-type") != _DELISTED
    return listed


def _sets(target: Node) -> list[str]:
    stated = [target.get("sanctions-set-id")]
    stated += [each.text for each in target.all("sanctions-set-id")]
    return [each for each in dict.fromkeys(stated) if each]


def _referred(node: Node) -> Iterator[str]:
    """The ids of the places that a node refers to, at any depth."""
    if node.get("place-id"):
        yield node.get("place-id")
    for child in node.children:
        yield from _referred(child)
