"""Honours: titles, prizes and distinctions, with level, recipient, year, count and who gave them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from fulian_kg.extraction.mentions import in_title
from fulian_kg.extraction.patterns import rules
from fulian_kg.extraction.scope import scope_of
from fulian_kg.extraction.wording import (
    SHORT_QUOTE,
    Core,
    federation,
    group,
    in_heading,
    matches,
    outermost,
    unquoted,
    year_before,
)
from fulian_kg.model import Candidate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from fulian_kg.extraction.document import Document
    from fulian_kg.extraction.patterns import Pattern, Rules

SINGLE = re.compile(
    r"(?:(?P<count>\d+)(?:个|名|户|人|位|家))?(?P<level>[^“”、，和及\d]{0,8})“(?P<name>[^“”]{2,24})”"
    r"(?P<tail>[^“”、，和及\d称荣]{0,8}?(?:先进集体|先进个人|先进单位|示范基地|示范[村岗户县]|单位|标兵|红旗手|红旗集体|基地|奖(?!章|牌))(?!称号))?"
)
FIRST = re.compile(r"^(?:全[国省市县区州旗])?(?:首|第[一二三四])[家个批位](?=.)")
LEVEL = re.compile(r".*[国省市县区都州盟旗级]")
SUBJECT = re.compile(r"^(?:其中|目前|现在|截至目前|同时|并|还|先后|近年来|\d{4}年(?:\d{1,2}月)?|因此|自|也|，)+")
STATED_COUNT = re.compile(r"(?P<count>\d+)(?:多|余)?(?:个|名|户|人|位|家|所)(?P<who>[一-龥]{0,12})$")
ADVERBS = re.compile(r"(?:连续[^，。；]{1,4}年?|先后|多次|分别|均|都|也|还|曾|全部|一举|同时)+$")
LISTED = frozenset({"honour.list"})
"""Patterns of lines that look like headings."""
LONGEST_RECIPIENT = 24
SHORTEST_NAME = 3
AFTER = 4
"""Characters after a name that may tell that it names a campaign."""


@dataclass(slots=True)
class Draft:
    """An honour while it is read: its name stands at `start:end`, its evidence is `first:last`."""

    name: str
    start: int
    end: int
    first: int
    last: int
    recipient: str = ""
    by: str = ""
    count: str | None = None
    derived: dict[str, str] = field(default_factory=dict)


class HonourExtractor:
    """Reads every pattern of `rules/honours.toml`; one fact for each name that is given."""

    name: ClassVar[str] = "honours"
    version: ClassVar[str] = "1"

    def extract(self, document: Document) -> Iterable[Candidate]:
        """Honours in the order of the text."""
        known = rules(document.library, "honours")
        return outermost(
            Core(draft.start, draft.end, _finished(document, known, pattern, draft))
            for pattern, match in matches(known.patterns, document.text, "honour.")
            if pattern.id in LISTED or not in_heading(document, match.start())
            if not in_title(document, match.start())
            for draft in READERS[pattern.id](document, known, match)
        )


def _titled(document: Document, known: Rules, match: re.Match[str]) -> Iterator[Draft]:
    singles = list(SINGLE.finditer(match["names"]))
    honoured = match["rest"] or re.search(known.tables["cut"]["honoured"], match["names"]) or match["prize"]
    if not honoured or document.text.startswith(known.words["campaign"], match.end()):
        return
    for number, single in enumerate(singles):
        if len(single["name"]) < SHORTEST_NAME:
            continue
        at = match.start("names")
        level = FIRST.sub("", single["level"]) if LEVEL.fullmatch(single["level"]) else ""
        start = at + (single.end("level") - len(level) if level else single.start("name") - 1)
        end = at + single.end()
        giver = match["by"] or match["giver"] or match["host"] or ""
        draft = Draft(f"{level}“{single['name']}”{single['tail'] or ''}", start, end, start, end, by=giver)
        draft.count = single["count"]
        if number == 0:
            draft.first = match.start()
            _with_subject(document, known, match.start(), draft)
        if number == len(singles) - 1:
            draft.last = match.end()
        if single["count"]:
            draft.first = min(draft.first, at + single.start())
        yield draft


def _plain(document: Document, known: Rules, match: re.Match[str]) -> Iterator[Draft]:
    start, end = match.span("name")
    if cut := re.match(known.tables["cut"]["before"], match["name"]):
        start += cut.end()
    if cut := re.search(known.tables["cut"]["after"], document.text[start:end]):
        end -= cut.end() - cut.start()
    name = document.text[start:end]
    if re.fullmatch(known.tables["cut"]["vague"], name) or any(word in name for word in known.words["clausal"]):
        return
    draft = Draft(name, start, end, match.start(), match.end(), group(match, "recipient") or "")
    draft.by = group(match, "by") or ""
    draft.count = group(match, "count")
    if not draft.recipient:
        _with_subject(document, known, match.start(), draft)
    yield draft


def _with_subject(document: Document, known: Rules, verb: int, draft: Draft) -> None:
    """Add who gets it and how many they are, from the clause before the verb; widen the evidence to them."""
    clause = document.text[_clause(document, verb) : verb]
    draft.recipient = ADVERBS.sub("", clause)
    draft.count = draft.count or _count(draft.recipient)
    if len(clause) <= LONGEST_RECIPIENT and (_recipient(draft, known) or draft.count):
        draft.first = min(draft.first, verb - len(clause))


def _given(document: Document, known: Rules, match: re.Match[str]) -> Iterator[Draft]:
    """Names that the subject of the clause gives: it is not the one who gets them."""
    for draft in _plain(document, known, match):
        draft.recipient, draft.first = "", match.start()
        yield draft


def _entry(_: Document, known: Rules, match: re.Match[str]) -> Iterator[Draft]:
    """An entry of a list of honours; only those who are honoured make one."""
    if re.search(known.tables["cut"]["honoured"], match["name"]):
        start, end = match.span("name")
        draft = Draft(match["name"], start, end, start, match.end(), count=match["count"])
        draft.derived["recipient"] = match["recipient"]
        yield draft


def _counted(document: Document, known: Rules, match: re.Match[str]) -> Iterator[Draft]:
    """A name and how many got it; the subject of the clause is who gives it."""
    start, end = match.span("name")
    clause = SUBJECT.sub("", document.text[_clause(document, match.start()) : match.start()])
    giver = re.fullmatch(known.tables["cut"]["giver"], clause)
    draft = Draft(match["name"], start, end, match.start(), match.end(), count=match["count"])
    if giver:
        draft.by, draft.first = giver["by"], match.start() - len(clause)
    yield draft


def _further(document: Document, known: Rules, match: re.Match[str]) -> Iterator[Draft]:
    """A further name of a list, when something was given earlier in the sentence."""
    sentence = document.sentence_at(match.start())
    if re.search(known.tables["cut"]["given"], document.text[sentence.start : match.start()]):
        start, end = match.span("name")
        yield Draft(match["name"], start, end, start, match.end(), count=group(match, "count"))


def _known(document: Document, known: Rules, match: re.Match[str]) -> Iterator[Draft]:
    after = document.text[match.end() : match.end() + AFTER]
    if match["known"] in known.words["known"] and not after.startswith(known.words["campaign"]):
        yield Draft(match["name"], *match.span(), *match.span())


def _prizes(document: Document, known: Rules, match: re.Match[str]) -> Iterator[Draft]:
    span = match.span("name")
    draft = Draft(match["name"], *span, *span)
    if giver := federation(document):
        draft.derived["awarded_by"] = giver
    if kind := re.match(known.tables["cut"]["prized"], match["name"]):
        draft.derived["recipient"] = kind[0]
    yield draft


READERS: dict[str, Callable[[Document, Rules, re.Match[str]], Iterator[Draft]]] = {
    "honour.titled": _titled,
    "honour.plain": _plain,
    "honour.is": _plain,
    "honour.given": _given,
    "honour.list": _entry,
    "honour.counted": _counted,
    "honour.counted.further": _further,
    "honour.further": _further,
    "honour.prizes": _prizes,
    "honour.known": _known,
}


def _finished(document: Document, known: Rules, pattern: Pattern, draft: Draft) -> Candidate:
    slots: dict[str, Any] = {"name": unquoted(draft.name)}
    derived: set[str] = set()
    if level := _level(document, draft.name, draft.by, known):
        slots["level"] = level
    for slot, value in (("recipient", _recipient(draft, known)), ("awarded_by", draft.by)):
        if value:
            slots[slot] = value
            if value not in document.text[draft.first : draft.last]:
                derived.add(slot)
    for slot, value in draft.derived.items():
        slots[slot] = value
        if value not in document.text[draft.first : draft.last]:
            derived.add(slot)
    if draft.count and draft.count in document.text[draft.first : draft.last]:
        slots["count"] = int(draft.count)
    year = year_before(document, draft.start)
    if year and draft.last - year.start <= SHORT_QUOTE:
        slots["year"] = int(year.text)
        draft.first = min(draft.first, year.start)
    elif carried := scope_of(document).year_of(draft.start):
        slots["year"] = carried
        derived.add("year")
    return Candidate("honour", slots, draft.first, draft.last, pattern.id, pattern.confidence, frozenset(derived))


def _recipient(draft: Draft, known: Rules) -> str | None:
    who = SUBJECT.sub("", draft.recipient)
    counted = STATED_COUNT.search(who)
    who = counted["who"] if counted else who
    return who if who and not re.search(known.tables["cut"]["nobody"], who) else None


def _count(text: str) -> str | None:
    counted = STATED_COUNT.search(text)
    return counted["count"] if counted else None


def _clause(document: Document, index: int) -> int:
    return max(document.text.rfind(mark, 0, index) for mark in "，。；：\n") + 1


def _level(document: Document, name: str, by: str, known: Rules) -> str | None:
    unit = document.region
    municipal = unit is not None and unit.prefecture is None and unit.level == "county"
    for text in (re.sub(known.tables["cut"]["level"], "", name), by):
        for row in known.tables["levels"]["rows"]:
            if text and (text.startswith(tuple(row.get("words", ()))) or re.match(row.get("pattern", "(?!)"), text)):
                level = str(row["level"])
                return "province" if level == "prefecture" and municipal else level
    return None
