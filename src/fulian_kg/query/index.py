"""An index of what a store holds, for search: names, titles, themes and quotes, kept beside the database.

Stores that were built without one get theirs in memory when somebody searches.
"""

from __future__ import annotations

import sqlite3
import threading
from collections import defaultdict
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fulian_kg.graph.manifest import unreadable
from fulian_kg.query.folding import fold, grams
from fulian_kg.vocabulary import DCTERMS, FL, FOAF, ORG, RDF, SKOS, named, scheme

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyoxigraph as ox

    from fulian_kg.graph.store import OpenStore

FILE = "search.sqlite"
KINDS = {
    "case": FL.Case,
    "theme": None,
    "initiative": FL.Initiative,
    "funding": FL.FundingPolicy,
    "region": FL.AdministrativeRegion,
    "federation": FL.Federation,
    "facility": FL.Facility,
    "organization": ORG.Organization,
    "document": FL.PolicyDocument,
    "decision": FL.Decision,
    "event": FL.Event,
    "honour": FL.Honour,
    "person": FOAF.Person,
    "place": FL.Place,
    "statistic": FL.Observation,
}
"""Kinds of things in the order of hits that are equal otherwise; themes are the concepts of their scheme.

What is of two kinds counts as the first: a facility is an organization too.
"""
QUOTE = "quote"
NAMES = (SKOS.prefLabel, DCTERMS.title, FOAF.name, SKOS.altLabel, FL.fullName, FL.gbCode)
TITLES = frozenset({SKOS.prefLabel, DCTERMS.title, FOAF.name})
PROVINCE_DIGITS = 2
JOINT = "；"
"""Between the themes of a case."""
PARTS = "\n"
"""Before, between and after the names of a thing."""
TABLES = """
CREATE TABLE things (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, place INTEGER NOT NULL, iri TEXT NOT NULL,
    zh TEXT NOT NULL, en TEXT NOT NULL, names TEXT NOT NULL, themes TEXT NOT NULL, quote TEXT NOT NULL,
    "case" TEXT, title TEXT, pages TEXT);
CREATE TABLE facets (field TEXT NOT NULL, value TEXT NOT NULL, thing INTEGER NOT NULL);
CREATE TABLE labels (field TEXT NOT NULL, value TEXT NOT NULL, zh TEXT NOT NULL, en TEXT NOT NULL);
CREATE VIRTUAL TABLE words USING fts5(names, themes, quote, content='', tokenize='ascii');
"""
AFTER = "CREATE INDEX by_thing ON facets (thing, field, value);"


@dataclass(slots=True)
class Thing:
    """Something that can be found."""

    kind: str
    iri: str
    zh: str = ""
    en: str = ""
    names: list[str] = field(default_factory=list)
    quote: str = ""
    case: str | None = None
    number: int | None = None
    pages: str | None = None


def keep_index(store: OpenStore) -> None:
    """Write the index beside the database of a store that is being made."""
    with closing(sqlite3.connect(store.folder / FILE)) as tables:
        _fill(tables, store)


class Index:
    """The index of one store, from its folder or made now; may be asked from any thread."""

    def __init__(self, store: OpenStore) -> None:
        """Nothing is read yet."""
        self._store = store
        self._lock = threading.Lock()
        self._made: sqlite3.Connection | None = None

    @contextmanager
    def open(self) -> Iterator[sqlite3.Connection]:
        """The tables; raises `StoreError` when they cannot be read."""
        try:
            if (self._store.folder / FILE).is_file():
                with closing(self._store.tables(FILE)) as kept:
                    yield kept
                return
            with self._lock:
                if self._made is None:
                    self._made = sqlite3.connect(":memory:", check_same_thread=False)
                    _fill(self._made, self._store)
                yield self._made
        except sqlite3.DatabaseError as error:
            raise unreadable(self._store.folder / FILE, error) from None


