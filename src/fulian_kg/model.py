"""The values that flow from reading to keeping to asking: frozen, without input or output.

Every offset counts Unicode code points of the source text (its bytes decoded, a leading byte
order mark removed, nothing else changed), half-open: `text[start:end]`.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

_TYPES = (
    "case region place federation organization person initiative document decision funding "
    "statistic event honour facility concept"
)
FACT_TYPES: tuple[str, ...] = tuple(_TYPES.split())
FIRST = date(1981, 1, 1)
"""First day of the region data; what was before is not known."""
TODAY = date(2024, 12, 31)
"""The date that "today" means: changes of regions after it are not in the data, and every view of "today" says so."""
ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
LONGEST_QUOTE = 200
"""Characters that a quote may have, white space not counted (`case` apart)."""


class Span(NamedTuple):
    """A half-open range of code points."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """Whether `other` lies inside."""
        return self.start <= other.start and other.end <= self.end


class PageStart(NamedTuple):
    """Where a page of a source begins."""

    offset: int
    number: int
    """As the file says that it is printed, else counted from 1."""


@dataclass(frozen=True, slots=True)
class SourceText:
    """One file as read: its text is never altered."""

    file: str
    """Path relative to the SOURCE argument; the bare name for a single file."""
    sha256: str
    """Of the bytes, lower-case hex."""
    text: str
    """Of a document that is more than its characters (.docx, .html, .pdf) what was extracted from it."""
    encoding: str
    """Of the characters, or the format that the text was extracted from."""
    doubts: tuple[Finding, ...] = ()
    """Control and bidi characters, a decoding that was not certain."""
    pages: tuple[PageStart, ...] = ()
    """In the order of the text, the first at 0; nothing for a file that has no pages of its own."""

    def pages_of(self, span: Span) -> tuple[int, int] | None:
        """The first and the last page that a stretch lies on."""
        if not self.pages:
            return None
        first, last = (
            bisect_right(self.pages, offset, key=lambda page: page.offset) for offset in (span.start, span.end - 1)
        )
        return self.pages[max(first, 1) - 1].number, self.pages[max(last, 1) - 1].number


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a person should look at; never a silent fix."""

    kind: str
    """Machine name: ocr-doubt, missing-entry, page-order, share-mismatch, unexplained-number, …"""
    message_zh: str
    message_en: str
    file: str | None = None
    case: int | None = None
    span: Span | None = None
    suggestion: str | None = None
    other: Span | None = None
    """A second passage, which the first contradicts."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of a body and what stands under it, up to the next heading of its level or above."""

    title: str
    """Without its ordinal and markup: 抓规范，提升妇联基层组织生命力."""
    level: int
    heading: Span
    span: Span


@dataclass(frozen=True, slots=True)
class Case:
    """One article of a compilation, or a file of its own (`number` is None)."""

    number: int | None
    title: str
    federation: str | None
    """Full name, as printed with white space removed; the final 妇联 restored when `federation_restored`."""
    federation_restored: bool = False
    page_start: int | None = None
    page_end: int | None = None
    entry: Span | None = None
    """Its lines in the catalogue, title to federation."""
    heading: Span | None = None
    """Title and federation as they head the body: the evidence of the case when there is a body."""
    body: Span | None = None
    """The whole text, heading included; None without full text."""
    sections: tuple[Section, ...] = ()

    @property
    def full_text(self) -> bool:
        """Whether the body is present."""
        return self.body is not None


@dataclass(frozen=True, slots=True)
class Compilation:
    """What one source holds."""

    source: SourceText
    title: str | None
    """Of the compilation; None for a file without one."""
    catalogue: bool
    """Whether the file has a catalogue; without one it yields no `case` facts."""
    expected: int
    """Number of cases announced by the catalogue's last number; found cases where there is no catalogue."""
    cases: tuple[Case, ...]
    date: date
    """When the compilation speaks (DESIGN.md, `--date`)."""
    findings: tuple[Finding, ...] = ()

    @property
    def name(self) -> str | None:
        """What to call it: its title, else the file's name; None for a file that is no compilation."""
        return self.title or (self.source.file if self.catalogue else None)


Slot = Any
"""str, int, float, bool, or a tuple of str."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A fact as a rule proposes it, before the grounding gate. Offsets count characters of the *view*."""

    type: str
    slots: Mapping[str, Slot]
    start: int
    end: int
    rule: str
    confidence: float = 0.9
    derived: frozenset[str] = frozenset()
    """Slots that the quote does not print."""
    mentions: tuple[tuple[int, int], ...] = ()
    """Further mentions, as view offsets."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A grounded fact (FACTS.md). `slots` is in contract order."""

    id: str
    file: str
    sha256: str
    case: int | None
    type: str
    slots: Mapping[str, Slot]
    quote: str
    start: int
    end: int
    pages: tuple[int, int] | None
    derived: tuple[str, ...]
    rule: str
    confidence: float
    review: str = "proposed"
    mentions: tuple[Span, ...] = ()

    @property
    def span(self) -> Span:
        """Where the quote stands."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """Everything read from one case."""

    case: Case
    facts: tuple[Fact, ...] = ()
    findings: tuple[Finding, ...] = ()
    rejected: tuple[Rejection, ...] = ()
    merged: tuple[Fact, ...] = ()
    """Facts that a person found to be about what another fact of the case is about; they are mentions of it now."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """A candidate that the gate refused, and why."""

    candidate: Candidate
    reason: str
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A source with all its facts: what READ hands to KEEP."""

    compilation: Compilation
    cases: tuple[CaseFacts, ...] = field(default=())

    @property
    def facts(self) -> tuple[Fact, ...]:
        """All facts, sorted by (file, start, end, type, id)."""
        every = (fact for case in self.cases for fact in case.facts)
        return tuple(sorted(every, key=lambda f: (f.file, f.start, f.end, f.type, f.id)))


def day(text: str) -> date | None:
    """The day that YYYY-MM-DD names; None for anything else."""
    try:
        return date.fromisoformat(text if ISO_DAY.fullmatch(text) else "")
    except ValueError:
        return None


def digest(*parts: object, length: int = 16) -> str:
    """The first `length` hex digits of a SHA-256 over the parts: the one way ids are made."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:length]
