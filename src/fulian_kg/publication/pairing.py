"""Facts of two publications side by side: which came, which went, and which are the same fact with other content."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from fulian_kg.extraction.ids import key_of
from fulian_kg.fact_schema import fact_schemas
from fulian_kg.model import digest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fulian_kg.fact_schema import FactSchema
    from fulian_kg.model import Fact
    from fulian_kg.publication.snapshots import Snapshot
    from fulian_kg.resources import Library

FactKey = tuple[str, str]
"""File and id: what names a claim."""


class CaseKey(NamedTuple):
    """What names a case in both publications."""

    file: str
    number: int | None


class Pair(NamedTuple):
    """A fact as it was and as it is; None where one of them had it not."""

    before: Fact | None
    after: Fact | None

    @property
    def either(self) -> Fact:
        """The fact as it is, else as it was."""
        found = self.after or self.before
        assert found is not None  # noqa: S101  a pair has a side
        return found


@dataclass(slots=True)
class CaseTold:
    """What is kept of a case while its facts go by."""

    title: str | None = None
    region: str | None = None
    """The first region that it names: its own, which heads it."""
    facts: int = 0


@dataclass(slots=True)
class Side:
    """What is kept of one publication while its facts go by."""

    cases: dict[CaseKey, CaseTold] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    """SHA-256 by file."""
    types: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    """Facts by type."""
    unpublished: set[FactKey] = field(default_factory=set)
    """Facts that the graph does not state: rejected, or proposed by a model."""

    @classmethod
    def of(cls, snapshot: Snapshot) -> Side:
        """What is kept of a publication that is compared with nothing."""
        side = cls()
        for _ in side.published(snapshot):
            pass
        return side

    def published(self, snapshot: Snapshot) -> Iterator[Fact]:
        """The facts that the graph states, each noted on its way."""
        for fact in snapshot.facts():
            if snapshot.publishes(fact):
                self._note(fact)
                yield fact
            else:
                self.unpublished.add(key(fact))

    def _note(self, fact: Fact) -> None:
        told = self.cases.setdefault(case_of(fact), CaseTold())
        told.facts += 1
        self.types[fact.type] += 1
        self.sources[fact.file] = fact.sha256
        if fact.type == "case":
            told.title = str(fact.slots["title"])
        if fact.type == "region" and told.region is None:
            told.region = str(fact.slots["name"])


@dataclass(frozen=True, slots=True)
class Paired:
    """Two publications, compared fact by fact."""

    before: Side
    after: Side
    pairs: tuple[Pair, ...]
    """Facts that are not the same on both sides, those of cases that came or went whole left out, in their order."""


def paired(before: Snapshot, after: Snapshot, library: Library) -> Paired:
    """Compare facts by id; what is left of both sides by case, type and what names them, in the order of the text.

    Neither side is held in memory: only a hash of each earlier fact, then the facts that differ.
    """
    was, now = Side(), Side()
    marks: dict[FactKey, int] = {}
    for fact in was.published(before):
        marks[key(fact)] = _mark(fact)
    new: dict[FactKey, Fact] = {}
    for fact in now.published(after):
        if marks.get(key(fact)) == _mark(fact):
            del marks[key(fact)]
        else:
            new[key(fact)] = fact
    old = {key(fact): fact for fact in before.facts() if key(fact) in marks}
    found = [Pair(old.pop(each), new.pop(each)) for each in [*new] if each in old]
    went = [fact for fact in old.values() if case_of(fact) in now.cases]
    came = [fact for fact in new.values() if case_of(fact) in was.cases]
    found += _matched(went, came, fact_schemas(library))
    return Paired(was, now, tuple(sorted(found, key=_place)))


def key(fact: Fact) -> FactKey:
    """What names a fact."""
    return fact.file, fact.id


def case_of(fact: Fact) -> CaseKey:
    """The case of a fact."""
    return CaseKey(fact.file, fact.case)


def _matched(went: list[Fact], came: list[Fact], schemas: Mapping[str, FactSchema]) -> Iterator[Pair]:
    """Pairs of equal key slots, then of key slots that are equal but for their figures; the rest came or went."""

    def stated(fact: Fact) -> str:
        return repr([(name, fact.slots.get(name)) for name in schemas[fact.type].key])

    def called(fact: Fact) -> str:
        return key_of(fact.slots, schemas[fact.type].key, fact.quote)

    for naming in (stated, called):
        waiting: dict[tuple[CaseKey, str, str], list[Fact]] = defaultdict(list)
        for fact in sorted(went, key=_order):
            waiting[case_of(fact), fact.type, naming(fact)].append(fact)
        left = []
        for fact in sorted(came, key=_order):
            if same := waiting[case_of(fact), fact.type, naming(fact)]:
                yield Pair(same.pop(0), fact)
            else:
                left.append(fact)
        went, came = [fact for rest in waiting.values() for fact in rest], left
    yield from (Pair(fact, None) for fact in went)
    yield from (Pair(None, fact) for fact in came)


def _mark(fact: Fact) -> int:
    """A hash over what a reader is told of a fact; where it stands in the file and the rule are no part of that."""
    told = json.dumps([dict(fact.slots), fact.quote, fact.pages, fact.review], ensure_ascii=False, sort_keys=True)
    return int(digest(told), 16)


def _order(fact: Fact) -> tuple[str, int, int, str, str]:
    return fact.file, fact.start, fact.end, fact.type, fact.id


def _place(pair: Pair) -> tuple[tuple[str, int, int, str, str], bool]:
    return _order(pair.either), pair.after is None
