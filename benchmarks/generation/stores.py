"""Stores of made-up cases: mapped volume by volume, so that many cases need no more memory than one volume."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from fulian_kg import __version__
from fulian_kg.facts_io import write_facts
from fulian_kg.graph.build import graph_digests
from fulian_kg.graph.evidence import describe_activity
from fulian_kg.graph.federations import Federations
from fulian_kg.graph.ledger import ledger
from fulian_kg.graph.mapping import Mapper
from fulian_kg.graph.publication import publish, writing
from fulian_kg.graph.reference import describe_sources, ontology_quads
from fulian_kg.graph.regions import Regions
from fulian_kg.graph.report import Report, as_json
from fulian_kg.graph.sink import Sink
from fulian_kg.graph.store import FACTS, REPORT, SOURCES
from fulian_kg.query.derived import derive
from fulian_kg.vocabulary import DEFAULT_BASE, Iris
from generation.volumes import AT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    import pyoxigraph as ox

    from fulian_kg.gazetteer import Gazetteer, Unit
    from fulian_kg.graph.mapping import Mapped
    from fulian_kg.model import Compilation, Reading
    from fulian_kg.resources import Library


@dataclass(slots=True)
class Made:
    """A store that is being made: what all volumes share, and what the manifest will say."""

    gazetteer: Gazetteer
    library: Library
    iris: Iris = field(default_factory=lambda: Iris(DEFAULT_BASE))
    files: dict[str, str] = field(default_factory=dict)
    """Of the generation; complete when the quads are."""
    graphs: dict[str, dict[str, Any]] = field(default_factory=dict)
    ledger: dict[str, Any] = field(default_factory=dict)
    _lines: list[str] = field(default_factory=list)
    _compilations: list[Compilation] = field(default_factory=list)
    _units: dict[str, Unit] = field(default_factory=dict)

    def quads(self, readings: Iterable[Reading], progress: Callable[[Counter[str]], None]) -> Iterator[ox.Quad]:
        """Statements of each volume, then those that all share; fills `files`, `graphs` and `ledger` on the way."""
        federations = Federations(self.iris, self.gazetteer)
        for reading in readings:
            yield from self._kept(self._volume(reading, federations))
            progress(Counter(self.ledger["facts"]) + Counter(cases=self.ledger["cases"]["found"]))
        yield from self._kept(self._shared(federations))
        self.ledger["statements"] = sum(graph["statements"] for graph in self.graphs.values())
        self.files |= {FACTS: "".join(self._lines), REPORT: as_json(Report(()))}

    def _volume(self, reading: Reading, federations: Federations) -> tuple[ox.Quad, ...]:
        compilation, source = reading.compilation, reading.compilation.source
        full = (case.number for case in compilation.cases if case.full_text)
        paths = frozenset(self.iris.case_path(number, compilation.name, source.file) for number in full)
        [mapped] = Mapper(self.gazetteer, self.library, self.iris, federations, paths).map([reading])
        self._lines.append(write_facts(reading.facts))
        self.files[f"{SOURCES}/{source.sha256[:12]}.txt"] = source.text
        self._compilations.append(replace(compilation, source=replace(source, text=""), cases=()))
        self._units |= mapped.units
        self._count(reading, mapped)
        return (*mapped.facts, *mapped.evidence)

    def _count(self, reading: Reading, mapped: Mapped) -> None:
        """Add what the ledger says of one volume."""
        for name, found in ledger([reading], [mapped], (), 0, 0).items():
            before = self.ledger.get(name, type(found)())
            self.ledger[name] = _sum(before, found) if isinstance(found, dict) else before + found

    def _shared(self, federations: Federations) -> tuple[ox.Quad, ...]:
        """The catalogue, the regions touched and the ontology."""
        catalogue, regions = (Sink(self.iris.graph(name)) for name in ("catalogue", "regions"))
        federations.describe(catalogue)
        describe_sources(self._compilations, self.iris, catalogue)
        describe_activity((each.source for each in self._compilations), self.iris, catalogue)
        Regions(self.gazetteer, self.iris, regions).write([*self._units.values(), *federations.units])
        ontology = ontology_quads(self.library, self.iris.graph("ontology"))
        return (*catalogue.quads, *regions.quads, *ontology)

    def _kept(self, quads: tuple[ox.Quad, ...]) -> tuple[ox.Quad, ...]:
        """The quads, noted in the manifest; every graph comes whole."""
        self.graphs |= graph_digests(quads)
        return quads


def _sum(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    """Counts added by name, zeros kept."""
    return {name: one.get(name, 0) + other.get(name, 0) for name in dict.fromkeys((*one, *other))}


def write(
    store: Path,
    readings: Iterable[Reading],
    gazetteer: Gazetteer,
    library: Library,
    progress: Callable[[Counter[str]], None],
) -> dict[str, Any]:
    """Make a generation of the readings, and return its ledger. It is not validated: the tests do that for a few cases.

    Readings come in the order of their files' names. Raises `StoreError` as `build` does.
    """
    made = Made(gazetteer, library)
    manifest = {
        "format": 1,
        "version": __version__,
        "base_iri": made.iris.base,
        "date": AT.isoformat(),
        "library": library.digests(),
        "region_history": None,
        "extractors": [],
        "include_proposed": False,
        "graphs": made.graphs,
        "ledger": made.ledger,
    }
    with writing(store):
        publish(store, made.quads(readings, progress), made.files, manifest, partial(derive, library=library))
    return made.ledger
