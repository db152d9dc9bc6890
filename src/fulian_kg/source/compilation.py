"""A file as a compilation: its catalogue, the cases with and without bodies, and the date at which it speaks."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING

from fulian_kg.model import TODAY, Case, Compilation, SourceText, Span
from fulian_kg.source.bodies import Body, entry_bodies, inner, loose_bodies, sections
from fulian_kg.source.catalogue import Catalogue, find_catalogue
from fulian_kg.source.dates import find_dates
from fulian_kg.source.furniture import CONTENTS, is_page_number
from fulian_kg.source.levelled import levelled, unfilled
from fulian_kg.source.lines import folded, lines_of
from fulian_kg.source.reading import read_text

if TYPE_CHECKING:
    from pathlib import Path

    from fulian_kg.source.entries import Entry

LAST_DAY = (12, 31)
FIRST_YEAR = 1949
"""The first women's federation: no compilation speaks earlier."""
COMING = re.compile(r"(?:从|自|由|(?<!截)(?<!截止)[到至]|于|力争|争取|计划|预计|将|明年|未来)[^，。；：\n]{0,2}$")
"""Before a year that a text announces; 从2008年开始 may lie in the past, but proves nothing."""
STARTS = re.compile(r"(?:度?[（(]?(?:开始|起|以后|之前|前|底前))")
HEAD_LINES, TAIL_LINES = 6, 3
"""Lines at the beginning and the end of a text in which it says when it was written."""
DATELINE = re.compile(
    r"(?<!\d)(?:19|20)\d{2}([-./])\d{1,2}\1\d{1,2}(?!\d)"
    r"|(?:^|[（(])(?:(?:19|20)\d{2}|[一二][〇零○一二三四五六七八九]{3})年[\d一二三四五六七八九十]{1,2}月(?:[\d一二三四五六七八九十]{1,3}日)?(?=[)）]|$)"
)
TITLED = re.compile("《[^《》]*》")
TITLE_MARKS = re.compile(r"[\s#*_]+")


def read(path: Path, *, name: str, encoding: str | None = None, at: date | None = None) -> Compilation:
    """The compilation that a file holds, as of `at` (default: see `speaks_at`); raises `InputError`."""
    return compiled(read_text(path, name, encoding), at)


def compiled(source: SourceText, at: date | None = None) -> Compilation:
    """The compilation that a text holds; titles and names in simplified characters, offsets in the text as it is."""
    text = levelled(source.text)
    catalogue = find_catalogue(text, source.file)
    day = at or (dateline(text) if catalogue is None else None) or speaks_at(text)
    if catalogue is None:
        cases = tuple(_loose(text, body) for body in loose_bodies(text))
        return Compilation(source, None, catalogue=False, expected=len(cases), cases=cases, date=day)
    found = entry_bodies(text, catalogue.span.end, catalogue.entries)
    pages = _last_pages(catalogue)
    cases = tuple(_entered(text, entry, pages.get(entry.number), found) for entry in catalogue.entries)
    title = _title(text, catalogue.span)
    return Compilation(
        source,
        title,
        catalogue=True,
        expected=catalogue.expected,
        cases=cases,
        date=day,
        findings=catalogue.findings,
    )


def dateline(text: str) -> date | None:
    """The last day of the year in which a text of its own is dated: by a site, below its title or at its end."""
    lines = [re.sub(r"\s+", "", folded(line.text)) for line in lines_of(text) if line.text.strip()]
    for line in (*lines[:HEAD_LINES], *reversed(lines[-TAIL_LINES:])):
        if match := DATELINE.search(line):
            found = next(find_dates(match[0]), None)
            if found and found.year and FIRST_YEAR <= found.year <= TODAY.year:
                return date(found.year, *LAST_DAY)
    return None


def speaks_at(text: str) -> date:
    """The last day of the latest year that the text states as past or present; of `TODAY`'s year without one.

    Years that it announces (从2011年开始, 到2015年) and years of titles do not count.
    """
    plain = TITLED.sub("", re.sub(r"\s+", "", folded(text)))
    years = [
        found.until or found.year or 0
        for found in find_dates(plain)
        if not COMING.search(plain, max(0, found.start - 6), found.start) and not STARTS.match(plain, found.end)
    ]
    return date(max((year for year in years if FIRST_YEAR <= year <= TODAY.year), default=TODAY.year), *LAST_DAY)


def _entered(text: str, entry: Entry, last: int | None, bodies: dict[int, Body]) -> Case:
    found = bodies.get(entry.number)
    return Case(
        entry.number,
        entry.title,
        entry.federation or (found.federation if found else None),
        entry.restored,
        entry.page,
        last,
        entry.span,
        found.heading if found else None,
        found.body if found else None,
        sections(text, found.body, found.heading) if found else (),
    )


def _loose(text: str, body: Body) -> Case:
    parts = sections(text, body.body, body.heading)
    return Case(None, body.title, body.federation, heading=body.heading, body=body.body, sections=parts)


def _last_pages(catalogue: Catalogue) -> dict[int, int]:
    """Each case ends before the next begins; the last one's end is not known."""
    paged = [entry for entry in catalogue.entries if entry.page is not None]
    return {
        entry.number: max(after.page - 1, entry.page)
        for entry, after in pairwise(paged)
        if entry.page is not None and after.page is not None and after.page >= entry.page
    }


def _title(text: str, catalogue: Span) -> str | None:
    """What stands before the catalogue and its heading, in one line; None when nothing does."""
    lines = [line for line in lines_of(text, 0, catalogue.start) if line.text.strip() and not is_page_number(line.text)]
    before = takewhile(lambda line: not CONTENTS.fullmatch(folded(line.text)), lines)
    printed = [text[inner(line).start : inner(line).end] for line in before]
    kept = [line for line in printed if not re.match(r"\d+\s*[.、]", folded(line))]
    return unfilled("".join("".join(part.split()) for part in kept)) or None
