"""Why an event is refused: a reason to count by, a detail to act on, a place to look at."""

import enum
from functools import cache
from typing import NoReturn

import msgspec
from msgspec import inspect

_AT = " - at `$"
"""What msgspec puts before the place of an error: " - at `$.parties[2].role`"."""


class Reason(enum.StrEnum):
    """Why a message is no event. Stable: used as metric labels and dead-letter headers."""

    TOMBSTONE = "tombstone"
    EMPTY = "empty"
    TOO_LARGE = "tooLarge"
    WRONG_ENCODING = "wrongEncoding"
    NOT_JSON = "notJson"
    TOO_DEEP = "tooDeep"
    WRONG_CONTENT_TYPE = "wrongContentType"
    BAD_ENVELOPE = "badEnvelope"
    FOREIGN_SOURCE = "foreignSource"
    UNKNOWN_TYPE = "unknownType"
    UNKNOWN_VERSION = "unknownVersion"
    MISSING_FIELD = "missingField"
    WRONG_FIELD = "wrongField"
    BAD_CODE = "badCode"
    OUTPUT_TOO_LARGE = "outputTooLarge"
    BAD_FINDING = "badFinding"


class BadEvent(ValueError):
    """A message that is no event.

    `path` is the place in the event's data (`parties[2].identifiers[0].scheme`), or the name of the
    header or envelope attribute (`ce_source`); empty where the whole message is meant.
    """

    def __init__(self, reason: Reason, detail: str, path: str = "") -> None:
        super().__init__(f"{path}: {detail}" if path else detail)
        self.reason = reason
        self.detail = detail
        self.path = path


def quoted(text: str, limit: int = 60) -> str:
    """A foreign value fit for a log line or header: cut, and with nothing unprintable in it."""
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    return (
        "'"
        + "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in cut)
        + "'"
    )


def refuse_shape(error: msgspec.ValidationError, model: type) -> NoReturn:
    """Raise the BadEvent for data that does not have the shape of `model`."""
    message = str(error)
    what, _, place = message.rpartition(_AT) if _AT in message else (message, "", "")
    path = place.removesuffix("`").removeprefix(".")
    if what.startswith("Object missing required field `"):
        field = what.split("`")[1]
        path = f"{path}.{field}" if path else field
        raise BadEvent(Reason.MISSING_FIELD, f"{field} is required", path) from None
    if what.startswith("Invalid enum value "):
        value = quoted(what.removeprefix("Invalid enum value ").strip("'"))
        accepted = ", ".join(_codes(model, path))
        raise BadEvent(Reason.BAD_CODE, f"{value} is not one of: {accepted}", path) from None
    raise BadEvent(Reason.WRONG_FIELD, what[:1].lower() + what[1:], path) from None


def _codes(model: type, path: str) -> list[str]:
    """The code list that stands at a path of a model."""
    node = _shape(model)
    for part in path.split("."):
        name = part.partition("[")[0]
        node = _inner(next(f.type for f in _struct(node).fields if f.encode_name == name))
    return [str(member.value) for member in node.cls] if isinstance(node, inspect.EnumType) else []


@cache
def _shape(model: type) -> inspect.Type:
    return inspect.type_info(model)


def _struct(node: inspect.Type) -> inspect.StructType:
    if not isinstance(node, inspect.StructType):
        raise TypeError(f"no object at this place: {node}")
    return node


def _inner(node: inspect.Type) -> inspect.Type:
    """What an optional field or an array holds."""
    while True:
        match node:
            case inspect.UnionType(types=types):
                node = next(
                    t for t in types if not isinstance(t, inspect.NoneType | inspect.StrType)
                )
            case inspect.VarTupleType(item_type=item):
                node = item
            case _:
                return node
