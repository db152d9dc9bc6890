"""What the readers of single event patterns share: drafts, and one document with the word lists."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from fulian_kg.extraction import printed
from fulian_kg.extraction.events_dates import day_told, last_before
from fulian_kg.extraction.scope import scope_of
from fulian_kg.extraction.wording import SHORT_QUOTE, heading_above
from fulian_kg.lexicon.words import alternation

if TYPE_CHECKING:
    from fulian_kg.extraction.document import Document
    from fulian_kg.extraction.patterns import Rules
    from fulian_kg.extraction.wording import Phrase

SPECIFIC = 2
"""Characters that must be left of a name when its head and the generic words are taken away."""
LONGEST = 120
"""Characters up to which the evidence of an event is widened to its date."""


@dataclass(slots=True)
class Draft:
    """An event while it is read."""

    start: int
    end: int
    slots: dict[str, Any] = field(default_factory=dict)
    derived: set[str] = field(default_factory=set)
    hosted: bool = True
    """Whether the federation of the case holds it, when the text names nobody."""
    core: tuple[int, int] | None = None
    """Where its own words stand, when that is not all that the pattern matched."""


@dataclass(frozen=True)
class Reader:
    """One document with the word lists."""

    document: Document
    known: Rules

    @cached_property
    def _generic(self) -> re.Pattern[str]:
        return re.compile(alternation(self.known.words["generic"]))

    def only(self, name: str) -> re.Pattern[str]:
        """The pattern of that id."""
        return self.known.pattern(name).regex

    def specific(self, name: str, head: str, least: int = SPECIFIC) -> bool:
        """Whether the name says which event is meant: `least` characters of it that are not generic."""
        return self.plain(name) and ("“" in name or len(self._generic.sub("", name.removesuffix(head))) >= least)

    def told(self, name: str, head: str) -> bool:
        """Whether the name says at least whom or what a training is for: 实用技术培训班, not 各类培训班."""
        rest = re.sub(alternation(self.known.words["vague"]), "", name.removesuffix(head))
        return self.plain(name) and len(rest) >= 2 * SPECIFIC

    def plain(self, name: str) -> bool:
        """Whether the name holds no words of a clause."""
        return not any(word in name for word in self.known.words["clausal"])

    def visitors(self, start: int, end: int) -> tuple[str, ...]:
        """Persons named after their posts between two offsets."""
        found = self.only("visitor.after_post").finditer(self.document.text, start, end)
        return tuple(dict.fromkeys(person["name"] for person in found))

    def of_many(self, text: str) -> bool:
        """Whether the words speak of a class of bodies (各乡镇相继, 相应的组织), of which none is meant alone."""
        return re.search(self.known.tables["bodies"]["many"], text) is not None

    def kind(self, head: str) -> str:
        """Notation in the scheme event-kind."""
        rows = self.known.tables["kinds"]["rows"]
        return next((str(row["kind"]) for row in rows if head.endswith(tuple(row["endings"]))), "other")

    def head(self, name: str) -> str:
        """The class word that a name ends in, the longest that the kinds know."""
        endings = [e for row in self.known.tables["kinds"]["rows"] for e in row["endings"] if name.endswith(e)]
        return max(endings, key=len, default=name)

    def dated(self, draft: Draft, longest: int = SHORT_QUOTE, *, outside: bool = False) -> Draft:
        """Add the date printed last before the event in its sentence; widen the evidence to it where that is near.

        `outside`: one before the event goes before one that is part of its name (2018年年会).
        """
        since = self.document.sentence_at(draft.start).start
        date = last_before(self.document, draft.start, since) if outside else None
        if date and date.end == draft.start and len(date.text) == len("2000"):
            date = last_before(self.document, date.start, since) or date
        date = date or last_before(self.document, draft.end, since)
        if date is None and (day := day_told(self.document, since, draft.end)):
            draft.slots["date"] = day
            draft.derived.add("date")
        if date:
            year = scope_of(self.document).year_of_day(date.start) if date.text.startswith("--") else None
            draft.slots["date"] = f"{year}{date.text[1:]}" if year else date.text
            draft.derived |= set() if draft.slots["date"] in printed.dates(self._between(date)) else {"date"}
            if draft.end - date.start <= longest:
                draft.start = min(draft.start, date.start)
            else:
                draft.derived.add("date")
        return draft

    def _between(self, phrase: Phrase) -> str:
        return self.document.text[phrase.start : phrase.end]

    def audience(self, draft: Draft) -> Draft:
        """Add whom a training or lecture is for: printed before the verb, or in the heading above."""
        clause = self.document.clause_at(draft.start)
        table = self.known.tables["audience"]
        if near := re.search(table["before"], self.document.text[clause.start : draft.start]):
            draft.slots["audience"] = near["audience"]
            draft.start = clause.start + near.start()
        elif above := re.search(table["heading"], heading_above(self.document, draft.start)):
            draft.slots["audience"] = above["audience"]
            draft.derived.add("audience")
        return draft
