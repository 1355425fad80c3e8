import pytest

from lists.loaders.csl_names import Names, read_name
from matchers.model import ListedName, ListedNameType

STRONG, WEAK, FORMER = ListedNameType.STRONG, ListedNameType.WEAK, ListedNameType.FORMER


@pytest.mark.parametrize(
    ("text", "within", "relations"),
    [
        ("Basalt Trading Ltd.", (), ()),
        ("FLINT (AKA: JOE FLYNT)", (("FLINT", WEAK), ("JOE FLYNT", STRONG)), ()),
        ("JO (A.K.A. JOE FLYNT) FLINT", (("JO FLINT", STRONG), ("JOE FLYNT", STRONG)), ()),
        ("JO FLINT -AKA- JOE FLYNT", (("JO FLINT", STRONG), ("JOE FLYNT", STRONG)), ()),
        ("JO FLINT- AKA-JOE FLYNT", (("JO FLINT", STRONG), ("JOE FLYNT", STRONG)), ()),
        ("Jo Flint; a.k.a Joe Flynt", (("Jo Flint", STRONG), ("Joe Flynt", STRONG)), ()),
        ("Jo Flint a.k.a., Joe Flynt", (("Jo Flint", STRONG), ("Joe Flynt", STRONG)), ()),
        (
            "JO FLINT -AKAS- JOE FLYNT, YO FLINT",
            (("JO FLINT", STRONG), ("JOE FLYNT", STRONG), ("YO FLINT", STRONG)),
            (),
        ),
        ("Gneiss Works (f.k.a. Old Works)", (("Gneiss Works", STRONG), ("Old Works", FORMER)), ()),
        (
            "Gneiss Works (a.k.a., Basalt Academy (BA)'s 9 Works)",
            (("Gneiss Works", STRONG), ("Basalt Academy (BA)'s 9 Works", STRONG)),
            (),
        ),
        (
            "Basalt Trading (BT). Affiliated Entity: Gneiss Works",
            (("Basalt Trading (BT)", STRONG), ("Gneiss Works", STRONG)),
            ("Affiliated Entity: Gneiss Works",),
        ),
        (
            "Basalt Commission, and subordinate entity Gneiss Works (GW)",
            (("Basalt Commission", STRONG), ("Gneiss Works (GW)", STRONG)),
            ("Subordinate entity: Gneiss Works (GW)",),
        ),
        ("AKA TRADING LTD", (), ()),
        ("Flint AKA Motors", (), ()),
        ("Affiliated Entity: Gneiss", (), ()),
        ("Gneiss (open bracket", (("Gneiss open bracket", STRONG),), ()),
        ("x" * 3000 + " a.k.a. y", (), ()),
    ],
)
def test_names_within_a_name(
    text: str, within: tuple[tuple[str, ListedNameType], ...], relations: tuple[str, ...]
) -> None:
    names = (
        ListedName(value=text),
        *(ListedName(value=name, type=kind) for name, kind in within),
    )
    assert read_name(text, ListedNameType.PRIMARY) == Names(names=names, relations=relations)


def test_nothing_is_no_name() -> None:
    assert read_name(" ; ", STRONG) == Names(names=())


@pytest.mark.parametrize("text", [";" * 2000, " (" * 1000, "a.k.a. " * 285, "(aka" * 500])
def test_odd_texts_take_no_time(text: str) -> None:
    assert len(read_name(text, STRONG).names) < 300
