"""The catalogue of a compilation: numbered entries of title, federation and page, over one to five lines each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fulian_kg.model import Finding, Span
from fulian_kg.source.furniture import CONTENTS, SENTENCE, is_page_number, running_lines
from fulian_kg.source.levelled import unfilled
from fulian_kg.source.lines import folded, lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator

from fulian_kg.source.lines import Line

START = re.compile(r"\s*[(]?(?P<number>\d{1,3})\s*[.、):]\s*(?=\S)(?!\d)")
"""Number of an entry, on the folded line: `12.`, `12、`, `(12)`."""
PAGE = re.compile(
    r"(?:(?P<open>[(\[〔【])\s*(?P<closed>\d(?:\n?\d){0,3})\s*[)\]〕】]?|[.…·\s]\s*(?P<page>\d{1,4}))\s*$"
)
"""Page at the end of an entry, on its folded lines; a line may break inside the brackets."""
REST = re.compile(r"\s*\d{0,3}\s*[)\]〕】]\s*")
"""What a line break left of a page in brackets."""
LEADER = re.compile(r"(?:\.\s?){2,}|…+|[·•]{2,}|[—–_-]{3,}|\t+|\s{4,}")
FEDERATION = "妇联"
NAME = re.compile(r"\S{2,40}(?:妇联|妇女联合会)(?:\s*[(][^()]*[)])?")
"""Full name of a federation, folded; 徐汇区打浦桥社区(街道)妇联 among them."""
LONGEST_GROUP = 20
"""Characters of a heading between entries."""
MOST_GROUPS = 3
"""Headings that may follow each other there."""
NAMED = re.compile(r"(?:妇联|妇女联合会)(?:\s*[(][^()]*[)])?[\s.…·]*$")
"""End of a line whose federation has its page below it."""
MOST_LINES = 8
"""Lines that one entry may have."""
FEWEST = 2
"""Entries with page and federation that make a catalogue where no heading says so."""
MOST_MISSING = 100
"""Entries that may be missing in a row."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as printed; white space at line breaks is gone, other runs are one space."""

    number: int
    title: str
    federation: str | None
    restored: bool
    """Whether the final 妇联 was added."""
    page: int | None
    span: Span
    """From the title's first character to the end of the federation (or of what there is)."""


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
    groups = list(_groups(lines[after or 0 :]))
    entries = [entry for group in groups if (entry := _entry(group))]
    paged = [entry for entry in entries if entry.page is not None]
    if not paged or (not after and sum(entry.federation is not None for entry in paged) < FEWEST):
        return None
    while entries[-1].page is None and entries[-1].federation is None and len(entries) > len(paged) + 1:
        entries.pop()
    kept = tuple(entries)
    span = Span(kept[0].span.start, kept[-1].span.end)
    return Catalogue(kept, Span(span.start, _line_end(text, span.end)), tuple(_findings(kept, file)))


def _groups(lines: list[Line]) -> Iterator[list[Line]]:
    """Lines of each entry: from its number to its page; a title without page ends at the next number.

    After an entry with its page the catalogue goes on only with a number that follows; anything else ends it.
    """
    group: list[Line] = []
    last = 0
    for index, line in enumerate(lines):
        start = START.match(folded(line.text))
        begins = start is not None and last < int(start["number"]) <= last + MOST_MISSING
        if begins and start:
            if group:
                yield group
            group, last = [line], int(start["number"])
        elif not group:
            if last and not is_page_number(line.text) and not _heads_entries(lines, index, last):
                return
            continue
        elif len(group) == MOST_LINES or line.text.lstrip().startswith("#"):
            break
        elif not is_page_number(line.text) or _lacks_page(group):
            group.append(line)
        if _complete(group) and not (index + 1 < len(lines) and REST.fullmatch(folded(lines[index + 1].text))):
            yield group
            group = []
    if group:
        yield group[:MOST_LINES]


def _heads_entries(lines: list[Line], index: int, last: int) -> bool:
    """Whether a line between two entries heads what follows, such as a province: the next entry comes soon."""
    if len(lines[index].text.strip()) > LONGEST_GROUP or SENTENCE.search(lines[index].text):
        return False
    following = (START.match(folded(line.text)) for line in lines[index + 1 : index + 1 + MOST_GROUPS])
    start = next((start for start in following if start), None)
    return start is not None and int(start["number"]) == last + 1


