import pytest

from sharing.handling import Handling, Tlp


def test_without_terms_there_is_no_handling() -> None:
    assert Handling.strictest([]) is None


def test_terms_of_one_agreement_stay_as_they_are() -> None:
    terms = Handling(purposes=("b", "a"), tlp=Tlp.GREEN, onward_sharing=True, retention="P2Y")
    assert Handling.strictest([terms]) == terms


@pytest.mark.parametrize(
    ("left", "right", "strictest"),
    [
        (Handling(tlp=Tlp.CLEAR), Handling(tlp=Tlp.GREEN), Handling(tlp=Tlp.GREEN)),
        (Handling(tlp=Tlp.AMBER), Handling(tlp=Tlp.AMBER_STRICT), Handling(tlp=Tlp.AMBER_STRICT)),
        (Handling(tlp=Tlp.RED), Handling(tlp=Tlp.CLEAR), Handling(tlp=Tlp.RED)),
        (Handling(onward_sharing=True), Handling(), Handling()),
        (Handling(attribution=True), Handling(), Handling()),
        (Handling(attribution=True), Handling(attribution=True), Handling(attribution=True)),
        (Handling(purposes=("a", "b")), Handling(), Handling(purposes=("a", "b"))),
        (Handling(purposes=("a", "b")), Handling(purposes=("b",)), Handling(purposes=("b",))),
        (Handling(purposes=("a",)), Handling(purposes=("b",)), Handling(purposes=())),
        (Handling(retention="P1Y"), Handling(), Handling(retention="P1Y")),
        (Handling(retention="P1Y"), Handling(retention="P13M"), Handling(retention="P1Y")),
        (Handling(retention="P1Y"), Handling(retention="P52W"), Handling(retention="P52W")),
        (Handling(retention="P1M2D"), Handling(retention="P31D"), Handling(retention="P31D")),
        (Handling(retention="P9Y"), Handling(retention="P10Y"), Handling(retention="P9Y")),
    ],
)
def test_the_stricter_term_of_each_holds(
    left: Handling, right: Handling, strictest: Handling
) -> None:
    assert Handling.strictest([left, right]) == strictest
    assert Handling.strictest([right, left]) == strictest
