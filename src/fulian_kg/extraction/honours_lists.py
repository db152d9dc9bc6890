"""Lists of honours: lines that name one, how many got it, and who."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from fulian_kg.extraction.lines import line_starts
from fulian_kg.extraction.wording import group

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fulian_kg.extraction.document import Document
    from fulian_kg.extraction.patterns import Pattern, Rules

LIST = "honour.list"


class Entry(NamedTuple):
    """A line of a list; `start:end` is its evidence, the name stands at `start`."""

    pattern: Pattern
    name: str
    start: int
    end: int
    number: str | None
    """How many got it."""
    recipient: str


def entries(document: Document, known: Rules) -> Iterator[Entry]:
    """Lines that head those who are honoured; each goes on to the next such line."""
    possible = tuple(known.possible(document.text, LIST))
    found = [entry for start in line_starts(document) if (entry := _entry(document, known, possible, start))]
    for entry, following in pairwise([*found, None]):
        if entry is None or not re.search(known.tables["cut"]["honoured"], entry.name):
            continue
        end = min(entry.end, following.start) if following else entry.end
        recipient = entry.recipient[: len(entry.recipient) - (entry.end - end)].strip()
        if recipient:
            yield entry._replace(end=end, recipient=recipient)


def _entry(document: Document, known: Rules, possible: tuple[Pattern, ...], start: int) -> Entry | None:
    for pattern in possible:
        match = pattern.regex.match(document.text, start)
        if match:
            name = re.sub(known.tables["cut"]["sought"], "", match["name"])
            return Entry(pattern, name, match.start("name"), match.end(), group(match, "count"), match["recipient"])
    return None
