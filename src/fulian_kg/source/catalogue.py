"""The catalogue of a compilation: numbered entries of title, federation and page, over one to eight lines each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from fulian_kg.model import Finding, Span
from fulian_kg.source.entries import entry_of, is_complete, is_only_page, is_rest, is_signed_off, lacks_page
from fulian_kg.source.furniture import CONTENTS, SENTENCE, is_page_number, running_lines
from fulian_kg.source.lines import folded, lines_of
from fulian_kg.source.numbering import STYLES, numbered

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator, Sequence

    from fulian_kg.source.entries import Entry
    from fulian_kg.source.lines import Line

LONGEST_GROUP = 20
"""Characters of a heading between entries."""
MOST_GROUPS = 3
"""Headings that may follow each other there."""
MOST_LINES = 8
"""Lines that one entry may have."""
FEWEST = 2
"""Entries with page and federation that make a catalogue where no heading says so."""
MOST_MISSING = 100
"""Entries that may be missing in a row."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The entries in the order of the text, and where the catalogue stands."""

    entries: tuple[Entry, ...]
    span: Span
    findings: tuple[Finding, ...] = ()

    @property
    def expected(self) -> int:
        """Number of cases announced."""
        return max(entry.number for entry in self.entries)


def find_catalogue(text: str, file: str) -> Catalogue | None:
    """The catalogue of a text; None when it has none."""
    masked = running_lines(text)
    lines = [line for line in lines_of(text) if line.text.strip() and line.start not in masked]
    after = next((index + 1 for index, line in enumerate(lines) if CONTENTS.fullmatch(folded(line.text))), None)
    numberings = [_Numbering(lines[after or 0 :], style) for style in STYLES]
    entries = max(
        (numbering.entries() for numbering in numberings),
        key=lambda found: (len(_paged(found)), len(_stated(found, after))),
    )
    stated = _stated(entries, after)
    if not stated or (not _paged(stated) and len(stated) < FEWEST):
        return None
    if not after and sum(entry.federation is not None for entry in stated) < FEWEST:
        return None
    while entries[-1].page is None and entries[-1].federation is None and len(entries) > len(stated) + 1:
        entries.pop()
    kept = tuple(_unique(entries))
    span = Span(text.rfind("\n", 0, kept[0].span.start) + 1, _line_end(text, kept[-1].span.end))
    return Catalogue(kept, span, tuple(_findings(kept, file)))


def _stated(entries: Sequence[Entry], after: int | None) -> list[Entry]:
    """Entries that are those of a catalogue: with a page, or below its heading with a federation."""
    paged = _paged(entries)
    return paged if paged or not after else [entry for entry in entries if entry.federation is not None]


def _paged(entries: Iterable[Entry]) -> list[Entry]:
    return [entry for entry in entries if entry.page is not None]


