"""Honours: titles, prizes and distinctions, with level, recipient, year, count and who gave them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

from fulian_kg.extraction.patterns import rules
from fulian_kg.extraction.wording import (
    SHORT_QUOTE,
    Phrase,
    federation,
    group,
    in_heading,
    in_title,
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

SINGLE = re.compile(r"(?P<level>[^“”、，和及]{0,8})“(?P<name>[^“”]{2,24})”")
SUBJECT = re.compile(r"^(?:其中|目前|现在|截至目前|同时|并|还|先后|近年来|\d{4}年(?:\d{1,2}月)?|因此|自|也|，)+")
STATED_COUNT = re.compile(r"(?P<count>\d+)(?:多|余)?(?:个|名|户|人|位|家|所)(?P<who>[一-龥]{0,12})$")
NOBODY = re.compile(r"的|了|[被获荣是为以等]$|^(?:并|还|先后)$|成为|推动|通过|开展")
LONGEST_RECIPIENT = 24


class HonourExtractor:
    """Reads every pattern of `rules/honours.toml`; one fact for each name that is given."""

    name: ClassVar[str] = "honours"
    version: ClassVar[str] = "1"

    def extract(self, document: Document) -> Iterable[Candidate]:
        """Honours in the order of the text."""
        known = rules(document.library, "honours")
        found = [
            candidate
            for pattern, match in matches(known.patterns, document.text, "honour.")
            if not in_heading(document, match.start()) and not in_title(document, match.start())
            for candidate in READERS[pattern.id](document, known, pattern, match)
        ]
        return outermost(found)


def _titled(document: Document, known: Rules, pattern: Pattern, match: re.Match[str]) -> Iterator[Candidate]:
    after = document.text[match.end() : match.end() + 4]
    singles = list(SINGLE.finditer(match["names"]))
    honoured = match["rest"] or _is_honour(match["names"], known) or match.group(0).startswith(("被", "荣"))
    if after.startswith(known.words["campaign"]) or not honoured:
        return
    if not singles:
        return
    many = len(singles) > 1
    for number, single in enumerate(singles):
        start, end = match.start("names") + single.start(), match.start("names") + single.end()
        level = single["level"] if re.fullmatch(r".*[国省市县区都州盟旗级]", single["level"]) else ""
        start = start + single["level"].rfind(level) if level else match.start("names") + single.start("name") - 1
        name = f"{level}“{single['name']}”" if level else single["name"]
        first = match.start() if number == 0 else start
        stop = match.end() if number == len(singles) - 1 else end
        yield _candidate(
            document, known, pattern, match, name, (max(first, _clause(document, first)), start, stop), many
        )


def _plain(document: Document, known: Rules, pattern: Pattern, match: re.Match[str]) -> Iterator[Candidate]:
    start, end = match.span("name")
    if cut := re.match(known.tables["cut"]["before"], match["name"]):
        start += cut.end()
    if cut := re.search(known.tables["cut"]["after"], document.text[start:end]):
        end -= cut.end() - cut.start()
    name = document.text[start:end]
    if re.fullmatch(known.tables["cut"]["vague"], name) or any(word in name for word in known.words["clausal"]):
        return
    yield _candidate(document, known, pattern, match, name, (match.start(), start, match.end()), many=False)


def _known(document: Document, known: Rules, pattern: Pattern, match: re.Match[str]) -> Iterator[Candidate]:
    after = document.text[match.end() : match.end() + 4]
    if match["known"] in known.words["known"] and not after.startswith(known.words["campaign"]):
        yield _candidate(
            document, known, pattern, match, match["name"], (match.start(), match.start(), match.end()), many=False
        )


def _prizes(document: Document, known: Rules, pattern: Pattern, match: re.Match[str]) -> Iterator[Candidate]:
    name = Phrase(match["name"], match.start("name"), match.end("name"))
    slots: dict[str, Any] = {"name": name.text}
    derived: set[str] = set()
    if giver := federation(document):
        slots["awarded_by"] = giver
        derived.add("awarded_by")
    yield Candidate("honour", slots, name.start, name.end, pattern.id, pattern.confidence, frozenset(derived))


READERS: dict[str, Callable[[Document, Rules, Pattern, re.Match[str]], Iterator[Candidate]]] = {
    "honour.titled": _titled,
    "honour.plain": _plain,
    "honour.is": _plain,
    "honour.prizes": _prizes,
    "honour.known": _known,
}


def _candidate(
    document: Document,
    known: Rules,
    pattern: Pattern,
    match: re.Match[str],
    name: str,
    span: tuple[int, int, int],
    many: bool,  # noqa: FBT001 - a flag of a private helper
) -> Candidate:
    start, name_start, end = span
    slots: dict[str, Any] = {"name": unquoted(name)}
    derived: set[str] = set()
    by = group(match, "by")
    if level := _level(document, name, by or "", known):
        slots["level"] = level
    printed = {"recipient": _recipient(document, match), "awarded_by": by or None}
    for slot, value in printed.items():
        if value:
            slots[slot] = value
            if value not in document.text[start:end]:
                derived.add(slot)
    count = group(match, "count") or _count_before(document, match)
    if count and count in document.text[start:end]:
        slots["count"] = int(count)
    year = year_before(document, name_start)
    if year and end - year.start <= SHORT_QUOTE and not many:
        slots["year"] = int(year.text)
        start = min(start, year.start)
    return Candidate("honour", slots, start, end, pattern.id, pattern.confidence, frozenset(derived))


def _recipient(document: Document, match: re.Match[str]) -> str | None:
    printed = group(match, "recipient")
    if printed is None:
        start = _clause(document, match.start())
        printed = document.text[start : match.start()]
    who = SUBJECT.sub("", printed)
    counted = STATED_COUNT.search(who)
    who = counted["who"] if counted else who
    return who if 1 <= len(who) <= LONGEST_RECIPIENT and not NOBODY.search(who) else None


def _count_before(document: Document, match: re.Match[str]) -> str | None:
    printed = group(match, "recipient") or document.text[_clause(document, match.start()) : match.start()]
    counted = STATED_COUNT.search(printed)
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


def _is_honour(names: str, known: Rules) -> bool:
    return any(word in names for word in known.words["known"]) or bool(
        re.search(r"(?:先进|模范|标兵|示范|文明|红旗|优秀|十佳|奖|能手|带头人|明星|之星|楷模)", names)
    )
