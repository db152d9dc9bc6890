"""The bodies of cases: where each begins and ends, its heading, and its sections."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import TYPE_CHECKING

from fulian_kg.model import Section, Span
from fulian_kg.source.dates import small_number
from fulian_kg.source.furniture import is_page_number, running_lines
from fulian_kg.source.levelled import unfilled
from fulian_kg.source.lines import comparable, folded, lines_of
from fulian_kg.source.numbering import unnumbered

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fulian_kg.source.entries import Entry
    from fulian_kg.source.lines import Line

MARKUP = re.compile(r"^[\s#*_>]+|(?<![\s*_#])[\s*_#]+$")
MARKED = re.compile(r"\s*(?P<hashes>#{1,6})\s+(?=\S)")
BYLINE = re.compile(
    r"(?:[—–-]{1,3}|(?:供稿|作者|撰稿|报送|推荐|来源|单位|执笔)(?:单位|人)?[:：])?\s*[(（]?\s*"
    r"(?P<name>[^，。；：！？,;:!?()（）\s—–-]{2,30}(?:妇联|妇女联合会|妇工委)(?:[(（][^()（）]*[)）])?)\s*[)）]?"
)
"""Who a case is by: a federation's name alone on a line, in brackets, after a dash or a label."""
RUN_IN = re.compile(r"\s*【(?P<title>[^【】\n]{1,30})】")
"""Heading of an entry of a yearbook at the beginning of its text."""
ORDINALS = (
    re.compile(r"第?[一二三四五六七八九十]{1,3}[、.:,]|第[一二三四五六七八九十]{1,3}[章节部]分?\s*"),
    re.compile(r"\([一二三四五六七八九十]{1,3}\)[、.]?"),
    re.compile(r"\(?\d{1,2}[、.)](?!\d)"),
)
"""Ordinals of unmarked headings, from the highest level down; on the folded line."""
COUNTED = re.compile(
    r"(?:\[|【)?案例\s*(?P<number>\d{1,2}|[一二三四五六七八九十]{1,3})(?:(?:\]|】)\s*|\s*[:.、]\s*|\s+)(?=\S)"
)
"""What numbers the title of a case where there is no catalogue, on the folded line: 案例一：, 【案例2】."""
STOP = re.compile(r"[。；！？!?;]")
LONGEST_HEADING = 45
"""Characters that an unmarked heading may have."""
ALIKE = 0.82
"""Similarity from which a heading is an entry's title in spite of the OCR; only with the federation below it."""
TITLE_LINES = 4


@dataclass(frozen=True, slots=True)
class Body:
    """A case's text: title and federation as they head it, and all of it."""

    title: str
    federation: str | None
    heading: Span
    body: Span


class Headed:
    """Finds the entries of a catalogue that a line may head, without trying each entry at each line."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries
        self._titles = sorted((comparable(entry.title), place) for place, entry in enumerate(entries))
        self._unsigned = [place for place, entry in enumerate(entries) if not entry.federation]
        self._signed: dict[str, list[int]] = {}
        for place, entry in enumerate(entries):
            for signature in _signatures(entry.federation) if entry.federation else ():
                self._signed.setdefault(signature, []).append(place)

    def possible(self, firsts: set[str], after: Sequence[Line]) -> list[Entry]:
        """Entries whose title begins like the line, or whose federation signs one of the lines after it."""
        places = {place for text in firsts if text for place in self._titled(text)}
        for line in after:
            places.update(self._signed.get(_signed(line), ()))
            if self._unsigned and _signature(line):
                places.update(self._unsigned)
        return [self._entries[place] for place in sorted(places)]

    def _titled(self, beginning: str) -> Iterator[int]:
        """Places of the titles that begin so."""
        for at in range(bisect_left(self._titles, (beginning, -1)), len(self._titles)):
            title, place = self._titles[at]
            if not title.startswith(beginning):
                return
            yield place


def entry_bodies(text: str, start: int, entries: Sequence[Entry]) -> dict[int, Body]:
    """Bodies that stand in `text[start:]`, by number of the catalogue entry whose title heads them."""
    lines = [line for line in lines_of(text, start) if line.text.strip()]
    headed = Headed(entries)
    heads: dict[int, tuple[int, Body]] = {}
    for index, line in enumerate(lines):
        firsts = {comparable(line.text), comparable(unnumbered(MARKUP.sub("", line.text)))}
        for entry in headed.possible(firsts, lines[index + 1 : index + 1 + TITLE_LINES]):
            if entry.number not in heads and (found := _head(lines, index, entry, firsts)):
                heads[entry.number] = (line.start, found)
                break
    starts = sorted(begin for begin, _ in heads.values())
    ends = dict(pairwise([*starts, len(text)]))
    return {
        number: Body(body.title, body.federation, body.heading, _trimmed(text, begin, ends[begin]))
        for number, (begin, body) in heads.items()
    }


def loose_bodies(text: str) -> list[Body]:
    """Bodies of a text without a catalogue: parted at titles that are counted (案例一) or signed below."""
    lines = [line for line in lines_of(text) if line.text.strip() and not is_page_number(line.text)]
    if not lines:
        return []
    firsts = [index for index in range(len(lines) - 1) if _is_title(lines[index]) and _is_byline(lines[index + 1])]
    titles = ((index, COUNTED.match(_bare(line))) for index, line in enumerate(lines) if _is_title(line))
    counted = {index: small_number(found["number"]) for index, found in titles if found}
    if len(counted) > len(firsts) and [*counted.values()] == list(range(1, len(counted) + 1)):
        firsts = list(counted)
    if len(firsts) < 2:  # noqa: PLR2004  one byline heads one case
        firsts = [0]
    starts = [lines[index].start for index in firsts]
    ends = [*starts[1:], len(text)]
    return [_loose(text, lines, *parts) for parts in zip(firsts, [lines[0].start, *starts[1:]], ends, strict=True)]


def sections(text: str, body: Span, heading: Span) -> tuple[Section, ...]:
    """Headings below the case's own with what stands under each."""
    masked = running_lines(text)
    found = [
        (line, level)
        for line in lines_of(text, heading.end, body.end)
        if line.start >= heading.end and line.start not in masked and (level := _section_level(line.text))
    ]
    parts = []
    following: dict[int, int] = {}
    for line, level in reversed(found):
        end = min((start for other, start in following.items() if other <= level), default=body.end)
        following[level] = line.start
        printed = run_in(line) or inner(line)
        parts.append(Section(_title(text[printed.start : printed.end]), level, printed, Span(line.start, end)))
    return tuple(reversed(parts))


