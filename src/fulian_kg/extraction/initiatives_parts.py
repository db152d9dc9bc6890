"""The parts of an initiative: what 即 explains, what 一是…二是 and sub-headings list, and whom it is for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fulian_kg.extraction.wording import Phrase, items

if TYPE_CHECKING:
    from fulian_kg.extraction.document import Document
    from fulian_kg.extraction.patterns import Rules

EXPLAINED = re.compile(
    r"(?:，|（|——|：)?(?:即|也就是|就是|是指|指的是|分别是|主要包括|包括)(?:：|，)?(?P<list>[^。；”（）\n]{3,150})"
    r"|[：（](?P<bare>(?!一是)[^。；，：“”（）\n]{2,24}(?:、[^。；，：“”（）\n]{2,24}){1,9})"
)
LEADS = re.compile(r"(?:^|[\n。；：])(?P<ordinal>[一二三四五六七八九十])是(?P<lead>[^。；：\n]{4,24})[。：]")
NUMBERED = re.compile(r"[：，](?P<list>一[一-龥]，?[^。；，\n]{2,30}[，；、]二[一-龥]，?[^。\n]{2,150})")
"""What a method does, step by step: 一听，…；二看，…."""
STEP = re.compile(r"(?:^|[，；、])[一二三四五六七八九十][一-龥]，?")
CLAUSES = re.compile(r"：(?P<list>(?!一是)[^。；：“”（）\n]{4,24}(?:，[^。；：“”（）\n，]{4,24}){1,5})(?=[。；\n]|$)")
COUNT = "零一二三四五六七八九十"
LONGEST_PART = 26
FEWEST_HEADINGS = 3
FEWEST_MEMBERS = 2
LONGEST_LEAD = 6


def explanation(document: Document, end: int, name: str) -> tuple[tuple[str, ...], int] | None:
    """Members that the text lists right after a name, and where the list ends: “四学”，即…、…、…、…."""
    if steps := _steps(document.text, end):
        return steps
    match = EXPLAINED.match(document.text, end) or CLAUSES.match(document.text, end)
    if match is None:
        return None
    which = "list" if match["list"] else "bare"
    phrase = Phrase(match[which], match.start(which), match.end(which))
    count = announced(name)
    parts = _members(phrase.text, count)
    if len(parts) < FEWEST_MEMBERS or any(len(part) > LONGEST_PART for part in parts):
        return None
    stop = phrase.text.index(parts[-1], sum(map(len, parts[:-1]))) + len(parts[-1])
    end = phrase.start + stop
    return parts, end + document.text.startswith("）", end)


def _steps(text: str, end: int) -> tuple[tuple[str, ...], int] | None:
    """Numbered steps right after a name."""
    match = NUMBERED.match(text, end)
    if match is None:
        return None
    found = tuple(part for part in STEP.split(match["list"]) if part)
    return (found, match.end()) if len(found) >= FEWEST_MEMBERS else None


def announced(name: str) -> int | None:
    """The number that a slogan begins with: 4 for 四学."""
    if digits := re.match(r"\d+", name):
        return int(digits[0])
    return COUNT.index(name[0]) if name[:1] in COUNT and name[:1] else None


def _members(text: str, count: int | None) -> tuple[str, ...]:
    head = text.split("，", 1)[0]
    parts = items(head) if "、" in head else items(text)
    if count and len(parts) > count:
        parts = parts[:count]
    return tuple(part.removesuffix("的") for part in parts)


def leads(document: Document, start: int) -> list[Phrase]:
    """The terse sentences 一是…。 二是…。 from `start` on, as they follow each other."""
    found: list[Phrase] = []
    for match in LEADS.finditer(document.text, start):
        if match["ordinal"] == COUNT[len(found) + 1]:
            found.append(Phrase(match["lead"], match.start("lead"), match.end("lead")))
    return found


def headings(document: Document) -> tuple[str, ...]:
    """First clauses of the sub-headings where they are short and alike: 抓规范, 抓培训, 抓创新."""
    firsts = [re.split(r"[，、：\s]", section.title)[0] for section in document.case.sections]
    alike = len(firsts) >= FEWEST_HEADINGS and (len({f[:1] for f in firsts}) == 1 or len({f[-1:] for f in firsts}) == 1)
    return tuple(firsts) if alike and max(map(len, firsts)) <= LONGEST_LEAD else ()


def beneficiaries(document: Document, start: int, known: Rules) -> tuple[tuple[str, ...], int] | None:
    """Whom the clause says it is for, and where that begins: 对单亲贫困母亲、流动妇女定期开展…."""
    clause = document.clause_at(start)
    before = document.text[clause.start : start]
    match = re.search(
        r"(?:对|为|面向|针对)(?P<who>[^，。；]{2,30}?)(?:定期|积极|广泛|深入|免费|经常|及时)*(?:开展|实施|提供|组织|推出|启动)",
        before,
    )
    if match is None:
        return None
    who = items(match["who"])
    if not all(part.endswith(known.words["people"]) for part in who):
        return None
    return who, clause.start + match.start()
