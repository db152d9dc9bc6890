"""What validation costs beside pySHACL over the whole graph, on made-up cases of the seed's kind.

    .venv/bin/python benchmarks/validation.py [--cases 300 1000] [--facts full] [--without-reference]

Seconds are of one core (CPU), each side in a process of its own; the ratios travel. Both find the same, or it says so.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fulian_kg.gazetteer import load
from fulian_kg.graph.shape_files import ontology_in, shapes_in
from fulian_kg.resources import Library
from generation.stores import Made
from generation.volumes import KINDS, Volumes

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyoxigraph as ox

LIBRARY = Library()
EVERY = 500
"""One statement of so many is left out, so that there is something to find."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One validation."""

    statements: int
    seconds: float
    growth: float
    """What it added to the peak of memory, in MB."""
    found: Counter[tuple[str, str]]
    """Component and focus node of each result."""


def peak() -> float:
    """The peak of memory so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def by_checks(quads: list[ox.Quad]) -> list[tuple[str, str]]:
    """Compile, index and check."""
    from fulian_kg.graph.checking.compile import compile_shapes  # noqa: PLC0415  only in its own process
    from fulian_kg.graph.checking.index import Index  # noqa: PLC0415
    from fulian_kg.graph.checking.run import findings  # noqa: PLC0415

    compiled = compile_shapes(shapes_in(LIBRARY))
    index = Index((*ontology_in(LIBRARY), *quads), compiled.turned)
    return [
        (finding.component.value, finding.focus.value)  # type: ignore[union-attr]  no triple terms
        for _, _, found in findings(compiled, index)
        for finding in found
    ]


def by_reference(quads: list[ox.Quad]) -> list[tuple[str, str]]:
    """PySHACL over the whole graph."""
    from rdflib import Graph  # noqa: PLC0415
    from rdflib.namespace import SH  # noqa: PLC0415

    from fulian_kg.graph.shacl import add, check  # noqa: PLC0415

    data = add(add(Graph(), ontology_in(LIBRARY)), quads)
    _, report = check(data, add(Graph(), shapes_in(LIBRARY)))
    results = report.subjects(SH.resultSeverity)
    kept = [node for node in results if (None, SH.result, node) in report]
    return [
        (str(report.value(node, SH.sourceConstraintComponent)), str(report.value(node, SH.focusNode))) for node in kept
    ]


def measured(work: Callable[[list[ox.Quad]], list[tuple[str, str]]], cases: int, facts: str) -> Measured:
    """Make the cases and do the work; only the work counts."""
    quads = quads_of(cases, facts)
    before, start = peak(), time.process_time()
    found = work(quads)
    return Measured(len(quads), time.process_time() - start, peak() - before, Counter(found))


def alone(work: Callable[[list[ox.Quad]], list[tuple[str, str]]], cases: int, facts: str) -> Measured:
    """The same in a process of its own, so that neither side finds libraries loaded or memory used."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as processes:
        return processes.submit(measured, work, cases, facts).result()


def quads_of(cases: int, facts: str) -> list[ox.Quad]:
    """Statements of made-up cases, without the ontology and a few others."""
    gazetteer, kind = load(LIBRARY), KINDS[facts]
    volumes = Volumes(gazetteer, LIBRARY, kind, kind.full_text, min(cases, 1000), 1)
    quads = Made(gazetteer, LIBRARY).quads(volumes.made(cases), lambda _: None)
    return [quad for number, quad in enumerate(quads) if number % EVERY]


def main() -> int:
    """Print a table; the exit code is 1 where the two disagree."""
    parser = argparse.ArgumentParser(description="Measure validation beside pySHACL.")
    parser.add_argument("--cases", type=int, nargs="+", default=[300, 1000], help="numbers of cases (300 1000)")
    parser.add_argument("--facts", choices=sorted(KINDS), default="light", help="few facts a case, or as many as real")
    parser.add_argument("--without-reference", action="store_true", help="measure our own checks only")
    asked = parser.parse_args()
    print(
        "| cases | statements | results | checks s | MB | pySHACL s | MB | ratio |\n|---|---|---|---|---|---|---|---|"
    )
    agreed = True
    for cases in asked.cases:
        own = alone(by_checks, cases, asked.facts)
        row = f"| {cases} | {own.statements} | {own.found.total()} | {own.seconds:.2f} | {own.growth:.0f} |"
        if not asked.without_reference:
            reference = alone(by_reference, cases, asked.facts)
            agreed &= reference.found == own.found
            row += f" {reference.seconds:.1f} | {reference.growth:.0f} | {reference.seconds / own.seconds:.1f} |"
        print(row, flush=True)
    print("the same results" if agreed else "DIFFERENT RESULTS")
    return int(not agreed)


if __name__ == "__main__":
    sys.exit(main())
