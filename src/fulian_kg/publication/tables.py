"""Tables for spreadsheets: answers of stored queries and comparisons, each described by CSV on the Web beside it.

The description is a metadata document (https://www.w3.org/TR/tabular-metadata/): titles in both languages, datatypes,
the key of a row, and the IRI of what a row tells of.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from fulian_kg.errors import InputError
from fulian_kg.query.comparing import Selection, compare
from fulian_kg.query.comparison_files import comparison_file
from fulian_kg.query.csvw import GUARD, SUFFIX, described, description
from fulian_kg.query.run import ask, columns
from fulian_kg.query.spreadsheets import guarded
from fulian_kg.query.stored import stored_query
from fulian_kg.query.tables import Table, as_json, separated
from fulian_kg.vocabulary import XSD

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fulian_kg.graph.store import OpenStore
    from fulian_kg.query.stored import StoredQuery
    from fulian_kg.resources import Library
    from fulian_kg.vocabulary import Term

LIST = "publication/tables.toml"
FOLDER = "tables"
MOST_CASES = 5000
"""Cases of a store whose tables are published: of more, `query` and `compare` make those that are wanted."""
MEDIA_TYPE = "text/csv"
DESCRIPTION = "application/csvm+json"
KINDS = frozenset({"integer", "decimal", "boolean", "date", "dateTime"})
"""Datatypes that columns have where all their values do (tabular metadata, section 5.11.1); all else is text."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A table that is published."""

    name: str
    query: str | None
    """Name of a stored query; None: a comparison."""
    compare: str
    """What a comparison has in its columns."""
    key: tuple[str, ...]
    about: str | None
    stated: Mapping[str, str]
    """Title by language, of a comparison."""

    @property
    def file(self) -> str:
        """Name of the CSV."""
        return f"{self.name}.csv"

    @property
    def path(self) -> str:
        """Path of the CSV in a publication."""
        return f"{FOLDER}/{self.file}"


@dataclass(frozen=True, slots=True)
class Written:
    """A table with its description."""

    csv: bytes
    metadata: bytes


@cache
def tables(library: Library) -> Mapping[str, Entry]:
    """The tables of a library by name; raises `InputError` for a list that cannot be read."""
    try:
        read = tomllib.loads(library.read("templates", LIST))
        return {name: _entry(name, entry) for name, entry in read.items()}
    except KeyError as error:
        message = f"{error.args[0]} is missing"
        raise InputError(message, file=f"templates/{LIST}") from None
    except (tomllib.TOMLDecodeError, TypeError, AttributeError) as error:
        raise InputError(str(error), file=f"templates/{LIST}") from None


def published(library: Library, store: OpenStore) -> Mapping[str, Entry]:
    """The tables that are published of a store: all, or none where they would be larger than memory should hold."""
    return tables(library) if store.manifest["ledger"]["cases"]["found"] <= MOST_CASES else {}


def title(entry: Entry, library: Library) -> Mapping[str, str]:
    """What a table holds, by language."""
    return entry.stated if entry.query is None else stored_query(library, entry.query).summary


def written(entry: Entry, store: OpenStore, library: Library) -> Written:
    """A table of a store and its description; raises `UsageError` for a query or columns that there are not."""
    if entry.query is None:
        found = compare(store, library, Selection(columns=entry.compare))
        csv = comparison_file(found, "csv", library, "")
        assert isinstance(csv, str)  # noqa: S101 (a CSV is text)
        return Written(csv.encode(), as_json(description(found, entry.file)).encode())
    query = stored_query(library, entry.query)
    answer = ask(store, query.text, file=query.name)
    assert isinstance(answer, ox.QuerySolutions)  # noqa: S101 (a stored query with columns)
    names = columns(answer)
    rows = [tuple(solution) for solution in answer]
    table = Table(names, tuple(tuple(map(_cell, row)) for row in rows))
    return Written(separated(table).encode(), as_json(_metadata(entry, query, names, rows)).encode())


def _entry(name: str, read: Mapping[str, Any]) -> Entry:
    if "query" in read:
        return Entry(name, str(read["query"]), "", tuple(map(str, read.get("key", ()))), read.get("about"), {})
    stated = {language: str(read["title"][language]) for language in ("zh", "en")}
    return Entry(name, None, str(read["compare"]), (), None, stated)


def _cell(term: Term | None) -> str | None:
    """The text of a term; one that a spreadsheet would calculate is led by an apostrophe."""
    if term is None:
        return None
    text = str(getattr(term, "value", term))
    return text if _datatype(term) in KINDS else str(guarded(text))


def _metadata(
    entry: Entry, query: StoredQuery, names: Sequence[str], rows: Sequence[tuple[Term | None, ...]]
) -> dict[str, Any]:
    told = {column.name: column for column in query.columns}
    schema: dict[str, Any] = {"columns": []}
    for at, name in enumerate(names):
        values = [row[at] for row in rows]
        column = told.get(name)
        titles = {"und": name} | ({"zh": column.zh, "en": column.en} if column else {})
        unit = {"dc:description": column.unit} if column and column.unit else {}
        schema["columns"].append(
            {"name": name, "titles": titles, **unit, "datatype": _common(values), "required": None not in values}
        )
    if _is_key(entry.key, names, rows):
        schema["primaryKey"] = list(entry.key)
    if entry.about in names:
        schema["aboutUrl"] = f"{{+{entry.about}}}"
    notes = [*query.description.values(), GUARD]
    return described(entry.file, query.summary, "\n".join(notes), schema)


def _common(values: Sequence[Term | None]) -> str:
    """The datatype that all values of a column have."""
    found = {_datatype(value) for value in values if value is not None}
    return found.pop() if len(found) == 1 else "string"


def _datatype(term: Term) -> str:
    if isinstance(term, ox.NamedNode):
        return "anyURI"
    kind = term.datatype.value if isinstance(term, ox.Literal) else ""
    local = kind.removeprefix(XSD("").value)
    return local if local in KINDS and local != kind else "string"


def _is_key(key: Sequence[str], names: Sequence[str], rows: Sequence[tuple[Term | None, ...]]) -> bool:
    """Whether rows are known by the columns: all have them, and no two the same."""
    if not key or not set(key) <= set(names):
        return False
    taken = [tuple(row[names.index(name)] for name in key) for row in rows]
    return len(set(taken)) == len(taken) and not any(None in each for each in taken)


def metadata_path(entry: Entry) -> str:
    """Path of the description, where readers look for it."""
    return f"{entry.path}{SUFFIX}"
