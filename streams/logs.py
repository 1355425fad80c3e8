"""Log lines: structured, to standard error, and all through one renderer.

A line says what happened in a few fixed words and carries what it is about as fields: places in
topics, references and ids of events, versions. No field ever holds a party's name or identifier,
an event's content or a secret, and no traceback shows the values of variables.
"""

import logging
import sys
import traceback
import types
from typing import Any, cast

import structlog
from structlog.typing import EventDict, ExcInfo, Processor

from config.settings import LogFormat, LogLevel

librdkafka_log = logging.getLogger("librdkafka")
"""Where the Kafka clients of confluent-kafka say what troubles them."""

_HANDLER = "portcullis"
_FIRST = ("timestamp", "level", "logger", "event")
_QUIET = {
    # Their life cycle says little below a warning.
    "faust": logging.WARNING,
    "mode": logging.WARNING,
    "aiohttp": logging.WARNING,
    "kafka": logging.WARNING,
    # They log a fault with its traceback; the same fault ends the command with its message.
    "faust.worker": logging.CRITICAL + 1,
    "mode.screening": logging.CRITICAL + 1,
}


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """The logger of a module: `log.info("what happened", field=value)`.

    It hands its lines to the standard library's logger of that name, so that levels and handlers
    are those of any other library in the process.
    """
    return cast(
        structlog.stdlib.BoundLogger,
        structlog.wrap_logger(
            logging.getLogger(name),
            processors=[
                structlog.stdlib.filter_by_level,
                structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
            ],
            wrapper_class=structlog.stdlib.BoundLogger,
        ),
    )


def configure_logs(level: LogLevel, form: LogFormat) -> bool:
    """Send every line of this process at `level` or above to standard error.

    Returns whether they are JSON: `auto` makes them so where standard error is no terminal. Lines
    of libraries and warnings of Python come out in the same form. May be called again.
    """
    as_json = form == "json" or (form == "auto" and not sys.stderr.isatty())
    handler = _StandardError()
    handler.set_name(_HANDLER)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processors=_processors(json=as_json)))
    root = logging.getLogger()
    for former in [each for each in root.handlers if each.get_name() == _HANDLER]:
        root.removeHandler(former)
    root.addHandler(handler)
    root.setLevel(level.upper())
    for name, least in _QUIET.items():
        logging.getLogger(name).setLevel(least)
    logging.captureWarnings(capture=True)
    return as_json


def log_uncaught(
    kind: type[BaseException], error: BaseException, trace: types.TracebackType | None
) -> None:
    """A `sys.excepthook`: what nobody foresaw ends the process with a log line like any other."""
    get_logger("portcullis").critical("ended by a fault", exc_info=(kind, error, trace))


def _processors(*, json: bool) -> list[Processor]:
    renderer: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if json
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    return [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.ExceptionRenderer(_trace),
        _printable,
        renderer,
    ]


def _trace(exc_info: ExcInfo) -> str:
    """Where a fault and its causes arose, and their types.

    Their messages may quote an event, so they are shown only where debug lines are.
    """
    told: list[str] = []
    error: BaseException | None = exc_info[1]
    while error is not None:
        where = "".join(traceback.format_tb(error.__traceback__))
        if logging.getLogger().isEnabledFor(logging.DEBUG):
            told.append(where + "".join(traceback.format_exception_only(error)))
        else:
            told.append(f"{where}{type(error).__module__}.{type(error).__qualname__}\n")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "which led to\n".join(reversed(told))


def _printable(_logger: object, _method: str, fields: EventDict) -> dict[str, Any]:
    """The common fields first, and control characters of foreign text made visible.

    So a field cannot forge a line or a colour.
    """
    ordered = {**{name: fields[name] for name in _FIRST if name in fields}, **fields}
    return {
        name: _visible(value)
        if isinstance(value, str) and name not in {"exception", "stack"}
        else value
        for name, value in ordered.items()
    }


def _visible(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text
    )


class _StandardError(logging.Handler):
    """Writes to whatever standard error is when a line comes."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write the line; what goes wrong with it is said by the standard library's own means."""
        try:
            sys.stderr.write(self.format(record) + "\n")
            sys.stderr.flush()
        except Exception:  # noqa: BLE001 - as every handler of the standard library does
            self.handleError(record)
