import gc
import sys
from collections.abc import Callable, Sequence

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.model import Address, FreeText, Kind, Party, PartyName, Subject
from matchers.repeats import LARGEST_SUBJECT, Repeats
from matchers.screener import Screened, Screener, size_of

WORDS = ("arkady", "dragunov", "Драгунов", "khalid", "faruqi", "blue heron", "trading", "tempest")
NAMES = st.lists(st.sampled_from(WORDS), max_size=3).map(" ".join)
PARTIES = st.builds(
    Party,
    kind=st.sampled_from(Kind),
    names=st.lists(st.builds(PartyName, value=NAMES), max_size=2).map(tuple),
    countries=st.sampled_from([(), ("RU",), ("AE",)]),
    birth_date=st.sampled_from([None, "1962", "1962-03-05"]),
)
SUBJECTS: st.SearchStrategy[Subject] = PARTIES | st.builds(FreeText, text=NAMES)
QUESTIONS = st.tuples(SUBJECTS, st.sampled_from([None, 0.0, 0.5, 0.9]), st.sampled_from([1, 20]))


Screening = Callable[[Sequence[Subject], float | None, int], list[Screened]]


class Counting:
    """Screens, and remembers for what it was called."""

    def __init__(self, screener: Screener) -> None:
        self._screener = screener
        self.asked: list[tuple[Subject, float | None, int]] = []

    def __call__(
        self, subjects: Sequence[Subject], min_score: float | None, limit: int
    ) -> list[Screened]:
        self.asked += [(subject, min_score, limit) for subject in subjects]
        return self._screener.screen(subjects, min_score=min_score, limit=limit)


def answer(
    repeats: Repeats[Screened],
    screen: Screening,
    subject: Subject,
    min_score: float | None = None,
    limit: int = 20,
) -> Screened:
    (found,) = repeats.answers(screen, [subject], min_score, limit)
    return found


def party(name: str, kind: Kind = Kind.PERSON) -> Party:
    return Party(kind=kind, names=(PartyName(value=name),))


def test_what_came_before_is_not_screened_again(screener: Screener) -> None:
    screen, repeats = Counting(screener), Repeats(size_of)
    one = answer(repeats, screen, party("Arkady Dragunov"), None, 20)
    again = answer(repeats, screen, party("Arkady Dragunov"), None, 20)
    assert one is again
    assert one.matches
    assert (len(screen.asked), len(repeats)) == (1, 1)


@pytest.mark.parametrize(
    "other",
    [
        (party("Arkady Dragunof"), None, 20),
        (party("Arkady  Dragunov"), None, 20),
        (party("Arkady Dragunov", Kind.UNKNOWN), None, 20),
        (msgspec.structs.replace(party("Arkady Dragunov"), birth_date="1962"), None, 20),
        (msgspec.structs.replace(party("Arkady Dragunov"), address=Address(town="X")), None, 20),
        (FreeText(text="Arkady Dragunov"), None, 20),
        (party("Arkady Dragunov"), 0.0, 20),
        (party("Arkady Dragunov"), 0.5, 20),
        (party("Arkady Dragunov"), None, 19),
    ],
    ids=str,
)
def test_another_question_is_another_entry(
    screener: Screener, other: tuple[Subject, float | None, int]
) -> None:
    screen, repeats = Counting(screener), Repeats(size_of)
    answer(repeats, screen, party("Arkady Dragunov"), None, 20)
    answer(repeats, screen, *other)
    assert screen.asked[1:] == [other]
    assert len(repeats) == 2


@given(st.lists(QUESTIONS, max_size=20), st.integers(0, 3), st.sampled_from([0, 3_000, 1 << 20]))
def test_answers_are_what_they_would_be_without(
    screener: Screener,
    questions: list[tuple[Subject, float | None, int]],
    entries: int,
    size: int,
) -> None:
    repeats = Repeats(size_of, entries, size)
    screen = Counting(screener)
    for subject, min_score, limit in questions * 2:
        wanted = screener.screen([subject], min_score=min_score, limit=limit)
        assert [answer(repeats, screen, subject, min_score, limit)] == wanted
        assert len(repeats) <= entries
        assert repeats.used <= size


def test_the_one_longest_out_of_use_goes_first(screener: Screener) -> None:
    screen, repeats = Counting(screener), Repeats(size_of, entries=2)
    for name in ("a", "b", "a", "c", "a", "b"):
        answer(repeats, screen, party(name), None, 20)
    asked = [subject.names[0].value for subject, _, _ in screen.asked if isinstance(subject, Party)]
    assert asked == ["a", "b", "c", "b"]


