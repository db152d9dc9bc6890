"""The work queue as pages show it: items of the generation that is read, with the decisions that wait for a build."""

from __future__ import annotations

import shlex
import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pyoxigraph import Literal

from fulian_kg.curation.decisions import ACCEPT, AMEND, REJECT, SEEN, WITHDRAW, Decision
from fulian_kg.curation.journal import NOTHING, Journal, append, read_journal
from fulian_kg.curation.outcomes import in_force
from fulian_kg.curation.queue import ITEM_KINDS, PROPOSED, UNSURE, WAITING
from fulian_kg.curation.recording import Opposed, Refused, amendment, now, record, values_of
from fulian_kg.errors import UsageError
from fulian_kg.graph.build import Settings as BuildSettings
from fulian_kg.graph.desk import UNSURE as LEAST
from fulian_kg.graph.desk import Desk, anchor
from fulian_kg.graph.stored import stored_readings
from fulian_kg.vocabulary import FL

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

    from fulian_kg.curation.decisions import Anchor
    from fulian_kg.curation.journal import Entry
    from fulian_kg.curation.queue import Item
    from fulian_kg.graph.desk import Spot
    from fulian_kg.model import Fact, Slot
    from fulian_kg.server.generations import Generation
    from fulian_kg.server.settings import Settings

UNREVIEWED = "unreviewed"
KINDS = (*ITEM_KINDS, UNREVIEWED)
"""Kinds of items, the most pressing first."""


@dataclass(frozen=True, slots=True)
class Task:
    """An item, with the fact that it is about, and what was decided since the build."""

    item: Item
    kind: str
    """One of `KINDS`."""
    spot: Spot | None
    pending: tuple[Entry, ...] = ()

    @property
    def fact(self) -> Fact | None:
        """The fact that is judged; None for what is no fact."""
        return self.spot[2] if self.spot else None

    @property
    def is_judged(self) -> bool:
        """Whether it can be accepted or rejected."""
        return self.spot is not None or (self.item.kind in SEEN and self.item.span is not None)


