"""Shares in whatever words, held against the counts of their sentence and of those before it.

A share that any two counts near it give, as a part, as what is left, or added up, is right. One that none give is a
slip only where the text leaves no doubt which two counts it is of: they stand one after the other right before it, or
right behind a share that opens the passage, and count the same unit.
"""

from __future__ import annotations

import math
import re
from itertools import permutations
from typing import TYPE_CHECKING, NamedTuple

from fulian_kg.extraction.findings_slips import (
    Interval,
    Slip,
    clause,
    exact,
    figure,
    interval,
    share,
    total,
)
from fulian_kg.extraction.findings_stated import ALL, part_words, stated_shares
from fulian_kg.extraction.quantities import numbers_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from fulian_kg.extraction.document import Document
    from fulian_kg.extraction.findings_stated import Stated
    from fulian_kg.source.numerals import Atom

COUNTED = frozenset({"count", "measure", "money"})
NONE = frozenset({"倍", "级", "届", "期"})
"""Units of which nothing is a part."""
REACH = 4
"""Sentences of the paragraph before that of the share that may hold its counts."""
LIKELY = math.log10(2.2)
"""Powers of ten by which a wrong share may differ from the right one."""
MOST = 10
"""Counts of one unit near a share; where there are more, it is of no two of them for certain."""
CROWD = 40
"""Counts near a share; where there are more, the paragraph is a table."""
CLOSE = 45
"""Characters between the part and the share, and between the whole and the part."""


class Pair(NamedTuple):
    """A part and its whole."""

    part: Atom
    whole: Atom


def part_slips(document: Document) -> Iterator[Slip]:
    """Every share that is of two counts for certain and that no counts near it give."""
    for stated in stated_shares(document):
        near = _near(document, stated)
        pair = _pair(document, stated, near)
        if pair is not None and not _explained(document, stated, near, pair):
            yield from _slip(document, stated, pair)


def _near(document: Document, stated: Stated) -> list[Atom]:
    """Counts of the paragraph in the sentences before the share and in its own, and in the two behind it."""
    block = document.view.block_at(stated.start)
    sentences = [s for s in document.sentences if block.start <= s.start < block.end]
    at = next((i for i, s in enumerate(sentences) if s.start <= stated.start < s.end + 1), 0)
    start, end = sentences[max(0, at - REACH)].start, sentences[min(len(sentences) - 1, at + 2)].end
    inside = [
        a for a in numbers_of(document).within(start, end) if a.kind in COUNTED and a.value and a.unit not in NONE
    ]
    found = [a for a in inside if not (stated.start <= a.start < stated.end)]
    return found if len(found) <= CROWD else []


def _explained(document: Document, stated: Stated, near: Sequence[Atom], pair: Pair) -> bool:
    """Whether two counts, or sums of neighbours, give the share or what it leaves; no part adds to its whole."""
    left = Interval(ALL - stated.values.high, ALL - stated.values.low)
    for unit in {_unit(a) for a in near}:
        alike = [a for a in near if _unit(a) == unit]
        runs = [alike[i : i + n] for n in range(1, 5) for i in range(len(alike) - n + 1)]
        made = [
            (total([interval(document, a) for a in run]), len(run))
            for run in runs
            if len(run) == 1 or not {*pair} <= {*run}
        ]
        for (whole, size), (part, _) in permutations(made, 2):
            if 0 < part.low <= whole.high and whole.low > 0:
                found = share(part, whole)
                if found.meets(stated.values) or (size == 1 and found.meets(left)):
                    return True
    return False


def _unit(atom: Atom) -> str:
    """The unit by which counts are compared: sheets of a questionnaire are people."""
    return {"份": "人", "人次": "人"}.get(atom.unit, atom.unit)


def _pair(document: Document, stated: Stated, near: Sequence[Atom]) -> Pair | None:
    """The two counts that the share is of, where the text leaves no doubt."""
    before = [a for a in near if a.end <= stated.start]
    if (around := _around_share(document, stated, near)) is not None:
        return around
    if before:
        return None if _shares(document, before[-1].end, stated.start) else _before(document, stated, before)
    sentence = document.sentence_at(stated.start)
    alone = not _shares(document, sentence.start, stated.start) and not _shares(document, stated.end, sentence.end)
    return _behind(document, stated, [a for a in near if a.start >= stated.end]) if alone else None


def _shares(document: Document, start: int, end: int) -> bool:
    """Whether another share stands in a range."""
    return any(a.kind == "share" for a in numbers_of(document).within(start, end))


