"""Facilities: homes, stations, schools and clubs for women, one fact a name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from fulian_kg.extraction.mentions import place_mentions, region_mentions
from fulian_kg.extraction.patterns import rules
from fulian_kg.extraction.scope import scope_of
from fulian_kg.extraction.segmentation import phrase_start
from fulian_kg.model import Candidate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fulian_kg.extraction.document import Document
    from fulian_kg.extraction.patterns import Pattern, Rules

ITEM = re.compile(r"(?:[^、和“]|“[^”]*”|和(?!“))+")
WITHIN = re.compile(r"内设|下设")


class Mention(NamedTuple):
    """A facility at one spot; `name` without quotation marks."""

    start: int
    end: int
    name: str
    rule: str
    confidence: float
    negated: bool


class FacilityExtractor:
    """Facilities that are built, listed with their class, or known by name."""

    name: ClassVar[str] = "facilities"
    version: ClassVar[str] = "1"

    def extract(self, document: Document) -> Iterable[Candidate]:
        """One candidate a name, in the order of the text."""
        groups: dict[str, list[Mention]] = {}
        for mention in _mentions(document):
            groups.setdefault(mention.name, []).append(mention)
        return (_candidate(document, mentions, list(groups)) for mentions in groups.values())


def _mentions(document: Document) -> list[Mention]:
    known = rules(document.library, "facilities")
    kept: list[Mention] = []
    for mention in _proposed(document, known):
        if not any(mention.start < other.end and other.start < mention.end for other in kept):
            kept.append(mention)
    return sorted(kept, key=lambda mention: mention.start)


def _proposed(document: Document, known: Rules) -> Iterator[Mention]:
    for pattern in known.possible(document.text):
        for match in pattern.search.found(document.text):
            negated = bool(match.groupdict().get("none"))
            if "phrase" in pattern.fixed:
                yield from _headed(document, known, pattern, match)
                continue
            if "placed" in pattern.fixed and (home := _at_a_place(document, match)) is not None:
                name = document.text[home : match.end()]
                yield Mention(home, match.end(), name, pattern.id, pattern.confidence, negated)
                continue
            for item in ITEM.finditer(match["list"]):
                cut = _trimmed(item[0], known)
                if "“" in cut and (cut.endswith("”") or "”" not in cut):
                    cut = cut[cut.rindex("“") :]
                name = cut.strip("“”")
                if _kind(name, known) is None or not _is_name(name, known):
                    continue
                start = match.start("list") + item.start() + len(item[0]) - len(cut)
                yield Mention(start, start + len(cut), name, pattern.id, pattern.confidence, negated)


def _at_a_place(document: Document, match: re.Match[str]) -> int | None:
    """Where the name of a house begins that bears its place's name: 道里区太平镇妇女之家."""
    starts = {m.end: m.start for m in region_mentions(document) if m.start < m.end}
    starts |= {m.end: m.start for m in place_mentions(document)}
    start = match.start()
    while start in starts:
        start = starts[start]
    return start if start < match.start() else None


def _headed(document: Document, known: Rules, pattern: Pattern, match: re.Match[str]) -> Iterator[Mention]:
    """The noun phrase that a head ends, where one of its words says whom the room is for."""
    start = phrase_start(document, match.start())
    name = _trimmed(document.text[start : match.end()], known)
    about = any(word in name for word in known.words["domain"])
    if about and name != match[0] and _kind(name, known) and _is_name(name, known):
        yield Mention(match.end() - len(name), match.end(), name, pattern.id, pattern.confidence, negated=False)


def _trimmed(item: str, known: Rules) -> str:
    """The item without verbs and measure words before its name."""
    previous = ""
    while previous != item:
        previous = item
        item = re.sub(known.tables["trim"]["before"], "", item)
    return item


def _is_name(name: str, known: Rules) -> bool:
    return not re.search(known.tables["trim"]["no_name"], name)


def _kind(name: str, known: Rules) -> str | None:
    rows = known.tables["kinds"]["rows"]
    return next((str(row["kind"]) for row in rows if name.endswith(tuple(row["endings"]))), None)


def _candidate(document: Document, mentions: list[Mention], names: list[str]) -> Candidate:
    first = mentions[0]
    known = rules(document.library, "facilities")
    slots: dict[str, Any] = {"name": first.name, "kind": _kind(first.name, known)}
    derived = set()
    if whole := _whole(document, first, names):
        slots["part_of"] = whole
        derived.add("part_of")
    if place := scope_of(document).place_at(first.start):
        slots["place"] = place
        derived.add("place")
    if all(mention.negated for mention in mentions):
        slots["negated"] = True
    further = tuple((m.start, m.end) for m in mentions[1:])
    return Candidate(
        "facility", slots, first.start, first.end, first.rule, first.confidence, frozenset(derived), further
    )


def _whole(document: Document, mention: Mention, names: list[str]) -> str | None:
    """The facility that 内设 says the mention is a part of: the one named before it in the sentence."""
    sentence = document.sentence_at(mention.start)
    clause = document.clause_at(mention.start)
    if not WITHIN.search(document.text, clause.start, mention.start):
        return None
    before = document.text[sentence.start : mention.start]
    cut = WITHIN.search(before)
    found = [(before.rfind(name, 0, cut.start()), name) for name in names] if cut else []
    return max((pair for pair in found if pair[0] >= 0), default=(0, None))[1]
