"""Answers that a store keeps: a table for every stored query whose head says `keep: yes`, made when it is built.

Comparisons of many cases read tables in a fraction of the time that their queries take. An answer is used only while
the query is the one that made it; a query that was changed or added since, by `--with DIR`, is asked again.
"""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from fulian_kg.errors import InputError
from fulian_kg.graph.manifest import unreadable
from fulian_kg.query.run import ask, columns
from fulian_kg.query.stored import SUFFIX, stored_queries, stored_query

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fulian_kg.graph.store import OpenStore
    from fulian_kg.query.stored import StoredQuery
    from fulian_kg.resources import Library

FILE = "answers.sqlite"
KEPT = "kept"
"""The table that says which query made which answer; no stored query has this name."""
Value = str | None
"""The lexical form of a term; None for the unbound."""


def keep(store: OpenStore, library: Library) -> None:
    """Write the answers of all queries to be kept beside the database of a store that is being made."""
    with closing(sqlite3.connect(store.folder / FILE)) as tables:
        _prepare(tables)
        for query in stored_queries(library).values():
            if query.keep:
                _write(tables, query, store)
        tables.commit()


class Answers:
    """Answers of stored queries over one store, kept or asked now, as tables of texts."""

    def __init__(self, store: OpenStore, library: Library) -> None:
        """Nothing is read yet."""
        self.store = store
        self.library = library
        self._ready: dict[str, sqlite3.Connection] = {}

    def select(self, name: str, needed: Sequence[str], what: str, rest: str = "") -> Iterator[tuple[Any, ...]]:
        """Rows of `SELECT what FROM <answer of the query> rest`; raises `InputError` when it lacks a column."""
        if name not in self._ready:
            self._ready[name] = self._table(name, needed)
        try:
            yield from self._ready[name].execute(f"SELECT {what} FROM {_quoted(name)} {rest}")  # noqa: S608 (no foreign text)
        except sqlite3.DatabaseError as error:
            raise unreadable(self.store.folder / FILE, error) from None

    def rows(self, name: str, needed: Sequence[str]) -> Iterator[dict[str, Value]]:
        """Every row of the answer by the names of its columns, of which those named are needed."""
        rows = self.select(name, needed, "*", "ORDER BY rowid")
        first = next(rows, None)
        if first is None:
            return
        names = [column[1] for column in self._ready[name].execute(f"PRAGMA table_info({_quoted(name)})")]
        for row in chain((first,), rows):
            yield dict(zip(names, row, strict=True))

    def _table(self, name: str, needed: Sequence[str]) -> sqlite3.Connection:
        """Where the answer of the query is, with all its columns."""
        query = stored_query(self.library, name)
        tables = self._tables(query)
        found = {row[1] for row in tables.execute(f"PRAGMA table_info({_quoted(name)})")}
        if missing := {*needed} - found:
            message = f"the query {name} needs the columns {', '.join(sorted(missing))}"
            raise InputError(message, file=f"queries/{query.folder}/{name}{SUFFIX}")
        return tables

    def _tables(self, query: StoredQuery) -> sqlite3.Connection:
        if self._kept is not None and _digest(self._kept, query.name) == _hash(query):
            return self._kept
        if _digest(self._asked, query.name) is None:
            _write(self._asked, query, self.store)
        return self._asked

    @cached_property
    def _kept(self) -> sqlite3.Connection | None:
        """Tables of the store; None where it was built without."""
        if not (self.store.folder / FILE).is_file():
            return None
        try:
            found = self.store.tables(FILE)
            found.execute(f"SELECT * FROM {KEPT} LIMIT 1")  # noqa: S608 (a constant)
        except sqlite3.DatabaseError as error:
            raise unreadable(self.store.folder / FILE, error) from None
        return found

    @cached_property
    def _asked(self) -> sqlite3.Connection:
        tables = sqlite3.connect(":memory:")
        _prepare(tables)
        return tables


def _prepare(tables: sqlite3.Connection) -> None:
    tables.execute(f"CREATE TABLE {KEPT} (query TEXT PRIMARY KEY, sha256 TEXT NOT NULL)")


def _write(tables: sqlite3.Connection, query: StoredQuery, store: OpenStore) -> None:
    """The answer of the query as a table of its name."""
    file = f"queries/{query.folder}/{query.name}{SUFFIX}"
    answer = ask(store, query.text, file=file)
    if not isinstance(answer, ox.QuerySolutions):
        message = "only the answer of a SELECT query can be kept and compared"
        raise InputError(message, file=file)
    names = columns(answer)
    tables.execute(f"CREATE TABLE {_quoted(query.name)} ({', '.join(f'{_quoted(name)} TEXT' for name in names)})")
    values = (tuple(map(_text, solution)) for solution in answer)
    places = ", ".join("?" * len(names))
    tables.executemany(f"INSERT INTO {_quoted(query.name)} VALUES ({places})", values)  # noqa: S608 (names quoted)
    tables.execute(f"INSERT INTO {KEPT} VALUES (?, ?)", (query.name, _hash(query)))  # noqa: S608 (a constant)


def _text(term: Any) -> Value:
    return None if term is None else str(getattr(term, "value", term))


def _hash(query: StoredQuery) -> str:
    return hashlib.sha256(query.text.encode()).hexdigest()


def _digest(tables: sqlite3.Connection, name: str) -> str | None:
    """Of the query that made an answer; None where there is no answer."""
    found = tables.execute(f"SELECT sha256 FROM {KEPT} WHERE query = ?", (name,)).fetchone()  # noqa: S608 (a constant)
    return None if found is None else str(found[0])


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