def _before(document: Document, stated: Stated, before: Sequence[Atom]) -> Pair | None:
    counts = [a for a in before if a.kind != "money"]
    part = before[-1]
    if sum(_unit(a) == _unit(part) for a in before) == 1 and counts:
        part = counts[-1]
    alike = [a for a in before if _unit(a) == _unit(part)]
    if len(alike) < 2 or len(alike) > MOST or not exact(part):  # noqa: PLR2004
        return None
    whole, words = alike[-2], part_words(document)
    lead = document.text[part.end : stated.start]
    linked = document.text[min(whole.end, part.end) : max(whole.start, part.start)]
    if (part.value or 0) > (whole.value or 0) and re.search(words["whole"], _lead(document, part)):
        part, whole = whole, part
    same = document.sentence_at(part.start) == document.sentence_at(stated.start)
    if not exact(whole) or (part.value or 0) >= (whole.value or 0) or re.search(words["break"], lead + linked):
        return None
    if not _named(document, stated, whole, part):
        return None
    if same and "。" not in linked and len(linked) <= CLOSE and len(lead) <= CLOSE:
        return Pair(part, whole)
    only = len({a.value for a in alike}) == 2  # noqa: PLR2004
    return Pair(part, whole) if only and re.search(words["goes_on"], lead) else None


def _lead(document: Document, atom: Atom) -> str:
    return document.text[document.clause_at(atom.start).start : atom.start]


def _around_share(document: Document, stated: Stated, near: Sequence[Atom]) -> Pair | None:
    """The whole before the share and the part behind it, in one sentence: 1600名成员里，女性占了22.5%，一共440人."""
    sentence = document.sentence_at(stated.start)
    inside = [a for a in near if sentence.start <= a.start < sentence.end]
    before, behind = ([a for a in inside if a.end <= stated.start], [a for a in inside if a.start >= stated.end])
    if len(before) != 1 or not behind or _unit(before[0]) != _unit(behind[0]):
        return None
    whole, part = before[0], behind[0]
    linked = re.fullmatch(part_words(document)["behind"], document.text[stated.end : part.start])
    less = exact(whole) and exact(part) and (part.value or 0) < (whole.value or 0)
    return Pair(part, whole) if linked and less else None


def _behind(document: Document, stated: Stated, behind: Sequence[Atom]) -> Pair | None:
    """The two counts right behind a share that nothing is counted before."""
    if len(behind) < 2:  # noqa: PLR2004
        return None
    whole, part = behind[:2]
    linked = document.text[whole.end : part.start]
    alike = _unit(whole) == _unit(part) and exact(whole) and exact(part) and (part.value or 0) < (whole.value or 0)
    worded = "Ⓝ" in numbers_of(document).masked[stated.start : stated.end]
    told = document.text[stated.end : document.clause_at(part.start).end]
    named = worded or _rate_of(document, stated, document.sentence_at(stated.start).start, told)
    return Pair(part, whole) if alike and named and re.fullmatch(part_words(document)["link"], linked) else None


def _rate_of(document: Document, stated: Stated, start: int, told: str) -> bool:
    """Whether the share is a rate of what is told."""
    match = re.search(part_words(document)["rate"], document.text[start : stated.start])
    return bool(
        match and (re.search(part_words(document)["plain_rate"], match["what"]) or {*match["what"][-2:]} & {*told})
    )


def _named(document: Document, stated: Stated, whole: Atom, part: Atom) -> bool:
    """Whether the words for the share may be of these counts: 占 names the whole, a rate what the part did."""
    words = part_words(document)
    sentence = document.sentence_at(stated.start)
    text = document.text[max(sentence.start, part.end) : stated.start]
    after = document.text[stated.end : stated.end + 12]
    around = document.text[document.clause_at(whole.start).start : document.clause_at(whole.start).end]
    if match := re.search(words["of"], text):
        return _is_whole(words, match["of"], around)
    if (
        (match := re.search(words["rate"], text))
        and part.kind == "money"
        and not re.search(words["money_rate"], match["what"])
    ):
        return False
    if match:
        told = document.text[whole.start : min(part.end + 8, document.clause_at(part.start).end)]
        plain = re.search(words["plain_rate"], match["what"])
        return bool(plain) or any(char in told for char in match["what"][-2:])
    label = _two(re.split("[，；：]", text)[-1])
    if label & _two(document.text[whole.end : document.clause_at(part.start).end]):
        return True
    return stated.rest or bool(re.search(words["said"], text) and re.match("的|[，。；]|左右|以上", after))


def _two(text: str) -> set[str]:
    """Every two Chinese characters that stand side by side."""
    return {text[at : at + 2] for at in range(len(text) - 1) if re.fullmatch("[一-龥]{2}", text[at : at + 2])}


def _is_whole(words: Mapping[str, str], of: str, around: str) -> bool:
    name = re.sub(words["general"], "", of)
    return not name or name[-2:] in around or name[:2] in around


def _slip(document: Document, stated: Stated, pair: Pair) -> Iterator[Slip]:
    right = ALL * (pair.part.value or 0) / (pair.whole.value or 1)
    right = ALL - right if stated.rest else right
    if right <= 0 or abs(math.log10(right / stated.value)) > LIKELY:
        return
    first, last = sorted(pair, key=lambda atom: atom.start)
    values = {
        "part": figure(pair.part.value or 0),
        "whole": figure(pair.whole.value or 0),
        "found": f"{figure(right)}%",
    }
    values["printed"] = document.text[stated.start : stated.end]
    yield Slip("share-mismatch", stated.start, stated.end, clause(document, first.start, last.end), values)
