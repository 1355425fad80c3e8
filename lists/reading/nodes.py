"""Elements of XML as values, so that the tree that they were in can be freed."""

from collections.abc import Collection, Mapping

from lxml import etree

from lists.reading.xml import children, local, text
from matchers.model import Struct

DEEPEST = 8
"""Levels below a record that stay apart; what lies deeper, as in no list, becomes their text."""


class Node(Struct, frozen=True):
    """An element: local name, attributes by local name, and its text, or else its children."""

    tag: str
    attributes: Mapping[str, str]
    text: str = ""
    children: tuple["Node", ...] = ()

    def get(self, name: str) -> str:
        """The text of an attribute; empty where it is absent."""
        return self.attributes.get(name, "")

    def all(self, tag: str) -> list["Node"]:
        """The children of this name."""
        return [child for child in self.children if child.tag == tag]

    def child_text(self, tag: str) -> str:
        """The text of the first child of this name; empty where there is none."""
        return next((child.text for child in self.children if child.tag == tag), "")

    def said(self, unsaid: Collection[str] = ()) -> str:
        """All that the element says, in one line: `address: use home; town Cali`.

        Attributes that are empty, or named in `unsaid`, are left out.
        """
        attributes = [
            f"{name} {value}"
            for name, value in self.attributes.items()
            if value and name not in unsaid
        ]
        below = [child.said(unsaid).replace(": ", " ", 1) for child in self.children]
        return f"{self.tag}: {'; '.join(filter(None, [*attributes, self.text, *below]))}"


def node_of(element: etree._Element, depth: int = 0) -> Node:
    """The element as a value; white space is collapsed."""
    below = tuple(children(element)) if depth < DEEPEST else ()
    return Node(
        tag=local(element),
        attributes={
            str(name).rpartition("}")[2]: " ".join(str(value).split())
            for name, value in element.attrib.items()
        },
        text="" if below else text(element),
        children=tuple(node_of(child, depth + 1) for child in below),
    )
