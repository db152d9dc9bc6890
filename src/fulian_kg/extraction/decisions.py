"""Decisions: the body that met, its session, the year when one is printed before, and what was decided."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

from fulian_kg.extraction.patterns import rules
from fulian_kg.extraction.scope import scope_of
from fulian_kg.model import Candidate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fulian_kg.extraction.document import Document
    from fulian_kg.extraction.patterns import Pattern, Rules

BEFORE = re.compile(r"(?P<year>(?:19|20)\d{2})年(?:\d{1,2}月)?(?:\d{1,2}日)?，?$")
PASSED = "decision.passed"
WIDEST = 110
"""Characters of evidence that reach back to the meeting."""
CLAUSE = re.compile("[，：]")


class DecisionExtractor:
    """A committee or government, its session, and a verb of deciding."""

    name: ClassVar[str] = "decisions"
    version: ClassVar[str] = "1"

    def extract(self, document: Document) -> Iterable[Candidate]:
        """Decisions in the order of the text, each place once."""
        known = rules(document.library, "decisions")
        end = -1
        for pattern, match in known.finditer(document.text, "decision."):
            if match.start() >= end:
                reader = _passed if pattern.id == PASSED else _decision
                yield from reader(document, known, pattern, match)
                end = match.end("act")


def _decision(document: Document, known: Rules, pattern: Pattern, match: re.Match[str]) -> Iterator[Candidate]:
    start, end = match.start(), match.start("rest")
    slots: dict[str, Any] = {"body": _body(known, match)}
    derived = {"body"} if slots["body"] not in match[0] else set()
    groups = match.groupdict()
    if session := groups.get("session"):
        slots["session"] = session
    elif number := groups.get("number"):
        slots["session"] = f"{groups['term']}{number.removeprefix('第')}" if groups["term"] else number
        derived |= {"session"} if groups["term"] else set()
    if year := BEFORE.search(document.text, document.sentence_at(start).start, start):
        slots["year"] = int(year["year"])
        start = year.start()
    subject = _subject(known, match["rest"])
    if subject:
        slots["subject"] = subject
        end += match["rest"].index(subject) + len(subject)
    yield Candidate("decision", slots, start, end, pattern.id, pattern.confidence, frozenset(derived))


def _passed(document: Document, known: Rules, pattern: Pattern, match: re.Match[str]) -> Iterator[Candidate]:
    """A paper that a congress passed, where the paragraph names the congress."""
    body, at = _meeting(document, known, match.start())
    if not body:
        return
    start = at if at >= 0 and match.end() - at <= WIDEST else match.start()
    slots: dict[str, Any] = {"body": body, "subject": document.text[match.start() : match.end()]}
    if year := BEFORE.search(document.text, document.sentence_at(start).start, start):
        slots["year"] = int(year["year"])
        start = year.start()
    derived = frozenset({"body"}) if start > at or at < 0 else frozenset()
    yield Candidate("decision", slots, start, match.end(), pattern.id, pattern.confidence, derived)


def _meeting(document: Document, known: Rules, index: int) -> tuple[str, int]:
    """The meeting named last before `index`, in its paragraph or above it, and where; -1 where it is put together.

    In a list of congresses only their numbers are printed (第八次　1989年…): then they are those of the region's women.
    """
    passed = known.tables["passed"]
    block = document.view.block_at(index)
    number = list(re.compile(passed["numbered"]).finditer(document.text, block.start, index))
    if number and re.compile(passed["counted"]).search(document.text, 0, index):
        return f"{scope_of(document).region_name or ''}{number[-1][0]}妇女代表大会", -1
    meeting = re.compile(passed["meeting"])
    if named := list(meeting.finditer(document.text, block.start, index)):
        return named[-1][0], named[-1].start()
    above = list(meeting.finditer(document.text, 0, block.start))
    return (above[-1][0] if above else "", -1)


def _body(known: Rules, match: re.Match[str]) -> str:
    meeting = match["meeting"] or ""
    endings = known.tables["bodies"]["rows"]
    ending = next((row["ending"] for row in endings if any(meeting.startswith(word) for word in row["words"])), "")
    return f"{match['owner']}{ending}"


def _subject(known: Rules, rest: str) -> str:
    """The first clauses of what was decided, without when and by whom."""
    table = known.tables["subject"]
    text = re.sub(table["lead"], "", rest)
    kept = ""
    for clause in CLAUSE.split(text):
        wider = f"{kept}{text[len(kept)]}{clause}" if kept else clause
        if kept and (len(wider) > table["longest"] or len(kept) >= table["longest"] / 6):
            break
        kept = wider
    return kept[: table["longest"]].rstrip("”“")
