"""Whether a changed JSON Schema still serves those who rely on the old one.

Of what partners send, everything that was accepted must still be; of what they read, everything
that they could rely on must still be there. Knows the keywords that msgspec writes.
"""

import enum
from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]

_CONSTRAINTS = ("type", "pattern", "format", "minLength", "maxLength", "minItems", "maxItems")


class Direction(enum.Enum):
    """Who writes documents of a schema."""

    SENT_BY_PARTNERS = "sent"
    READ_BY_PARTNERS = "read"


def breaks(old: Schema, new: Schema, direction: Direction) -> list[str]:
    """What in the new schema breaks those who rely on the old one; empty if nothing does."""
    return list(_Comparison(old, new, direction).of(old, new, ""))


class _Comparison:
    """Walks two schemas side by side; definitions are looked up in each one's own `$defs`."""

    def __init__(self, old: Schema, new: Schema, direction: Direction) -> None:
        self._old_definitions = old.get("$defs", {})
        self._new_definitions = new.get("$defs", {})
        self._sent = direction is Direction.SENT_BY_PARTNERS

    def of(self, old: Schema, new: Schema, path: str) -> Iterator[str]:
        old = _resolved(old, self._old_definitions)
        new = _resolved(new, self._new_definitions)
        yield from self._constraints(old, new, path)
        yield from self._codes(old, new, path)
        yield from self._fields(old, new, path)
        if "items" in old:
            yield from self.of(old["items"], new.get("items", {}), f"{path}[]")
        if "anyOf" in old or "anyOf" in new:
            yield from self._alternatives(old, new, path)

    def _constraints(self, old: Schema, new: Schema, path: str) -> Iterator[str]:
        for keyword in _CONSTRAINTS:
            before, after = _constraint(old, keyword), _constraint(new, keyword)
            loosened = after is None if self._sent else before is None
            if before != after and not loosened:
                yield f"{path or 'document'}: {keyword} was {before}, is {after}"

    def _codes(self, old: Schema, new: Schema, path: str) -> Iterator[str]:
        written, read = (old, new) if self._sent else (new, old)
        if "enum" not in read:
            return
        if "enum" not in written:
            yield f"{path}: {'now' if self._sent else 'no longer'} a closed list of codes"
            return
        unread = set(written["enum"]) - set(read["enum"])
        what = "refused now" if self._sent else "new"
        yield from (f"{path}: code {code} is {what}" for code in sorted(unread))

    def _fields(self, old: Schema, new: Schema, path: str) -> Iterator[str]:
        before, after = old.get("properties", {}), new.get("properties", {})
        for name in before:
            place = f"{path}.{name}".lstrip(".")
            if name in after:
                yield from self.of(before[name], after[name], place)
            else:
                yield f"{place}: removed"
        was, now = set(old.get("required", ())), set(new.get("required", ()))
        changed, what = (now - was, "newly required") if self._sent else (was - now, "now optional")
        yield from (
            f"{path}.{name}".lstrip(".") + f": {what}" for name in sorted(changed & {*before, *now})
        )

    def _alternatives(self, old: Schema, new: Schema, path: str) -> Iterator[str]:
        """Every alternative of the side that writes must be one that the other side reads."""
        before, after = old.get("anyOf", [old]), new.get("anyOf", [new])
        written, read = (before, after) if self._sent else (after, before)
        for one in written:
            fits = (
                not list(self.of(one, other, path) if self._sent else self.of(other, one, path))
                for other in read
            )
            if not any(fits):
                yield f"{path}: an alternative is {'refused' if self._sent else 'new'}"


def _constraint(schema: Schema, keyword: str) -> object:
    """A constraint of a schema; codes are texts, though nothing says so beside them."""
    return "string" if keyword == "type" and "enum" in schema else schema.get(keyword)


def _resolved(schema: Schema, definitions: Schema) -> Schema:
    """The schema itself in place of a reference to it, what stands beside the reference kept.

    A reference to another document stays: that one is compared on its own.
    """
    reference = schema.get("$ref")
    if reference is None or not reference.startswith("#/$defs/"):
        return schema
    return {**definitions[reference.removeprefix("#/$defs/")], **_without_reference(schema)}


def _without_reference(schema: Schema) -> Schema:
    return {name: value for name, value in schema.items() if name not in {"$ref", "$defs"}}
