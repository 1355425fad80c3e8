import pytest

from matchers.background import LEAST, Counts, as_table, background, counts, shares_without
from matchers.model import Kind
from matchers.names import LISTED_KINDS, analyse


@pytest.mark.parametrize("kind", LISTED_KINDS)
def test_shares_are_shares_of_counted_names(kind: Kind) -> None:
    shares = background(kind)
    assert len(shares) > 300
    assert all(0 < share < 0.5 for share in shares.values())


@pytest.mark.parametrize(
    ("kind", "common", "rare"),
    [
        (Kind.PERSON, "maria", "gonzalez"),
        (Kind.ORGANIZATION, "#BANK", "air"),
        (Kind.VESSEL, "star", "ocean"),
    ],
)
def test_common_words_are_told_from_rare_ones(kind: Kind, common: str, rare: str) -> None:
    shares = background(kind)
    assert shares[common] > shares[rare]
    assert "khokhlovskaya" not in shares


def test_a_name_does_not_count_for_itself() -> None:
    name = analyse("Maria Lavinskaya", Kind.PERSON)
    assert name is not None
    counted = counts(Kind.PERSON)
    shares = shares_without(name)
    assert shares.keys() == {"maria"}
    assert shares["maria"] == (counted.holding["maria"] - 1) / (counted.names - 1)


def test_a_word_of_two_names_is_absent_without_one() -> None:
    counted = counts(Kind.PERSON)
    word = next(
        word
        for word, held in counted.holding.items()
        if held == LEAST and len(word) > 6 and word == analysed_word(word)
    )
    name = analyse(word, Kind.PERSON)
    assert name is not None
    assert word in background(Kind.PERSON)
    assert word not in shares_without(name)


def analysed_word(word: str) -> str:
    name = analyse(word, Kind.PERSON)
    return name.words[0] if name is not None and len(name.words) == 1 else ""


def test_the_table_says_what_was_counted() -> None:
    counted = {
        Kind.PERSON: Counts(names=3, holding={"maria": 2}),
        Kind.ORGANIZATION: Counts(names=4, holding={"#BANK": 3, "maria": 2}),
        Kind.VESSEL: Counts(names=2, holding={}),
    }
    assert as_table("From here.", counted) == (
        "# From here.\nword\tperson\torganization\tvessel\n\t3\t4\t2\n#BANK\t\t3\nmaria\t2\t2\n"
    )
