"""Every version and change of the gazetteer, not only what a build touches, meets the shapes of regions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from fulian_kg.gazetteer import load
from fulian_kg.graph.regions import Regions
from fulian_kg.graph.sink import Sink
from fulian_kg.graph.validation import Validation
from fulian_kg.resources import Library
from fulian_kg.vocabulary import FL, RDF, Iris

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyoxigraph as ox

    from fulian_kg.gazetteer import Gazetteer

LIBRARY = Library()
FOLDER = Path(__file__).parents[1] / "shapes"
SHAPES = (FOLDER / "region.ttl", FOLDER / "common.ttl")
"""What regions have to meet: the shapes of regions, and those of dates and codes."""


def described(gazetteer: Gazetteer) -> tuple[ox.Quad, ...]:
    iris = Iris()
    sink = Sink(iris.graph("regions"))
    Regions(gazetteer, iris, sink).write(gazetteer.units)
    return sink.quads


def instances(quads: Iterable[ox.Quad], cls: ox.NamedNode) -> int:
    return sum(quad.predicate == RDF.type and quad.object == cls for quad in quads)


def check(gazetteer: Gazetteer) -> None:
    """Among what must hold: none its own successor, intervals of a code apart, every change with date and source."""
    quads = described(gazetteer)
    assert instances(quads, FL.RegionVersion) == len(gazetteer.units) > 5000
    assert instances(quads, FL.RegionChange) == len(gazetteer.changes) > 3000
    with Validation(LIBRARY, SHAPES) as validation:
        report = validation.report(quads)
    assert report.results == ()


def test_every_unit_and_change_of_ours_meets_the_shapes_of_regions() -> None:
    check(load(LIBRARY))


def test_every_unit_and_change_with_the_history_meets_the_shapes_of_regions(shared: Path) -> None:
    check(load(LIBRARY, shared / "data" / "areacodes" / "result.csv"))
