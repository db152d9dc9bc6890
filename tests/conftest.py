"""What every test may ask for."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fulian_kg.extraction.document import Document
from fulian_kg.gazetteer import Gazetteer, Resolution, Unit
from fulian_kg.model import Case, SourceText, Span
from fulian_kg.resources import Library

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(scope="session")
def shared() -> Path:
    """The material beside the checkout: compilation, gold, scorer, region history."""
    root = Path(os.environ.get("FULIAN_SHARED") or Path(__file__).parents[2] / "shared")
    if not (root / "seeds" / "compilation.txt").is_file():
        pytest.skip("the compilation is not beside the checkout (FULIAN_SHARED)")
    return root


class NoGazetteer(Gazetteer):
    """A gazetteer that knows no unit: enough for sentences whose region is given."""

    def __init__(self) -> None:
        """Nothing to know."""

    def resolve(self, name: str, at: date, within: Unit | None = None) -> Resolution:
        """Never anything."""
        del name, at, within
        return Resolution("unknown", ())

    def get(self, key: str, at: date) -> Unit | None:
        """Never anything."""
        del key, at
        return None

    def ancestors(self, unit: Unit) -> tuple[Unit, ...]:
        """No parents."""
        del unit
        return ()

    def find(self, text: str, at: date, *, short: bool = False) -> Iterator[tuple[int, int, tuple[Unit, ...]]]:
        """No mentions."""
        del text, at, short
        return iter(())


@pytest.fixture
def document_of() -> Callable[[str], Document]:
    """Make a document of a text of one's own: a case of 南山县妇联 in 江苏省盐城市, speaking in 2011."""
    county = "320999"
    unit = Unit(
        county,
        county,
        "南山县",
        "county",
        "county",
        "江苏省",
        "盐城市",
        "江苏省盐城市南山县",
        date(1990, 1, 1),
        None,
        "year",
    )

    def made(text: str) -> Document:
        case = Case(None, "案例", "南山县妇联", body=Span(0, len(text)))
        source = SourceText("案例.txt", "0" * 64, text, "utf-8")
        return Document(source, case, date(2011, 12, 31), NoGazetteer(), Library(), unit)

    return made
