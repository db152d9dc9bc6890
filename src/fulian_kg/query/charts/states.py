"""The four states of a cell, and how each is drawn: by fill and line, and by a sign that needs no colour."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from fulian_kg.query.charts.drawing import number
from fulian_kg.query.charts.legend import Entry

if TYPE_CHECKING:
    import xml.etree.ElementTree as ET
    from collections.abc import Iterable, Iterator

    from fulian_kg.query.charts.drawing import Drawing

State = Literal["value", "stated_none", "not_stated", "no_full_text"]
STEPS = 4
"""Shades of a share."""
SWATCH = 20.0

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Cell:
    """`n` of the `of` cases are in the state; no case at all is a cell left empty."""

    state: State
    n: int
    of: int
    tip: str = ""
    """Shown on pointing at the cell, below what it says itself: values, quotes."""
    href: str | None = None

    def __post_init__(self) -> None:
        """Raises `ValueError` where more cases are in the state than there are."""
        if not 0 <= self.n <= self.of:
            message = f"{self.n} of {self.of} cases cannot be"
            raise ValueError(message)


def step(n: int, of: int) -> int:
    """The shade of a share: 1 for up to a quarter, 4 for more than three quarters."""
    return min(STEPS, max(1, math.ceil(STEPS * n / of)))


def said(cell: Cell, drawing: Drawing) -> str:
    """What a cell prints: `2/3`, `无 1/3`, `–`, `?`; nothing without a case."""
    if not cell.of:
        return ""
    sign = drawing.style.signs.get(cell.state, "")
    share = f"{cell.n}/{cell.of}" if cell.state in {"value", "stated_none"} else ""
    return " ".join(part for part in (sign, share) if part)


def explained(cell: Cell, drawing: Drawing) -> str:
    """The cell in words: state in both languages, n of N."""
    words = drawing.style.words
    return f"{words[cell.state].both} {cell.n}/{cell.of}" if cell.of else words["no_case"].both


def tone(cell: Cell) -> str:
    """The colour of the text that stands on a cell of this state."""
    return f"on-{step(cell.n, cell.of)}" if cell.state == "value" else f"sign-{cell.state}"


def fill(
    drawing: Drawing, box: Box, cell: Cell, parent: ET.Element | None = None, *, round_: float = 2.0, hatch: bool = True
) -> None:
    """The cell without its text; without `hatch` where `hatched` has drawn those of all cells at once."""
    if not cell.of:
        return
    if cell.state == "value":
        drawing.rect(box, f"fk-step-{step(cell.n, cell.of)}", parent=parent, round_=round_)
        return
    left, top, width, height = box
    inside = (left + 0.5, top + 0.5, width - 1, height - 1) if cell.state == "stated_none" else box
    pattern = "hatch" if cell.state == "no_full_text" and hatch else None
    classes = f"fk-{cell.state}" if cell.state != "no_full_text" or hatch else "fk-no_full_text fk-over"
    drawing.rect(inside, classes, parent=parent, round_=round_, fill=pattern)


def hatched(boxes: Iterable[Box]) -> str:
    """Path data of all boxes: one area is drawn much faster than a thousand."""
    return "".join(
        f"M{number(left)} {number(top)}h{number(width)}v{number(height)}h{number(-width)}Z"
        for left, top, width, height in boxes
    )


def entries(drawing: Drawing, states: Iterable[State]) -> Iterator[Entry]:
    """The legend of these states."""
    for state in states:
        if state == "value":
            yield _ramp(drawing)
        else:
            yield _single(drawing, state)


def _ramp(drawing: Drawing) -> Entry:
    def draw(x: float, y: float, height: float) -> None:
        for index in range(1, STEPS + 1):
            drawing.rect((x + (index - 1) * (SWATCH + 2), y, SWATCH, height), f"fk-step-{index}")

    return Entry(draw, STEPS * (SWATCH + 2) - 2, drawing.words("share"))


def _single(drawing: Drawing, state: State) -> Entry:
    cell = Cell(state, 1, 1)
    sign = drawing.style.signs[state]

    def draw(x: float, y: float, height: float) -> None:
        fill(drawing, (x, y, SWATCH, height), cell)
        drawing.middle((x + SWATCH / 2, y + height / 2), sign, tone(cell), halo=state == "no_full_text")

    return Entry(draw, SWATCH, drawing.words(state))
