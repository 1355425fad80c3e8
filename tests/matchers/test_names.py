import time
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from matchers.cuts import MAX_WORDS
from matchers.model import Kind
from matchers.names import LISTED_KINDS, Role, analyse, fold, is_symbol, readings
from matchers.normalise import MAX_EXPANSION


def words(text: str, kind: Kind = Kind.ORGANIZATION) -> tuple[str, ...]:
    name = analyse(text, kind)
    assert name is not None
    return name.words


@pytest.mark.parametrize(
    "family",
    [
        ("khokhlov", "hohlov"),
        ("youssef", "yusef", "jusef"),
        ("qasim", "kasim"),
        ("mohammed", "mohamed"),
        ("wladimir", "vladimir"),
    ],
)
def test_spelling_families_fold_to_one(family: tuple[str, ...]) -> None:
    assert len({fold(word) for word in family}) == 1


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("OAO Vega", "Open Joint Stock Company Vega"),
        ("Vega Trading", "Торговый Vega"),
        ("АО НПО Импульс", "AO NPO Impuls"),
        ("Z.Q. Lavin Works", "Z. Q. Lavin Works"),
        ("Bank of Moscow", "Bank Moskva"),
    ],
)
def test_organizations_that_share_their_core(left: str, right: str) -> None:
    one, two = analyse(left, Kind.ORGANIZATION), analyse(right, Kind.ORGANIZATION)
    assert one is not None
    assert two is not None
    assert one.core_key == two.core_key


@pytest.mark.parametrize(
    ("text", "legal"),
    [
        ("otkrytoye aktsionernoye obschestvo Vega", "JSC"),
        ("Vega Részvénytársaság", "JSC"),
        ("Vega spółka akcyjna", "JSC"),
        ("Akciová spoločnosť Vega", "JSC"),
        ("aktsionerno druzhestvo Vega", "JSC"),
        ("Cuideachta Comhstoic Vega", "JSC"),
        ("Obshchestvo s ogranichennoy otvetstvennostyu Vega", "LLC"),
        ("Ribotos atsakomybės bendrovė Vega", "LLC"),
        ("Vega Limted", "LLC"),
        ("Vega 有限公司", "LLC"),
        ("株式会社Vega", "JSC"),
        ("FGUP Vega", "SOE"),
        ("Państwowe przedsiębiorstwo Vega", "SOE"),
        ("Federalnoe kazennoe predpriyatie Vega", "SOE"),
        ("Vega", ""),
    ],
)
def test_legal_forms_in_many_languages(text: str, legal: str) -> None:
    name = analyse(text, Kind.ORGANIZATION)
    assert name is not None
    assert (name.words, name.legal) == (("vega",), legal)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Rosneft Oil Compny", "Rosneft Oil Company"),
        ("Vega Corporaton", "Vega Corporation"),
        ("No. 38 Research Institute", "Research Institute 38th"),
        ("Thirty-eighth Research Institute", "XXXVIII Research Institute"),
        ("Design Bureau named after I.I. Lavin", "Design Bureau imeni I. I. Lavin"),
        ("Plant named after N.I.Lavin", "Plant imeni N. I. Lavin"),
        ("Vega Machine-Building Plant", "Vega Mashinostroitelny Zavod"),
        ("Vega (also known as Orion Works)", "Vega Orion Works"),
    ],
)
def test_organizations_that_are_equal_but_for_how_it_is_said(left: str, right: str) -> None:
    one, two = analyse(left, Kind.ORGANIZATION), analyse(right, Kind.ORGANIZATION)
    assert one is not None
    assert two is not None
    assert one.core_key == two.core_key


@pytest.mark.parametrize(
    ("text", "variants"),
    [
        ("Tulamash Works (also known as Orionis Plant)", ["Tulamash Works", "Orionis Plant"]),
        ("Orion Works, formerly Tulamash", ["Orion Works", "Tulamash"]),
        ("Orion Works / Tulamash", ["Orion Works", "Tulamash"]),
        ("Lavinka - the holding of Tulamash", ["Lavinka", "the holding of Tulamash"]),
        ("Tulamash (TM)", ["Tulamash"]),  # an acronym is no name of its own
        ("Tulamash-Orion", []),
        ("Aliasko Works", []),  # `alias` within a word
    ],
)
def test_variants_of_one_text(text: str, variants: list[str]) -> None:
    main, *others = readings(text, Kind.ORGANIZATION)
    assert main.text == text
    assert [name.text for name in others] == variants


def test_legal_form_is_a_class_and_no_word() -> None:
    name = analyse("Vega GmbH", Kind.ORGANIZATION)
    assert name is not None
    assert (name.words, name.legal) == (("vega",), "LLC")


def test_nothing_but_a_legal_form_is_the_name() -> None:
    names = [analyse(text, Kind.ORGANIZATION) for text in ("ASBL", "NGO")]
    assert all(name is not None and name.words for name in names)
    assert len({name.full_key for name in names if name is not None}) == 2


def test_joined_initials_are_words() -> None:
    assert "zas" in words("Z.A.S. Co.")


def test_arabic_words_come_near_to_their_latin_spelling() -> None:
    assert words("الفاروقي", Kind.PERSON) == ("~faruki",)


