"""Administrative units, one fact each: named as printed, with the code of the version that the name denotes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

from fulian_kg.extraction.mentions import SUFFIXES, RegionMention, in_title, place_mentions, region_mentions
from fulian_kg.extraction.patterns import rules
from fulian_kg.model import Candidate
from fulian_kg.source.view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from fulian_kg.extraction.document import Document
    from fulian_kg.gazetteer import Gazetteer, Unit
    from fulian_kg.model import Case, SourceText

HEAD = 400
"""Characters of a file without catalogue in which its subject must be named."""


class RegionExtractor:
    """Every unit that the text names, each once, evidenced by its fullest name."""

    name: ClassVar[str] = "regions"
    version: ClassVar[str] = "1"

    def extract(self, document: Document) -> Iterable[Candidate]:
        """One candidate a unit; parents that stand only in a federation's name are not facts of their own."""
        groups: dict[str, list[RegionMention]] = {}
        for mention in region_mentions(document):
            key = mention.unit.key if mention.unit else mention.name
            groups.setdefault(key, []).append(mention)
        parents = {unit.key for unit in document.gazetteer.ancestors(document.region)} if document.region else set()
        for key, mentions in groups.items():
            own = document.region is not None and key == document.region.key
            if key in parents and all(_owns(document, m) for m in mentions):
                continue
            if not own and all(_within_a_name(document, m) for m in mentions):
                continue
            yield _candidate(mentions)


def _owns(document: Document, mention: RegionMention) -> bool:
    """Whether the unit stands there only in the name of a body: 遂宁市妇联, 遂宁市委."""
    owned = rules(document.library, "names").tables["scope"]["owned"]
    return bool(re.match(owned, document.text[mention.end :]))


def _within_a_name(document: Document, mention: RegionMention) -> bool:
    """Whether the unit is named only as a part of another name: of a place, a title, an honour."""
    known = rules(document.library, "names").tables["scope"]
    if in_title(document, mention.start) or re.match(known["honour_after"], document.text[mention.end :]):
        return True
    if document.text[mention.start - 1 : mention.start] == "“":
        quoted = document.text[mention.end : document.text.find("”", mention.end)]
        if re.search(rules(document.library, "honours").tables["cut"]["honoured"], quoted):
            return True
    return any(place.start == mention.end for place in place_mentions(document))


def _candidate(mentions: list[RegionMention]) -> Candidate:
    best = max(mentions, key=lambda mention: len(mention.name))
    slots, derived = region_slots(best.name, best.unit)
    if best.unit is None and len({unit.level for unit in best.units}) == 1:
        slots["level"] = best.units[0].level
    further = tuple((m.start, m.end) for m in mentions if m is not best)
    confidence = 0.97 if best.unit else 0.6
    return Candidate("region", slots, best.start, best.end, "region.gazetteer", confidence, derived, further)


def region_slots(name: str, unit: Unit | None) -> tuple[dict[str, Any], frozenset[str]]:
    """Slots of a region printed as `name`, and those of them that the name does not print."""
    if unit is None:
        return {"name": name}, frozenset()
    slots: dict[str, Any] = {"name": name}
    if unit.code:
        slots["code"] = unit.code
    slots["level"] = unit.level
    if unit.level != "province":
        slots["province"] = unit.province
    derived = {slot for slot in ("code", "province") if slot in slots} - (
        {"province"} if unit.province in name else set()
    )
    return slots, frozenset(derived)


def region_of(case: Case, source: SourceText, gazetteer: Gazetteer, at: date) -> Unit | None:
    """The unit of the case's federation; for a file without catalogue the one that its title or its head is about."""
    if case.federation:
        return _first(gazetteer, case.federation, at)
    text = case.title + "\n" + (view_of(source.text, case.body).text[:HEAD] if case.body else "")
    found = [(start, end, units) for start, end, units in gazetteer.find(text, at)]
    bylines = [units for _, end, units in found if text.startswith(SUFFIXES, end) and len(units) == 1]
    titled = [units for start, _, units in found if start < len(case.title)]
    for units in titled:
        agreed = [unit for unit in units if any(unit == line[0] for line in bylines)] or list(units)
        if len(agreed) == 1:
            return agreed[0]
    if bylines:
        return bylines[0][0]
    return next((units[0] for _, _, units in found if len(units) == 1), None)


def _first(gazetteer: Gazetteer, name: str, at: date) -> Unit | None:
    found = next(iter(gazetteer.find(name, at)), None)
    if found is None or found[0] != 0 or len(found[2]) != 1:
        return None
    return None if gazetteer.is_unlisted(_without_suffix(name[found[1] :]), found[2]) else found[2][0]


def _without_suffix(name: str) -> str:
    return next((name.removesuffix(suffix) for suffix in SUFFIXES if name.endswith(suffix)), name)


def province_of(case: Case, gazetteer: Gazetteer, at: date) -> str | None:
    """Key of the province-level unit that the name of the case's federation begins with, whatever follows."""
    found = next(iter(gazetteer.find(case.federation or "", at)), None)
    if found is None or found[0] != 0:
        return None
    keys = {unit.province_key for unit in found[2]}
    return keys.pop() if len(keys) == 1 else None
