"""Initiatives: what federations set going, by name, with kind, parts, place and who runs it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

from fulian_kg.extraction.initiatives_merged import merged, with_headings, within_programmes
from fulian_kg.extraction.initiatives_names import Namer
from fulian_kg.extraction.initiatives_reading import READERS, Reader
from fulian_kg.extraction.mentions import in_title
from fulian_kg.extraction.patterns import rules
from fulian_kg.extraction.wording import (
    SHORT_QUOTE,
    Core,
    federation,
    in_heading,
    matches,
    outermost,
    place_at,
    unquoted,
    year_before,
)
from fulian_kg.model import Candidate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fulian_kg.extraction.document import Document
    from fulian_kg.extraction.initiatives_reading import Draft
    from fulian_kg.extraction.patterns import Pattern

ACTOR = re.compile(
    r"(?:^|[，。；\n])(?P<actor>(?:社区|街道|乡镇|镇|乡|村|各级|基层)妇联)(?:通过|积极|还|定期|主动|先后)?[^。\n]*$"
)
DAY = re.compile(r"\d{1,2}月(?:\d{1,2}日)?[^。；\n]{0,20}(?:开展|发起|举办|组织|举行|启动)了?[一-龥“]{0,8}$")
"""Before an activity that took place in a certain month or on a day: then it is an event."""
DENIED = re.compile(
    r"(?:没有|尚未|从未|未|未能)(?:组织|深入|广泛)?(?:开展|实施|建立|推行|形成|健全|组织|启动|设立)过?$"
)


class InitiativeExtractor:
    """Reads every pattern of `rules/initiatives.toml`; where two overlap, the earlier one of the file stands."""

    name: ClassVar[str] = "initiatives"
    version: ClassVar[str] = "1"

    def extract(self, document: Document) -> Iterable[Candidate]:
        """Initiatives in the order of the text, each once."""
        return initiatives_of(document)


@lru_cache(maxsize=4)
def initiatives_of(document: Document) -> tuple[Candidate, ...]:
    """The initiatives of a document, read once: concepts ask for them as well."""
    known = rules(document.library, "initiatives")
    reader = Reader(document, known, Namer(known))
    found = [
        Core(draft.start, draft.end, _finished(reader, pattern, draft))
        for pattern, match in matches(known.possible(document.text, "initiative."), document.text)
        for draft in READERS[pattern.id](reader, match)
        if not (draft.name.endswith("活动") and DAY.search(document.text, max(0, draft.start - 40), draft.start))
        if pattern.id == "initiative.measures" or not in_heading(document, draft.start)
        if not in_title(document, draft.start)
    ]
    return tuple(with_headings(document, within_programmes(document, merged(outermost(found)))))


def _finished(reader: Reader, pattern: Pattern, draft: Draft) -> Candidate:
    slots: dict[str, Any] = {
        "name": unquoted(draft.name),
        "kind": reader.namer.kind(draft.name, draft.head),
        **draft.slots,
    }
    derived = set(draft.derived)
    if denied := DENIED.search(reader.document.text, max(0, draft.start - 12), draft.start):
        slots["negated"] = True
        draft.start = denied.start()
    start = _actor(reader.document, draft, slots, derived)
    return Candidate("initiative", slots, start, draft.end, pattern.id, pattern.confidence, frozenset(derived))


def _actor(document: Document, draft: Draft, slots: dict[str, Any], derived: set[str]) -> int:
    """Fill who runs it, where and since when; return where the quote begins."""
    start = draft.start
    place = slots.get("place") or place_at(document, start)
    sentence = document.sentence_at(start)
    actor = ACTOR.search(document.text, sentence.start, start)
    runs = actor["actor"] if actor else federation(document)
    if place and "part_of" not in slots:
        if "place" not in slots:
            slots["place"] = place
            derived.add("place")
    elif runs and "part_of" not in slots:
        slots["run_by"] = runs
        derived.add("run_by")
    year = year_before(document, start)
    if year and draft.end - year.start <= SHORT_QUOTE:
        slots["from_year"] = int(year.text)
        start = min(start, year.start)
    return start
