"""The address of a store elsewhere, and where it may answer queries and take graphs.

`sparql+http://localhost:7878` names a SPARQL 1.1 store. Stores differ in their paths; what is usual stands in
`templates/publication/endpoints.toml`.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from fulian_kg.errors import InputError, UsageError
from fulian_kg.resources import Library

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILE: Final = "publication/endpoints.toml"
REMOTE: Final = re.compile(r"sparql\+(?P<scheme>https?):/+(?P<rest>[!-~]+)")
"""A path of the command line has one slash where an address has two."""
EXAMPLE: Final = "sparql+http://localhost:7878"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a store may answer queries, and where it may take graphs: what is more usual first."""

    given: str
    """As people write it."""
    queries: tuple[str, ...]
    graph_stores: tuple[str, ...]


def is_remote(path: Path | str) -> bool:
    """Whether a store is named by an address rather than by a folder."""
    return str(path).startswith("sparql+")


def endpoint_of(path: Path | str, graph_store: str | None = None, library: Library | None = None) -> Endpoint:
    """Where the store of an address is asked; `graph_store` says where it takes graphs, if that is not usual.

    Raises `UsageError` for what is no address, or holds a password that would be shown wherever the address is.
    """
    found = REMOTE.fullmatch(str(path))
    url = f"{found['scheme']}://{found['rest'].rstrip('/')}" if found else ""
    _check(url, "the address of a store elsewhere", EXAMPLE)
    if graph_store is not None:
        _check(graph_store, "--graph-store", "http://localhost:7878/store")
    usual = list(_usual(library or Library()))
    known = [pair for pair in usual if pair[0] and url.endswith(pair[0])]
    pairs = [(url, url.removesuffix(query) + graphs) for query, graphs in known] or [
        (url + query, url + graphs) for query, graphs in usual
    ]
    queries, graph_stores = (tuple(dict.fromkeys(each)) for each in zip(*pairs, strict=True))
    return Endpoint(f"sparql+{url}", queries, graph_stores if graph_store is None else (graph_store,))


def is_here(url: str) -> bool:
    """Whether an address is on this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _check(url: str, what: str, example: str) -> None:
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname
    except ValueError:
        parts, port, host = urlsplit(""), None, None
    if parts.scheme not in {"http", "https"} or not host or port == 0 or parts.fragment or parts.query:
        message = f"{what} is written like {example}"
        raise UsageError(message)
    if parts.username or parts.password:
        message = f"{what} holds a name or a password: give them by FULIAN_SPARQL_USER and FULIAN_SPARQL_PASSWORD"
        raise UsageError(message)


def _usual(library: Library) -> Iterator[tuple[str, str]]:
    try:
        for row in tomllib.loads(library.read("templates", FILE))["store"]:
            yield str(row["query"]), str(row["graphs"])
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise InputError(str(error), file=f"templates/{FILE}") from None
