"""Statistics: numbers with a unit, what they count, of what they are a share, where and when."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar

from fulian_kg.extraction.document import Range
from fulian_kg.extraction.patterns import rules
from fulian_kg.extraction.quantities import is_fund, number, numbers_of, pays
from fulian_kg.extraction.scope import Scope
from fulian_kg.extraction.statistics_subjects import Subject, Wording
from fulian_kg.extraction.statistics_words import focused
from fulian_kg.extraction.tables import cell_at, cells_of, placed
from fulian_kg.model import Candidate

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator

    from fulian_kg.extraction.document import Document
    from fulian_kg.extraction.patterns import Pattern
    from fulian_kg.source.numerals import Atom

STATED = frozenset({"count", "measure", "share", "point", "money"})
NEAR_SHARE = 0.5
"""Percentage points by which a printed share may differ from the counts that it is the share of."""
SHORT = 60
"""Characters up to which evidence is widened to the statement that it continues."""


@dataclass(slots=True)
class Stated:
    """A statistic while its paragraph is being read."""

    atom: Atom
    pattern: Pattern
    subject: Subject
    start: int
    end: int
    per: str | None = None
    share_of: str | None = None
    derived: set[str] = field(default_factory=set)

    @property
    def is_share(self) -> bool:
        """Whether the value is in per cent."""
        return self.atom.kind in {"share", "point"}


class StatisticExtractor:
    """Sentence by sentence, number by number; the first pattern that fits says what is counted."""

    name: ClassVar[str] = "statistics"
    version: ClassVar[str] = "1"

    def extract(self, document: Document) -> Iterable[Candidate]:
        """One candidate a number."""
        scope = Scope(document)
        found: list[Stated] = []
        for sentence in document.sentences:
            for atom in numbers_of(document).within(sentence.start, sentence.end):
                if atom.kind in STATED and not pays(document, atom) and not cell_at(document, atom.start, atom.end):
                    found += _stated(document, atom, found)
        return [*(_candidate(document, scope, stated) for stated in found), *_tabled(document, scope)]


def _tabled(document: Document, scope: Scope) -> Iterator[Candidate]:
    """Figures of tables: what the head of the column names, at the place of the row."""
    for cell in cells_of(document):
        atoms = list(numbers_of(document).within(cell.range.start, cell.range.end))
        if len(atoms) != 1 or atoms[0].kind not in STATED | {"number"} or is_fund(document, cell.head):
            continue
        unit = cell.unit or atoms[0].unit
        if not unit or atoms[0].value is None:
            continue
        slots: dict[str, Any] = {"value": number(atoms[0].value), "unit": unit, "subject": cell.head}
        slots |= placed(document, cell, scope.region_name)
        if year := scope.year_of(cell.row.start):
            slots["year"] = year
        derived = frozenset(slots.keys() - {"value", "unit", "place"} | ({"unit"} if cell.unit else set()))
        yield Candidate("statistic", slots, cell.row.start, cell.range.end, "statistic.cell", 0.85, derived)


def _stated(document: Document, atom: Atom, before: list[Stated]) -> Iterator[Stated]:
    """What the number says, by the first pattern that fits and leaves a subject."""
    sentence = document.sentence_at(atom.start)
    text = focused(document, atom, sentence.start, sentence.end)
    known = rules(document.library, "statistics")
    wording = Wording(document, known)
    if wording.is_honour(atom.start, atom.end):
        return
    at = atom.start - sentence.start
    first, stop = (bound - sentence.start for bound in _reach(document, atom))
    for pattern in known.possible(text, "statistic."):
        match = next((m for m in pattern.regex.finditer(text, first, stop) if m.start() <= at < m.end()), None)
        if match is None:
            continue
        carried = _carried(wording, pattern, match, atom, before)
        if carried is not None:
            yield carried
            return
        if "each" in pattern.fixed:
            yield from (
                Stated(atom, pattern, each, each.start, each.end) for each in wording.each(match, sentence.start)
            )
            return
        last = next((one.subject for one in reversed(before) if one.start >= sentence.start), None)
        subject = None if "carry" in pattern.fixed else wording.subject(pattern, match, sentence.start, atom, last)
        if subject is not None:
            stated = Stated(atom, pattern, subject, subject.start, subject.end)
            stated.per = wording.printed(match, "per", sentence.start) or None
            stated.share_of = wording.trimmed(wording.printed(match, "of", sentence.start)) or subject.share_of
            stated.derived |= {"subject"} if subject.carried else set()
            yield _whole(document, stated, before)
            return


def _reach(document: Document, atom: Atom) -> tuple[int, int]:
    """How far a pattern may look from a number: two clauses back, and to the end of the next."""
    sentence, before = document.sentence_at(atom.start), document.clause_at(atom.start)
    own = before
    for _ in range(2):
        before = document.clause_at(max(sentence.start, before.start - 2))
    after = document.clause_at(min(own.end + 1, sentence.end - 1))
    return max(sentence.start, before.start), min(sentence.end, max(after.end, atom.end))


def _carried(
    wording: Wording, pattern: Pattern, match: re.Match[str], atom: Atom, before: list[Stated]
) -> Stated | None:
    """A number whose subject stands before it."""
    carry = pattern.fixed.get("carry")
    sentence = wording.document.sentence_at(atom.start)
    if carry == "rate":
        subject = wording.rate(match, sentence.start, before[-1].subject if before else None)
        return Stated(atom, pattern, subject, subject.start, atom.end, share_of=subject.share_of) if subject else None
    any_kind = "any" in pattern.fixed
    aside = _aside(wording.document, sentence.start, atom.start)
    counted = [
        one
        for one in before
        if one.start >= sentence.start and (any_kind or not one.is_share) and not aside.start <= one.start < aside.end
    ]
    if carry is None or not counted:
        return None
    last = counted[-1]
    if atom.kind == "count" and last.atom.unit != atom.unit:
        return None
    if carry == "each":
        return _each(wording, pattern, match, atom, counted)
    if carry == "done":
        done = wording.printed(match, "verb", sentence.start) + wording.printed(match, "after", sentence.start)
        subject = replace(last.subject, text=f"{done}的{last.subject.head}")
    else:
        subject = last.subject
    wide = atom.end - last.start <= SHORT
    stated = Stated(atom, pattern, subject, last.start if wide else match.start() + sentence.start, atom.end)
    if not wide:
        stated.derived.add("subject")
    if atom.kind == "share":
        of = wording.printed(match, "of", sentence.start)
        stated.share_of = wording.trimmed(of) if of else _population(wording, last, atom, before)
        if stated.share_of and not of:
            last.share_of, stated.derived = stated.share_of, stated.derived | {"share_of"}
            last.derived.add("share_of")
    return stated


def _aside(document: Document, start: int, index: int) -> Range:
    """The brackets that close right before the clause at `index`: what they count is no subject of what follows."""
    close = document.text.rfind("）", start, index)
    opened = document.text.rfind("（", start, max(close, start))
    beside = (
        close > 0
        and document.text[close + 1 : close + 2] in set("，、")
        and "，" not in document.text[close + 2 : index]
    )
    return Range(opened, close) if beside and opened >= 0 else Range(index, index)


def _each(wording: Wording, pattern: Pattern, match: re.Match[str], atom: Atom, counted: list[Stated]) -> Stated | None:
    """A share of a row of shares: of the count that stands in its place among the counts before."""
    offset = wording.document.sentence_at(atom.start).start
    start, end = match.start("values") + offset, match.end("values") + offset
    values = list(numbers_of(wording.document).within(start, end))
    if len(counted) < len(values):
        return None
    own = counted[-len(values) :][values.index(atom)]
    stated = Stated(atom, pattern, own.subject, own.start, atom.end)
    stated.share_of = wording.trimmed(wording.printed(match, "of", offset)) or own.share_of
    return stated


def _population(wording: Wording, part: Stated, share: Atom, before: list[Stated]) -> str | None:
    """What a count is part of: the nearest greater count of its unit to which the share or a word like 其中 points."""
    if part.share_of:
        return part.share_of
    block = wording.document.view.block_at(part.start)
    for whole in reversed(before):
        same = whole.atom.unit == part.atom.unit and whole is not part and not whole.share_of
        if whole.start < block.start or not same or not whole.atom.value or not part.atom.value:
            continue
        if whole.atom.value < part.atom.value or share.value is None:
            continue
        near = abs(100 * part.atom.value / whole.atom.value - share.value) <= NEAR_SHARE
        if near or wording.points_back(whole.end, part.start):
            return whole.subject.head
    return None


def _whole(document: Document, stated: Stated, before: list[Stated]) -> Stated:
    """The statistic with the whole that 其中 right before it points to."""
    sentence = document.sentence_at(stated.start)
    lead = document.text[document.clause_at(stated.start).start : stated.start]
    counted = [
        one for one in before if one.start >= sentence.start and one.atom.unit == stated.atom.unit and not one.share_of
    ]
    if stated.share_of is None and "其中" in lead + document.text[stated.start : stated.start + 2] and counted:
        stated.share_of = counted[-1].subject.head
        stated.derived.add("share_of")
    return stated


def _candidate(document: Document, scope: Scope, stated: Stated) -> Candidate:
    atom, quote = stated.atom, document.text[stated.start : stated.end]
    slots: dict[str, Any] = {"value": number(atom.value)}
    if atom.value_max is not None:
        slots["value_max"] = number(atom.value_max)
    if atom.bound != "exact":
        slots["bound"] = atom.bound
    slots |= {"unit": atom.unit, "subject": stated.subject.text, "per": stated.per, "share_of": stated.share_of}
    place = scope.place_at(atom.start)
    region = None if place else scope.region_at(atom.start) or scope.region_name
    slots |= {"region": region, "place": place, "year": scope.year_of(atom.start)}
    slots = {slot: value for slot, value in slots.items() if value is not None}
    inferred = {
        slot for slot in ("region", "place", "year", "share_of") if slot in slots and str(slots[slot]) not in quote
    }
    derived = frozenset((stated.derived & slots.keys()) | inferred)
    return Candidate(
        "statistic", slots, stated.start, stated.end, stated.pattern.id, stated.pattern.confidence, derived
    )
