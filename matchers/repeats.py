"""Repeats: whole answers, kept for parties that come again, as most parties of real trade do.

An answer depends on the party as it was given, what was asked for, and the screener: its lists,
scorecard and thresholds. So a screener has a store of its own, which ends with it. Entries live in
memory and nowhere else; the one longest out of use goes first.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from itertools import islice
from typing import Final, Generic, TypeVar

import msgspec

from matchers.model import Subject

ENTRIES: Final = 100_000
"""Answers kept at most."""

BYTES: Final = 64 << 20
"""Memory that all answers kept may take, in bytes, as it is reckoned."""

LARGEST_SUBJECT: Final = 4_096
"""Length in bytes of the JSON of a subject from which its answer is not kept."""

_BYTES_AN_ENTRY: Final = 400
"""Memory that an entry takes beside its key and its answer at most, in bytes."""

Answer = TypeVar("Answer")
Key = tuple[bytes, float | None, int]


class Repeats(Generic[Answer]):
    """Answers by subject and question, bounded in number and in memory.

    For one thread, but for `recent`.
    """

    def __init__(
        self, size_of: Callable[[Answer], int], entries: int = ENTRIES, size: int = BYTES
    ) -> None:
        """Keep at most `entries` answers, which together take about `size` bytes at most.

        `size_of` an answer is the memory that it takes, in bytes.
        """
        self._size_of = size_of
        self._entries = entries
        self._size = size
        self._kept: OrderedDict[Key, tuple[Answer, int]] = OrderedDict()
        self._used = 0
        self._encode = msgspec.json.Encoder().encode

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def used(self) -> int:
        """The memory that the answers kept take, in bytes, as it is reckoned."""
        return self._used

    def answers(
        self,
        screen: Callable[[Sequence[Subject], float | None, int], Sequence[Answer]],
        subjects: Sequence[Subject],
        min_score: float | None,
        limit: int,
    ) -> list[Answer]:
        """For each subject the answer kept for this very question, else that of `screen`.

        That is called once, with the subjects that are new, and what it gives is kept. Subjects are
        the same where their JSON is, byte for byte.
        """
        keys = [self._key(subject, min_score, limit) for subject in subjects]
        found = {key: self._kept[key][0] for key in keys if key in self._kept}
        for key in found:
            self._kept.move_to_end(key)
        new = {
            key: subject for key, subject in zip(keys, subjects, strict=True) if key not in found
        }
        if new:
            answers = screen(list(new.values()), min_score, limit)
            for key, answer in zip(new, answers, strict=True):
                found[key] = answer
                self._keep(key, answer)
        return [found[key] for key in keys]

    def recent(self, most: int) -> list[Key]:
        """The questions asked last, the latest first; for any thread.

        None where another thread asks at that very moment: what is told is what to make ready, and
        can be told another time.
        """
        try:
            return list(islice(reversed(self._kept), most))
        except RuntimeError:  # it changed while it was read
            return []

    def _key(self, subject: Subject, min_score: float | None, limit: int) -> Key:
        try:
            return self._encode(subject), min_score, limit
        except UnicodeEncodeError:  # half a surrogate pair, as from a command line: no JSON has it
            return repr(subject).encode("utf-8", "surrogatepass"), min_score, limit

    def _keep(self, key: Key, answer: Answer) -> None:
        if len(key[0]) > LARGEST_SUBJECT:
            return
        taken = _BYTES_AN_ENTRY + len(key[0]) + self._size_of(answer)
        if taken > self._size:
            return
        self._kept[key] = answer, taken
        self._used += taken
        while self._used > self._size or len(self._kept) > self._entries:
            _, (_, freed) = self._kept.popitem(last=False)
            self._used -= freed