def test_order_does_not_matter_to_the_keys() -> None:
    one, two = (
        analyse(text, Kind.PERSON)
        for text in ("DRAGUNOV, Arkady Pavlovich", "Arkady Pavlovich Dragunov")
    )
    assert one is not None
    assert two is not None
    assert one.full_key == two.full_key


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("KIM, Yong Chol", [("kim", Role.FAMILY), ("iong", Role.GIVEN), ("col", Role.GIVEN)]),
        (
            "Sergey Viktorovich LAVIN",
            [("sergei", Role.GIVEN), ("viktorovic", Role.PATRONYMIC), ("lavin", Role.FAMILY)],
        ),
        (
            "Lavin Sergey Viktorovich",
            [("lavin", Role.FAMILY), ("sergei", Role.GIVEN), ("viktorovic", Role.PATRONYMIC)],
        ),
        ("Dragan Petrovic", [("dragan", Role.WORD), ("petrovic", Role.WORD)]),
        ("J. Lavin", [("j", Role.INITIAL), ("lavin", Role.WORD)]),
        ("Lt. Col. Dr. Arkady Lavin Jr.", [("arkadi", Role.WORD), ("lavin", Role.WORD)]),
        ("LAVIN, Mullah Arkady Ivan", [("lavin", 8), ("arkadi", 7), ("ivan", 7)]),
        ("Mullah Lavin", [("mula", Role.WORD), ("lavin", Role.WORD)]),  # all there is
        ("Abdurrahman Lavin", [("abd", Role.WORD), ("rahman", Role.WORD), ("lavin", Role.WORD)]),
        ("Abd al-Rahman Lavin", [("abd", Role.WORD), ("rahman", Role.WORD), ("lavin", Role.WORD)]),
        ("Hasan ibn Ali al-Masri", [("hasan", 0), ("bin", 6), ("ali", 5), ("masri", 0)]),
        ("محمد بن سلمان", [("~mhmd", 0), ("bin", 6), ("~slman", 0)]),
        ("KIM Tong Un", [("kim", 8), ("tong", 7), ("un", 7)]),
        ("Le Van Thanh", [("le", 0), ("van", 0), ("tanh", 0)]),
        ("Maria de la Cruz", [("maria", 0), ("kruz", 0)]),
        ("Viktor Leonidovitj Jevtuchov", [("viktor", 7), ("leonidovic", 5), ("evtuhov", 8)]),
        ("Vladimir Georgievič PLACHOTŇUK", [("vladimir", 7), ("georgevic", 5), ("plahotnuk", 8)]),
        ("رضایی", [("~rzaii", 0)]),  # Persian; Arabic would have a d
        ("Habib Allah Lavin", [("habibula", 0), ("lavin", 0)]),
        ("Abd Allah Lavin", [("abdula", 0), ("lavin", 0)]),
        ("Salah al-Din Lavin", [("sala", 0), ("din", 0), ("lavin", 0)]),
        ("김영철", [("kim", 0), ("iong", 0), ("col", 0)]),
        ("习近平", [("xi", 0), ("iinping", 0)]),
        ("近平 习", [("iinping", 0), ("xi", 0)]),
    ],
)
def test_roles_in_the_names_of_persons(text: str, expected: list[tuple[str, int]]) -> None:
    name = analyse(text, Kind.PERSON)
    assert name is not None
    assert list(zip(name.words, name.roles, strict=True)) == expected


def test_a_vessel_has_a_number() -> None:
    one, two = analyse("SUMMER DAWN II", Kind.VESSEL), analyse("Summer Dawn No. 2", Kind.VESSEL)
    assert one is not None
    assert two is not None
    assert one.full_key == two.full_key


def test_unknown_is_no_kind_to_read_under() -> None:
    with pytest.raises(ValueError, match="LISTED_KINDS"):
        analyse("Vega", Kind.UNKNOWN)


@pytest.mark.parametrize("text", ["", " ", "...", "\0", "\u200b\u202e", '"'])
def test_nothing_to_read(text: str) -> None:
    assert all(analyse(text, kind) is None for kind in LISTED_KINDS)


@given(st.text(max_size=120), st.sampled_from(LISTED_KINDS))
def test_any_text_gives_few_distinct_plain_words(text: str, kind: Kind) -> None:
    name = analyse(text, kind)
    if name is None:
        return
    assert 0 < len(name.words) <= MAX_WORDS * MAX_EXPANSION
    assert len(name.words) == len(set(name.words)) == len(name.plain) == len(name.roles)
    assert all(word.isascii() and word for word in name.words)


@given(st.text(max_size=120), st.sampled_from(LISTED_KINDS))
def test_readings_are_few_and_the_main_one_is_first(text: str, kind: Kind) -> None:
    found = readings(text, kind)
    assert found[:1] == tuple(filter(None, [analyse(text, kind)]))
    assert [name.variant for name in found] == [False, True, True, True][: len(found)]


WORDS = st.lists(
    st.text("abcdefghijklmnoprstuvwyz", min_size=5, max_size=9), min_size=1, max_size=6
)


@given(WORDS, st.randoms(), st.sampled_from(LISTED_KINDS))
def test_order_of_words_does_not_change_the_full_key(
    words: list[str], random: Random, kind: Kind
) -> None:
    assume(not {"no", "na"} & set(words))
    one = analyse(" ".join(words), kind)
    random.shuffle(words)
    other = analyse(" ".join(words), kind)
    assume(one is not None and other is not None and not one.legal and not other.legal)
    assert one is not None
    assert other is not None
    assert one.full_key == other.full_key


@pytest.mark.parametrize("kind", LISTED_KINDS)
@pytest.mark.parametrize(
    "unit", ["a", "a ", "(", "a (b) ", "محمد ", "华", "김", "1 ", "a / ", "aka "]
)
def test_a_name_of_a_megabyte_is_read_in_bounded_time(unit: str, kind: Kind) -> None:
    begun = time.perf_counter()
    found = readings(unit * ((1 << 20) // len(unit)), kind)
    assert len(found) <= 4
    assert time.perf_counter() - begun < 1


def test_symbols_are_told_by_their_mark() -> None:
    assert [word for word in words("Vega Trading Moscow") if is_symbol(word)] == [
        "#TRADE",
        "@ru-mow",
    ]
