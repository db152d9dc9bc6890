"""Extractors that others install: read only when they are named, after ours, and never changing what ours found."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Final, Protocol

from fulian_kg.errors import InputError, UsageError
from fulian_kg.extraction.consistency import ENTITIES, consistent
from fulian_kg.extraction.printed import words
from fulian_kg.extraction.relevance import without_noise
from fulian_kg.fact_schema import fact_schemas
from fulian_kg.model import Candidate, Fact, Finding, Rejection

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from importlib.metadata import EntryPoint

    from fulian_kg.extraction.document import Document
    from fulian_kg.extraction.gate import Gate

GROUP: Final = "fulian_kg.extractors"
AGREES: Final = "agrees-with-rule"
"""Reason for which a fact that a rule of ours states already is not taken again: it is counted."""


class Plugin(Protocol):
    """An extractor that may refuse candidates and report findings of its own; every extractor is one."""

    @property
    def name(self) -> str:
        """Machine name, the head of every rule id."""
        ...

    @property
    def version(self) -> str:
        """Changes when the same text may give other facts."""
        ...

    def extract(self, document: Document) -> Iterable[Candidate | Rejection | Finding]:
        """Candidates in view offsets, which the gate judges like ours."""
        ...


@dataclass(frozen=True, slots=True)
class Added:
    """What plug-ins add to the reading of a case."""

    facts: tuple[Fact, ...] = ()
    findings: tuple[Finding, ...] = ()
    rejected: tuple[Rejection, ...] = ()


def plugins(names: Iterable[str]) -> tuple[Plugin, ...]:
    """The installed plug-ins of these names, each once; raises `UsageError` for a name that none has.

    Raises `InputError` for one that cannot be loaded.
    """
    installed = {point.name: point for point in entry_points(group=GROUP)}
    wanted = tuple(dict.fromkeys(names))
    if unknown := [name for name in wanted if name not in installed]:
        known = ", ".join(sorted(installed)) or "none"
        message = f"there is no extractor plug-in {unknown[0]!r}: installed are {known}"
        raise UsageError(message)
    return tuple(_loaded(installed[name]) for name in wanted)


def _loaded(point: EntryPoint) -> Plugin:
    try:
        loaded: Plugin = point.load()()
    except (ImportError, AttributeError, TypeError) as error:
        message = f"the extractor plug-in {point.name} cannot be loaded: {error}"
        raise InputError(message) from None
    return loaded


def added(document: Document, readers: Sequence[Plugin], gate: Gate, ours: Sequence[Fact]) -> Added:
    """What the plug-ins find beyond our own facts."""
    found = [each for reader in readers for each in reader.extract(document)]
    candidates = without_noise(document, (each for each in found if isinstance(each, Candidate)))
    judged = [_new(verdict, ours, gate) for verdict in map(gate.judge, consistent(document, candidates))]
    rejected = (each for each in (*found, *judged) if isinstance(each, Rejection))
    findings = (each for each in found if isinstance(each, Finding))
    return Added(tuple(each for each in judged if isinstance(each, Fact)), tuple(findings), tuple(rejected))


def _new(verdict: Fact | Rejection, ours: Sequence[Fact], gate: Gate) -> Fact | Rejection:
    if isinstance(verdict, Fact) and any(_agree(verdict, fact, gate) for fact in ours):
        place = gate.view.index(verdict.start), gate.view.index(verdict.end)
        return Rejection(Candidate(verdict.type, verdict.slots, *place, verdict.rule), AGREES, verdict.quote)
    return verdict


def _agree(one: Fact, other: Fact, gate: Gate) -> bool:
    """Whether two facts state the same: an entity by its name, anything else by its key slots where it stands."""
    if one.type != other.type:
        return False
    if one.slots.get("negated") != other.slots.get("negated"):
        return False
    if one.type in ENTITIES and "name" in one.slots and "name" in other.slots:
        return _same_name(one, other)
    key = fact_schemas(gate.library)[one.type].key
    values = [name for name in key if isinstance(one.slots.get(name), int | float)]
    same = all(one.slots.get(name) == other.slots.get(name) for name in values or key)
    return same and one.span.overlaps(other.span)


def _same_name(one: Fact, other: Fact) -> bool:
    """Equal, or the one a piece of the other where both stand."""
    name, known = words(one.slots["name"]), words(other.slots["name"])
    if name in known or known in name:
        return name == known or any(one.span.overlaps(span) for span in (other.span, *other.mentions))
    return False
