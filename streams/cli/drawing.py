"""How an explanation is drawn: points as bars to the left and the right of zero, in 80 columns."""

import textwrap
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from rich.cells import cell_len
from rich.text import Text

from matchers.replay import ClaimPoints
from streams.cli.show import printable

WIDTH: Final = 80
_CLAIM, _POINTS, _HALF = 24, 8, 11
_DETAIL: Final = _CLAIM + _POINTS + 2 * _HALF + 3
MOST: Final = 8.0
"""Points that fill half a bar; a bar that goes on ends in an arrow."""

_RIGHT_TO_LEFT: Final = frozenset({"R", "AL", "AN"})
_FOR, _AGAINST = "green", "red"


def bar(points: float) -> Text:
    """Points as a bar of fixed width, zero in its middle; half a character is the least step."""
    halves = round(min(abs(points), MOST) / MOST * _HALF * 2)
    whole, half = divmod(halves, 2)
    beyond = abs(points) > MOST
    if points < 0:
        drawn = "▐" * half + "█" * whole
        left = ("◂" + drawn[1:] if beyond else drawn).rjust(_HALF)
        return Text.assemble((left, _AGAINST), "│", " " * _HALF)
    drawn = "█" * whole + "▌" * half
    right = (drawn[:-1] + "▸" if beyond else drawn).ljust(_HALF)
    return Text.assemble(" " * _HALF, "│", (right, _FOR))


def share_bar(share: float, width: int = 10) -> str:
    """A share of one as a bar of `width` characters."""
    whole, half = divmod(round(min(1.0, max(0.0, share)) * width * 2), 2)
    return ("█" * whole + "▌" * half).ljust(width)


def claims(lines: Sequence[ClaimPoints], total: float) -> Iterator[Text]:
    """A line for each claim, with what it rests on; the sum below."""
    title = "against ◂ points ▸ for".center(2 * _HALF + 1)
    yield Text(f"{'claim':{_CLAIM}}{'points':>{_POINTS - 1}} {title}", style="dim")
    for line in lines:
        yield from _claim(line)
    yield Text.assemble(f"{'sum':{_CLAIM}}{total:>+{_POINTS - 1}.3f} ", bar(total))


def _claim(line: ClaimPoints) -> Iterator[Text]:
    name = printable(line.feature)[: _CLAIM - 1]
    drawn = Text.assemble(
        f"{name:{_CLAIM}}{line.points:>+{_POINTS - 1}.3f} ", bar(line.points), "  "
    )
    detail = printable(line.detail or "")
    if cell_len(detail) <= WIDTH - _DETAIL:
        drawn.append(detail, style="dim")
        detail = ""
    drawn.rstrip()
    yield drawn
    for part in folded(detail, WIDTH - 4):
        yield Text(f"    {part}", style="dim")


def folded(text: str, width: int) -> list[str]:
    """Text in lines of `width` columns. What runs from right to left stays in one line.

    Broken up, its parts would stand in the wrong order.
    """
    if any(unicodedata.bidirectional(char) in _RIGHT_TO_LEFT for char in text):
        return [text]
    wide = max(1, cell_len(text) / max(1, len(text)))  # Han fills two columns a character
    return textwrap.wrap(text, max(1, int(width / wide)))


def aligned(detail: str) -> Iterator[str]:
    """The words of both names one under the other, with how alike they are.

    `detail` is that of the claim `query_coverage`: `kadafi ~ gaddafi 0.45, muammar`.
    """
    columns = [_column(printable(part)) for part in detail.split(", ") if part]
    while columns:
        room, taken = WIDTH - 10, 0
        for column in columns:
            room -= max(map(cell_len, column)) + 2
            if room < 0 and taken:
                break
            taken += 1
        for row, label in enumerate(("name", "listed", "alike")):
            words = (_padded(column[row], max(map(cell_len, column))) for column in columns[:taken])
            yield f"  {label:8}{'  '.join(words)}".rstrip()
        columns = columns[taken:]


def _column(part: str) -> tuple[str, str, str]:
    """`kadafi ~ gaddafi 0.45` as its three parts; a word alone is alike in full."""
    left, found, right = part.partition(" ~ ")
    other, _, alike = right.rpartition(" ")
    return (left, other, alike) if found and other else (part, part, "1")


def _padded(word: str, width: int) -> str:
    return word + " " * (width - cell_len(word))
