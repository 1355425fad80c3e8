"""An element of the EU's list taken out of the XML tree, so that its memory can be freed."""

from lxml import etree

from lists.reading.xml import children, local, text
from matchers.model import Struct


class Node(Struct, frozen=True):
    """An element: its local name, its attributes, its text where it has no children, and these."""

    tag: str
    attributes: dict[str, str]
    text: str = ""
    children: tuple["Node", ...] = ()

    def get(self, name: str) -> str:
        """The text of an attribute; empty where it is absent."""
        return self.attributes.get(name, "")

    def all(self, tag: str) -> list["Node"]:
        """The children of this name."""
        return [child for child in self.children if child.tag == tag]

    def child(self, tag: str) -> str:
        """The text of the first child of this name; empty where there is none."""
        return next((child.text for child in self.children if child.tag == tag), "")

    def said(self) -> str:
        """Everything that the element says, as one line."""
        attributes = (f"{name} {value}" for name, value in self.attributes.items() if value)
        below = (child.said() for child in self.children)
        return f"{self.tag}: " + "; ".join(filter(None, (*attributes, self.text, *below)))


def node(element: etree._Element, depth: int = 0) -> Node:
    """The element as a Node; what lies deeper than the list's own structure becomes text."""
    below = tuple(children(element)) if depth < _DEEPEST else ()
    return Node(
        tag=local(element),
        attributes={
            str(name).rpartition("}")[2]: " ".join(str(value).split())
            for name, value in element.attrib.items()
        },
        text="" if below else text(element),
        children=tuple(node(child, depth + 1) for child in below),
    )


_DEEPEST = 4
