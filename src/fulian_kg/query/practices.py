"""What cases and initiatives of a store do, in the words of their sources: the stock to seek like practices in.

The stock is made of rows, wherever they come from: `rows_of` has them from the stored query `practices`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

from fulian_kg.query.kept import Answers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fulian_kg.graph.store import OpenStore
    from fulian_kg.resources import Library

QUERY = "practices"
Kind = Literal["case", "initiative", "text"]


class Row(NamedTuple):
    """A row of the stored query: an item's passage, or one of its components or themes, or a label of a theme."""

    item: str
    part: str
    """case, initiative, component, theme or label."""
    value: str
    zh: str | None = None
    en: str | None = None
    position: int | None = None
    case: str | None = None
    number: int | None = None
    title: str | None = None
    province: str | None = None
    quote: str | None = None
    start: int | None = None
    end: int | None = None
    page_first: int | None = None
    page_last: int | None = None


NUMBERS = frozenset({"position", "number", "start", "end", "page_first", "page_last"})


@dataclass(frozen=True, slots=True)
class Practice:
    """A case, an initiative, or a text of the asker's own, with the words in which it is stated."""

    iri: str
    """Empty for a text."""
    part: Kind
    name: str
    quote: str
    """Of an initiative its longest passage, of a case its title."""
    start: int | None = None
    end: int | None = None
    pages: tuple[int, int] | None = None
    case: str = ""
    number: int | None = None
    title: str = ""
    """Title of the case."""
    provinces: tuple[str, ...] = ()
    kind: str | None = None
    """Kind of initiative, in Chinese; its English name is in the stock."""
    components: tuple[str, ...] = ()
    themes: frozenset[str] = frozenset()
    """Themes that the graph gives to a case, by id."""


@dataclass(frozen=True, slots=True)
class Stock:
    """All practices of a store, in the order of their IRIs, and the labels by which themes are known."""

    practices: tuple[Practice, ...]
    labels: dict[str, tuple[str, ...]]
    """Chinese label → ids of the themes that have it."""
    names: dict[str, tuple[str, str]]
    """Id of a theme, or Chinese name of a kind of initiative → its names in Chinese and English."""

    def name(self, of: str) -> tuple[str, str]:
        """Names of a theme or kind in Chinese and English; its id where it has none."""
        return self.names.get(of, (of, of))


def rows_of(store: OpenStore, library: Library) -> Iterator[Row]:
    """Rows of the stored query `practices`."""
    for row in Answers(store, library).rows(QUERY, Row._fields):
        values = ((name, row[name]) for name in Row._fields)
        yield Row(*(int(text) if text and name in NUMBERS else text for name, text in values))  # type: ignore[arg-type]


@dataclass(slots=True)
class _Parts:
    """Rows of one item."""

    passages: list[Row] = field(default_factory=list)
    components: dict[int, str] = field(default_factory=dict)
    themes: set[str] = field(default_factory=set)

    def practice(self) -> Practice:
        """The item that the rows describe."""
        first = max(self.passages, key=lambda row: (len(row.quote or ""), -(row.start or 0)))
        pages = None if first.page_first is None else (first.page_first, first.page_last or first.page_first)
        return Practice(
            iri=first.item,
            part="case" if first.part == "case" else "initiative",
            name=first.value,
            quote=first.quote or first.value,
            start=first.start,
            end=first.end,
            pages=pages,
            case=first.case or first.item,
            number=first.number,
            title=first.title or "",
            provinces=tuple(sorted({row.province for row in self.passages if row.province})),
            kind=first.zh,
            components=tuple(self.components[at] for at in sorted(self.components)),
            themes=frozenset(self.themes),
        )


def stock_of(rows: Iterable[Row]) -> Stock:
    """The stock that rows describe, in any order."""
    items: dict[str, _Parts] = {}
    labels: dict[str, dict[str, None]] = {}
    names: dict[str, tuple[str, str]] = {}
    for row in rows:
        if row.part == "label":
            theme = row.item.rpartition("/")[2]
            labels.setdefault(row.value, {})[theme] = None
            names[theme] = (row.zh or theme, row.en or theme)
            continue
        parts = items.setdefault(row.item, _Parts())
        if row.part == "component":
            parts.components[row.position or 0] = row.value
        elif row.part == "theme":
            parts.themes.add(row.value)
        else:
            parts.passages.append(row)
            if row.zh:
                names[row.zh] = (row.zh, row.en or row.zh)
    practices = tuple(items[iri].practice() for iri in sorted(items) if items[iri].passages)
    return Stock(practices, {label: tuple(sorted(themes)) for label, themes in labels.items()}, names)
