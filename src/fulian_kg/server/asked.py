"""What a request of the SPARQL 1.1 protocol asks: parameters of the address, of a form, or a query as the body.

Texts are decoded strictly: what is no UTF-8 is refused, not repaired.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

import pyoxigraph as ox

from fulian_kg.server.bodies import body
from fulian_kg.server.problems import Problem

if TYPE_CHECKING:
    from starlette.requests import Request

FORM, QUERY, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
TAKEN = (FORM, QUERY)
CHARSET = re.compile(r';\s*charset\s*=\s*"?([^\s;"]*)', re.IGNORECASE)
UTF8 = frozenset({"utf-8", "utf8", "us-ascii"})
FIELDS = 1000
"""Parameters that a request may have."""
ESCAPED = 9
"""Bytes that a character of three bytes takes in a form."""
PLAIN = 4
"""Bytes that a character may take in a body."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request of the protocol."""

    query: str | None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    """Names of formats; clients that repeat the parameter spell one format in several ways."""

    @property
    def dataset(self) -> tuple[tuple[str, ...], tuple[str, ...]] | tuple[None, None]:
        """Default and named graphs where the request names any: then it has no others."""
        if not (self.default_graphs or self.named_graphs):
            return None, None
        return self.default_graphs, self.named_graphs


def parameters(request: Request) -> list[tuple[str, str]]:
    """Parameters of the address in their order; raises `Problem` when they are no UTF-8."""
    return _fields(request.scope["query_string"])


async def asked(request: Request) -> Asked:
    """What a request asks; raises `Problem` for what is not the protocol or would change the store."""
    given = parameters(request)
    if request.method == "POST":
        given += await _posted(request)
    return _read(given)


def client_of(request: Request) -> str:
    """Whom the cost of a request is charged to: the address that a trusted proxy tells, else that of the connection."""
    if request.app.state.settings.trusted_proxy and (told := request.headers.get("x-forwarded-for")):
        return str(told).rpartition(",")[2].strip()
    return request.client.host if request.client else ""


def one(values: list[str], name: str) -> str | None:
    """The value of a parameter that may stand once; raises `Problem`."""
    if len(values) > 1:
        detail = f"the parameter {name} stands {len(values)} times: give it once"
        raise Problem(HTTPStatus.BAD_REQUEST, detail)
    return values[0] if values else None


def formats_of(given: list[tuple[str, str]]) -> tuple[str, ...]:
    """What `format=` names."""
    return tuple(value for name, value in given if name == "format" and value)


def iri(text: str, name: str) -> str:
    """An absolute IRI; raises `Problem`."""
    try:
        return ox.NamedNode(text).value
    except ValueError:
        raise Problem(HTTPStatus.BAD_REQUEST, f"the parameter {name} wants an absolute IRI") from None


def _read(given: list[tuple[str, str]]) -> Asked:
    if any(name == "update" for name, _ in given):
        raise forbidden()

    def values(name: str) -> list[str]:
        return [value for key, value in given if key == name]

    return Asked(
        one(values("query"), "query"),
        tuple(iri(each, "default-graph-uri") for each in values("default-graph-uri")),
        tuple(iri(each, "named-graph-uri") for each in values("named-graph-uri")),
        formats_of(given),
    )


def forbidden() -> Problem:
    """The refusal of an update."""
    return Problem(HTTPStatus.FORBIDDEN, "updates are not available: this store is for reading")


async def _posted(request: Request) -> list[tuple[str, str]]:
    """What the body of a POST says, as parameters."""
    header = request.headers.get("content-type", "")
    kind = header.partition(";")[0].strip().lower()
    charset = CHARSET.search(header)
    if kind not in {*TAKEN, UPDATE} or "content-encoding" in request.headers:
        detail = f"the body of a POST is {' or '.join(TAKEN)}, not compressed"
        raise _unsupported(detail)
    if charset and charset[1].lower() not in UTF8:
        detail = "queries are written in UTF-8"
        raise _unsupported(detail)
    if kind == UPDATE:
        raise forbidden()
    most = request.app.state.settings.limits.query * (PLAIN if kind == QUERY else ESCAPED)
    found = await body(request, most, "query")
    return [("query", _text(found))] if kind == QUERY else _fields(found)


def _unsupported(detail: str) -> Problem:
    return Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, detail, {"accept-post": ", ".join(TAKEN)})


def _fields(text: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(_text(text), keep_blank_values=True, errors="strict", max_num_fields=FIELDS)
    except UnicodeDecodeError:
        raise _broken() from None
    except ValueError:
        raise Problem(HTTPStatus.BAD_REQUEST, f"there are more than {FIELDS} parameters") from None


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise _broken() from None


def _broken() -> Problem:
    return Problem(HTTPStatus.BAD_REQUEST, "the request is not written in UTF-8")
