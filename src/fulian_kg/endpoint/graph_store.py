"""Graphs of a store elsewhere, put there and taken away.

SPARQL 1.1 Graph Store HTTP Protocol: https://www.w3.org/TR/sparql11-http-rdf-update/
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from fulian_kg.endpoint.client import BUSY, Client
from fulian_kg.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fulian_kg.endpoint.address import Endpoint

TRIPLES: Final = "application/n-triples"
CHUNK: Final = 2_000_000
"""Bytes of one request; a statement is never divided."""
AGAIN: Final = BUSY | {500}
"""What may pass when a graph is written: stores answer 500 to a deadlock too."""
REFUSED: Final = frozenset({401, 403})
GONE: Final = frozenset({404, 410})
UNUSUAL: Final = frozenset({400, 404, 405, 415, 501})
"""What a server answers where it takes no graphs."""


class GraphStore:
    """Writes graphs of N-Triples; each request may be repeated without doubling anything."""

    def __init__(self, endpoint: Endpoint, client: Client) -> None:
        """Nothing is sent yet."""
        self.endpoint = endpoint
        self._client = client

    def put(self, graph: str, lines: Iterable[bytes]) -> None:
        """Make a graph hold these statements and no other: the first request replaces it, further ones add to it."""
        method = "PUT"
        for chunk in chunks(lines):
            self._send(method, graph, chunk)
            method = "POST"

    def add(self, graph: str, lines: Iterable[bytes]) -> None:
        """Add statements to a graph."""
        for chunk in chunks(lines):
            self._send("POST", graph, chunk)

    def delete(self, graph: str) -> None:
        """Take a graph away, if it is there."""
        self._send("DELETE", graph, b"", GONE)

    @cached_property
    def _addresses(self) -> list[str]:
        """Where graphs may be written; reading first tells whoever wants a password that one is coming."""
        for url in self.endpoint.graph_stores:
            self._client.send("GET", f"{url}?graph=urn:x-none", headers={"Accept": TRIPLES}, again=frozenset())
        return list(self.endpoint.graph_stores)

    def _send(self, method: str, graph: str, body: bytes, also: frozenset[int] = frozenset()) -> None:
        """Send to the address that takes graphs; as long as none has, each of the usual ones is tried."""
        said = {}
        for url in list(self._addresses):
            target = f"{url}?graph={quote(graph, safe='')}"
            answer = self._client.send(method, target, body, {"Content-Type": TRIPLES}, again=AGAIN)
            if answer.ok or (answer.status in also and len(self._addresses) == 1):
                self._addresses[:] = [url]
                return
            if answer.status in REFUSED:
                message = f"{url} lets nobody write without leave ({answer.status}): set {ACCOUNT}"
                raise StoreError(message)
            said[url] = answer.says
            if answer.status not in UNUSUAL:
                break
        told = "; ".join(f"{url}: {why}" for url, why in said.items())
        message = f"{self.endpoint.given} did not take the graph {graph} ({told}); --graph-store says where it does"
        raise StoreError(message)


ACCOUNT: Final = "FULIAN_SPARQL_USER and FULIAN_SPARQL_PASSWORD, or FULIAN_SPARQL_TOKEN"


def chunks(lines: Iterable[bytes], size: int = CHUNK) -> Iterable[bytes]:
    """Lines in pieces of at most so many bytes; one piece, if an empty one, where there is no line."""
    held: list[bytes] = []
    length, sent = 0, False
    for line in lines:
        if held and length + len(line) > size:
            yield b"".join(held)
            held, length, sent = [], 0, True
        held.append(line)
        length += len(line)
    if held or not sent:
        yield b"".join(held)
