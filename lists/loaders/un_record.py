"""One entry of the Security Council's list, taken out of the XML tree."""

from lxml import etree

from lists.reading.xml import children, local, text
from matchers.model import Kind, Struct

KINDS = {"INDIVIDUAL": Kind.PERSON, "ENTITY": Kind.ORGANIZATION}
"""Names of the elements of entries, to kinds."""


class Group(Struct, frozen=True):
    """One child of a record: its name without the prefix of its kind, and its leaves with text."""

    tag: str
    leaves: tuple[tuple[str, str], ...]

    def get(self, name: str) -> str:
        """The text of the first leaf of this name; empty where there is none."""
        return next((text for leaf, text in self.leaves if leaf == name), "")

    def remark(self) -> str:
        """Everything this group says, as one line."""
        said = "; ".join(
            f"{leaf} {text}" if leaf != "VALUE" else text for leaf, text in self.leaves
        )
        return f"{self.tag}: {said}"


class UnRecord(Struct, frozen=True):
    """One INDIVIDUAL or ENTITY: its children in document order, those without text left out."""

    kind: Kind
    groups: tuple[Group, ...]

    def all(self, tag: str) -> list[Group]:
        """The children of this name."""
        return [group for group in self.groups if group.tag == tag]

    def text(self, tag: str) -> str:
        """The text of the first child of this name; empty where there is none."""
        return next((group.get("VALUE") for group in self.all(tag)), "")


def record_of(element: etree._Element) -> UnRecord:
    """The record of an INDIVIDUAL or ENTITY element."""
    prefix = f"{local(element)}_"
    groups = []
    for group in children(element):
        leaves = [("VALUE", text(group))] if len(group) == 0 else _leaves(group)
        said = tuple((leaf, value) for leaf, value in leaves if value)
        if said:
            groups.append(Group(tag=local(group).removeprefix(prefix), leaves=said))
    return UnRecord(kind=KINDS[local(element)], groups=tuple(groups))


def _leaves(group: etree._Element) -> list[tuple[str, str]]:
    return [(local(leaf), text(leaf)) for leaf in children(group)]
