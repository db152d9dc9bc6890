"""The work queue: what a person should look at, each with its place, its sentence and a command that decides it.

What a decision has settled is not in it: facts that are reviewed, passages that were judged, numbers that are stated.
"""

from __future__ import annotations

import shlex
import unicodedata
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Any

from fulian_kg.curation.decisions import FINDING, NAME, NUMBER
from fulian_kg.curation.outcomes import UNAPPLIED
from fulian_kg.curation.texts import Texts
from fulian_kg.evaluation.coverage import numerals_of, uncovered
from fulian_kg.evaluation.gold import statement
from fulian_kg.extraction.document import CLAUSE_END, SENTENCE_END
from fulian_kg.extraction.pipeline import pages_of
from fulian_kg.facts_io import as_object
from fulian_kg.model import Span, digest
from fulian_kg.proposals import HEAD, REJECTED
from fulian_kg.source.numerals import numerals

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from fulian_kg.curation.outcomes import Curated, Outcome
    from fulian_kg.curation.texts import CaseText, SourceTexts
    from fulian_kg.gazetteer import Gazetteer
    from fulian_kg.model import Fact, Reading, Slot
    from fulian_kg.resources import Library

UNSURE, PROPOSED, WAITING = "confidence", "model", "decision"
ITEM_KINDS = (WAITING, PROPOSED, NAME, FINDING, NUMBER, UNSURE)
"""Kinds of items, the most pressing first."""
LONGEST = 200
"""Characters of a sentence that are shown on each side."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something to decide."""

    id: str
    """Of the fact or the decision; else made of kind and place."""
    kind: str
    file: str
    case: int | None
    line: int | None
    pages: tuple[int, int] | None
    quote: str
    sentence: tuple[str, str]
    """What stands before and after the quote in its sentence."""
    suggestion: str
    command: str
    span: Span | None = None
    slots: Mapping[str, Any] | None = None
    """What is judged when the item is no fact."""

    @property
    def order(self) -> tuple[Any, ...]:
        """By kind, then by place."""
        return ITEM_KINDS.index(self.kind), self.file, self.span or Span(-1, -1), self.id


