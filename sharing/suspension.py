"""A suspension: the mark in the policy that cuts a partner off, whatever its agreements."""

import datetime as dt
from pathlib import Path

import yaml

from matchers.model import Struct
from sharing.partner import PARTNER_ID
from sharing.section import ANY_TEXT, PolicyError, Section

FOLDER = "suspensions"


class Suspension(Struct, frozen=True):
    """Who is cut off, since when (UTC), and why, in the words of whoever did it."""

    partner: str
    since: dt.datetime
    why: str


def read_suspension(section: Section) -> Suspension:
    """Read a suspension from its YAML mapping; raises PolicyError."""
    section.only("partner", "since", "why")
    suspension = Suspension(
        partner=section.text("partner", PARTNER_ID),
        since=section.instant("since"),
        why=section.text("why"),
    )
    if section.file.stem != suspension.partner:
        raise section.error("partner", f"is not what the file is named for, {section.file.stem}")
    return suspension


def suspension_file(directory: Path, partner: str) -> Path:
    """Where the suspension of a partner stands in a policy folder."""
    return directory / FOLDER / f"{partner}.yaml"


def write_suspension(directory: Path, suspension: Suspension) -> None:
    """Write the mark all at once, so that nobody reads half of it.

    Raises PolicyError where `why` is nothing that could be read again, or the file cannot be made.
    """
    file = suspension_file(directory, suspension.partner)
    if not ANY_TEXT.pattern.fullmatch(suspension.why):
        raise PolicyError(file, None, "why", f"give {ANY_TEXT.words}")
    content = {
        "partner": suspension.partner,
        "since": f"{suspension.since.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}",
        "why": suspension.why,
    }
    aside = file.with_name(f".{file.name}")
    try:
        file.parent.mkdir(exist_ok=True)
        aside.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), "utf-8")
        aside.replace(file)
    except OSError as error:
        raise PolicyError(file, None, "", f"cannot be written: {error.strerror}") from error
