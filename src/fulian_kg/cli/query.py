"""`query`: run a stored query or one's own."""

from __future__ import annotations

import signal
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pyoxigraph as ox

from fulian_kg.cli.options import library_option, output_option, store_option
from fulian_kg.cli.output import aligned, emit, render
from fulian_kg.errors import InputError, UsageError
from fulian_kg.formats import FORMATS, RDF, RESULTS, named, well_formed
from fulian_kg.graph.canonical import canonical, write
from fulian_kg.graph.store import OpenStore, open_store
from fulian_kg.query.parameters import bindings
from fulian_kg.query.run import ask, columns, rows
from fulian_kg.query.stored import StoredQuery, parse, stored_query
from fulian_kg.query.tables import Table
from fulian_kg.resources import Library
from fulian_kg.vocabulary import Iris

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

HELP = """运行预存的或自己的 SPARQL 查询。 Run a stored SPARQL query or your own.

NAME 是预存查询的名字（见 queries），FILE.rq 是文件，- 是标准输入。前缀不必声明。
NAME is a stored query (see `queries`), FILE.rq a file, - standard input. Prefixes need no declaration.

\b
例 Example:
  fulian-kg query funding-timeline -p region=石景山区
  echo 'SELECT ?title { ?c a fl:Case ; dcterms:title ?title }' | fulian-kg query - --format csv
"""
QUERY_SUFFIX = (".rq", ".sparql")
STDIN = "-"


@click.command(help=HELP, short_help="运行查询。Run a query.")
@click.argument("name", metavar="NAME|FILE.rq|-")
@click.option("-p", "--param", "params", multiple=True, metavar="NAME=VALUE", help="参数的值。Value of a parameter.")
@store_option
@library_option
@click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    default=None,
    help="默认 table，图为 turtle。Default: table, of graphs turtle.",
)
@output_option
def query(
    name: str, params: tuple[str, ...], store: Path, extra: Path | None, form: str | None, output: Path | None
) -> int:
    """Run a query and write its answer; exit code 1 when a question is answered with no."""
    asked, file = _asked(name, Library(extra))
    opened = open_store(store)
    with _interruptible():
        substitutions = bindings(asked.parameters, _given(params), opened.rdf)
        answer = ask(opened, asked.text, substitutions, file=file)
        written = _written(answer, form, asked, opened)
    emit(written, output)
    return int(isinstance(answer, ox.QueryBoolean) and not answer)


def _asked(name: str, library: Library) -> tuple[StoredQuery, str | None]:
    """The query and the file to name in messages."""
    if name == STDIN:
        return parse(STDIN, _decoded(sys.stdin.buffer.read(), "standard input")), None
    if name.endswith(QUERY_SUFFIX) or "/" in name:
        try:
            return parse(Path(name).stem, _decoded(Path(name).read_bytes(), name)), name
        except OSError as error:
            raise InputError(str(error.strerror), file=name) from None
    return stored_query(library, name), None


def _decoded(data: bytes, file: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        message = "not a UTF-8 text"
        raise InputError(message, file=file) from None


@contextmanager
def _interruptible() -> Iterator[None]:
    """A query cannot be interrupted from Python, and changes nothing: Ctrl-C ends the process at once."""
    before = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _given(params: tuple[str, ...]) -> dict[str, str]:
    given: dict[str, str] = {}
    for param in params:
        name, sign, value = param.partition("=")
        if not sign:
            message = f"a parameter is given as -p NAME=VALUE, not {param!r}"
            raise UsageError(message)
        given[name] = value
    return given


def _written(
    answer: ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean,
    form: str | None,
    asked: StoredQuery,
    store: OpenStore,
) -> str | bytes:
    if isinstance(answer, ox.QueryTriples):
        return _triples(answer, form or "turtle", store)
    form = form or "table"
    if form in RDF:
        message = f"this query answers with a table, not a graph: use one of table, {', '.join(RESULTS)}"
        raise UsageError(message)
    if form in RESULTS:
        writer = FORMATS[form].writer
        return well_formed(answer.serialize(format=writer) or b"", writer)  # type: ignore[arg-type]
    if isinstance(answer, ox.QueryBoolean):
        return "是 yes\n" if answer else "否 no\n"
    return _table(answer, form, asked, Iris(store.base).prefixes())


def _triples(answer: ox.QueryTriples, form: str, store: OpenStore) -> bytes:
    if form not in RDF:
        message = f"this query answers with a graph: use one of {', '.join(RDF)}"
        raise UsageError(message)
    return write(canonical(answer), named(form).writer, Iris(store.base).prefixes())  # type: ignore[arg-type]


def _table(answer: ox.QuerySolutions, form: str, asked: StoredQuery, prefixes: Mapping[str, str]) -> str:
    titles = {column.name: f"{column.zh} {column.name}" for column in asked.columns}
    names = columns(answer)
    found = rows(answer, prefixes)
    if form != "table":
        return render(Table(names, tuple(found)), form)
    text = aligned(Table(tuple(titles.get(name, name) for name in names), tuple(found)))
    return text + f"\n{len(found)} 行 rows\n"