class Queue:
    """Makes the items of one build."""

    def __init__(self, curated: Curated, library: Library, options: str = "") -> None:
        """`options` are added to every command: where the store and the decisions are."""
        self._curated = curated
        self._library = library
        self._options = options
        self._texts = Texts(curated.readings, library)

    def items(self, unresolved: Iterable[tuple[str, Fact]], gazetteer: Gazetteer, below: float) -> list[Item]:
        """All items: names of regions that mean none or several and facts less sure than `below` among them."""
        made = [self._waiting(outcome) for outcome in self._curated.outcomes if outcome.state in UNAPPLIED]
        for source, reading in zip(self._texts.sources, self._curated.readings, strict=True):
            named = [pair for pair in unresolved if pair[1].sha256 == source.source.sha256]
            made += self._names(source, named, gazetteer, reading.compilation.date)
            made += self._findings(source, reading)
            for case in source.cases:
                made += chain(self._numbers(source, case), self._facts(source, case, below))
        return sorted(made, key=lambda item: item.order)

    def _waiting(self, outcome: Outcome) -> Item:
        decision = outcome.decision
        now = f"，现为 now “{outcome.located[0].quote}”" if outcome.located else ""
        told = f"{outcome.entry.place} {decision.who} {decision.decision}：{outcome.state} {outcome.reason}".strip()
        return Item(
            decision.id,
            WAITING,
            decision.anchor.file if decision.anchor else "",
            decision.anchor.case if decision.anchor else None,
            None,
            None,
            decision.anchor.words.quote if decision.anchor else "",
            ("", ""),
            told + now,
            self._command("withdraw", decision.id),
        )

    def _names(
        self, source: SourceTexts, unresolved: Iterable[tuple[str, Fact]], gazetteer: Gazetteer, at: date
    ) -> Iterator[Item]:
        for name, fact in unresolved:
            found = gazetteer.resolve(name, at).candidates
            codes = "、".join(f"{unit.code or unit.key} {unit.path}" for unit in found) or "无此地名 no such region"
            case = source.case_at(fact.span)
            if case and not self._is_seen(source, NAME, fact.span):
                number = () if fact.case is None else ("--case", str(fact.case))
                code = next((unit.code for unit in found if unit.code), "CODE")
                command = self._command("region", name, "--code", code, *number)
                yield self._item(NAME, source, case, fact.span, f"{name}：{codes}", command, slots={"name": name})

    def _findings(self, source: SourceTexts, reading: Reading) -> Iterator[Item]:
        found = [*source.source.doubts, *reading.compilation.findings]
        found += [finding for case in reading.cases for finding in case.findings]
        for finding in found:
            case = source.case_at(finding.span) if finding.span else None
            told = f"{finding.message_zh} {finding.message_en}"
            slots = {"kind": finding.kind}
            if finding.span is None or case is None:
                key = digest(FINDING, finding.kind, source.source.sha256, told)
                yield Item(key, FINDING, source.source.file, finding.case, None, None, "", ("", ""), told, "")
            elif not self._is_seen(source, FINDING, finding.span):
                yield self._item(FINDING, source, case, finding.span, told, None, slots=slots)

    def _numbers(self, source: SourceTexts, case: CaseText) -> Iterator[Item]:
        """Numerals of a body that no fact over them states."""
        if case.case.body is None:
            return
        text = source.source.text
        stated = [statement(as_object(fact)) for fact in case.read.facts if fact.review != REJECTED]
        for span in uncovered(text, list(numerals_of(text, case.case.body)), stated):
            if not self._is_seen(source, NUMBER, span):
                printed = text[span.start : span.end]
                value = numerals(self._library).value(unicodedata.normalize("NFKC", printed))
                yield self._number(source, case, span, f"{value:g}")

    def _number(self, source: SourceTexts, case: CaseText, span: Span, value: str) -> Item:
        clause = _around(case.body.text, case.body.index(span.start), CLAUSE_END)
        number = () if case.case.number is None else ("--case", str(case.case.number))
        quote = ("--quote", case.body.text[clause.start : clause.end])
        command = self._command("add", "--type", "statistic", *number, *quote, "--set", f"value={value}")
        item = self._item(NUMBER, source, case, span, "", command, slots={"value": value})
        told = (
            f"没有事实说明这个数：补一条，或无需补时 no fact states it: add one, or {self._command('reject', item.id)}"
        )
        return replace(item, suggestion=told)

    def _facts(self, source: SourceTexts, case: CaseText, below: float) -> Iterator[Item]:
        for fact in case.read.facts:
            by_model = fact.rule.startswith(HEAD)
            if fact.review == "proposed" and (by_model or fact.confidence < below):
                kind = PROPOSED if by_model else UNSURE
                slots = " ".join(f"{name}={_shown(value)}" for name, value in fact.slots.items())
                told = f"{fact.type} {slots}（{fact.rule} {fact.confidence:g}）"
                command = self._command("accept", fact.id)
                yield replace(self._item(kind, source, case, fact.span, told, command), id=fact.id, slots=None)

    def _item(
        self,
        kind: str,
        source: SourceTexts,
        case: CaseText,
        span: Span,
        told: str,
        command: str | None,
        slots: Mapping[str, Slot] | None = None,
    ) -> Item:
        text = source.source.text
        key = digest(kind, source.source.sha256, span, sorted((slots or {}).items()))
        return Item(
            key,
            kind,
            source.source.file,
            case.case.number,
            text.count("\n", 0, span.start) + 1,
            pages_of(case.case, source.source)(span),
            text[span.start : span.end],
            sentence(case, span),
            told,
            self._command("accept", key) if command is None else command,
            span,
            slots or {},
        )

    def _is_seen(self, source: SourceTexts, kind: str, span: Span) -> bool:
        return span in self._curated.seen.get((source.source.sha256, kind), ())

    def _command(self, *words: str) -> str:
        return f"fulian-kg review {shlex.join(words)}{self._options}"


def sentence(case: CaseText, span: Span) -> tuple[str, str]:
    """What stands before and after a passage in its sentence; nothing for an entry or a heading."""
    text = case.body.text
    start, end = case.body.index(span.start), case.body.index(span.end)
    if not text or not (case.case.body and case.case.body.contains(span)):
        return "", ""
    whole = _around(text, start, SENTENCE_END)
    return text[max(whole.start, start - LONGEST) : start], text[end : min(max(end, whole.end), end + LONGEST)]


def _around(text: str, index: int, mark: re.Pattern[str]) -> Span:
    """The run of text that holds a character, from mark to mark."""
    before = max((found.end() for found in mark.finditer(text, 0, index)), default=0)
    after = mark.search(text, index)
    return Span(before, after.start() if after else len(text))


def _shown(value: Slot) -> str:
    return "、".join(value) if isinstance(value, tuple) else str(value)
