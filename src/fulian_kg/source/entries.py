"""One entry of a catalogue: a number, then title, federation and page in any order that is printed, over its lines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fulian_kg.model import Span
from fulian_kg.source.dates import DIGITS
from fulian_kg.source.furniture import is_page_number
from fulian_kg.source.levelled import unfilled
from fulian_kg.source.lines import folded
from fulian_kg.source.numbering import numbered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fulian_kg.source.lines import Line

LEADING = ".…·•‥⋯・—–―─━〜~_"
"""Characters that lead from a title to its page."""
PAGE = re.compile(
    rf"(?:(?P<open>[(\[〔【])\s*(?P<closed>\d(?:\n?\d){{0,3}})\s*[)\]〕】]?"
    rf"|[{LEADING}\s-]\s*(?P<page>\d(?:[ ]?\d){{0,3}}))\s*$"
)
"""Page at the end of an entry, on its folded lines; a line may break inside the brackets."""
SPELT_PAGE = re.compile(
    rf"(?<=联|会)[{LEADING}\s-]*(?P<open>[(〔])?\s*(?P<digits>[一二三四五六七八九〇○]{{1,3}})\s*(?(open)[)〕])\s*$"
)
"""A page spelt digit by digit after a federation, as in texts that are set from top to bottom."""
REST = re.compile(r"\s*\d{0,3}\s*[)\]〕】]\s*")
"""What a line break left of a page in brackets."""
ONLY_PAGE = re.compile(rf"[{LEADING}\s-]*[(\[〔【]?\s*\d{{0,4}}\s*[)\]〕】]?\s*")
"""A line that leads to a page and says nothing else, on the folded line."""
LEADER = re.compile(r"(?:\.\s?){2,}|[…‥⋯]+|[·•・]{2,}|[—–―─━_-]{3,}|[〜~]{3,}|\t+|\s{4,}")
FEDERATION = "妇联"
FEDERATIONS = "(?:妇联|妇女联合会)"
UNIT = "[省市县区旗州盟]"
"""How the name of a region ends."""
NAME = re.compile(rf"\S{{2,40}}{FEDERATIONS}(?:\s*[(][^()]*[)])?")
"""Full name of a federation, folded; 徐汇区打浦桥社区(街道)妇联 among them."""
SIGNED = re.compile(
    rf"(?:(?P<name>[^\s:：]{{2,40}}{FEDERATIONS})\s*(?:[:：\n]|[ ]{{2,}})"
    rf"|(?P<spaced>[^\s:：]{{3,40}}{UNIT}{FEDERATIONS})[ ]"
    rf"|[【\[(](?P<bracketed>[^\s:：]{{2,40}}{FEDERATIONS})[)\]】][ ]*)\s*(?P<title>\S[\s\S]*)"
)
"""A federation before its title, folded."""
NAMED = re.compile(rf"{FEDERATIONS}(?:\s*[(][^()]*[)])?[\s.…·]*$")
"""End of a line whose federation has its page below it."""
SIGNED_OFF = re.compile(rf"(?:^|(?<=[\s{LEADING}]))[^\s{LEADING}]{{4,40}}{UNIT}{FEDERATIONS}[\s.…·]*$")
"""A federation's full name at the end of a line, folded."""


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
    printed: int
    """The number as printed: `number` is another one where an entry before has it already."""


def entry_of(group: Sequence[Line], style: re.Pattern[str]) -> Entry | None:
    """The entry that lines state, the first of which begins with a number in a style; None when there is no title."""
    start = numbered(group[0].text, style)
    if start is None:
        return None
    text = "\n".join(line.text.strip() for line in group)
    plain = folded(text)
    head = numbered(plain, style)
    found = _page(plain) if is_complete(group) else None
    page, end = found or (None, len(text))
    inner = text[head.end if head else 0 : end].strip()
    title, name, last = _parted(inner)
    if not title:
        return None
    restored = name is not None and FEDERATION not in name and "妇女联合会" not in name
    if restored and page is None:
        name, restored = None, False
    span = Span(group[0].start + start.end, _end(group, last))
    federation = name and (name + FEDERATION if restored else name)
    return Entry(start.number, title, federation, restored, page, span, start.number)


def _page(plain: str) -> tuple[int, int] | None:
    """The page at the end of folded lines, and where what leads to it begins."""
    if spelt := SPELT_PAGE.search(plain):
        return int("".join(str(DIGITS[digit]) for digit in spelt["digits"])), spelt.start()
    found = PAGE.search(plain)
    return (int(re.sub(r"\s", "", found["closed"] or found["page"])), found.start()) if found else None


def is_complete(group: Sequence[Line]) -> bool:
    """Whether the page at the end is one: in brackets, after a leader, or on its own line below a federation."""
    plain = folded("\n".join(line.text for line in group[-2:]))
    if SPELT_PAGE.search(plain):
        return True
    found = PAGE.search(plain)
    if found is None:
        return False
    led = LEADER.search(plain.split("\n")[-1]) is not None or NAMED.search(plain[: found.start("page")]) is not None
    return bool(found["open"]) or led or is_page_number(group[-1].text)


def lacks_page(group: Sequence[Line]) -> bool:
    """Whether an entry ends with a federation, so that a number below it is its page."""
    return NAMED.search(folded(group[-1].text)) is not None


def is_signed_off(group: Sequence[Line], style: re.Pattern[str]) -> bool:
    """Whether an entry has its title and ends with a federation's full name: only a page can follow."""
    line = folded(group[-1].text)
    found = SIGNED_OFF.search(line)
    head = numbered(line, style) if len(group) == 1 else None
    return found is not None and (head is None or found.start() > head.end)


def is_only_page(line: str) -> bool:
    """Whether a line holds nothing but leaders and a page."""
    return ONLY_PAGE.fullmatch(folded(line)) is not None or is_page_number(line)


def is_rest(line: str) -> bool:
    """Whether a line is what is left of a page in brackets."""
    return REST.fullmatch(folded(line)) is not None


def _parted(inner: str) -> tuple[str, str | None, str]:
    """Title, federation and what stands last: by the leader, else by the line or word that is a federation."""
    bounds = [0, *(edge for leader in LEADER.finditer(folded(inner)) for edge in leader.span()), len(inner)]
    parts = [part for start, end in zip(bounds[::2], bounds[1::2], strict=True) if (part := inner[start:end].strip())]
    if len(parts) > 1 and not (NAME.fullmatch(folded(parts[0])) and FEDERATION not in parts[-1]):
        return _spaced("".join(parts[:-1])), _unspaced(parts[-1]), parts[-1]
    whole = "\n".join(parts)
    if signed := SIGNED.fullmatch(folded(whole)):
        title = whole[signed.start("title") :]
        name = next(whole[slice(*signed.span(form))] for form in ("name", "spaced", "bracketed") if signed[form])
        return _spaced(title), _unspaced(name), title
    title, _, name = (whole if "\n" in whole else _spaced(whole)).rpartition("\n" if "\n" in whole else " ")
    if title and NAME.fullmatch(folded(name)):
        return _spaced(title), _unspaced(name), name
    return _spaced(whole), None, whole


def _spaced(title: str) -> str:
    """White space as one space; none where a line broke."""
    return " ".join(unfilled(title).replace("\n", "").split())


def _unspaced(name: str) -> str:
    return "".join(unfilled(name).split())


def _end(group: Sequence[Line], last: str) -> int:
    """Offset after the last character of `last` in the lines of an entry."""
    tail = last[-1]
    for line in reversed(group):
        at = line.text.rfind(tail)
        if at >= 0:
            return line.start + at + 1
    return group[-1].end
