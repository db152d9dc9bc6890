"""What `/openapi.json` says can be asked: each place of a request where a client writes a text of its own."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

FORM = "application/x-www-form-urlencoded"
HEADERS = (
    *("accept", "accept-language", "if-none-match", "host", "origin", "referer", "cookie", "content-type"),
    *("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-prefix", "user-agent"),
)
"""Headers of a request that a server reads, or might write into its answer."""
BODY, PATH, QUERY, HEADER, FIELD = "body", "path", "query", "header", "field"
NEVER = dict.fromkeys(map(ord, "\r\n\0"))
"""Characters of which no server lets a header have any (RFC 9110, 5.5)."""


@dataclass(frozen=True)
class Asking:
    """A request."""

    method: str
    url: str
    headers: dict[bytes, bytes]
    body: bytes | None = None


@dataclass(frozen=True)
class Place:
    """Where in the requests of an operation a text stands; everything else is as its example says."""

    method: str
    path: str
    where: str
    name: str
    given: Mapping[str, Mapping[str, str]] = field(default_factory=dict, hash=False)
    """Values of other parameters and fields, by where they stand."""

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.where} {self.name}"

    def asking(self, text: str, accept: str) -> Asking:
        """The request with a text there."""
        given = {where: dict(values) for where, values in self.given.items()}
        headers = {b"accept": accept.encode()}
        if self.where == HEADER:
            headers[self.name.encode()] = text.translate(NEVER).strip().encode("utf-8", "surrogatepass")
        else:
            given.setdefault(self.where, {})[self.name] = text
        path = self.path
        for name, value in given.get(PATH, {}).items():
            path = path.replace(f"{{{name}}}", _quoted(value))
        asked = given.get(QUERY)
        body = None
        if self.where == BODY:
            headers[b"content-type"], body = self.name.encode(), text.encode("utf-8", "surrogatepass")
        elif FIELD in given:
            headers.setdefault(b"content-type", FORM.encode())
            body = _fields(given[FIELD]).encode()
        return Asking(self.method, f"{path}?{_fields(asked)}" if asked else path, headers, body)


def filled(where: Sequence[Place], texts: Sequence[str]) -> Place:
    """The last of some places of one operation where the others hold texts of their own."""
    *others, last = where
    given = {kind: dict(values) for kind, values in last.given.items()}
    for place, text in zip(others, texts, strict=True):
        given.setdefault(place.where, {})[place.name] = text
    return replace(last, given=given)


def places(document: Mapping[str, Any], known: Mapping[str, str]) -> Iterator[Place]:
    """Every parameter, field of a form, and body of every operation that is described.

    `known` are values by name, where examples would not do; a pattern of names ends with the value of what it is about.
    """
    for path, entry in document["paths"].items():
        for method, operation in entry.items():
            yield from _places(method.upper(), path, _resolved(operation, document), known)


def headers(document: Mapping[str, Any], known: Mapping[str, str]) -> Iterator[Place]:
    """Every header of every operation that is described; operations in turn, header after header."""
    bare = [
        _bare(method.upper(), path, _resolved(operation, document), known)
        for path, entry in document["paths"].items()
        for method, operation in entry.items()
    ]
    yield from (replace(each, where=HEADER, name=name) for name in HEADERS for each in bare)


def _places(method: str, path: str, operation: Mapping[str, Any], known: Mapping[str, str]) -> Iterator[Place]:
    bare = _bare(method, path, operation, known)
    for parameter in operation["parameters"]:
        yield replace(bare, where=parameter["in"], name=parameter["name"])
    for kind, content in operation["content"].items():
        if kind == FORM:
            yield from (replace(bare, where=FIELD, name=name) for name in _names(content["schema"], known))
        else:
            yield replace(bare, where=BODY, name=kind)


def _names(schema: Mapping[str, Any], known: Mapping[str, str]) -> Iterator[str]:
    """Names of fields; of those that follow a pattern one."""
    yield from schema["properties"]
    yield from (known[pattern] for pattern in schema.get("patternProperties", ()))


def _bare(method: str, path: str, operation: Mapping[str, Any], known: Mapping[str, str]) -> Place:
    given: dict[str, dict[str, str]] = {}
    for parameter in operation["parameters"]:
        if parameter.get("required"):
            name = parameter["name"]
            given.setdefault(parameter["in"], {})[name] = known.get(name, str(parameter.get("example", "x")))
    if FORM in operation["content"]:
        schema = operation["content"][FORM]["schema"]
        examples = {name: str(schema["properties"][name]["example"]) for name in schema["required"]}
        given[FIELD] = examples | {name: known[name] for name in schema["properties"] if name in known}
    return Place(method, path, "", "", given)


def _resolved(operation: Mapping[str, Any], document: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters and contents of the body, without references."""
    shared = document["components"]["parameters"]
    given = operation.get("parameters", ())
    found = [shared[each["$ref"].rpartition("/")[2]] if "$ref" in each else each for each in given]
    return {"parameters": found, "content": operation.get("requestBody", {}).get("content", {})}


def _fields(values: Mapping[str, str]) -> str:
    return urlencode(values, errors="surrogatepass")


def _quoted(text: str) -> str:
    return quote(text, safe="", errors="surrogatepass")
