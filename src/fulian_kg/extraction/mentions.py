"""Where a text names regions, federations and places: found once, read by the scope and by the extractors."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from fulian_kg.extraction.patterns import rules
from fulian_kg.lexicon.words import alternation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fulian_kg.extraction.document import Document
    from fulian_kg.extraction.patterns import Pattern, Rules
    from fulian_kg.gazetteer import Gazetteer, Unit

SUFFIXES = ("妇女联合会", "妇联")
CLASSES = re.compile("街道|地区|镇|乡|苏木|社区|居民区|村|嘎查|居委会|（街道）|办事处")
"""Words for what sort of place it is: what is left of a name without them is its own."""
DOUBLE = ("place.full", "place.both", "place.company")
LOOKAHEAD = 12
COMPANY = "连"
COMMUNITY = "place.community"
DIVISION = "xpcc_division"
JOINTS = "及和与、或"
"""Between two places, not inside the name of one."""
SHORT_NAME = 2
"""Characters of a county's name that may as well be the end of a word and 县."""


@dataclass(frozen=True, slots=True)
class RegionMention:
    """A stretch of the view that names an administrative unit, alone or with its parents."""

    start: int
    end: int
    name: str
    units: tuple[Unit, ...]
    """What it may denote: one where the name or the case decides."""

    @property
    def unit(self) -> Unit | None:
        """The unit, where there is no doubt."""
        return self.units[0] if len(self.units) == 1 else None


def in_title(document: Document, index: int) -> bool:
    """Whether `index` lies between 《 and 》: what a title says is not said by the text."""
    return document.text.rfind("《", 0, index) > document.text.rfind("》", 0, index)


@lru_cache(maxsize=8)
def region_mentions(document: Document) -> tuple[RegionMention, ...]:
    """Regions named in full or in lists of short names, in the order of the text."""
    full = (*_full(document), *_farms(document))
    taken = [(mention.start, mention.end) for mention in full]
    short = [m for m in _short(document) if not any(s < m.end and m.start < e for s, e in taken)]
    return tuple(sorted((*full, *short), key=lambda mention: mention.start))


def _full(document: Document) -> Iterator[RegionMention]:
    for start, end, units in document.gazetteer.find(document.text, document.date):
        name = document.text[start:end]
        near = nearest(units, document.region, document.gazetteer)
        if (document.region is not None and name == document.region.name) or _stands(document, start, name, near):
            yield RegionMention(start, end, name, near)


def _farms(document: Document) -> Iterator[RegionMention]:
    """Regiments of the division whose case it is, named by their numbers alone."""
    own = document.region
    line = (own, *document.gazetteer.ancestors(own)) if own else ()
    division = next((unit for unit in line if unit.level == DIVISION), None)
    if division is None:
        return
    named = [(start, end) for start, end, _ in document.gazetteer.find(document.text, document.date)]
    for start, end, unit in document.gazetteer.farms(document.text, division):
        if not any(first < end and start < last for first, last in named):
            yield RegionMention(start, end, document.text[start:end], (unit,))


def _stands(document: Document, start: int, name: str, units: tuple[Unit, ...]) -> bool:
    """Whether a match of the gazetteer names a unit there, and is no common noun (城区) or half a word (提高|县)."""
    known = rules(document.library, "names")
    if name in known.words["common_nouns"] or name in known.words["conjunctions"]:
        return False
    if len(name) > SHORT_NAME or not name.endswith("县"):
        return True
    own = document.region
    far = own is not None and all(unit.province != own.province for unit in units)
    return not far and bool(re.search(known.tables["scope"]["before_short"], document.text[max(0, start - 1) : start]))


def _short(document: Document) -> Iterator[RegionMention]:
    known = rules(document.library, "names")
    listed = alternation(known.words["listed_as"])
    pattern = re.compile(
        rf"(?P<list>(?:[一-龥]{{2,5}}、)+[一-龥]{{2,5}}?)等?(?:[\d一二三四五六七八九十两]+个?(?P<sort>{listed})|地(?![一-龥]))"
    )
    for match in pattern.finditer(document.text):
        found = list(_members(document, match["list"], match.start(), match["sort"] or ""))
        if len(found) > 1:
            yield from found
    head = re.match(r"(?P<name>[一-龥]{2,4})[：:]", document.text)
    if head:
        yield from _members(document, head["name"], 0, "")


def _members(document: Document, names: str, start: int, sort: str) -> Iterator[RegionMention]:
    """Units of a list of short names; `sort` says of which sort they are (市, 县区), where the list says so."""
    for printed in names.split("、"):
        for cut in range(len(printed) - 1):
            name = printed[cut:]
            units = resolved(document, name)
            units = tuple(unit for unit in units if unit.name[-1] in sort) or units
            if units:
                yield RegionMention(start + cut, start + len(printed), name, units)
                break
        start += len(printed) + 1


def resolved(document: Document, name: str) -> tuple[Unit, ...]:
    """Units that a bare or short name denotes for this case: those nearest to its own region."""
    units = document.gazetteer.resolve(name, document.date).candidates
    return nearest(units, document.region, document.gazetteer)


