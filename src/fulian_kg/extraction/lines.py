"""Lines of the source as ranges of the view, which joins them where a paragraph goes on."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fulian_kg.extraction.document import Document

LINE_END = re.compile("\n")


@lru_cache(maxsize=8)
def line_starts(document: Document) -> tuple[int, ...]:
    """View offsets of the first character of every line of the source that is not blank."""
    view, source = document.view, document.source.text
    if not view.text:
        return ()
    ends = (match.start() for match in LINE_END.finditer(source, view.ends[0], view.starts[-1]))
    following = {bisect_right(view.starts, end): end for end in ends}
    broken = (at for at, end in following.items() if view.ends[at - 1] <= end and view.text[at] != "\n")
    parted = (match.end() for match in LINE_END.finditer(view.text, 0, len(view.text) - 1))
    return (0, *sorted({*broken, *parted}))


def spaced(document: Document, index: int) -> bool:
    """Whether white space stands in the source before view character `index`."""
    view = document.view
    return document.source.text[view.ends[index - 1] : view.starts[index]].isspace()
