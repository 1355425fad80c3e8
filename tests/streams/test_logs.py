import json
import logging
import warnings
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from config.settings import Settings
from streams.cli.common import Commands, as_service
from streams.errors import TransportError
from streams.logs import configure_logs, get_logger, log_uncaught

PERSON = "Ilmar Torvalov"


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """What a process configures once must not reach the other tests."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_a_line_is_json_with_its_fields_where_there_is_no_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert configure_logs("info", "auto")
    get_logger("streams.some").warning("batch dropped", partitions=3)
    (line,) = lines(capsys)
    assert str(line.pop("timestamp")).endswith("Z")
    assert line == {
        "event": "batch dropped",
        "level": "warning",
        "logger": "streams.some",
        "partitions": 3,
    }


def test_libraries_and_warnings_go_through_the_same_renderer(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logs("info", "json")
    logging.getLogger("librdkafka").error("%s [%s] %s", "FAIL", "rdkafka#1", "broker down")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("old ways", DeprecationWarning, stacklevel=1)
    of_kafka, of_python = lines(capsys)
    assert of_kafka["event"] == "FAIL [rdkafka#1] broker down"
    assert of_kafka["logger"] == "librdkafka"
    assert "old ways" in str(of_python["event"])


def test_a_console_gets_readable_lines(capsys: pytest.CaptureFixture[str]) -> None:
    assert not configure_logs("info", "console")
    get_logger("streams.some").info("policy taken up", partners=3)
    told = capsys.readouterr().err
    assert "policy taken up" in told
    assert "partners=3" in told


@pytest.mark.parametrize(("level", "shown"), [("info", 2), ("warning", 1), ("debug", 3)])
def test_lines_below_the_level_are_not_shown(
    level: str, shown: int, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logs(Settings(log_level=level).log_level, "json")  # type: ignore[arg-type]
    log = get_logger("streams.some")
    log.debug("a")
    log.info("b")
    log.error("c")
    assert len(lines(capsys)) == shown


def test_configured_twice_a_line_comes_once(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("error", "console")
    configure_logs("info", "json")
    get_logger("streams.some").info("once")
    assert [line["event"] for line in lines(capsys)] == ["once"]


def fault() -> Exception:
    try:
        misread({}, PERSON)
    except ValueError as error:
        return error
    raise AssertionError("it did not fail")


def misread(table: dict[str, str], name: str) -> str:
    try:
        return table[name]
    except KeyError as error:
        raise ValueError(f"cannot read {name}") from error


@pytest.mark.parametrize("form", ["json", "console"])
def test_a_fault_shows_where_and_what_but_no_value(
    form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logs("info", form)  # type: ignore[arg-type]
    error = fault()
    get_logger("streams.some").error("failed", exc_info=error)
    log_uncaught(type(error), error, error.__traceback__)
    told = capsys.readouterr().err
    assert told.count("builtins.ValueError") == told.count("builtins.KeyError") == 2
    assert "test_logs.py" in told
    assert PERSON not in told


def test_a_fault_is_told_whole_at_debug_level(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("debug", "json")
    get_logger("streams.some").error("failed", exc_info=fault())
    assert PERSON in capsys.readouterr().err


@pytest.mark.parametrize("form", ["json", "console"])
def test_foreign_text_forges_no_line_and_no_colour(
    form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logs("info", form)  # type: ignore[arg-type]
    get_logger("streams.some").info("screened", reference="X\n2026 forged \x1b[31mred \u202e")
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "\x1b[31m" not in told
    assert "\u202e" not in told


@pytest.mark.parametrize(("form", "structured"), [("json", True), ("console", False)])
def test_the_end_of_a_service_is_told_as_its_lines_are(form: str, *, structured: bool) -> None:
    @click.group(cls=Commands)
    def group() -> None:
        pass

    @group.command()
    def serve() -> None:
        as_service(Settings(log_format=form))  # type: ignore[arg-type]
        raise TransportError("the broker is gone")

    result = CliRunner().invoke(group, ["serve"])
    assert result.exit_code == 1
    assert "the broker is gone" in result.stderr
    if structured:
        line = json.loads(result.stderr)
        assert (line["event"], line["status"]) == ("ended", 1)
