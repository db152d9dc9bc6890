"""Party, government, social bodies, schools, enterprises and women's bodies: one fact a body that has a name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

from fulian_kg.extraction.federations_names import short_unit
from fulian_kg.extraction.mentions import region_mentions
from fulian_kg.extraction.patterns import rules
from fulian_kg.extraction.scope import scope_of
from fulian_kg.model import Candidate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fulian_kg.extraction.document import Document
    from fulian_kg.extraction.patterns import Pattern, Rules

LOOKBEHIND = 4
TITLE = re.compile(r"《[^》\n]*》")
BY_NAME = "by name"
OFFICES = "department."
MEMBER = re.compile(r"(?:(?!(?<=[部室科处股校所社心])(?:和|及|以及))[^、])+")


@dataclass(frozen=True, slots=True)
class OrganizationMention:
    """A body as named at one spot; `key` is the same for two names of one body (区委, 石景山区委)."""

    start: int
    end: int
    name: str
    kind: str
    region: str | None
    key: str
    rule: str
    confidence: float
    negated: bool


class OrganizationExtractor:
    """Bodies by the patterns of `rules/organizations.toml`."""

    name: ClassVar[str] = "organizations"
    version: ClassVar[str] = "1"

    def extract(self, document: Document) -> Iterable[Candidate]:
        """One candidate a body, evidenced by its fullest name."""
        groups: dict[str, list[OrganizationMention]] = {}
        for mention in organization_mentions(document):
            groups.setdefault(mention.key, []).append(mention)
        return (_candidate(document, mentions) for mentions in groups.values())


@lru_cache(maxsize=8)
def organization_mentions(document: Document) -> tuple[OrganizationMention, ...]:
    """Bodies in the order of the text; where patterns overlap the earlier pattern stands."""
    known = rules(document.library, "organizations")
    kept: list[OrganizationMention] = []
    titles = [match.span() for match in TITLE.finditer(document.text)]
    for mention in _proposed(document, known):
        taken = [(other.start, other.end) for other in kept] + titles
        if not any(start < mention.end and mention.start < end for start, end in taken):
            kept.append(mention)
    return tuple(sorted(kept, key=lambda mention: mention.start))


def _proposed(document: Document, known: Rules) -> Iterator[OrganizationMention]:
    for pattern in known.possible(document.text):
        if pattern.id.startswith(OFFICES):
            yield from _offices(document, pattern, known)
            continue
        for match in _matches(document, pattern, known):
            mention = _mention(document, pattern, match, known)
            if mention is not None:
                yield mention


def _offices(document: Document, pattern: Pattern, known: Rules) -> Iterator[OrganizationMention]:
    """The members of a printed list of offices, or the one that has a line of its own in a text on offices."""
    table = known.tables["boundary"]
    for match in pattern.search.found(document.text):
        members = list(MEMBER.finditer(document.text, *match.span("list")))
        named = [
            each
            for each in members
            if re.search(table["offices"], each[0]) and not re.search(table["no_office"], each[0])
        ]
        listing = "lead" in match.groupdict() or re.search(table["listing"], document.text[: match.start()])
        if len(named) < len(members) or not listing:
            continue
        for each in named:
            kind = "government" if re.search(table["of_government"], each[0]) else str(pattern.fixed["kind"])
            region = scope_of(document).region_name
            yield OrganizationMention(
                each.start(), each.end(), each[0], kind, region, each[0], pattern.id, pattern.confidence, negated=False
            )


def _matches(document: Document, pattern: Pattern, known: Rules) -> Iterator[re.Match[str]]:
    """Matches of a pattern; one without an opening word of its own is tried wherever a name may begin."""
    text = document.text
    if not pattern.fixed.get("boundary"):
        return pattern.search.found(text)
    starts = _region_starts(document) if pattern.fixed.get("region_first") else _openings(document, known)
    return pattern.search.begun(text, starts)


def _region_starts(document: Document) -> tuple[int, ...]:
    """Offsets at which a region is named."""
    return tuple(mention.start for mention in region_mentions(document))


@lru_cache(maxsize=8)
def _openings(document: Document, known: Rules) -> tuple[int, ...]:
    """Offsets at which a name may begin: at a region, and after the words and marks that open one."""
    opened = {match.end() for match in re.finditer(known.tables["boundary"]["before"], document.text)}
    return tuple(sorted({0, *(mention.start for mention in region_mentions(document)), *opened}))


def _mention(document: Document, pattern: Pattern, match: re.Match[str], known: Rules) -> OrganizationMention | None:
    parts = match.groupdict()
    group = next(name for name, text in parts.items() if name.startswith("name") and text)
    start, end = match.span(group)
    name, region, key = match[group], None, match[group]
    if level := parts.get("level") or parts.get("level2"):
        placed = _placed(document, start, end, level)
        if placed is None:
            return None
        start, region, key = placed
        name = document.text[start:end]
    elif pattern.fixed.get("boundary") and not _is_name(name, known):
        return None
    if name in known.tables["boundary"]["generic"]:
        return None
    if not level and pattern.fixed["of"] == "level" and document.region is not None:
        region, key = scope_of(document).region_name, f"{document.region.key}/{_plain(name)}"
    elif pattern.fixed["of"] == "own":
        region = scope_of(document).region_name
    elif pattern.fixed["of"] == "start":
        region = next((mention.name for mention in region_mentions(document) if mention.start == start), None)
    negated = bool(re.search(known.tables["boundary"]["negated"], document.text[max(0, start - 6) : start]))
    kind = _kind(name, known) if pattern.fixed["kind"] == BY_NAME else str(pattern.fixed["kind"])
    return OrganizationMention(start, end, name, kind, region, key, pattern.id, pattern.confidence, negated)


def _placed(document: Document, start: int, end: int, level: str) -> tuple[int, str | None, str] | None:
    """Where a name that opens with 区, 县, 市 … begins, its region, and its key; None when it is a class (各县委)."""
    body = _plain(document.text[start:end].replace(level, "", 1))
    for mention in region_mentions(document):
        if mention.start < start < mention.end or (mention.start < start + len(level) == mention.end):
            key = mention.unit.key if mention.unit else mention.name
            own = document.region is not None and key == document.region.key
            region = scope_of(document).region_name if own else mention.name
            return mention.start, region, f"{key}/{body}"
    before = document.text[max(0, start - 1) : start]
    class_before = rules(document.library, "names").tables["scope"]["class_before"]
    cities = rules(document.library, "organizations").tables["boundary"]["cities"]
    if level == "州" and re.search(cities, before):
        return None
    if level == "区" and document.text[start - 1 : start] in {"县", "市"}:
        return None
    if re.search(class_before, document.text[max(0, start - LOOKBEHIND) : start]):
        return None
    unit = short_unit(document, level)
    if unit is None:
        return start, None, f"{level}/{body}"
    own = document.region is not None and unit.key == document.region.key
    return start, scope_of(document).region_name if own else unit.name, f"{unit.key}/{body}"


def _kind(name: str, known: Rules) -> str:
    """Notation in the scheme organization-kind, by the words of the name."""
    rows = known.tables["kinds"]["rows"]
    return next((str(row["kind"]) for row in rows if any(word in name for word in row["words"])), "other")


def _plain(body: str) -> str:
    """A body in one of the spellings that mean the same."""
    return re.sub(
        "妇女(?:抗日)?救国(?:联合)?会", "妇救会", body.replace("人民政府", "政府").replace("妇女联合会", "妇联")
    )


def _is_name(name: str, known: Rules) -> bool:
    return name.count("“") == name.count("”") and not re.search(known.tables["boundary"]["no_name"], name)


def _candidate(document: Document, mentions: list[OrganizationMention]) -> Candidate:
    best = max(mentions, key=lambda mention: (len(mention.name), -mention.start))
    slots: dict[str, Any] = {"name": best.name, "kind": best.kind}
    derived = set()
    if best.region:
        slots["region"] = best.region
        derived = set() if best.region in document.text[best.start : best.end] else {"region"}
    if all(mention.negated for mention in mentions):
        slots["negated"] = True
    further = tuple((m.start, m.end) for m in mentions if m is not best)
    return Candidate(
        "organization", slots, best.start, best.end, best.rule, best.confidence, frozenset(derived), further
    )
