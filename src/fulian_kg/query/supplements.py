"""What stands beside the cells of a comparison: tables with a title and a head, the same in every format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Supplement:
    """A table of its own, and the value that stands for it in JSON."""

    id: str
    """Key of the JSON and fragment of the page."""
    zh: str
    en: str
    head: tuple[str, ...]
    lines: tuple[tuple[Any, ...], ...]
    object: Any
    note: tuple[str, ...] = ()
    """What to know before reading it, in Chinese and English."""