def _lacks_page(group: list[Line]) -> bool:
    """Whether an entry ends with a federation, so that a number below it is its page."""
    return NAMED.search(folded(group[-1].text)) is not None


def _complete(group: list[Line]) -> bool:
    """Whether the page at the end is one: in brackets, after a leader, or on its own line below a federation."""
    plain = folded("\n".join(line.text for line in group[-2:]))
    found = PAGE.search(plain)
    if found is None:
        return False
    return bool(found["open"]) or LEADER.search(plain.split("\n")[-1]) is not None or is_page_number(group[-1].text)


def _entry(group: list[Line]) -> Entry | None:
    start = START.match(folded(group[0].text))
    if start is None:
        return None
    text = "\n".join(line.text.strip() for line in group)
    plain = folded(text)
    number = int(start["number"])
    head = START.match(plain)
    page = PAGE.search(plain) if _complete(group) else None
    printed = (page["closed"] or page["page"]).replace("\n", "") if page else None
    inner = text[head.end() if head else 0 : page.start() if page else len(text)].strip()
    title, name = _parted(inner)
    if not title:
        return None
    restored = name is not None and FEDERATION not in name and "妇女联合会" not in name
    if restored and page is None:
        name, restored = None, False
    span = Span(group[0].start + start.end(), _end(group, name or title))
    federation = name and (name + FEDERATION if restored else name)
    return Entry(number, title, federation, restored, int(printed) if printed else None, span)


def _parted(inner: str) -> tuple[str, str | None]:
    """Title and federation: by the leader, else by the last line or word when that is a federation."""
    bounds = [0, *(edge for leader in LEADER.finditer(folded(inner)) for edge in leader.span()), len(inner)]
    parts = [part for start, end in zip(bounds[::2], bounds[1::2], strict=True) if (part := inner[start:end].strip())]
    if len(parts) > 1:
        return _spaced("".join(parts[:-1])), _unspaced(parts[-1])
    lines = "".join(parts).split("\n")
    if len(lines) > 1 and NAME.fullmatch(folded(lines[-1])):
        return _spaced("".join(lines[:-1])), _unspaced(lines[-1])
    whole = _spaced("".join(lines))
    title, _, name = whole.rpartition(" ")
    return (title, name) if title and NAME.fullmatch(folded(name)) else (whole, None)


def _spaced(title: str) -> str:
    """White space as one space; none where a line broke."""
    return " ".join(unfilled(title).replace("\n", "").split())


def _unspaced(name: str) -> str:
    return "".join(unfilled(name).split())


def _end(group: list[Line], last: str) -> int:
    """Offset after the last character of `last` in the lines of an entry."""
    tail = last[-1]
    for line in reversed(group):
        at = line.text.rfind(tail)
        if at >= 0:
            return line.start + at + 1
    return group[-1].end


def _line_end(text: str, offset: int) -> int:
    found = text.find("\n", offset)
    return len(text) if found < 0 else found


def _findings(entries: tuple[Entry, ...], file: str) -> Iterator[Finding]:
    numbers = {entry.number for entry in entries}
    for number in range(1, max(numbers) + 1):
        if number not in numbers:
            yield Finding(
                "missing-entry",
                f"目录缺第 {number} 号",
                f"the catalogue has no number {number}",
                file=file,
                case=number,
            )
    pages: list[Entry] = []
    for entry in entries:
        if entry.page is None:
            yield Finding(
                "truncated-entry",
                f"目录第 {entry.number} 号没有页码，可能残缺",
                f"number {entry.number} of the catalogue has no page: it may be cut off",
                file=file,
                case=entry.number,
                span=entry.span,
            )
            continue
        if pages and entry.page <= (pages[-1].page or 0):
            yield Finding(
                "page-order",
                f"第 {entry.number} 号页码 {entry.page} 不在第 {pages[-1].number} 号页码 {pages[-1].page} 之后",
                f"page {entry.page} of number {entry.number} does not follow page {pages[-1].page} before it",
                file=file,
                case=entry.number,
                span=entry.span,
            )
        pages.append(entry)
