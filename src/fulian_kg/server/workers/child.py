"""The program of a worker: reads a query, answers it whole, reads the next; imports as little as it can."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from fulian_kg.errors import FulianError
from fulian_kg.formats import FORMATS, well_formed
from fulian_kg.graph.canonical import canonical, write
from fulian_kg.graph.manifest import read_manifest
from fulian_kg.graph.store import database_in
from fulian_kg.server.workers.confinement import confine, limit_memory, limit_processor, peak
from fulian_kg.server.workers.frames import received, sent
from fulian_kg.sparql import is_update, names_graphs, reaches_out, too_much
from fulian_kg.vocabulary import Iris

if TYPE_CHECKING:
    from collections.abc import Mapping

    from _typeshed import ReadableBuffer as Buffer

BAD, FORBIDDEN, UNACCEPTABLE, TOO_LARGE, UNPROCESSABLE, OURS = 400, 403, 406, 413, 422, 500
PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
LONGEST = 300
"""Characters of a parser's message, and of the line that it stopped at, that are handed on."""
BACKSTOP = 2
"""Seconds of processor time beyond the wall clock's limit, before the kernel ends a worker that nobody watches."""


class Refusal(Exception):  # noqa: N818 (a client's fault, mostly)
    """A query that gets a status and a sentence in place of an answer."""

    def __init__(self, status: int, detail: str, **members: Any) -> None:
        super().__init__(detail)
        self.head = {"status": status, "detail": detail, "members": members}


class Full(Exception):  # noqa: N818
    """An answer outgrew its limit."""


