"""Page furniture: page numbers, and running headers and footers, which interrupt a text without belonging to it."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from fulian_kg.source.lines import comparable, folded, lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from fulian_kg.source.lines import Line

PAGE_NUMBER = re.compile(
    r"[·•.—–－-]*+\s*+\d{1,4}\s*+[·•.—–－-]*+|第\s*+\d{1,4}\s*+页(?:\s*+[/,，、]?\s*+共\s*+\d{1,4}\s*+页)?"
    r"|<!--(?:(?!-->).)*+-->"
)
"""A page number or a comment; on the line without the white space around it."""
CONTENTS = re.compile(r"[#\s*]*(?:目\s*[录錄次]|CONTENTS)[\s*]*", re.IGNORECASE)
"""Heading of a catalogue, on the folded line."""
NUMBERED = re.compile(
    r"(?P<mark>[·•—–-]\s*+)?(?P<number>\d{1,4})(?P<after>\s*+[·•—–-])?\s++(?P<first>\S.*)"
    r"|(?P<last>.*?\S)\s++(?P<before>[·•—–-]\s*+)?(?P<page>\d{1,4})(?P<end>\s*+[·•—–-])?"
)
"""A page header with its page number before or after it, on the folded line."""
SENTENCE = re.compile("[。！？!?；;|：:…]")
"""What no header has in it."""
ENDED = re.compile(r"[。！？!?…：:；;][”’』」）)*]*$")
BYLINE = re.compile(r"(?:妇联|妇女联合会)$")
LONGEST, SHORTEST = 40, 4
"""Letters and digits that a running header may have."""
FEWEST = 3
"""Times that a running header must stand in a text."""
DISTANCE = 250
"""Characters between two headers, by the median."""
FULL_LINE = 15
"""Characters from which a line without an end of sentence is one that goes on."""
MOST_PAGES = 10
"""Pages from one header to the next of its wording."""
MOST_TITLE_LINES = 8
NEAR = 3
"""Lines among which the neighbours of a header are looked for."""


def is_page_number(line: str) -> bool:
    """Whether a line is nothing but a page number or a comment."""
    return PAGE_NUMBER.fullmatch(line.strip()) is not None


def running_lines(text: str) -> frozenset[int]:
    """Offsets at which the lines that are running headers or footers begin."""
    return _running(text) if len(text) > DISTANCE else frozenset()


@lru_cache(maxsize=16)
def _running(text: str) -> frozenset[int]:
    lines = [line for line in lines_of(text) if line.text.strip()]
    titles = _titles(lines)
    places: defaultdict[str, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        if len(line.text) <= 2 * LONGEST and (key := _key(line.text)):
            places[key].append(index)
    keys = {index: key for key, found in places.items() for index in found}
    masked: set[int] = set()
    for key, found in places.items():
        masked.update(_masked(lines, key, found, titles, keys))
    return frozenset(lines[index].start for index in masked)


def _masked(
    lines: Sequence[Line], key: str, found: Sequence[int], titles: Mapping[str, int], keys: Mapping[int, str]
) -> Iterator[int]:
    """Which lines of one wording are furniture.

    The first of them may be what the others repeat: it is kept, unless it stands with a page number or in a clause,
    and always above a federation's name.
    """
    if key in titles:
        yield from (index for index in found if index > titles[key] and not _signed(lines, index))
        return
    marked = [index for index in found if _has_marked_number(lines[index].text)]
    marked += [index for index in found[1:] if found[0] == 0 and _beside_number(lines, index)]
    yield from marked
    if len(found) < FEWEST or median(lines[b].start - lines[a].start for a, b in pairwise(found)) < DISTANCE:
        return
    numbered = _counts_pages([lines[index].text for index in found])
    cut = {index for index in found if _interrupts(lines, index, keys)}
    paged = {index for index in found if _beside_number(lines, index)} if not BYLINE.search(key) else set()
    if numbered or 2 * len(cut | paged) >= len(found):
        headed = found[0] == 0 or _signed(lines, found[0]) or not (numbered or found[0] in cut | paged)
        yield from found[1:] if headed else found


def _key(line: str) -> str:
    """What a header says, without its page number; nothing for what cannot be one."""
    plain = _bare(line)
    if SENTENCE.search(plain):
        return ""
    numbered = NUMBERED.fullmatch(plain)
    key = comparable(numbered["first"] or numbered["last"]) if numbered else comparable(plain)
    return key if SHORTEST <= len(key) <= LONGEST and not key.isdigit() else ""


def _counts_pages(lines: Sequence[str]) -> bool:
    """Whether every line has a page number, each a little higher than the one before."""
    found = [NUMBERED.fullmatch(_bare(line)) for line in lines]
    numbers = [int(match["number"] or match["page"]) for match in found if match]
    return len(numbers) == len(lines) and all(0 < after - before <= MOST_PAGES for before, after in pairwise(numbers))


def _has_marked_number(line: str) -> bool:
    """Whether the page number in a line stands between marks: `· 2114 ·`."""
    found = NUMBERED.fullmatch(_bare(line))
    return found is not None and bool((found["mark"] and found["after"]) or (found["before"] and found["end"]))


def _bare(line: str) -> str:
    return folded(line).strip(" \t　#*_>")


def _titles(lines: Sequence[Line]) -> dict[str, int]:
    """What the title page says, line by line and as one, with the index of its last line."""
    last = next((index for index, line in enumerate(lines) if CONTENTS.fullmatch(folded(line.text))), None)
    if last is None or last > MOST_TITLE_LINES:
        return {}
    keys = [comparable(line.text) for line in lines[:last]]
    return {key: last for key in (*keys, "".join(keys)) if SHORTEST <= len(key) <= 2 * LONGEST}


def _signed(lines: Sequence[Line], index: int) -> bool:
    """Whether a federation's name follows, so that the line is the title of a case."""
    return index + 1 < len(lines) and BYLINE.search(lines[index + 1].text.strip(" *#_")) is not None


def _interrupts(lines: Sequence[Line], index: int, keys: Mapping[int, str]) -> bool:
    """Whether the text before a line stops inside a sentence."""
    for at in range(index - 1, max(index - 1 - NEAR, -1), -1):
        line = lines[at].text.strip()
        if is_page_number(line) or keys.get(at) == keys[index]:
            continue
        return len(line) >= FULL_LINE and not ENDED.search(line) and not line.startswith("#")
    return False


def _beside_number(lines: Sequence[Line], index: int) -> bool:
    return any(0 <= at < len(lines) and is_page_number(lines[at].text) for at in (index - 1, index + 1))
