from lxml import etree

from lists.reading.nodes import DEEPEST, node_of


def test_an_element_becomes_a_value() -> None:
    node = node_of(
        etree.fromstring(
            "<a xmlns='urn:x' xmlns:y='urn:y' y:use=' home\n port ' id='7'>"
            "<b>one</b><c><d>two\n words</d></c><b/><!-- none --></a>"
        )
    )
    assert node.tag == "a"
    assert (node.get("use"), node.get("id"), node.get("absent")) == ("home port", "7", "")
    assert [each.text for each in node.all("b")] == ["one", ""]
    assert (node.child_text("b"), node.child_text("absent")) == ("one", "")
    assert node.said() == "a: use home port; id 7; b one; c d two words; b "
    assert node.said({"id", "use"}) == "a: b one; c d two words; b "


def test_what_lies_too_deep_becomes_text() -> None:
    levels = DEEPEST + 3
    node = node_of(etree.fromstring("<a>" * levels + "in" + "</a>" * levels))
    for _ in range(DEEPEST):
        (node,) = node.children
    assert (node.text, node.children) == ("in", ())
