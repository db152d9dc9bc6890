"""Finding things, themes and quotes by words: ranked, counted by facet, each hit with the place that was met."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fulian_kg.errors import UsageError
from fulian_kg.query.folding import fold, phrase, terms
from fulian_kg.query.index import JOINT, KINDS, PARTS, QUOTE

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping, Sequence

    from fulian_kg.query.index import Index

FACETS = ("kind", "province", "theme", "text")
LONGEST = 200
"""Characters of what is looked for."""
A_PAGE = 20
AROUND = 36
"""Characters of a text that are shown on each side of the first word that was met."""
CUT = "…"
GRADES = ("name", "begins", "contains", "theme", "quote", "all")
"""Why something was found, best first: it is called so; a name begins so, or contains it; a theme, a quote does."""
COLUMNS = 'kind, iri, zh, en, names, themes, quote, "case", title, place, pages'


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: words that all must be met, and the values of facets, of which one each must be."""

    text: str = ""
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    page: int = 1

    @property
    def anything(self) -> bool:
        """Whether anything is asked."""
        return bool(self.text.strip() or any(self.facets.values()))


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found; of a quote `iri` is its claim."""

    kind: str
    iri: str
    zh: str
    en: str
    grade: str
    snippet: tuple[tuple[str, bool], ...]
    """Runs of the text that was met, and whether the words stand in it."""
    case: str | None
    title: str | None
    number: int | None
    pages: str | None


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a facet: how many there would be, and whether it is chosen."""

    value: str
    zh: str
    en: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits with the counts of all."""

    total: int
    page: int
    pages: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[Value, ...]]


def search(index: Index, wanted: Wanted) -> Found:
    """What is found; raises `UsageError` for more words than a search takes."""
    if len(wanted.text) > LONGEST:
        message = f"that is too long to look for: give at most {LONGEST} characters"
        raise UsageError(message)
    looked_for = terms(wanted.text)
    if not wanted.anything or (wanted.text.strip() and not looked_for):
        return Found(0, 1, 1, (), {})
    with index.open() as tables:
        _match(tables, looked_for)
        try:
            return _found(tables, wanted, looked_for)
        finally:
            tables.execute("DROP TABLE temp.met")


def _match(tables: sqlite3.Connection, looked_for: Sequence[str]) -> None:
    """Everything that has all the words, whatever the facets, as a table for this connection."""
    tables.execute("CREATE TEMP TABLE met (thing INTEGER PRIMARY KEY)")
    if looked_for:
        match = " AND ".join(map(phrase, looked_for))
        tables.execute("INSERT INTO temp.met SELECT rowid FROM words WHERE words MATCH ?", (match,))
    else:
        tables.execute("INSERT INTO temp.met SELECT id FROM things")


def _found(tables: sqlite3.Connection, wanted: Wanted, looked_for: Sequence[str]) -> Found:
    chosen = {name: list(wanted.facets.get(name, ())) for name in FACETS}
    where, values = _filters(chosen)
    (total,) = tables.execute(f"SELECT COUNT(*) FROM temp.met WHERE {where}", values).fetchone()  # noqa: S608 (no foreign text)
    pages = max(1, -(-total // A_PAGE))
    page = min(max(1, wanted.page), pages)
    hits = tuple(_hits(tables, looked_for, chosen, page))
    return Found(total, page, pages, hits, {name: tuple(_values(tables, name, chosen)) for name in FACETS})


def _hits(
    tables: sqlite3.Connection, looked_for: Sequence[str], chosen: Mapping[str, Sequence[str]], page: int
) -> Iterator[Hit]:
    grade, given = _grade(looked_for)
    where, values = _filters(chosen)
    rows = tables.execute(
        f"SELECT {grade} AS grade, {COLUMNS} FROM temp.met CROSS JOIN things ON id = thing WHERE {where} "  # noqa: S608 (no foreign text)
        "ORDER BY grade, id LIMIT ? OFFSET ?",
        (*given, *values, A_PAGE, (page - 1) * A_PAGE),
    )
    for row in rows.fetchall():
        yield _hit(row, looked_for)


def _grade(looked_for: Sequence[str]) -> tuple[str, list[str]]:
    """An expression for the place in `GRADES`, and its values."""
    if not looked_for:
        return str(GRADES.index("all")), []
    whole = " ".join(looked_for)
    every = " AND ".join(["instr(names, ?)"] * len(looked_for))
    expression = (
        "CASE WHEN instr(names, ?) THEN 0 WHEN instr(names, ?) THEN 1 "
        f"WHEN {every} THEN 2 WHEN kind <> '{QUOTE}' THEN 3 ELSE 4 END"
    )
    return expression, [PARTS + whole + PARTS, PARTS + whole, *looked_for]


def _filters(chosen: Mapping[str, Sequence[str]], but: str | None = None) -> tuple[str, list[str]]:
    """A condition that every facet but one puts on things met, and its values."""
    conditions, values = ["1"], []
    for name, of in chosen.items():
        if of and name != but:
            places = ", ".join("?" * len(of))
            conditions.append(
                f"EXISTS (SELECT 1 FROM facets c WHERE c.thing = met.thing AND c.field = ? AND c.value IN ({places}))"  # noqa: S608 (places only)
            )
            values += [name, *of]
    return " AND ".join(conditions), values


def _values(tables: sqlite3.Connection, name: str, chosen: Mapping[str, Sequence[str]]) -> Iterator[Value]:
    """Values of a facet, as many hits each as there would be with it alone among its like; most first."""
    where, values = _filters(chosen, but=name)
    rows = tables.execute(
        "SELECT f.value, IFNULL(zh, ''), IFNULL(en, ''), COUNT(*) FROM temp.met CROSS JOIN facets f USING (thing) "  # noqa: S608 (no foreign text)
        f"LEFT JOIN labels l ON l.field = f.field AND l.value = f.value WHERE f.field = ? AND {where} "
        "GROUP BY f.value ORDER BY COUNT(*) DESC, f.value",
        (name, *values),
    )
    found = [Value(value, zh, en, count, value in chosen[name]) for value, zh, en, count in rows]
    if name == "kind":
        order = [*KINDS, QUOTE]
        found.sort(key=lambda each: order.index(each.value))
    yield from found


def _hit(row: tuple[Any, ...], looked_for: Sequence[str]) -> Hit:
    grade, kind, iri, zh, en, names, themes, quote, case, title, number, pages = row
    name = zh or en or names.strip(PARTS).partition(PARTS)[0]
    theme = _met(themes.split(JOINT), looked_for) if GRADES[grade] == "theme" else ""
    text = quote or theme or _called(names, zh, en, looked_for)
    return Hit(
        *(kind, iri, name, en, GRADES[grade], snippet(text, looked_for)),
        *(case, title, number or None, pages),
    )


def _called(names: str, zh: str, en: str, looked_for: Sequence[str]) -> str:
    """The name in which the words stand: the one that is shown, else another."""
    for each in (zh, en):
        folded = fold(each).text
        if each and all(term in folded for term in looked_for):
            return each
    others = names.strip(PARTS).split(PARTS)
    return next((each for each in others if all(term in each for term in looked_for)), zh or en)


def _met(texts: Sequence[str], looked_for: Sequence[str]) -> str:
    """The first text in which most of the words stand."""
    return max(texts, key=lambda text: sum(term in fold(text).text for term in looked_for))


def snippet(text: str, looked_for: Sequence[str]) -> tuple[tuple[str, bool], ...]:
    """The text around the first word met, on one line, as runs with and without the words."""
    spans = fold(text).spans(looked_for)
    first = spans[0][0] if spans else 0
    start, end = max(0, first - AROUND), min(len(text), max(first + 2 * AROUND, spans[0][1] if spans else 0))
    runs: list[tuple[str, bool]] = [(CUT, False)] if start else []
    at = start
    for left, right in spans:
        if left >= end:
            break
        runs += [(_line(text[at:left]), False), (_line(text[left:right]), True)]
        at = right
    end = max(at, end)
    runs += [(_line(text[at:end]), False), *([(CUT, False)] if end < len(text) else [])]
    return tuple(run for run in runs if run[0])


def _line(text: str) -> str:
    return text.replace("\r", "").replace("\n", "")