def run_in(line: Line) -> Span | None:
    """The heading in 【】 that begins a line, without the brackets."""
    found = RUN_IN.match(line.text)
    return Span(line.start + found.start("title"), line.start + found.end("title")) if found else None


def _section_level(line: str) -> int:
    return 1 if RUN_IN.match(line) else heading_level(line)


def heading_level(line: str) -> int:
    """Level of a heading from 1; 0 when the line is none. An unmarked one has an ordinal and no sentence in it."""
    plain = folded(MARKUP.sub("", line))
    level = next((level for level, pattern in enumerate(ORDINALS, 1) if pattern.match(plain)), 0)
    if MARKED.match(line):
        return level or 1
    short = len(plain) <= LONGEST_HEADING and not STOP.search(plain.rstrip("。"))
    return level if short and not plain.endswith(("，", ",", "。")) else 0


def inner(line: Line) -> Span:
    """The line without markup and white space around."""
    bare = MARKUP.sub("", line.text)
    start = line.start + line.text.index(bare) if bare else line.start
    return Span(start, start + len(bare))


def _head(lines: list[Line], index: int, entry: Entry, firsts: set[str]) -> Body | None:
    """The body's heading that begins at a line, when it is the title of an entry over one to four lines.

    The first of them may say the number as well.
    """
    wanted = comparable(entry.title)
    first = next((text for text in firsts if text and wanted.startswith(text)), max(firsts, key=len))
    joined = ""
    for last in range(index, min(index + TITLE_LINES, len(lines))):
        joined += comparable(lines[last].text) if last > index else first
        if len(joined) > len(wanted) + 2:
            return None
        byline = lines[last + 1] if last + 1 < len(lines) else None
        named = _signature(byline) if byline and not entry.federation else None
        signed = byline is not None and (named is not None or _names(byline, entry))
        if joined == wanted or (signed and _alike(joined, wanted, first)):
            final = byline if signed and byline else lines[last]
            heading = Span(inner(lines[index]).start, inner(final).end)
            return Body(entry.title, entry.federation or named, heading, heading)
    return None


def _alike(joined: str, wanted: str, first: str) -> bool:
    """Whether lines are a title in spite of the OCR, and more so than without the first of them."""
    ratio = SequenceMatcher(None, joined, wanted).ratio()
    return ratio >= ALIKE and ratio > SequenceMatcher(None, joined[len(first) :], wanted).ratio()


def _names(line: Line, entry: Entry) -> bool:
    return entry.federation is not None and _signed(line) in _signatures(entry.federation)


def _signed(line: Line) -> str:
    """Who a line names, as compared."""
    signed = BYLINE.fullmatch(MARKUP.sub("", line.text))
    return comparable(signed["name"] if signed else line.text)


def _signatures(federation: str) -> set[str]:
    """How a federation may sign, as compared."""
    return {
        comparable(federation),
        comparable(federation.removesuffix("妇联")),
        comparable(federation + "女联合会").replace("妇联女", "妇女"),
    }


def _is_title(line: Line) -> bool:
    plain = MARKUP.sub("", line.text)
    return len(plain) <= LONGEST_HEADING and not STOP.search(plain) and not _is_byline(line)


def _bare(line: Line) -> str:
    """The folded line without markup, as long as `inner`."""
    return folded(MARKUP.sub("", line.text))


def _is_byline(line: Line) -> bool:
    return BYLINE.fullmatch(MARKUP.sub("", line.text)) is not None


def _loose(text: str, lines: list[Line], first: int, start: int, end: int) -> Body:
    line = lines[first]
    byline = lines[first + 1] if first + 1 < len(lines) and _is_byline(lines[first + 1]) else None
    titled = inner(line) if _is_title(line) else None
    heading = Span(inner(line).start, inner(byline or line).end)
    counted = COUNTED.match(_bare(line))
    printed = text[titled.start + (counted.end() if counted else 0) : titled.end] if titled else ""
    title = " ".join(unfilled(printed).split())
    return Body(title, _signature(byline) if byline else None, heading, _trimmed(text, start, end))


def _signature(line: Line) -> str | None:
    """The federation that a byline names."""
    signed = BYLINE.fullmatch(MARKUP.sub("", line.text))
    return "".join(unfilled(signed["name"]).split()) if signed else None


def _title(line: str) -> str:
    """A heading without markup and ordinal."""
    bare = unfilled(MARKUP.sub("", line))
    ordinal = next((found for pattern in ORDINALS if (found := pattern.match(folded(bare)))), None)
    return bare[ordinal.end() :].strip() if ordinal else bare


def _trimmed(text: str, start: int, end: int) -> Span:
    return Span(start, start + len(text[start:end].rstrip()))
