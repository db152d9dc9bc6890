"""Decisions applied to what was read: changed facts, the fate of every decision, and facts that are about one thing.

The result is a function of the texts, the facts read from them and the set of decisions; in which order and files they
stand changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from fulian_kg.curation.decisions import MERGE, SEEN, SPLIT, WITHDRAW
from fulian_kg.curation.matching import JUDGED, OTHER, PART, Subjects, roles_of
from fulian_kg.curation.outcomes import (
    APPLIED,
    CHANGED,
    CONFLICTING,
    GONE,
    MISSING,
    MOVED,
    REPLACED,
    Curated,
    Member,
    Outcome,
    groups,
    in_force,
)
from fulian_kg.curation.settling import contradictions, settle
from fulian_kg.curation.texts import Located, Texts
from fulian_kg.extraction.printed import words
from fulian_kg.model import Rejection

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from fulian_kg.curation.decisions import Decision
    from fulian_kg.curation.journal import Entry, Journal
    from fulian_kg.curation.matching import Role, Subject
    from fulian_kg.curation.texts import CaseText, SourceTexts
    from fulian_kg.model import Case, CaseFacts, Fact, Reading, Span
    from fulian_kg.resources import Library


def curate(readings: Iterable[Reading], journal: Journal, library: Library) -> Curated:
    """Apply all decisions of a journal that are in force."""
    readings = tuple(readings)
    return _Curation(readings, journal, library).result()


class _Curation:
    """One run over one set of decisions."""

    def __init__(self, readings: tuple[Reading, ...], journal: Journal, library: Library) -> None:
        self._readings = readings
        self._journal = journal
        self._library = library
        self._texts = Texts(readings, library)
        self._force = in_force(journal)
        self._located: dict[str, tuple[Located, ...]] = {}
        self._failed: dict[str, tuple[str, str]] = {}
        """Ids of decisions that do not apply, with state and reason."""
        self._members: dict[str, dict[str, Member]] = defaultdict(dict)
        """Facts that decisions are about, by id of the decision and part in it."""
        self._made: dict[CaseText, dict[str, Fact]] = defaultdict(dict)
        """Facts of each case that are not as they were read, by id."""
        self._merged: dict[CaseText, list[Fact]] = defaultdict(list)
        """Facts of each case that are mentions of others now."""
        self._conflicts: dict[tuple[str, str], tuple[Entry, Entry]] = {}

    def result(self) -> Curated:
        """Everything."""
        entries = [self._journal.entries[each] for each in sorted(self._journal.entries)]
        subjects = Subjects(self._library)
        for role in subjects.match([role for entry in entries for role in roles_of(entry, self._places(entry))]):
            self._fail(role.decision, *_why_nothing(role))
        self._find_conflicts([*self._opposed(entries), *self._contradictory(subjects.touched())])
        for subject in subjects.touched():
            self._settle(subject)
        same = tuple(tuple(group) for group in groups(self._joined(entries)))
        for group in same:
            self._fold(group)
        return Curated(
            tuple(map(self._rewritten, self._texts.sources, self._readings)),
            self._journal,
            tuple(map(self._outcome, entries)),
            same,
            tuple(sorted(self._conflicts.values(), key=lambda pair: (pair[0].place, pair[1].place))),
            self._seen(entries),
        )

    def _places(self, entry: Entry) -> Sequence[tuple[CaseText, Span]]:
        """Where the passages of a decision stand; none unless all were found."""
        decision = entry.decision
        if decision.anchor is None:
            return ()
        wanted = [(decision.anchor, decision.anchor.words)]
        wanted += [(decision.other, decision.other.words)] if decision.other else []
        wanted += [(decision.anchor, decision.mention)] if decision.mention else []
        found = [self._texts.locate(anchor, words) for anchor, words in wanted]
        self._located[decision.id] = tuple(each for each in found if isinstance(each, Located))
        for (anchor, _), each in zip(wanted, found, strict=True):
            if not isinstance(each, Located):
                self._fail(decision, each, "" if self._texts.reads(anchor) else "source-not-read")
                return ()
        within = [(each.case, each.span) for each in self._located[decision.id] if each.case]
        if len(within) < len(found):
            self._fail(decision, GONE, "outside-of-the-cases")
            return ()
        if decision.type in SEEN and words(self._located[decision.id][0].quote) != words(decision.anchor.words.quote):
            self._fail(decision, CHANGED, "other-words")
            return ()
        return within

    def _fail(self, decision: Decision, state: str, reason: str) -> None:
        self._failed.setdefault(decision.id, (state, reason))

    def _contradictory(self, subjects: Iterable[Subject]) -> Iterator[tuple[Entry, Entry]]:
        for subject in subjects:
            for one, other in contradictions(self._active(subject)):
                yield one.entry, other.entry

    def _opposed(self, entries: Iterable[Entry]) -> Iterator[tuple[Entry, Entry]]:
        """Pairs that judge one passage, which is no fact, in two ways."""
        judged: dict[tuple[str, str | None, Span], list[Entry]] = defaultdict(list)
        for entry in entries:
            if entry.decision.type in SEEN and self._applies(entry.decision):
                (place,) = self._located[entry.decision.id]
                judged[place.source.sha256, entry.decision.type, place.span].append(entry)
        for together in judged.values():
            yield from (
                (one, other)
                for one, other in combinations(together, 2)
                if one.decision.decision != other.decision.decision
            )

    def _find_conflicts(self, pairs: Iterable[tuple[Entry, Entry]]) -> None:
        for pair in pairs:
            first, last = sorted(pair, key=lambda entry: (entry.file, entry.line))
            self._conflicts[first.decision.id, last.decision.id] = (first, last)
        for first, last in self._conflicts.values():
            self._fail(first.decision, CONFLICTING, last.decision.id)
            self._fail(last.decision, CONFLICTING, first.decision.id)

    def _active(self, subject: Subject) -> list[Role]:
        """Roles of decisions in force whose passages were found."""
        return [
            role for role in subject.roles if role.decision.id in self._force and role.decision.id not in self._failed
        ]

    def _settle(self, subject: Subject) -> None:
        fact, failed = settle(subject, self._active(subject), self._library)
        for role in subject.roles:
            if why := failed.get(role.decision.id):
                self._fail(role.decision, CHANGED, why)
            if fact is not None:
                self._members[role.decision.id][role.part] = Member(subject.case, fact)
            else:
                self._fail(role.decision, GONE, "")
        if fact is not None:
            self._made[subject.case][fact.id] = fact

    def _joined(self, entries: Iterable[Entry]) -> Iterator[tuple[Member, Member]]:
        """Pairs of facts that a merge in force joins."""
        for decision in (entry.decision for entry in entries):
            members = self._members[decision.id]
            if decision.decision == MERGE and self._applies(decision) and {JUDGED, OTHER} <= members.keys():
                yield members[JUDGED], members[OTHER]

    def _fold(self, group: Iterable[Member]) -> None:
        """Of the members in one case the first stays, and those that follow become mentions of it."""
        first: dict[CaseText, Fact] = {}
        for case, fact in group:
            kept = first.setdefault(case, fact)
            if kept is not fact:
                self._merged[case].append(fact)
                mentions = sorted({*kept.mentions, fact.span, *fact.mentions} - {kept.span})
                first[case] = self._made[case][kept.id] = replace(kept, mentions=tuple(mentions))

    def _applies(self, decision: Decision) -> bool:
        return decision.id in self._force and decision.id not in self._failed

    def _rewritten(self, source: SourceTexts, reading: Reading) -> Reading:
        read = tuple(self._with_facts(case) for case in source.cases)
        compilation = replace(reading.compilation, cases=tuple(each.case for each in read))
        return replace(reading, compilation=compilation, cases=read)

    def _with_facts(self, case: CaseText) -> CaseFacts:
        if case not in self._made:
            return case.read
        merged = tuple(sorted(self._merged[case], key=lambda fact: (fact.start, fact.id)))
        facts = {fact.id: fact for fact in case.read.facts} | self._made[case]
        split = self._splits(case)
        gone = {fact.id for fact in merged}
        kept = [_without(fact, split) for fact in facts.values() if fact.id not in gone]
        kept.sort(key=lambda fact: (fact.start, fact.end, fact.type, fact.id))
        own = next((fact for fact in kept if fact.type == "case"), None)
        named = case.case if own is None else _corrected(case.case, own)
        return replace(case.read, facts=tuple(kept), case=named, merged=merged)

    def _splits(self, case: CaseText) -> frozenset[Span]:
        """Mentions of a case that are things of their own now."""
        return frozenset(
            located[1].span
            for each, located in self._located.items()
            for decision in (self._journal.entries[each].decision,)
            if decision.decision == SPLIT and self._applies(decision) and located[1].case is case
        )

    def _outcome(self, entry: Entry) -> Outcome:
        decision = entry.decision
        located = self._located.get(decision.id, ())
        parts = self._members[decision.id]
        members = tuple(parts[part] for part in (JUDGED, OTHER, PART) if part in parts)
        if decision.id not in self._force:
            return Outcome(entry, REPLACED, "", located, members)
        if decision.id in self._failed:
            return Outcome(entry, *self._failed[decision.id], located, members)
        if decision.decision == WITHDRAW and not any(old in self._journal.entries for old in decision.replaces):
            return Outcome(entry, MISSING, "decision-unknown")
        return Outcome(entry, MOVED if any(each.moved for each in located) else APPLIED, "", located, members)

    def _seen(self, entries: Iterable[Entry]) -> Mapping[tuple[str, str], frozenset[Span]]:
        found: dict[tuple[str, str], set[Span]] = defaultdict(set)
        for decision in (entry.decision for entry in entries):
            if decision.type in SEEN and self._applies(decision):
                (place,) = self._located[decision.id]
                found[place.source.sha256, str(decision.type)].add(place.span)
        return {key: frozenset(spans) for key, spans in found.items()}


def _why_nothing(role: Role) -> tuple[str, str]:
    """Why there is no such fact: what it stated is no longer printed, or no rule reads it any more."""
    judged = role.case.judge(str(role.decision.type), role.slots, role.derived, role.span, role.part)
    return (CHANGED, judged.reason) if isinstance(judged, Rejection) else (GONE, "")


def _without(fact: Fact, split: frozenset[Span]) -> Fact:
    mentions = tuple(span for span in fact.mentions if span not in split)
    return fact if mentions == fact.mentions else replace(fact, mentions=mentions)


def _corrected(case: Case, fact: Fact) -> Case:
    """The case under the title and federation that a person gave it."""
    if fact.review != "amended":
        return case
    return replace(case, title=fact.slots.get("title", case.title), federation=fact.slots.get("federation"))