def _unique(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Entries of which no two have one number: the second takes the next that nobody has."""
    entries = tuple(entries)
    taken = {entry.number for entry in entries}
    before: set[int] = set()
    last = 0
    for entry in entries:
        number = entry.number
        if number in before:
            number = last + 1 if last + 1 not in taken else max(taken) + 1
        last = number
        before.add(number)
        taken.add(number)
        yield entry if number == entry.number else replace(entry, number=number)


@dataclass(frozen=True, slots=True)
class _Numbering:
    """Lines read as entries that are numbered in one style."""

    lines: list[Line]
    style: re.Pattern[str]

    def entries(self) -> list[Entry]:
        """The entries."""
        return [entry for group in self._groups() if (entry := entry_of(group, self.style))]

    def _groups(self) -> Iterator[list[Line]]:
        """Lines of each entry: from its number to its page; a title without page ends at the next number.

        After an entry with its page the catalogue goes on only with a number that follows, or with a whole entry whose
        number was there before; anything else ends it.
        """
        group: list[Line] = []
        last = 0
        for index, line in enumerate(self.lines):
            start = numbered(line.text, self.style)
            if start is not None and (last < start.number <= last + MOST_MISSING or self._repeats(group, index, last)):
                if group:
                    yield group
                group, last = [line], start.number
            else:
                if group and is_signed_off(group, self.style) and not is_only_page(line.text):
                    yield group
                    group = []
                if last and self._ends(group, index, last):
                    break
                if group and (not is_page_number(line.text) or (lacks_page(group) and is_complete([*group, line]))):
                    group.append(line)
            following = self.lines[index + 1].text if index + 1 < len(self.lines) else ""
            if group and is_complete(group) and not is_rest(following):
                yield group
                group = []
        if group:
            yield group[:MOST_LINES]

    def _repeats(self, group: list[Line], index: int, last: int) -> bool:
        """Whether a whole entry begins with a number that was there before: printed twice, or counted by province."""
        if not last or (group and not lacks_page(group)):
            return False
        lines = self.lines[index : index + MOST_LINES]
        for size in range(1, len(lines) + 1):
            if size > 1 and numbered(lines[size - 1].text, self.style) is not None:
                return False
            if is_complete(lines[:size]):
                entry = entry_of(lines[:size], self.style)
                return entry is not None and entry.federation is not None
        return False

    def _ends(self, group: list[Line], index: int, last: int) -> bool:
        """Whether a line that begins no further entry ends the catalogue."""
        line = self.lines[index]
        if not group:
            return not is_page_number(line.text) and not self._heads_entries(index, last)
        restarts = numbered(line.text, self.style) is not None and lacks_page(group)
        return restarts or len(group) == MOST_LINES or line.text.lstrip().startswith("#")

    def _heads_entries(self, index: int, last: int) -> bool:
        """Whether a line between two entries heads what follows, such as a province: the next entry comes soon."""
        if len(self.lines[index].text.strip()) > LONGEST_GROUP or SENTENCE.search(self.lines[index].text):
            return False
        for at in range(index + 1, min(index + 1 + MOST_GROUPS, len(self.lines))):
            start = numbered(self.lines[at].text, self.style)
            if start and (start.number == last + 1 or self._repeats([], at, last)):
                return True
        return False


def _line_end(text: str, offset: int) -> int:
    found = text.find("\n", offset)
    return len(text) if found < 0 else found


def _findings(entries: tuple[Entry, ...], file: str) -> Iterator[Finding]:
    numbers = {entry.number for entry in entries}
    for number in range(1, max(numbers) + 1):
        if number not in numbers:
            zh, en = f"目录缺第 {number} 号", f"the catalogue has no number {number}"
            yield Finding("missing-entry", zh, en, file, number)
    for entry in entries:
        if (printed := entry.printed) != (number := entry.number):
            zh = f"目录里第 {printed} 号不止一条，这一条记作第 {number} 号"
            en = f"the catalogue has number {printed} more than once; this entry is kept as number {number}"
            yield Finding("repeated-number", zh, en, file, number, entry.span)
    yield from _page_findings(entries, file)


def _page_findings(entries: tuple[Entry, ...], file: str) -> Iterator[Finding]:
    paged = _paged(entries)
    if not paged:
        yield Finding("missing-pages", "目录没有页码", "the catalogue has no pages", file)
        return
    for entry in entries:
        if entry.page is None:
            zh = f"目录第 {entry.number} 号没有页码，可能残缺"
            en = f"number {entry.number} of the catalogue has no page: it may be cut off"
            yield Finding("truncated-entry", zh, en, file, entry.number, entry.span)
    for before, entry in pairwise(paged):
        if (entry.page or 0) <= (before.page or 0):
            zh = f"第 {entry.number} 号页码 {entry.page} 不在第 {before.number} 号页码 {before.page} 之后"
            en = f"page {entry.page} of number {entry.number} does not follow page {before.page} before it"
            yield Finding("page-order", zh, en, file, entry.number, entry.span)
