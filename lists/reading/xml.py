"""XML lists, read record by record: no DTD, no entities, no network, and memory of one record."""

from collections.abc import Collection, Iterator
from io import BytesIO
from typing import cast

from lxml import etree

from lists.errors import LoadError
from lists.reading.files import SourceFile


def records(
    file: SourceFile, *, roots: Collection[str], tags: Collection[str]
) -> Iterator[tuple[str, etree._Element]]:
    """Each element of a name in `tags`, whole, with its place; the outermost where they nest.

    Names are local names: publishers change their namespaces. An element is emptied as soon as the
    next one is asked for, and so is all that lies between them. Raises LoadError for what is not
    well-formed XML, declares a document type, or has a root of none of the names in `roots`;
    libxml2's own limits on depth and text length hold.
    """
    events = etree.iterparse(
        BytesIO(file.content), events=("start", "end"), resolve_entities=False, no_network=True
    )
    record: etree._Element | None = None  # the one that the parser is in
    try:
        for position, (event, element) in enumerate(events):
            if position == 0:
                _check_root(element, file, roots)
            if record is None and event == "start" and local(element) in tags:
                record = element
            elif record is not None and record is element:
                line = cast("int | None", record.sourceline)  # which its stubs do not say
                yield file.place(line or 0), record
                record = None
            if record is None and event == "end":
                _forget(element)
    except etree.XMLSyntaxError as error:
        raise LoadError(
            f"{file.place(error.lineno or 1)}: not well-formed XML ({error.msg}); "
            "the file is cut, damaged or not XML"
        ) from error


def local(element: etree._Element) -> str:
    """The name of an element without its namespace; empty for comments and instructions."""
    tag = cast("object", element.tag)  # a function for comments, which its stubs do not say
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """The child elements of these local names, in document order; all of them without names."""
    for child in element.iterchildren("*"):
        if not names or local(child) in names:
            yield child


def child(element: etree._Element, *path: str) -> etree._Element | None:
    """The first element down a path of local names; None where there is none."""
    found: etree._Element | None = element
    for name in path:
        if found is None:
            return None
        found = next(children(found, name), None)
    return found


def text(element: etree._Element | None) -> str:
    """All text below an element, white space collapsed: publishers wrap lines. Empty for None."""
    return "" if element is None else " ".join("".join(map(str, element.itertext())).split())


def child_text(element: etree._Element, *path: str) -> str:
    """The text at the end of a path of local names; empty where there is none."""
    return text(child(element, *path))


def attribute(element: etree._Element, name: str) -> str:
    """An attribute's text, white space collapsed; empty where it is absent."""
    return " ".join(str(element.get(name, "")).split())


def _check_root(root: etree._Element, file: SourceFile, roots: Collection[str]) -> None:
    if root.getroottree().docinfo.internalDTD is not None:
        raise LoadError(f"{file.path}: declares a document type, which a list never needs; refused")
    if local(root) not in roots:
        expected = " or ".join(f"<{name}>" for name in sorted(roots))
        raise LoadError(
            f"{file.path}: its root is <{local(root)}>, that of this kind of list is {expected}"
        )


def _forget(element: etree._Element) -> None:
    """Free what was read, so that memory does not grow with the file."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