def _fill(tables: sqlite3.Connection, store: OpenStore) -> None:
    tables.executescript(TABLES)
    _Reading(store).write(tables)
    tables.executescript(AFTER)
    tables.execute("INSERT INTO words(words) VALUES ('optimize')")
    tables.commit()


class _Reading:
    """What a store holds, on the way into an index."""

    def __init__(self, store: OpenStore) -> None:
        self._rdf = store.rdf
        self._start = f"{store.base}id/"
        self._titles = self._texts(DCTERMS.title)
        self._numbers = {iri: int(value) for iri, value in self._texts(FL.caseNumber).items()}
        self._full = self._texts(FL.hasFullText)
        self._themes = {iri: self._labels(iri) for iri in sorted(self._objects_in(SKOS.inScheme, scheme("theme")))}
        self._of_case = {
            "province": self._related(FL.inProvince),
            "theme": self._related(FL.titleTheme, FL.textTheme),
        }
        self._provinces = {iri: self._labels(iri)[0] for each in self._of_case["province"].values() for iri in each}

    def write(self, tables: sqlite3.Connection) -> None:
        """All things in their order, with their facets."""
        cases = self._stated_in()
        order = [*KINDS, QUOTE]
        things = [*self._things(), *self._quotes()]
        things.sort(key=lambda each: (order.index(each.kind), each.number or 0, each.case or "", each.iri))
        for number, thing in enumerate(things, 1):
            within = (
                {thing.iri} if thing.kind == "case" else {thing.case} if thing.case else cases.get(thing.iri, set())
            )
            facets = self._facets(thing, {case for case in within if case})
            self._insert(tables, number, thing, facets)
        tables.executemany("INSERT INTO labels VALUES (?, ?, ?, ?)", self._named())

    def _insert(self, tables: sqlite3.Connection, number: int, thing: Thing, facets: dict[str, set[str]]) -> None:
        own = thing.kind == "case"
        themes = JOINT.join(
            " ".join(self._themes[each]) for each in sorted(facets["theme"]) if own and each in self._themes
        )
        names = [name for each in thing.names if (name := fold(each).text)]
        title = self._titles.get(thing.case or "")
        tables.execute(
            "INSERT INTO things VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(number, thing.kind, thing.number or 0, thing.iri, thing.zh, thing.en),
                *(PARTS + PARTS.join(names) + PARTS, themes, thing.quote, thing.case, title, thing.pages),
            ),
        )
        words = (*(grams(name) for name in (" ".join(names), fold(themes).text)), grams(fold(thing.quote).text))
        tables.execute("INSERT INTO words(rowid, names, themes, quote) VALUES (?, ?, ?, ?)", (number, *words))
        rows = ((name, value, number) for name, values in facets.items() for value in sorted(values))
        tables.executemany("INSERT INTO facets VALUES (?, ?, ?)", rows)

    def _things(self) -> Iterator[Thing]:
        names = {prop: self._all(prop) for prop in NAMES}
        versions, authors = self._related(FL.versionOf), self._related(FL.author)
        of_region: dict[str, list[str]] = defaultdict(list)
        for version, regions in sorted(versions.items()):
            for region in regions:
                of_region[region].append(version)
        seen: set[str] = set()
        for kind, cls in KINDS.items():
            members = self._themes if cls is None else self._objects_in(RDF.type, cls)
            for iri in sorted(members):
                if iri in seen or (cls is not None and not iri.startswith(self._start)):
                    continue
                seen.add(iri)
                thing = Thing(kind, iri, number=self._numbers.get(iri))
                thing.zh, thing.en = self._labels(iri)
                called = (
                    text
                    for each in (iri, *of_region.get(iri, ()))
                    for prop in NAMES
                    for text in names[prop].get(each, ())
                )
                thing.names = list(dict.fromkeys(called))
                thing.names += [name for each in authors.get(iri, ()) if (name := self._labels(each)[0])]
                if thing.number is not None:
                    thing.names.append(str(thing.number))
                if thing.names:
                    yield thing

    def _quotes(self) -> Iterator[Thing]:
        """A quote for each passage that says more than the name of what it is about."""
        about, stated, evidence = (self._related(prop) for prop in (FL.about, FL.statedIn, FL.evidence))
        quotes, first, last = (self._texts(prop) for prop in (FL.quote, FL.pageFirst, FL.pageLast))
        seen = set()
        for claim in sorted(about.keys() & stated.keys()):  # things have both evidence and case as well
            case = min(stated[claim])
            for passage in sorted(evidence.get(claim, ())):
                quote = quotes.get(passage, "")
                key = fold(quote).text
                called = {fold(name).text for each in about.get(claim, ()) for name in self._labels(each)}
                if (case, key) in seen or key in called or case in about.get(claim, ()):
                    continue
                seen.add((case, key))
                pages = "–".join(dict.fromkeys(each for each in (first.get(passage), last.get(passage)) if each))
                yield Thing(QUOTE, claim, quote=quote, case=case, number=self._numbers.get(case), pages=pages or None)

    def _facets(self, thing: Thing, cases: set[str]) -> dict[str, set[str]]:
        found = {"kind": {thing.kind}}
        for name, of_case in self._of_case.items():
            found[name] = {value for case in cases for value in of_case.get(case, ())}
        if thing.kind == "theme":
            found["theme"] = {thing.iri}
        if thing.kind == "region":
            found["province"] |= self._province(thing.names)
        found["text"] = {"full" if self._full.get(case) == "true" else "title" for case in cases}
        return found

    def _province(self, names: list[str]) -> set[str]:
        """The provinces that the codes of a region begin like."""
        begin = {name[:PROVINCE_DIGITS] for name in names if name.isdecimal()}
        return {iri for iri in self._provinces if iri.rpartition("/")[2][:PROVINCE_DIGITS] in begin}

    def _named(self) -> Iterator[tuple[str, str, str, str]]:
        for iri, (zh, en) in self._themes.items():
            yield "theme", iri, zh, en
        for iri, zh in sorted(self._provinces.items()):
            yield "province", iri, zh, ""

    def _stated_in(self) -> dict[str, set[str]]:
        """Cases by what they state something of."""
        found: dict[str, set[str]] = defaultdict(set)
        stated = self._related(FL.statedIn)
        for claim, things in self._related(FL.about).items():
            for thing in things:
                found[thing] |= stated.get(claim, set())
        for version, regions in self._related(FL.versionOf).items():
            for region in regions:
                found[region] |= found.get(version, set())
        return found

    def _labels(self, iri: str) -> tuple[str, str]:
        """The names in Chinese and English; what has no language counts as Chinese."""
        zh: list[str] = []
        en: list[str] = []
        for prop in NAMES:
            if prop in TITLES:
                for quad in self._rdf.quads_for_pattern(named(iri), prop, None):
                    (en if getattr(quad.object, "language", None) == "en" else zh).append(
                        str(getattr(quad.object, "value", ""))
                    )
        return min(zh, default=""), min(en, default="")

    def _all(self, prop: ox.NamedNode) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for quad in self._rdf.quads_for_pattern(None, prop, None):
            found[str(getattr(quad.subject, "value", ""))].append(str(getattr(quad.object, "value", "")))
        return {iri: sorted(set(values)) for iri, values in found.items()}

    def _texts(self, prop: ox.NamedNode) -> dict[str, str]:
        return {iri: values[0] for iri, values in self._all(prop).items()}

    def _related(self, *props: ox.NamedNode) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for prop in props:
            for iri, values in self._all(prop).items():
                found[iri] |= set(values)
        return found

    def _objects_in(self, prop: ox.NamedNode, value: ox.NamedNode) -> set[str]:
        return {str(getattr(quad.subject, "value", "")) for quad in self._rdf.quads_for_pattern(None, prop, value)}
