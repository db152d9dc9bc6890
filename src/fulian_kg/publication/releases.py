"""Releases in RDF: each with its version and what it changed, every one that came before it carried along.

A version is the number of the release and the hash of its content, `2-5d0e13ab`: no clock is asked, and publishing
the same content again makes no release.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from fulian_kg.errors import UsageError
from fulian_kg.graph import literals
from fulian_kg.graph.sink import Sink
from fulian_kg.model import digest
from fulian_kg.publication.change_causes import DECISION, Causes
from fulian_kg.publication.change_labels import Labels
from fulian_kg.publication.change_words import Sentences, printed
from fulian_kg.publication.changes import compare, unchanged
from fulian_kg.publication.snapshots import FRAGMENTS
from fulian_kg.query.tables import plain
from fulian_kg.vocabulary import DCTERMS, FL, PROV, RDF, RDFS, Iris, Namespace, concept, curie

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from fulian_kg.graph.store import OpenStore
    from fulian_kg.model import Fact
    from fulian_kg.publication.addresses import Addresses
    from fulian_kg.publication.change_causes import Cause
    from fulian_kg.publication.change_words import Both
    from fulian_kg.publication.changes import CaseChange, Changes, FactChange
    from fulian_kg.publication.reference import Triples
    from fulian_kg.publication.snapshots import Snapshot
    from fulian_kg.resources import Library

DCAT = Namespace("dcat")
VERSION_INFO = curie("owl:versionInfo")
MIDNIGHT = "T00:00:00Z"
"""Where a time is wanted (xsd:dateTime, RFC 3339) and a publisher states a day."""
BETWEEN = "-"
"""Between the number and the hash of a version."""


@dataclass(frozen=True, slots=True)
class News:
    """The history of a data set up to what is published now."""

    triples: Triples
    version: str
    """Of the release that is published."""
    release: ox.NamedNode
    is_new: bool
    """Whether it is another release than the one before."""
    changes: Changes | None = None
    """Against the one before; None where there is none, or nothing changed."""


@dataclass(frozen=True, slots=True)
class Published:
    """What is published now, and by whom: the store, the library of words, the addresses, the day if one is stated."""

    store: OpenStore
    library: Library
    at: Addresses
    dates: Mapping[str, dt.date]
    """When the sources speak, by file."""
    date: dt.date | None = None


def news(now: Published, present: Snapshot, before: Snapshot | None) -> News:
    """The history with the release that is published now; the same content as before is the same release.

    Raises `UsageError` where the publication before had another base: its addresses are not ours to change.
    """
    if before is not None and before.base != present.base:
        message = (
            f"the publication before has the base IRI {before.base}, this one {present.base}: "
            f"build with --base-iri {before.base}, or leave --since out"
        )
        raise UsageError(message)
    history = () if before is None else before.history
    last = latest(history)
    if before is not None and last is None:  # a store: it was released before there was any history
        first = _Release(now, f"1{BETWEEN}{before.content}", None, None)
        first.describe(before, None)
        history, last = first.triples, first.version
    if last is not None and last.partition(BETWEEN)[2] == present.content:
        return News(tuple(history), last, release(now.at, last), is_new=False)
    number = 1 if last is None else int(last.partition(BETWEEN)[0]) + 1
    made = _Release(now, f"{number}{BETWEEN}{present.content}", last, now.date)
    changes = None if before is None else compare(before, present, now.library)
    made.describe(present, changes)
    return News((*history, *made.triples), made.version, made.iri, is_new=True, changes=changes)


def release(at: Addresses, version: str) -> ox.NamedNode:
    """The IRI of a release."""
    return at.of(f"{FRAGMENTS}release-{version}")


def latest(history: Triples) -> str | None:
    """The version of the last release."""
    return max((str(t.object.value) for t in history if t.predicate == DCAT.version), key=number_of, default=None)  # type: ignore[union-attr]


def number_of(version: str) -> int:
    """The number of a release, by its version."""
    return int(version.partition(BETWEEN)[0])


class _Release:
    """Writes one release."""

    def __init__(self, now: Published, version: str, previous: str | None, date: dt.date | None) -> None:
        self._now, self._iris, self._date = now, Iris(now.store.base), date
        self.version, self._previous = version, previous
        self.iri = release(now.at, version)
        self._sink = Sink(now.at.of("changes"))
        self._add = self._sink.add

    @property
    def triples(self) -> Triples:
        """All of it."""
        return tuple(quad.triple for quad in self._sink.quads)

    def describe(self, snapshot: Snapshot, changes: Changes | None) -> None:
        """The release, and what it changed against the one before it."""
        add, iri = self._add, self.iri
        add(iri, RDF.type, FL.Release)
        add(iri, DCAT.version, literals.plain(self.version))
        add(iri, VERSION_INFO, literals.plain(self.version))
        add(iri, DCAT.isVersionOf, self._now.at.entry("dataset"))
        if self._previous is not None:
            add(iri, DCAT.previousVersion, release(self._now.at, self._previous))
        if self._date is not None:
            add(iri, DCTERMS.issued, literals.day(self._date))
        if snapshot.includes_proposals:
            add(iri, FL.includesProposals, literals.boolean(value=True))
        told = unchanged(snapshot) if changes is None else changes
        words = Sentences(self._now.library, Labels(self._now.library, self._now.dates), told)
        self._both(iri, DCTERMS.title, words.release(number_of(self.version)))
        add(iri, FL.caseCount, literals.integer(len(told.after.cases)))
        add(iri, FL.factCount, literals.integer(sum(told.after.types.values())))
        if changes is None:
            self._both(iri, DCTERMS("description"), words.first(told.after))
            return
        add(iri, FL.restatedCount, literals.integer(changes.restated))
        self._changes(changes, words)

    def _changes(self, changes: Changes, words: Sentences) -> None:
        causes = Causes(self._now.store, changes)
        for fact in changes.facts:
            self._fact(fact, causes.of(fact), words)
        for case in changes.cases:
            change = self._change("case", case.kind, f"{case.case.file}\n{case.case.number}", words.case(case))
            self._add(change, FL.factCount, literals.integer(case.told.facts))
            self._concerns_case(change, case)
        for term in changes.terms:
            change = self._change(term.thing, term.kind, term.iri, words.term(term))
            self._add(change, FL.concerns, ox.NamedNode(term.iri))
        number = len(changes.facts) + len(changes.cases) + len(changes.terms)
        self._both(self.iri, DCTERMS("description"), words.summary(number))

    def _fact(self, fact: FactChange, cause: Cause, words: Sentences) -> None:
        change = self._change("fact", fact.kind, f"{fact.either.file}\n{fact.either.id}", words.fact(fact, cause))
        add = self._add
        for side in filter(None, (fact.before, fact.after)):
            add(change, FL.concerns, self._iris.claim(side.id, side.file))
        self._both(change, DCTERMS("description"), words.where(fact.either))
        add(change, FL.changeCause, concept("change-cause", cause.kind))
        if cause.kind == DECISION and cause.decision is not None:
            add(change, PROV.wasInfluencedBy, ox.NamedNode(cause.decision.iri))
        self._evidence(change, fact.before, FL.quoteBefore, FL.pagesBefore)
        self._evidence(change, fact.after, FL.quoteAfter, FL.pagesAfter)
        for slot in fact.slots:
            node = ox.NamedNode(f"{change.value}-{slot.name}")
            add(change, FL.slotChange, node)
            add(node, RDF.type, FL.ValueChange)
            add(node, FL.changedSlot, literals.plain(slot.name))
            if (prop := words.property(fact.either, slot.name)) is not None:
                add(node, FL.changedProperty, prop)
            for value_of, value in ((FL.valueBefore, slot.before), (FL.valueAfter, slot.after)):
                if value is not None:
                    add(node, value_of, literals.plain(plain(value)))

    def _evidence(self, change: ox.NamedNode, fact: Fact | None, quote: ox.NamedNode, pages: ox.NamedNode) -> None:
        if fact is not None:
            self._add(change, quote, literals.plain(fact.quote))
            if fact.pages:
                self._add(change, pages, literals.plain(printed(fact.pages)))

    def _concerns_case(self, change: ox.NamedNode, case: CaseChange) -> None:
        """The case, where the texts of now tell what its compilation is called."""
        rows = self._now.store.manifest["ledger"]["sources"]
        titles = {row["file"]: row["title"] for row in rows}
        if case.case.file in titles:
            path = self._iris.case_path(case.case.number, titles[case.case.file], case.case.file)
            self._add(change, FL.concerns, self._iris.case(path))

    def _change(self, thing: str, kind: str, what: str, label: Both) -> ox.NamedNode:
        name = digest(thing, what, length=12)
        change = self._now.at.of(f"{FRAGMENTS}{self.version}-{name}")
        self._add(self.iri, FL.editionChange, change)
        self._add(change, RDF.type, FL.EditionChange)
        self._add(change, FL.changedThing, concept("changed-thing", thing))
        self._add(change, FL.editionChangeKind, concept("edition-change", kind))
        self._both(change, RDFS.label, label)
        return change

    def _both(self, node: ox.NamedNode, prop: ox.NamedNode, text: Both) -> None:
        self._add(node, prop, literals.zh(text[0]), literals.en(text[1]))
