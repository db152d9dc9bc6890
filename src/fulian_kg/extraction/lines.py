"""Lines of the source as ranges of the view, which joins them where a paragraph goes on."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fulian_kg.extraction.document import Document


@lru_cache(maxsize=8)
def line_starts(document: Document) -> tuple[int, ...]:
    """View offsets of the first character of every line of the source that is not blank."""
    view, source = document.view, document.source.text
    if not view.text:
        return ()
    broken = (
        index
        for index in range(1, len(view.text))
        if view.text[index] != "\n" and "\n" in source[view.ends[index - 1] : view.starts[index]]
    )
    return (0, *sorted({*broken, *(at + 1 for at, char in enumerate(view.text[:-1]) if char == "\n")}))


def spaced(document: Document, index: int) -> bool:
    """Whether white space stands in the source before view character `index`."""
    view = document.view
    return document.source.text[view.ends[index - 1] : view.starts[index]].isspace()
