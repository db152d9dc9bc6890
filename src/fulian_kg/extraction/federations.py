"""Women's federations, one fact each; 区妇联 and 市妇联 are mentions of those that the case makes them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from fulian_kg.extraction.federations_names import NATIONAL, federation_of, short_unit
from fulian_kg.extraction.mentions import SUFFIXES, place_mentions, region_mentions
from fulian_kg.extraction.patterns import rules
from fulian_kg.extraction.scope import scope_of
from fulian_kg.model import Candidate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fulian_kg.extraction.document import Document
    from fulian_kg.extraction.mentions import RegionMention

FULL = "federation.full"
SHORT = "federation.short"
PLACED = "federation.place"


@dataclass(frozen=True, slots=True)
class Mention:
    """A federation as named at one spot."""

    start: int
    end: int
    name: str
    level: str
    region: str | None
    rule: str


class FederationExtractor:
    """Federations by their fullest printed name, else by the name that a short form stands for."""

    name: ClassVar[str] = "federations"
    version: ClassVar[str] = "1"

    def extract(self, document: Document) -> Iterable[Candidate]:
        """One candidate a federation."""
        groups: dict[str, list[Mention]] = {}
        found = [*_full(document), *_shared(document), *_national(document), *_short(document), *_placed(document)]
        for mention in sorted(found, key=lambda mention: (mention.start, -mention.end)):
            groups.setdefault(mention.name, []).append(mention)
        return (_candidate(document, mentions) for mentions in groups.values())


def _candidate(document: Document, mentions: list[Mention]) -> Candidate:
    ranked = sorted(mentions, key=lambda m: (m.rule == SHORT, -(m.end - m.start), m.start))
    best = ranked[0]
    slots: dict[str, Any] = {"name": best.name, "level": best.level}
    derived = {"name"} if best.rule == SHORT and best.name != document.text[best.start : best.end] else set()
    if best.region:
        slots["region"] = best.region
        derived |= set() if best.region in document.text[best.start : best.end] else {"region"}
    further = tuple((m.start, m.end) for m in mentions if m is not best)
    confidence = {FULL: 0.97, SHORT: 0.9}.get(best.rule, 0.85)
    return Candidate("federation", slots, best.start, best.end, best.rule, confidence, frozenset(derived), further)


def _full(document: Document) -> Iterator[Mention]:
    """A region and 妇联 right after it."""
    text = document.text
    for mention in region_mentions(document):
        suffix = next((suffix for suffix in SUFFIXES if text.startswith(suffix, mention.end)), None)
        if suffix is None or _qualifies(document, mention.end + len(suffix)):
            continue
        end = mention.end + len(suffix)
        if mention.unit is None:
            yield Mention(mention.start, end, f"{mention.name}妇联", mention.units[0].level, mention.name, FULL)
            continue
        name = federation_of(document, mention.unit)
        short = not _prints(text[mention.start : end], name)
        region = name.removesuffix("妇联").removesuffix("妇女联合会")
        yield Mention(mention.start, end, name, mention.unit.level, region, SHORT if short else FULL)


def _shared(document: Document) -> Iterator[Mention]:
    """Regions of a list that ends in 妇联: 果洛藏族自治州、贵德县、城北区妇联."""
    listed: list[RegionMention] = []
    for mention in region_mentions(document):
        joined = listed and document.text[listed[-1].end : mention.start] in {"、", "和", "与", "及"}
        listed = [*listed, mention] if joined else [mention]
        suffix = next((suffix for suffix in SUFFIXES if document.text.startswith(suffix, mention.end)), None)
        if suffix is None or len(listed) == 1 or _qualifies(document, mention.end + len(suffix)):
            continue
        for each in listed[:-1]:
            if each.unit is not None and each.start < each.end:
                yield Mention(
                    each.start, mention.end + len(suffix), f"{each.name}妇联", each.unit.level, each.name, SHORT
                )


def _prints(printed: str, name: str) -> bool:
    return printed.replace("妇女联合会", "妇联") == name


def _national(document: Document) -> Iterator[Mention]:
    for match in re.finditer("全国妇联|中华全国妇女联合会", document.text):
        if not _qualifies(document, match.end()):
            yield Mention(match.start(), match.end(), NATIONAL, "national", None, FULL)


def _short(document: Document) -> Iterator[Mention]:
    taken = [(mention.start, mention.end) for mention in region_mentions(document)]
    words = "|".join(sorted(rules(document.library, "names").tables["levels"], key=len, reverse=True))
    for match in re.finditer(rf"(?P<word>{words})(?P<body>妇女联合会|妇联)", document.text):
        start = match.start()
        if any(begin < start < end or (begin == start and end > start) for begin, end in taken):
            continue
        unit = short_unit(document, match["word"])
        if unit is None or _qualifies(document, match.end()) or not _opens(document, start):
            continue
        own = document.region is not None and unit.key == document.region.key
        name = federation_of(document, unit)
        region = scope_of(document).region_name if own else name.removesuffix("妇联")
        yield Mention(start, match.end(), name, unit.level, region, SHORT)


def _placed(document: Document) -> Iterator[Mention]:
    """The federation of a named subdistrict, town, community or village."""
    for place in place_mentions(document):
        suffix = next((suffix for suffix in SUFFIXES if document.text.startswith(suffix, place.end)), None)
        if suffix and not _qualifies(document, place.end + len(suffix)):
            level = "community" if place.community and not place.name.endswith("街道") else "township"
            end = place.end + len(suffix)
            region = scope_of(document).region_name
            yield Mention(place.start, end, f"{place.name}妇联", level, region, PLACED)


def _opens(document: Document, start: int) -> bool:
    """Whether 区妇联 begins there and is not the end of a longer name (某某示范区妇联) or of a class (各县妇联)."""
    return not re.search(rules(document.library, "names").tables["scope"]["class_before"], document.text[:start][-3:])


def _qualifies(document: Document, end: int) -> bool:
    """Whether the name only qualifies a further noun that is a body of its own: 全国妇联妇女研究所."""
    return bool(re.match(rules(document.library, "names").tables["scope"]["body_after"], document.text[end : end + 12]))
