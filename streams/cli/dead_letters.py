"""`portcullis dead-letters`: what was no event, why, and sending it again once that is mended."""

from collections.abc import Iterator
from typing import Any

import click
from rich.table import Table

from config.resolve import Resolved
from streams.cli.common import FAILED, err, fail, out, settings_options
from streams.cli.show import cell, printable
from streams.events.bad import Reason
from streams.events.envelope import Record
from streams.events.outputs import DEAD_LETTERS, DeadLetter, read_dead_letter


@click.group("dead-letters")
def dead_letters() -> None:
    """List, show and replay messages that were no events."""


@dead_letters.command("list")
@settings_options("bootstrap")
@click.option("--json", "as_json", is_flag=True, help="One JSON document a line.")
def list_(resolved: Resolved, *, as_json: bool) -> None:
    """List every dead letter with its reason.

    \b
    Example:
      portcullis dead-letters list --bootstrap localhost:9092
    """  # noqa: D301 - click's mark for a paragraph that is not wrapped
    table = Table("id", "reason", "from", "where", "detail")
    for letter_id, letter in _letters(resolved):
        if as_json:
            click.echo(_json(letter_id, letter))
        else:
            origin = f"{letter.topic}/{letter.partition}/{letter.offset}"
            cells = (letter_id, letter.reason, origin, letter.path, letter.detail)
            table.add_row(*(cell(text) for text in cells))
    if not as_json:
        out.print(table)


@dead_letters.command()
@settings_options("bootstrap")
@click.argument("letter_id", metavar="ID")
@click.option("--raw", is_flag=True, help="The original bytes and nothing else.")
def show(resolved: Resolved, letter_id: str, *, raw: bool) -> None:
    """Show one dead letter: why it is one, its headers, and its bytes.

    \b
    Example:
      portcullis dead-letters show 0:17 --bootstrap localhost:9092 --raw > message.json
    """  # noqa: D301 - click's mark for a paragraph that is not wrapped
    letter = _find(resolved, letter_id)
    value = letter.original.value
    if raw:
        click.echo(value or b"", nl=False)
        return
    out.print(f"reason  {letter.reason}: {printable(letter.detail)}", markup=False)
    out.print(f"where   {printable(letter.path) or '(the whole message)'}", markup=False)
    out.print(f"from    {letter.topic}, partition {letter.partition}, offset {letter.offset}")
    for name, header in letter.original.headers:
        shown = "(none)" if header is None else repr(header)
        out.print(f"header  {printable(name)}: {shown}", markup=False)
    out.print(
        "value   (none: a tombstone)" if value is None else f"value   {value!r}", markup=False
    )


@dead_letters.command()
@settings_options("bootstrap")
@click.argument("letter_ids", metavar="[ID]...", nargs=-1)
@click.option(
    "--reason", type=click.Choice([reason.value for reason in Reason]), help="Replay all of a kind."
)
@click.option("--dry-run", is_flag=True, help="Say what would be sent; send nothing.")
def replay(
    resolved: Resolved, letter_ids: tuple[str, ...], reason: str | None, *, dry_run: bool
) -> None:
    """Send dead letters to the topics they came from, as they were.

    For messages that were refused by a fault since mended here; what is still no event comes back
    as a new dead letter. The old one stays where it is until its topic's retention ends.

    \b
    Example:
      portcullis dead-letters replay --reason unknownVersion --dry-run --bootstrap localhost:9092
    """  # noqa: D301 - click's mark for a paragraph that is not wrapped
    from streams.broker.publishing import Publisher

    if not letter_ids and reason is None:
        raise click.UsageError("name dead letters by ID, or all of a kind with --reason")
    # All are read before one is sent: what is still no event comes back as a new dead letter.
    letters = dict(_letters(resolved))
    if unknown := [letter_id for letter_id in letter_ids if letter_id not in letters]:
        fail(f"no dead letter {', '.join(unknown)}; `dead-letters list` shows their ids", FAILED)
    publisher = Publisher(resolved.settings, dry_run=dry_run)
    for letter_id, letter in letters.items():
        if letter_id in letter_ids or letter.reason == reason:
            out.print(f"{'would send' if dry_run else 'send'} {letter_id} to {letter.topic}")
            publisher.send(letter.original)
    publisher.flush()
    if publisher.failures:
        fail(f"the broker refused {len(publisher.failures)}: {publisher.failures[0]}", FAILED)
    count = publisher.published.total()
    out.print(f"{count} would be sent" if dry_run else f"{count} sent")


def _letters(resolved: Resolved) -> Iterator[tuple[str, DeadLetter]]:
    from streams.broker.reading import TopicReader

    reader = TopicReader(resolved.settings, [DEAD_LETTERS], from_beginning=True)
    try:
        for record in reader.until_end():
            try:
                letter = read_dead_letter(record)
            except ValueError as error:
                err.print(f"{_id(record)} was not written by a worker: {error}", markup=False)
                continue
            yield _id(record), letter
    finally:
        reader.close()


def _find(resolved: Resolved, letter_id: str) -> DeadLetter:
    for found, letter in _letters(resolved):
        if found == letter_id:
            return letter
    return fail(
        f"no dead letter {letter_id}; `portcullis dead-letters list` shows their ids", FAILED
    )


def _id(record: Record) -> str:
    return f"{record.partition}:{record.offset}"


def _json(letter_id: str, letter: DeadLetter) -> Any:  # noqa: ANN401 - bytes for click.echo
    import msgspec

    fields = {name: getattr(letter, name) for name in ("reason", "detail", "path", "topic")}
    place = {"partition": letter.partition, "offset": letter.offset}
    return msgspec.json.encode({"id": letter_id, **fields, **place})
