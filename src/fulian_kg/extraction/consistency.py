"""Candidates of all extractors made to agree: one fact an entity, none inside a better one, none said twice."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from fulian_kg.extraction.printed import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fulian_kg.extraction.document import Document
    from fulian_kg.model import Candidate

ENTITIES: Final = frozenset(
    {"region", "place", "federation", "organization", "person", "document", "initiative", "facility", "concept"}
)
"""Types with one fact per distinct entity and case; the others have one per statement."""


def consistent(document: Document, candidates: Iterable[Candidate]) -> list[Candidate]:
    """Candidates in the order of the text, merged and pruned."""
    ranked = sorted(candidates, key=lambda c: (c.start, -c.end, c.type, -c.confidence, c.rule))
    merged = _without_owners(document, list(_merged(ranked)))
    named = {kind: [c for c in merged if c.type == kind] for kind in ENTITIES}
    honoured = [c for c in merged if "count" in c.slots]
    kept = [
        c
        for c in merged
        if not any(_inside(c, other) for other in named.get(c.type, ()) if other is not c)
        and not any(_counts(c, honour) for honour in honoured)
    ]
    return sorted(kept, key=lambda c: (c.start, c.end, c.type, c.rule))


def _without_owners(document: Document, merged: list[Candidate]) -> list[Candidate]:
    """Without units that stand only at the head of a body's name (合肥市蓝天救援队), the case's own region apart."""
    bodies = [(c.start, c.end) for c in merged if c.type == "organization"]
    own = document.region.name if document.region else ""
    return [
        c
        for c in merged
        if c.type != "region" or own in c.slots["name"] or not all(_heads(span, bodies) for span in _spans(c))
    ]


def _spans(candidate: Candidate) -> tuple[tuple[int, int], ...]:
    return ((candidate.start, candidate.end), *candidate.mentions)


def _heads(span: tuple[int, int], names: list[tuple[int, int]]) -> bool:
    return any(start <= span[0] and span[1] < end for start, end in names)


def _merged(ranked: list[Candidate]) -> Iterator[Candidate]:
    homes: dict[tuple[str, str], Candidate] = {}
    for candidate in ranked:
        key = _identity(candidate)
        home = homes.get(key)
        homes[key] = candidate if home is None else _joined(home, candidate)
    yield from homes.values()


def _identity(candidate: Candidate) -> tuple[str, str]:
    name = candidate.slots.get("name")
    if candidate.type in ENTITIES and name:
        return candidate.type, words(name)
    return candidate.type, f"{candidate.start}:{candidate.end}:{sorted(candidate.slots.items(), key=str)}"


def _joined(home: Candidate, other: Candidate) -> Candidate:
    """One candidate of two for the same entity: the more certain one, the other's evidence as a mention."""
    if other.confidence > home.confidence:
        home, other = other, home
    mentions = {*home.mentions, (other.start, other.end), *other.mentions} - {(home.start, home.end)}
    return replace(home, mentions=tuple(sorted(mentions)))


def _counts(candidate: Candidate, honour: Candidate) -> bool:
    """Whether a statistic only says how many got an honour, which the honour says itself."""
    within = honour.start <= candidate.start and candidate.end <= honour.end
    return candidate.type == "statistic" and within and candidate.slots.get("value") == honour.slots["count"]


def _inside(candidate: Candidate, other: Candidate) -> bool:
    """Whether a named entity is only a piece of another one's name."""
    name, longer = candidate.slots.get("name"), other.slots.get("name")
    if not name or not longer:
        return False
    within = other.start <= candidate.start and candidate.end <= other.end
    return within and words(name) != words(longer) and words(name) in words(longer) and not candidate.mentions
