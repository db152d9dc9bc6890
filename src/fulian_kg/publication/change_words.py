"""Changes in sentences of both languages: 北京·石景山: 经费标准 1 → 2 元/人·年 (…)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fulian_kg.graph.literals import shortened
from fulian_kg.publication.change_settings import LANGUAGES, NoteSettings, note_settings
from fulian_kg.publication.pairing import CaseKey, CaseTold, case_of
from fulian_kg.vocabulary import compact, concept

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyoxigraph import NamedNode

    from fulian_kg.model import Fact
    from fulian_kg.publication.change_causes import Cause
    from fulian_kg.publication.change_labels import Labels
    from fulian_kg.publication.changes import CaseChange, Changes, FactChange, SlotChange
    from fulian_kg.publication.pairing import Side
    from fulian_kg.publication.term_changes import TermChange
    from fulian_kg.resources import Library

Both = tuple[str, str]
"""A text in Chinese and in English."""
NOTHING = CaseTold()
MOST_FILES = 3
"""Files that a summary names."""


class Sentences:
    """Says what changed between two publications."""

    def __init__(self, library: Library, labels: Labels, changes: Changes) -> None:
        self._settings: NoteSettings = note_settings(library)
        self._labels = labels
        self._changes = changes

    def fact(self, change: FactChange, cause: Cause) -> Both:
        """A fact that came, went or states something else, and why."""
        fact = change.either
        thing = fact.type if change.kind in self._settings.sentences.get(fact.type, ()) else "facts"
        return self._both(
            lambda language: self._settings.sentence(
                thing,
                change.kind,
                language,
                place=self._place(fact, language),
                type=self._labels.type(fact.type, language),
                name=self._labels.name(fact, language),
                stated=self._labels.stated(fact, language),
                slots=self._slots(change, language),
                cause=self._cause(cause, language),
            )
        )

    def case(self, change: CaseChange) -> Both:
        """A case that came or went."""
        return self._both(
            lambda language: self._settings.sentence(
                "cases",
                change.kind,
                language,
                place=self._case_place(change.case, change.told, language),
                case=self._case(change.case, change.told, language),
                facts=change.told.facts,
            )
        )

    def term(self, change: TermChange) -> Both:
        """A term, concept or shape that came, went or is described otherwise."""
        of = change.of or concept("changed-thing", change.thing).value
        return self._both(
            lambda language: self._settings.sentence(
                "concepts" if change.is_concept else "terms",
                change.kind,
                language,
                of=self._labels.term(of, language),
                name=change.names[LANGUAGES.index(language)],
                short=compact(change.iri),
            )
        )

    def where(self, fact: Fact) -> Both:
        """Case and page of a fact."""
        return self._both(lambda language: self._where(fact, language))

    def summary(self, number: int) -> Both:
        """How much changed: `number` changes, and the types of facts of which there are more or fewer."""
        return self._both(lambda language: self._summary(number, language))

    def first(self, side: Side) -> Both:
        """How much a release without another before it holds."""
        return self._both(lambda language: self._counts(side, language))

    def property(self, fact: Fact, slot: str) -> NamedNode | None:
        """The property of a slot."""
        return self._labels.property(fact.type, slot)

    def release(self, number: int) -> Both:
        """The name of a release."""
        return self._both(lambda language: self._settings.word("release", language, number=number))

    def _summary(self, number: int, language: str) -> str:
        word, before, after = self._settings.word, self._changes.before, self._changes.after
        parts = [self._counts(after, language)]
        parts.append(word("listed", language, changes=number) if number else word("same", language))
        parts += [self._texts(language)] if self._changes.texts else []
        if self._changes.restated:
            parts.append(word("restated", language, restated=self._changes.restated))
        if told := [self._counted(before, after, each, language) for each in _types(before, after)]:
            parts.append(word("more", language, counts=word("between", language).join(told)))
        return word("beside", language).join(parts)

    def _texts(self, language: str) -> str:
        """Which source texts are not those of before, as long as they are few."""
        files = self._changes.texts
        if len(files) > MOST_FILES:
            return self._settings.word("texts", language, number=len(files))
        return self._settings.word("text", language, files=self._settings.words["items"][language].join(files))

    def _counts(self, side: Side, language: str) -> str:
        return self._settings.word("counted", language, cases=len(side.cases), facts=sum(side.types.values()))

    def _counted(self, before: Side, after: Side, fact_type: str, language: str) -> str:
        was, now = before.types.get(fact_type, 0), after.types.get(fact_type, 0)
        return self._settings.word(
            "counts", language, type=self._labels.type(fact_type, language), before=was, after=now
        )

    def _slots(self, change: FactChange, language: str) -> str:
        told = (self._slot(change, slot, language) for slot in change.slots)
        return self._settings.words["between"][language].join(told)

    def _slot(self, change: FactChange, slot: SlotChange, language: str) -> str:
        labels, fact = self._labels, change.either
        before, after = (labels.value(fact.type, slot.name, each, language) for each in (slot.before, slot.after))
        name, unit = (make(fact, slot.name, language) for make in (labels.slot, labels.unit))
        return self._settings.sentence("slots", "changed", language, slot=name, before=before, after=after, unit=unit)

    def _cause(self, cause: Cause, language: str) -> str:
        decision = cause.decision
        if decision is None:
            return self._labels.term(concept("change-cause", cause.kind).value, language)
        key = "decided" if decision.why.strip() else "decided_silently"
        return self._settings.word(key, language, who=decision.who, why=" ".join(decision.why.split()))

    def _place(self, fact: Fact, language: str) -> str:
        """The region or place of a fact, else that of its case."""
        case = self._told(case_of(fact))
        region = fact.slots.get("name") if fact.type == "region" else fact.slots.get("region")
        if isinstance(region, str):
            return self._labels.place(region, fact.file, language)
        return self._case_place(case_of(fact), case, language)

    def _case_place(self, case: CaseKey, told: CaseTold, language: str) -> str:
        if told.region:
            return self._labels.place(told.region, case.file, language)
        return self._case(case, told, language)

    def _case(self, case: CaseKey, told: CaseTold, language: str) -> str:
        if case.number is None:
            return self._settings.word("file", language, file=case.file)
        if told.title is None:
            return self._settings.word("case_untitled", language, number=case.number)
        return self._settings.word("case", language, number=case.number, title=shortened(told.title))

    def _told(self, case: CaseKey) -> CaseTold:
        return self._changes.after.cases.get(case) or self._changes.before.cases.get(case) or NOTHING

    def _where(self, fact: Fact, language: str) -> str:
        parts = [self._case(case_of(fact), self._told(case_of(fact)), language)]
        if fact.pages:
            key = "page" if fact.pages[0] == fact.pages[1] else "pages"
            parts.append(self._settings.word(key, language, pages=printed(fact.pages)))
        return self._settings.words["items"][language].join(parts)

    def _both(self, say: Callable[[str], str]) -> Both:
        return say(LANGUAGES[0]), say(LANGUAGES[1])


def printed(pages: tuple[int, int]) -> str:
    """4–6, or 4 where it is one page."""
    return str(pages[0]) if pages[0] == pages[1] else f"{pages[0]}–{pages[1]}"


def _types(before: Side, after: Side) -> list[str]:
    return [each for each in sorted({*before.types, *after.types}) if before.types.get(each) != after.types.get(each)]
