"""The catalogue of a compilation: numbered entries of title, federation and page, over one to five lines each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fulian_kg.model import Finding, Span
from fulian_kg.source.furniture import CONTENTS, SENTENCE, is_page_number, running_lines
from fulian_kg.source.levelled import unfilled
from fulian_kg.source.lines import folded, lines_of
from fulian_kg.source.numbering import STYLES, numbered

if TYPE_CHECKING:
    from collections.abc import Iterator

from fulian_kg.source.lines import Line

PAGE = re.compile(
    r"(?:(?P<open>[(\[〔【])\s*(?P<closed>\d(?:\n?\d){0,3})\s*[)\]〕】]?|[.…·\s—–_-]\s*(?P<page>\d(?:[ ]?\d){0,3}))\s*$"
)
"""Page at the end of an entry, on its folded lines; a line may break inside the brackets."""
REST = re.compile(r"\s*\d{0,3}\s*[)\]〕】]\s*")
"""What a line break left of a page in brackets."""
LEADER = re.compile(r"(?:\.\s?){2,}|…+|[·•]{2,}|[—–_-]{3,}|\t+|\s{4,}")
FEDERATION = "妇联"
NAME = re.compile(r"\S{2,40}(?:妇联|妇女联合会)(?:\s*[(][^()]*[)])?")
"""Full name of a federation, folded; 徐汇区打浦桥社区(街道)妇联 among them."""
SIGNED = re.compile(r"(?P<name>[^\s:：]{2,40}(?:妇联|妇女联合会))\s*(?:[:：\n]|[ ]{2,})\s*(?P<title>\S[\s\S]*)")
"""A federation before its title, folded."""
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
    numberings = [_Numbering(lines[after or 0 :], style) for style in STYLES]
    entries = max((numbering.entries() for numbering in numberings), key=lambda found: len(list(_paged(found))))
    paged = list(_paged(entries))
    if not paged or (not after and sum(entry.federation is not None for entry in paged) < FEWEST):
        return None
    while entries[-1].page is None and entries[-1].federation is None and len(entries) > len(paged) + 1:
        entries.pop()
    kept = tuple(entries)
    span = Span(text.rfind("\n", 0, kept[0].span.start) + 1, _line_end(text, kept[-1].span.end))
    return Catalogue(kept, span, tuple(_findings(kept, file)))


def _paged(entries: list[Entry]) -> Iterator[Entry]:
    return (entry for entry in entries if entry.page is not None)


@dataclass(frozen=True, slots=True)
class _Numbering:
    """Lines read as entries that are numbered in one style."""

    lines: list[Line]
    style: re.Pattern[str]

    def entries(self) -> list[Entry]:
        """The entries."""
        return [entry for group in self._groups() if (entry := _entry(group, self.style))]

    def _groups(self) -> Iterator[list[Line]]:
        """Lines of each entry: from its number to its page; a title without page ends at the next number.

        After an entry with its page the catalogue goes on only with a number that follows; anything else ends it.
        """
        group: list[Line] = []
        last = 0
        for index, line in enumerate(self.lines):
            start = numbered(line.text, self.style)
            if start is not None and last < start.number <= last + MOST_MISSING:
                if group:
                    yield group
                group, last = [line], start.number
            elif last and self._ends(group, index, last):
                break
            elif group and (not is_page_number(line.text) or _lacks_page(group)):
                group.append(line)
            following = self.lines[index + 1].text if index + 1 < len(self.lines) else ""
            if group and _complete(group) and not REST.fullmatch(folded(following)):
                yield group
                group = []
        if group:
            yield group[:MOST_LINES]

    def _ends(self, group: list[Line], index: int, last: int) -> bool:
        """Whether a line that begins no further entry ends the catalogue."""
        line = self.lines[index]
        if not group:
            return not is_page_number(line.text) and not self._heads_entries(index, last)
        restarts = numbered(line.text, self.style) is not None and _lacks_page(group)
        return restarts or len(group) == MOST_LINES or line.text.lstrip().startswith("#")

    def _heads_entries(self, index: int, last: int) -> bool:
        """Whether a line between two entries heads what follows, such as a province: the next entry comes soon."""
        if len(self.lines[index].text.strip()) > LONGEST_GROUP or SENTENCE.search(self.lines[index].text):
            return False
        following = (numbered(line.text, self.style) for line in self.lines[index + 1 : index + 1 + MOST_GROUPS])
        return any(start.number == last + 1 for start in following if start)


def _lacks_page(group: list[Line]) -> bool:
    """Whether an entry ends with a federation, so that a number below it is its page."""
    return NAMED.search(folded(group[-1].text)) is not None


def _complete(group: list[Line]) -> bool:
    """Whether the page at the end is one: in brackets, after a leader, or on its own line below a federation."""
    plain = folded("\n".join(line.text for line in group[-2:]))
    found = PAGE.search(plain)
    if found is None:
        return False
    led = LEADER.search(plain.split("\n")[-1]) is not None or NAMED.search(plain[: found.start("page")]) is not None
    return bool(found["open"]) or led or is_page_number(group[-1].text)


def _entry(group: list[Line], style: re.Pattern[str]) -> Entry | None:
    start = numbered(group[0].text, style)
    if start is None:
        return None
    text = "\n".join(line.text.strip() for line in group)
    plain = folded(text)
    head = numbered(plain, style)
    page = PAGE.search(plain) if _complete(group) else None
    printed = re.sub(r"\s", "", page["closed"] or page["page"]) if page else None
    inner = text[head.end if head else 0 : page.start() if page else len(text)].strip()
    title, name, last = _parted(inner)
    if not title:
        return None
    restored = name is not None and FEDERATION not in name and "妇女联合会" not in name
    if restored and page is None:
        name, restored = None, False
    span = Span(group[0].start + start.end, _end(group, last))
    federation = name and (name + FEDERATION if restored else name)
    return Entry(start.number, title, federation, restored, int(printed) if printed else None, span)


def _parted(inner: str) -> tuple[str, str | None, str]:
    """Title, federation and what stands last: by the leader, else by the line or word that is a federation."""
    bounds = [0, *(edge for leader in LEADER.finditer(folded(inner)) for edge in leader.span()), len(inner)]
    parts = [part for start, end in zip(bounds[::2], bounds[1::2], strict=True) if (part := inner[start:end].strip())]
    if len(parts) > 1 and not (NAME.fullmatch(folded(parts[0])) and FEDERATION not in parts[-1]):
        return _spaced("".join(parts[:-1])), _unspaced(parts[-1]), parts[-1]
    whole = "\n".join(parts)
    if signed := SIGNED.fullmatch(folded(whole)):
        title = whole[signed.start("title") :]
        return _spaced(title), _unspaced(whole[: signed.end("name")]), title
    title, _, name = (whole if "\n" in whole else _spaced(whole)).rpartition("\n" if "\n" in whole else " ")
    if title and NAME.fullmatch(folded(name)):
        return _spaced(title), _unspaced(name), name
    return _spaced(whole), None, whole


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