class Bench:
    """Tasks of what a server reads; may be asked from any thread."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self._settings = settings
        self.folder = folder
        self._lock = threading.Lock()
        self._made: tuple[str, Desk, frozenset[str], tuple[Task, ...]] | None = None

    def tasks(self, generation: Generation) -> list[Task]:
        """All tasks with the decisions that wait; raises `InputError` for a line that is no decision."""
        _, _, built, tasks = self._of(generation)
        waiting = self._waiting(self._journal(), built)
        return [replace(task, pending=tuple(_about(task, waiting))) for task in tasks]

    def waiting(self, generation: Generation) -> list[Entry]:
        """Decisions in force that the generation does not have, the latest last."""
        return self._waiting(self._journal(), self._of(generation)[2])

    def command(self, generation: Generation) -> str:
        """What brings decisions into the graph."""
        manifest = generation.store.manifest
        files = [row["file"] for row in manifest["ledger"]["sources"]]
        base = [] if manifest["base_iri"] == BuildSettings().base_iri else ["--base-iri", manifest["base_iri"]]
        words = [*files, "--store", str(self._settings.store), "--curation", str(self.folder), *base]
        return shlex.join(["fulian-kg", "build", *words])

    def judge(self, generation: Generation, task: Task, decision: str, who: str, why: str) -> Entry:
        """Record that a task is accepted or rejected; raises `UsageError` when that cannot hold."""
        desk = self._of(generation)[1]
        passage = anchor(task.spot) if task.spot else desk.passage(task.item)
        if decision not in {ACCEPT, REJECT} or not task.is_judged or passage is None:
            message = "this cannot be accepted or rejected"
            raise Refused(message)
        return self._record(desk, self._signed(decision, task, passage, who, why))

    def amend(
        self,
        generation: Generation,
        task: Task,
        given: Mapping[str, Iterable[str]],
        derived: Collection[str],
        who: str,
        why: str,
    ) -> Entry:
        """Record a fact's slots as given, those without a value as unset; raises `Refused` at a slot."""
        if task.spot is None:
            message = "only facts have slots to amend"
            raise Refused(message)
        source, case, fact = task.spot
        desk = self._of(generation)[1]
        values = _values(fact, given, desk)
        unset = tuple(name for name in fact.slots if name not in values)
        changed = {name: value for name, value in values.items() if fact.slots.get(name) != value}
        unprinted = [name for name in derived if name in changed]
        passage = amendment(source, case, fact, changed, unset, unprinted)
        made = self._signed(AMEND, task, passage, who, why)
        return self._record(desk, replace(made, set=changed, unset=unset))

    def withdraw(self, decision: str, who: str, why: str) -> Entry:
        """Record that a decision is withdrawn; raises `Opposed` when it is not in force."""
        with self._lock:
            if decision not in in_force(self._journal()):
                message = "this decision is not in force any more"
                raise Opposed(message)
            return append(self.folder, [Decision(WITHDRAW, who, now(), why, replaces=(decision,))])[0]

    def _signed(self, decision: str, task: Task, passage: Anchor, who: str, why: str) -> Decision:
        return Decision(decision, who, now(), why, task.fact.type if task.fact else task.item.kind, passage)

    def _record(self, desk: Desk, decision: Decision) -> Entry:
        """Tried on the decisions as they are now, one after another: two tabs cannot both win."""
        with self._lock:
            found = record(self.folder, [decision], desk.readings, self._journal(), desk.settings.library)
        return found[0][0]

    def _journal(self) -> Journal:
        return read_journal(self.folder) if self.folder.exists() else NOTHING

    @staticmethod
    def _waiting(journal: Journal, built: frozenset[str]) -> list[Entry]:
        force = in_force(journal)
        found = [entry for each, entry in journal.entries.items() if each in force and each not in built]
        return sorted(found, key=lambda entry: (entry.decision.when, entry.decision.id))

    def _of(self, generation: Generation) -> tuple[str, Desk, frozenset[str], tuple[Task, ...]]:
        """Kept for one generation: decisions of the folder that it was not built with change nothing here."""
        with self._lock:
            if self._made is None or self._made[0] != generation.name:
                self._made = self._make(generation)
            return self._made

    def _make(self, generation: Generation) -> tuple[str, Desk, frozenset[str], tuple[Task, ...]]:
        statements = generation.store.rdf.quads_for_pattern(None, FL.decisionId, None, None)
        built = frozenset(quad.object.value for quad in statements if isinstance(quad.object, Literal))
        known = Journal({each: entry for each, entry in self._journal().entries.items() if each in built})
        build = BuildSettings(library=generation.library, region_history=self._settings.history)
        options = f" --store {shlex.quote(str(self._settings.store))} --curation {shlex.quote(str(self.folder))}"
        desk = Desk(stored_readings(generation.store), known, build, options)
        facts = {(spot[0].source.file, spot[2].id): spot for spot in desk.spots}
        tasks = [_task(item, facts.get((item.file, item.id))) for item in desk.items(below=2)]
        return generation.name, desk, built, tuple(sorted(tasks, key=lambda task: KINDS.index(task.kind)))


def _task(item: Item, spot: Spot | None) -> Task:
    if item.kind not in {PROPOSED, UNSURE}:
        return Task(item, item.kind, None)
    kind = UNREVIEWED if item.kind == UNSURE and spot and spot[2].confidence >= LEAST else item.kind
    return Task(item, kind, spot)


def _about(task: Task, waiting: Iterable[Entry]) -> Iterable[Entry]:
    """The decisions that are about a task."""
    for entry in waiting:
        decision, passage = entry.decision, entry.decision.anchor
        if task.kind == WAITING:
            found = task.item.id in decision.replaces
        else:
            about = task.fact.type if task.fact else task.item.kind
            found = bool(passage and decision.type == about and _names(passage, task))
        if found:
            yield entry


def _names(passage: Anchor, task: Task) -> bool:
    """Whether that is the passage, with what is judged there."""
    span, slots = task.item.span, task.fact.slots if task.fact else task.item.slots
    start = passage.words.start
    same = span is not None and (start, start + len(passage.words.quote)) == (span.start, span.end)
    return same and passage.file == task.item.file and dict(passage.slots) == dict(slots or {})


def _values(fact: Fact, given: Mapping[str, Iterable[str]], desk: Desk) -> dict[str, Slot]:
    """Slots of a form: of a field with several lines, a list. Raises `Refused` at the slot that is at fault."""
    found: dict[str, Slot] = {}
    for name, texts in given.items():
        lines = [f"{name}={text}" for text in texts if text.strip()]
        try:
            found |= values_of(fact.type, lines, desk.settings.library) if lines else {}
        except UsageError as error:
            raise Refused(str(error), name) from None
    return found
