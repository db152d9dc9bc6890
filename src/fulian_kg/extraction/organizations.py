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
    for pattern in known.patterns:
        for match in _matches(document, pattern, known):
            mention = _mention(document, pattern, match, known)
            if mention is not None:
                yield mention


def _matches(document: Document, pattern: Pattern, known: Rules) -> Iterator[re.Match[str]]:
    """Matches of a pattern; one without an opening word of its own is tried wherever a name may begin."""
    text = document.text
    if not pattern.fixed.get("boundary"):
        yield from pattern.regex.finditer(text)
        return
    for start in _openings(document, known):
        match = pattern.regex.match(text, start)
        if match:
            yield match


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
    if parts.get("level"):
        placed = _placed(document, start, end, parts["level"])
        if placed is None:
            return None
        start, region, key = placed
        name = document.text[start:end]
    elif pattern.fixed.get("boundary") and not _is_name(name, known):
        return None
    if name in known.tables["boundary"]["generic"]:
        return None
    if pattern.fixed["of"] == "own":
        region = scope_of(document).region_name
    negated = bool(re.search(known.tables["boundary"]["negated"], document.text[max(0, start - 6) : start]))
    kind = str(pattern.fixed["kind"])
    return OrganizationMention(start, end, name, kind, region, key, pattern.id, pattern.confidence, negated)


def _placed(document: Document, start: int, end: int, level: str) -> tuple[int, str | None, str] | None:
    """Where a name that opens with 区, 县, 市 … begins, its region, and its key; None when it is a class (各县委)."""
    body = document.text[start:end].replace(level, "", 1).replace("人民政府", "政府")
    for mention in region_mentions(document):
        if mention.start < start < mention.end or (mention.start < start + len(level) == mention.end):
            key = mention.unit.key if mention.unit else mention.name
            own = document.region is not None and key == document.region.key
            region = scope_of(document).region_name if own else mention.name
            return mention.start, region, f"{key}/{body}"
    class_before = rules(document.library, "names").tables["scope"]["class_before"]
    if level == "区" and document.text[start - 1 : start] in {"县", "市"}:
        return None
    if re.search(class_before, document.text[max(0, start - LOOKBEHIND) : start]):
        return None
    unit = short_unit(document, level)
    if unit is None:
        return start, None, f"{level}/{body}"
    own = document.region is not None and unit.key == document.region.key
    return start, scope_of(document).region_name if own else unit.name, f"{unit.key}/{body}"


def _is_name(name: str, known: Rules) -> bool:
    return not re.search(known.tables["boundary"]["no_name"], name)


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