def test_a_large_subject_is_screened_every_time(screener: Screener) -> None:
    screen, repeats = Counting(screener), Repeats(size_of)
    for _ in range(2):
        answer(repeats, screen, party("x" * LARGEST_SUBJECT), None, 20)
    assert (len(screen.asked), len(repeats), repeats.used) == (2, 0, 0)


def test_an_answer_larger_than_all_memory_leaves_the_others(screener: Screener) -> None:
    screen, repeats = Counting(screener), Repeats(size_of, size=2_000)
    answer(repeats, screen, party("Nobody Whosoever"), None, 20)
    kept = repeats.used
    answer(repeats, screen, party("Arkady Dragunov"), 0.0, 20)
    assert (len(repeats), repeats.used) == (1, kept)


def test_text_that_json_cannot_hold_is_kept_as_it_is(screener: Screener) -> None:
    screen, repeats = Counting(screener), Repeats(size_of)
    for half in "\udc80\udc81\udc80":
        assert answer(repeats, screen, party(f"Arkady Dragunov {half}"), None, 20).matches
    assert (len(screen.asked), len(repeats)) == (2, 2)


@given(st.lists(SUBJECTS, max_size=12), st.integers(0, 3))
def test_those_asked_for_together_get_their_own_answers(
    screener: Screener, subjects: list[Subject], entries: int
) -> None:
    screen, repeats = Counting(screener), Repeats(size_of, entries)
    for _ in range(2):
        found = repeats.answers(screen, subjects, None, 20)
        assert found == screener.screen(subjects)
    new = [subject for subject, _, _ in screen.asked]
    assert len(new) <= 2 * len({msgspec.json.encode(subject) for subject in subjects})


def test_an_error_is_kept_for_nobody(screener: Screener) -> None:
    def fails(_new: Sequence[Subject], _min_score: float | None, _limit: int) -> list[Screened]:
        raise ValueError("not now")

    repeats = Repeats(size_of)
    with pytest.raises(ValueError, match="not now"):
        answer(repeats, fails, party("Arkady Dragunov"), None, 20)
    assert len(repeats) == 0
    assert answer(repeats, Counting(screener), party("Arkady Dragunov"), None, 20).matches


@pytest.mark.parametrize(
    "name", ["Nobody Whosoever", "Arkady Dragunov", "Аркадий Драгунов", "Blue Heron"]
)
def test_memory_is_not_reckoned_too_low(screener: Screener, name: str) -> None:
    repeats = Repeats(size_of)
    for kind in Kind:
        answer(repeats, Counting(screener), party(name, kind), 0.0, 20)
    assert _memory(repeats._kept) <= repeats.used <= 4 * _memory(repeats._kept)


def _memory(whole: object) -> int:
    """The bytes of an object and all that it refers to, each counted once, types aside."""
    seen: dict[int, object] = {}
    waiting = [whole]
    while waiting:
        each = waiting.pop()
        if id(each) in seen or isinstance(each, type):
            continue
        seen[id(each)] = each
        if isinstance(each, msgspec.Struct):
            waiting += [getattr(each, field) for field in each.__struct_fields__]
        elif not isinstance(each, Kind):
            waiting += gc.get_referents(each)
    return sum(map(sys.getsizeof, seen.values()))


def test_a_screener_is_prepared_for_what_another_was_asked() -> None:
    asked: list[Subject] = [
        Party(kind=Kind.PERSON, names=(PartyName(value="Orlovan Brightkettle"),)),
        FreeText(text="freight for Orlovan Brightkettle"),
        Party(names=(PartyName(value="half a pair \ud800"),)),  # kept, and not told of
    ]
    former, following = Screener.builtin(), Screener.builtin()
    former.screen(asked, limit=7)
    former.screen(asked[:1], min_score=0.25)
    following.prepare(former.recent(10))
    assert {*following.recent(10)} == {
        (msgspec.json.encode(asked[0]), None, 7),
        (msgspec.json.encode(asked[1]), None, 7),
        (msgspec.json.encode(asked[0]), 0.25, 20),
    }
    assert following.screen(asked, limit=7) == former.screen(asked, limit=7)


def test_the_latest_questions_come_first() -> None:
    screener = Screener.builtin()
    for name in ("Ada", "Bea", "Cid", "Ada"):
        screener.screen([Party(names=(PartyName(value=name),))])
    told = [msgspec.json.decode(subject)["names"][0]["value"] for subject, *_ in screener.recent(2)]
    assert told == ["Ada", "Cid"]
