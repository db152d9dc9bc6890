"""Bars: how many of how many, row by row in the order given; n/N stands beside every bar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from fulian_kg.query.charts.drawing import Drawing, Frame, number
from fulian_kg.query.charts.legend import Entry, legend
from fulian_kg.query.charts.lettering import LINE, RISE
from fulian_kg.query.charts.states import Cell, explained, said

if TYPE_CHECKING:
    import xml.etree.ElementTree as ET
    from collections.abc import Iterator

    from fulian_kg.query.charts.style import Label, Style

Measure = Literal["share", "count"]

LABEL_SHARE = 0.4
LABEL_LINES = 2
THICKNESS, LEADING = 14.0, 10.0
GAP = 10.0
QUARTERS = 4
TICK = 5.0
MOST = 5
"""Steps of a scale of counts."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A row: what it is about and what its cases state."""

    label: Label
    cell: Cell
    href: str | None = None


@dataclass(frozen=True, slots=True)
class _Scale:
    """From where to where bars run, and what the end stands for: a share of 1, or the greatest number."""

    left: float
    right: float
    whole: float

    def at(self, value: float) -> float:
        """The place of a value."""
        return self.left + (self.right - self.left) * value / self.whole


def bars(rows: tuple[Bar, ...], measure: Measure, frame: Frame, style: Style | None = None) -> str:
    """The SVG. A row without a case, without full text or without a statement has a dash and its state, no bar."""
    drawing = Drawing(frame, style)
    legend(drawing, _entries(drawing), drawing.left, drawing.right)
    if not rows:
        drawing.y = drawing.lines(drawing.left, drawing.y, [drawing.word("nothing")], "label")
        return drawing.finish()
    language = frame.language
    longest = max(drawing.extent(row.label.in_language(language), "label") for row in rows)
    label = min(longest, LABEL_SHARE * drawing.room)
    figures = max(drawing.extent(said(row.cell, drawing), "text") for row in rows)
    whole = 1.0 if measure == "share" else max(1.0, *(float(row.cell.n) for row in rows if _measured(row.cell)), 0.0)
    scale = _Scale(drawing.left + label + GAP, drawing.right - figures - GAP, whole)
    top = _axis(drawing, scale, measure)
    grid = drawing.path("", "fk-line")
    for row in rows:
        _row(drawing, scale, measure, row, label)
    drawing.path(f"M{number(scale.left)} {number(top)}V{number(drawing.y)}", "fk-axis")
    grid.set(
        "d", "".join(f"M{number(scale.at(tick))} {number(top)}V{number(drawing.y)}" for tick in _ticks(measure, whole))
    )
    return drawing.finish()


def _entries(drawing: Drawing) -> Iterator[Entry]:
    for state, classes in (("value", "fk-bar"), ("stated_none", "fk-stated_none")):

        def draw(x: float, y: float, height: float, classes: str = classes) -> None:
            drawing.rect((x, y + 2, 28, height - 4), classes, round_=1)

        figures = " ".join(part for part in (drawing.style.signs.get(state), "n/N") if part)
        yield Entry(draw, 28, f"{drawing.words(state)}: {figures}")


def _measured(cell: Cell) -> bool:
    return bool(cell.of) and cell.state in {"value", "stated_none"}


def _ticks(measure: Measure, whole: float) -> list[float]:
    """Quarters of a share; whole numbers, at most six, of a count."""
    if measure == "share":
        return [quarter / QUARTERS for quarter in range(QUARTERS + 1)]
    each = max(1, -int(-whole // MOST))
    return [float(value) for value in range(0, int(whole) + 1, each)]


def _axis(drawing: Drawing, scale: _Scale, measure: Measure) -> float:
    """Figures above the grid; returns where it begins."""
    base = drawing.y + drawing.size("small")
    for tick in _ticks(measure, scale.whole):
        shown = f"{tick:.0%}" if measure == "share" else f"{tick:g}"
        drawing.text(scale.at(tick), base, shown, "muted", anchor="middle")
    drawing.y = base + TICK
    return drawing.y


def _row(drawing: Drawing, scale: _Scale, measure: Measure, row: Bar, label: float) -> None:
    name, cell = row.label.in_language(drawing.frame.language), row.cell
    lines = drawing.wrapped(name, "label", label, LABEL_LINES)
    height = max(THICKNESS, len(lines) * drawing.size("label") * LINE)
    parent = drawing.group(f"{row.label.both}\n{explained(cell, drawing)}\n{cell.tip}".rstrip(), row.href or cell.href)
    middle = drawing.y + LEADING / 2 + height / 2
    first = middle - (len(lines) - 1) / 2 * drawing.size("label") * LINE + drawing.size("label") * RISE
    for index, line in enumerate(lines):
        drawing.text(drawing.left, first + index * drawing.size("label") * LINE, line, "label", parent=parent)
    if _measured(cell):
        _bar(drawing, scale, scale.at(cell.n / cell.of if measure == "share" else cell.n), middle, cell, parent)
    else:
        _silence(drawing, scale, middle, cell, parent)
    drawing.y += height + LEADING


def _bar(drawing: Drawing, scale: _Scale, end: float, middle: float, cell: Cell, parent: ET.Element) -> None:
    classes = "fk-bar" if cell.state == "value" else "fk-stated_none"
    drawing.rect((scale.left, middle - THICKNESS / 2, end - scale.left, THICKNESS), classes, parent=parent, round_=1)
    base = middle + drawing.size("text") * RISE
    drawing.text(end + GAP * 0.7, base, said(cell, drawing), parent=parent, classes="fk-halo")


def _silence(drawing: Drawing, scale: _Scale, middle: float, cell: Cell, parent: ET.Element) -> None:
    """A dash and why there is no bar."""
    why = drawing.words(cell.state if cell.of else "no_case")
    share = f" {cell.n}/{cell.of}" if cell.of else ""
    shown = drawing.fitted(f"— {why}{share}", "muted", drawing.right - scale.left - GAP)
    base = middle + drawing.size("small") * RISE
    drawing.text(scale.left + GAP, base, shown, "muted", parent=parent, classes="fk-halo")
