"""`portcullis thresholds`: the settings in force, and what each of them buys."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import click
import msgspec
from rich.text import Text

from config.files import ConfigError
from matchers.model import Struct
from matchers.operating import OperatingPoints, Point, Setting, settings
from streams.cli.common import Refused, Resolved, out, settings_options
from streams.cli.drawing import share_bar
from streams.cli.show import printable

_HEADS: Final = {"organization": "org.", "sameBirthDate": "birth"}
_DRAWN: Final = "gate"
"""The group whose recall is drawn as a bar."""

_HOW: Final = "straight lines between measured scores"


class Answer(Struct, omit_defaults=False):
    """What `thresholds --json` prints."""

    scorecard: str
    cases: str | int
    universe: str | int
    interpolation: str
    settings: tuple[Setting, ...]
    points: tuple[Point, ...]


@click.command()
@settings_options()
@click.option("--list", "source", metavar="ID", help="The setting in force for this list.")
@click.option(
    "--programme", "programmes", multiple=True, help="... for an entry under this programme."
)
@click.option(
    "--points", "file", metavar="FILE", help="Operating points of a measurement of your own."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def thresholds(
    *,
    resolved: Resolved,
    source: str | None,
    programmes: tuple[str, ...],
    file: str | None,
    as_json: bool,
) -> None:
    """Show which scores review and hold, and the recall and false alarms that they buy.

    A threshold is chosen by what it buys and not by its number. False alarms are the share of
    ordinary parties, on no list, whose best match reaches the score; recall is the share of listed
    parties found at it. `python -m bench quality` measures both; between its scores the figures are
    read off straight lines. Ends with 5 where they were measured with another scorecard.

    \b
    Examples:
      portcullis thresholds
      portcullis thresholds --list us-ofac-sdn --programme SDGT
    """  # noqa: D301 - click's mark for a paragraph that is not wrapped
    from streams.installation import read_operating_points, read_thresholds

    measured = read_operating_points(file or "")
    _check(measured)
    in_force = settings(
        read_thresholds(resolved.settings.thresholds),
        measured,
        source=source,
        programmes=programmes,
    )
    if as_json:
        answer = Answer(
            scorecard=str(measured.scorecard),
            cases=measured.cases,
            universe=measured.universe,
            interpolation=_HOW,
            settings=tuple(in_force),
            points=measured.points,
        )
        click.echo(msgspec.json.encode(answer))
        return
    for line in _drawn(measured, in_force):
        out.print(line)


def _check(measured: OperatingPoints) -> None:
    """Raise Refused where the points are not those of the product's scorecard."""
    from matchers.scorecard import scorecard

    ours = str(scorecard().version)
    if str(measured.scorecard) != ours:
        raise Refused(
            f"the operating points were measured with scorecard {measured.scorecard}, this is "
            f"{ours}; measure again with `python -m bench quality`"
        )


def bought(score: float) -> str:
    """What a threshold buys, as a phrase to go on with; empty where that was not measured."""
    from streams.installation import read_operating_points

    try:
        measured = read_operating_points()
        _check(measured)
    except (ConfigError, Refused):
        return ""  # `portcullis thresholds` says what is wrong; an explanation stands without it
    point = measured.at(score)
    alarms = _share(next(iter(point.false_alarms.values()))).strip()
    found = ", ".join(f"{name} {_share(each).strip()}" for name, each in point.recall.items())
    return f"; buys {alarms} false alarms, recall {found}"


def _drawn(measured: OperatingPoints, in_force: Sequence[Setting]) -> Iterator[Text]:
    yield Text(f"Measured with scorecard {measured.scorecard}; {_HOW}.")
    for label, text in (("cases", measured.cases), ("universe", measured.universe)):
        if text:
            yield Text(f"  {label:9}{printable(text)[:69]}", style="dim")
    yield Text("  easy: spelt alike; gate: as others spell them; birth: of one birth date")
    first = measured.points[0]
    heads = _heads(first.false_alarms), _heads(first.recall)
    yield Text("")
    yield _titles(*heads, left="setting")
    for setting in in_force:
        yield Text(printable(setting.applies_to), style="bold")
        yield _row(f"  review {setting.threshold.review:.2f}", setting.review)
        yield _row(f"  hold   {setting.threshold.hold:.2f}", setting.hold)
    yield Text("")
    yield _titles(*heads, left="score")
    chosen = {each for s in in_force for each in (s.threshold.review, s.threshold.hold)}
    for point in measured.points:
        mark = "◂" if point.score in chosen else " "
        yield _row(f"  {point.score:.3f} {mark}", point)


def _heads(groups: Mapping[str, float]) -> str:
    return "".join(f"{printable(_HEADS.get(name, name))[:7]:>8}" for name in groups)


def _titles(alarms: str, found: str, *, left: str) -> Text:
    over = f"{'':14}{'false alarms among':>{len(alarms)}}{'listed parties found':>{len(found)}}"
    return Text(f"{over}\n{left:14}{alarms}{found}", style="dim")


def _row(left: str, point: Point) -> Text:
    alarms = "".join(_share(each) for each in point.false_alarms.values())
    shares = "".join(map(_share, point.recall.values()))
    drawn = share_bar(point.recall.get(_DRAWN, 0.0), 8)
    return Text(f"{left:14}{alarms}{shares}  {drawn}".rstrip())


def _share(value: float) -> str:
    """A share in percent, eight columns wide; small ones with another decimal."""
    percent = value * 100
    return f"{percent:>6.2f} %" if percent < 10 else f"{percent:>6.1f} %"  # noqa: PLR2004 - width
