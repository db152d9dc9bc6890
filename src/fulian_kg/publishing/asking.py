"""Asking the server's application in this process: its answers without sockets, for pages that become files."""

from __future__ import annotations

import io
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import pyoxigraph as ox
from anyio.from_thread import start_blocking_portal

from fulian_kg.errors import StoreError
from fulian_kg.formats import well_formed
from fulian_kg.query.run import ask
from fulian_kg.server.answering import Answer, Job

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from anyio.from_thread import BlockingPortal
    from starlette.types import ASGIApp, Message

    from fulian_kg.server.generations import Generation

HTML = "text/html"


@dataclass(frozen=True, slots=True)
class Asker:
    """Asks an application one thing after the other."""

    app: ASGIApp
    portal: BlockingPortal

    def get(self, path: str, parameters: Iterable[tuple[str, str]] = (), accept: str = HTML) -> bytes:
        """The body of the answer; raises `StoreError` for one that is not 200."""
        return self.portal.call(self._got, path, urlencode(list(parameters)), accept)

    async def _got(self, path: str, query: str, accept: str) -> bytes:
        status, body = 0, bytearray()

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            body.extend(message.get("body", b""))

        await self.app(_scope(path, query, accept), receive, send)
        if status != HTTPStatus.OK:
            message = f"{path}{'?' if query else ''}{query} cannot be published: the answer was {status}"
            raise StoreError(message)
        return bytes(body)


@contextmanager
def asking(app: ASGIApp) -> Iterator[Asker]:
    """Ask as long as the context lasts."""
    with start_blocking_portal() as portal:
        yield Asker(app, portal)


def _scope(path: str, query: str, accept: str) -> dict[str, Any]:
    """A GET request as the ASGI specification has it: https://asgi.readthedocs.io/en/latest/specs/www.html."""
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": quote(path).encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(b"accept", accept.encode()), (b"host", b"localhost")],
        "client": None,
        "server": None,
    }


class Stored:
    """Answers stored queries over an open store: they are ours, and need no process that can be killed."""

    def __init__(self, generation: Generation) -> None:
        self._generation = generation

    async def answer(self, job: Job) -> Answer:
        """The whole answer of a query with columns."""
        given = {ox.Variable(name): _term(text) for name, text in job.substitutions.items()}
        found = ask(self._generation.store, job.query, given)
        assert isinstance(found, ox.QuerySolutions)  # noqa: S101 (stored queries have columns)
        assert job.results is not None  # noqa: S101 (whoever asks a stored query takes solutions)
        target = io.BytesIO()
        found.serialize(target, job.results.writer)  # type: ignore[arg-type]
        return Answer(
            well_formed(target.getvalue(), job.results.writer), "solutions", job.results, self._generation.name
        )

    async def close(self) -> None:
        """Nothing is under way."""


def _term(text: str) -> Any:
    """The term that a text in N-Triples names."""
    (statement,) = ox.parse(f"<urn:s> <urn:p> {text} .", format=ox.RdfFormat.N_TRIPLES)
    return statement.object
