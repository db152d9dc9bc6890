"""What practices are compared by: words of the quote, words of components, themes, the kind of an initiative."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fulian_kg.extraction.patterns import rules
from fulian_kg.query.phrases import Segmenter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fulian_kg.query.phrases import Word
    from fulian_kg.query.practices import Practice, Stock
    from fulian_kg.resources import Library


@dataclass(frozen=True, slots=True)
class Features:
    """What one practice is compared by."""

    text: str
    """Of a case its title, else the quote."""
    words: tuple[Word, ...]
    """Words of the text that the quote prints; places are those in the text."""
    steps: dict[str, str]
    """Of these the words of components → the first component that has them."""
    themes: dict[str, tuple[str, ...]]
    """Themes that the graph or the text gives → the labels by which the text names them."""
    named: frozenset[tuple[str, str]]
    """Words inside the label of a theme, as (theme, word)."""
    kind: str | None


class Reader:
    """Tells what practices of a stock are compared by."""

    def __init__(self, stock: Stock, library: Library) -> None:
        """Words that do not count are those of `rules/similarity.toml`."""
        self._labels = stock.labels
        names = (each.name for each in stock.practices if each.part == "initiative")
        self._segmenter = Segmenter(stock.labels, names, rules(library, "similarity").words["rhetoric"])

    def read(self, practice: Practice) -> Features:
        """Everything by which a practice is compared."""
        text = practice.name if practice.part == "case" else practice.quote
        words = tuple(word for word in self._segmenter.words(text) if word.text in practice.quote)
        steps = {word: step for step in reversed(practice.components) for word in _inside(step, text, words)}
        found = list(self._themes(text))
        themes: dict[str, tuple[str, ...]] = dict.fromkeys(sorted(practice.themes), ())
        for theme, label in found:
            themes[theme] = tuple(dict.fromkeys((*themes.get(theme, ()), label.text)))
        named = frozenset(
            (theme, word.text)
            for theme, label in found
            for word in words
            if label.start <= word.start and word.end <= label.end
        )
        return Features(text, words, steps, themes, named, practice.kind)

    def _themes(self, text: str) -> Iterator[tuple[str, Word]]:
        return ((theme, label) for label in self._segmenter.labels(text) for theme in self._labels[label.text])


def _inside(component: str, text: str, words: tuple[Word, ...]) -> list[str]:
    """Words of a text that stand in a component of it."""
    start = text.find(component)
    if start < 0:  # printed across lines, or in other characters
        return [word.text for word in words if word.text in component]
    end = start + len(component)
    return [word.text for word in words if start <= word.start and word.end <= end]