class Capped(io.BytesIO):
    """A file of bytes that takes only so many."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit

    def write(self, data: Buffer, /) -> int:
        """Take the data; raises `Full`, which ends the evaluation too."""
        if self.tell() + memoryview(data).nbytes > self._limit:
            raise Full
        return super().write(data)


class Asked:
    """A generation that answers."""

    def __init__(self, folder: Path) -> None:
        """Raises `StoreError` or an error of the database."""
        manifest = read_manifest(folder)
        self._store = database_in(folder, manifest)
        self._base = str(manifest["base_iri"])
        self._prefixes = dict(Iris(self._base).prefixes())

    def answer(self, job: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
        """Head and body of the answer; raises `Refusal`."""
        _look_at(job)
        found = self._found(job)
        kind = "graph" if isinstance(found, ox.QueryTriples) else "results"
        if job[kind] is None:
            raise _unacceptable(kind)
        form = FORMATS[job[kind]]
        try:
            if isinstance(found, ox.QueryTriples):
                return {"form": "graph"}, self._graph(found, form.writer, job["answer"])  # type: ignore[arg-type]
            target = Capped(job["answer"])
            found.serialize(target, form.writer)  # type: ignore[arg-type]
            body = _within(well_formed(target.getvalue(), form.writer), job["answer"])  # type: ignore[arg-type]
        except Full:
            detail = f"the answer is larger than the limit of {job['answer']} bytes: ask for less, or page with LIMIT"
            raise Refusal(UNPROCESSABLE, detail, limit="answer", value=job["answer"]) from None
        return {"form": "boolean" if isinstance(found, ox.QueryBoolean) else "solutions"}, body

    def _found(self, job: Mapping[str, Any]) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        query, default, named = job["query"], job["default_graphs"], job["named_graphs"]
        chosen = default is not None or named is not None
        given = {ox.Variable(name): _term(text) for name, text in job["substitutions"].items()}
        try:
            return self._store.query(
                query,
                base_iri=self._base,
                prefixes=self._prefixes,
                use_default_graph_as_union=not chosen and not names_graphs(query),
                default_graph=[ox.NamedNode(iri) for iri in default or ()] if chosen else None,
                named_graphs=[ox.NamedNode(iri) for iri in named or ()] if chosen else None,
                substitutions=given,
            )
        except SyntaxError as error:
            raise _misspelt(query, str(error)) from None

    def _graph(self, triples: ox.QueryTriples, form: ox.RdfFormat, limit: int) -> bytes:
        """Triples in an order that does not depend on how they were found."""
        return _within(write(canonical(triples), form, self._prefixes), limit)


def _within(body: bytes, limit: int) -> bytes:
    """The body; raises `Full` when it is too large."""
    if len(body) > limit:
        raise Full
    return body


def _look_at(job: Mapping[str, Any]) -> None:
    """Refuse what must not reach the parser."""
    query = job["query"]
    if why := too_much(query, job["size"], job["depth"]):
        limit = "query" if len(query) > job["size"] else "depth"
        value = job["size"] if limit == "query" else job["depth"]
        raise Refusal(TOO_LARGE, why, limit=limit, value=value)
    if reaches_out(query):
        raise Refusal(FORBIDDEN, "SERVICE is not available: a query looks at this store only")


def _misspelt(query: str, message: str) -> Refusal:
    """What a parser says, with the place, in our words; an update is not misspelt but forbidden."""
    if is_update(query):
        return Refusal(FORBIDDEN, "updates are not available: this store is for reading")
    place = PLACE.fullmatch(message)
    if place is None:
        return Refusal(BAD, f"this is not a SPARQL query: {_short(message)}")
    line, column, why = int(place[1]), int(place[2]), _short(place[3])
    lines = query.split("\n")
    source = lines[line - 1].rstrip("\r") if line <= len(lines) else ""
    detail = f"this is not a SPARQL query: line {line}, column {column}: {why}"
    return Refusal(BAD, detail, line=line, column=column, query_line=source[:LONGEST])


def _short(message: str) -> str:
    return " ".join(message.split())[:LONGEST]


def _unacceptable(kind: str) -> Refusal:
    """The answer has a form that the client does not take."""
    wanted = "rdf" if kind == "graph" else "results"
    available = [form.media_type for form in FORMATS.values() if form.kind == wanted]
    what = "triples" if kind == "graph" else "solutions"
    detail = f"the answer of this query is {what}, which are written as {', '.join(available)}"
    return Refusal(UNACCEPTABLE, detail, available=available)


def _term(text: str) -> Any:
    """The term that a text in N-Triples names; raises `Refusal` when it is not one."""
    try:
        (statement,) = ox.parse(f"<urn:s> <urn:p> {text} .", format=ox.RdfFormat.N_TRIPLES)
    except (SyntaxError, ValueError):
        raise Refusal(BAD, "the value of a variable is not an RDF term") from None
    return statement.object


def _reply(asked: Asked, job: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    """What is sent back for a job, whatever comes of it."""
    try:
        return asked.answer(job)
    except Refusal as refusal:
        return refusal.head, b""
    except MemoryError:
        return {"exhausted": True}, b""
    except (RuntimeError, ValueError) as error:
        return Refusal(BAD, f"the query cannot be run: {_short(str(error))}").head, b""
    except OSError as error:
        if error.errno is not None or "HTTP" not in str(error):  # the database's, not those of SERVICE
            return {"broken": _short(str(error))}, b""
        return Refusal(FORBIDDEN, "SERVICE is not available: a query looks at this store only").head, b""


def main(folder: str, handle: int, memory: int) -> None:
    """Answer what comes through a socket from a generation's folder until the other side has gone."""
    confined = confine()  # before the database starts threads, which inherit it
    try:
        asked = Asked(Path(folder))
    except (FulianError, OSError, RuntimeError, ValueError) as error:
        sent(handle, {"broken": _short(str(error))})
        return
    limit_memory(memory)
    sent(handle, {"ready": True, "confined": confined, "peak": peak()})
    while (job := received(handle)) is not None:
        limit_processor(job["seconds"] + BACKSTOP)
        head, body = _reply(asked, job)
        sent(handle, {**head, "peak": peak()}, body)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