def nearest(units: tuple[Unit, ...], own: Unit | None, gazetteer: Gazetteer) -> tuple[Unit, ...]:
    """Of several units of one name, those in the same prefecture as `own`, else in the same province, else all."""
    if len(units) < 2 or own is None:  # noqa: PLR2004
        return units
    keys = {own.key, *(unit.key for unit in gazetteer.ancestors(own))}
    for choice in (
        [unit for unit in units if unit.key in keys],
        [unit for unit in units if own.prefecture and unit.prefecture == own.prefecture],
        [unit for unit in units if unit.province == own.province],
    ):
        if choice:
            return tuple(choice[:1]) if len({unit.key for unit in choice}) == 1 else tuple(choice)
    return units


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A stretch of the view that names a subdistrict, town, community or village."""

    start: int
    end: int
    name: str
    subdistrict: str | None
    community: str | None
    rule: str
    confidence: float


@lru_cache(maxsize=8)
def place_mentions(document: Document) -> tuple[PlaceMention, ...]:
    """Places in the order of the text; the longest name wins where names overlap."""
    known = rules(document.library, "places")
    kept: list[PlaceMention] = []
    for mention in (*_proposed(document, known), *_short_towns(document, known)):
        free = not any(mention.start < other.end and other.start < mention.end for other in kept)
        if free and (mention.rule != COMMUNITY or _follows(document, mention, kept)):
            kept.append(mention)
    return tuple(sorted(kept, key=lambda mention: mention.start))


def _follows(document: Document, mention: PlaceMention, kept: list[PlaceMention]) -> bool:
    """Whether a village or community that a list names stands behind another place: 长城村、新墩村, not 街道、社区."""
    listed = document.text[mention.start - 1 : mention.start] == "、"
    return not listed or any(other.end == mention.start - 1 for other in kept)


def _proposed(document: Document, known: Rules) -> Iterator[PlaceMention]:
    opened = _starts(document, known.words["strict_openers"])
    clauses = tuple(clause.start for clause in document.clauses)
    starts = sorted({*opened, *clauses, *_starts(document, known.words["openers"])})
    listed = tuple(_listed(document))
    stricter = sorted({*opened, *clauses, *listed})
    settled = {*opened, *listed}
    for pattern in known.possible(document.text):
        double = pattern.id in DOUBLE
        for begun in pattern.search.begun(document.text, starts if double else stricter):
            start = begun.start()
            match = pattern.regex.match(document.text, _led(document, begun, known))
            if match and _is_place(document.text, match, known, double=double, opened=start in settled):
                yield _place(match, pattern)


def _short_towns(document: Document, known: Rules) -> Iterator[PlaceMention]:
    """Towns of a list that says only at its end what they are: 石门、板底、新发等乡镇."""
    for match in re.finditer(known.tables["short_towns"]["regex"], document.text):
        start = match.start("list")
        for name in match["list"].split("、"):
            if not _is_common(name, known):
                yield PlaceMention(start, start + len(name), name, name, None, "place.listed", 0.75)
            start += len(name) + 1


def _led(document: Document, match: re.Match[str], known: Rules) -> int:
    """Where a name begins that may have a preposition before it: 将何店镇 is 何店镇, 向山镇 is no 山镇."""
    start, room = match.start(), len(CLASSES.split(match[0])[0]) - SHORT_NAME
    while room > 0 and document.text[start] in known.words["prepositions"]:
        start, room = start + 1, room - 1
    return start


def _listed(document: Document) -> Iterator[int]:
    """Where a further name of a list begins: 四家子镇、长胜镇."""
    return (match.end() for match in re.finditer("(?:街道|[镇乡村]|社区|居民区|苏木)、", document.text))


def _is_place(text: str, match: re.Match[str], known: Rules, *, double: bool, opened: bool) -> bool:
    if (match.groupdict().get("community") or "").endswith(COMPANY):
        return True
    own = [part for part in CLASSES.split(match[0]) if part]
    if double and own[1:] and own[1][0] in JOINTS:
        return False
    longest = known.tables["limits"]["long_name" if double else "short_name"]
    if not own or any(len(part) > longest or _is_common(part, known) for part in own):
        return False
    after = text[match.end() : match.end() + LOOKAHEAD]
    if after.startswith(known.words["not_after"]) or _is_noun(match[0], known):
        return False
    settled = match[0].endswith(known.words["towns"]) and len(own[0]) >= SHORT_NAME
    return double or opened or settled or bool(re.match(known.tables["clause_start"]["after"], after))


def _is_noun(name: str, known: Rules) -> bool:
    """Whether a preposition and a common noun only look like a name: 在农村, 由乡镇."""
    if name.endswith(("乡镇", "农村", "乡村")) or name.startswith(known.words["common"]):
        return True
    return name.lstrip("".join(known.words["prepositions"])) in known.words["common"]


@lru_cache(maxsize=1 << 14)
def _is_common(part: str, known: Rules) -> bool:
    """Whether a would-be name holds a word that no proper name holds; prepositions count when more than one stands."""
    words = (*known.words["not_in_names"], *known.words["verbs"])
    return any(word in part and not (word in known.words["prepositions"] and part.count(word) == 1) for word in words)


def _place(match: re.Match[str], pattern: Pattern) -> PlaceMention:
    parts = match.groupdict()
    name = match[0].removesuffix("办事处")
    subdistrict = parts.get("subdistrict") or (f"{parts['name']}街道" if parts.get("name") else None)
    return PlaceMention(
        match.start(),
        match.start() + len(name),
        name,
        subdistrict,
        parts.get("community"),
        pattern.id,
        pattern.confidence,
    )


def _starts(document: Document, openers: tuple[str, ...]) -> tuple[int, ...]:
    """Offsets where a name of a place may begin: after a region, after a mark or a word that opens one."""
    found = {0, *(mention.end for mention in region_mentions(document))}
    for opener in openers:
        if opener in document.text:
            found.update(match.end() for match in re.finditer(re.escape(opener), document.text))
    return tuple(sorted(found))
