"""Legends: samples with their words, flowing over as many lines as the width asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fulian_kg.query.charts.lettering import RISE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from fulian_kg.query.charts.drawing import Drawing

HEIGHT = 16.0
LEADING = 8.0
BETWEEN, WITHIN = 22.0, 8.0


@dataclass(frozen=True, slots=True)
class Entry:
    """A sample, drawn at (x, y) in a height, its width, and what it means."""

    draw: Callable[[float, float, float], None]
    width: float
    words: str


def legend(drawing: Drawing, entries: Iterable[Entry], left: float, right: float) -> None:
    """Draws from the chart's `y` down, and moves it."""
    x, drawn = left, False
    for entry in entries:
        room = right - left - entry.width - WITHIN
        words = drawing.fitted(entry.words, "text", room)
        width = entry.width + WITHIN + drawing.extent(words, "text")
        if x > left and x + width > right:
            x, drawing.y = left, drawing.y + HEIGHT + LEADING
        entry.draw(x, drawing.y, HEIGHT)
        base = drawing.y + HEIGHT / 2 + drawing.size("text") * RISE
        drawing.text(x + entry.width + WITHIN, base, words)
        x, drawn = x + width + BETWEEN, True
    if drawn:
        drawing.y += HEIGHT + LEADING * 2
