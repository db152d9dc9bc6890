"""RDF as a response: the format from the extension or from Accept, and headers that lead to the other forms."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from starlette.responses import RedirectResponse

from fulian_kg.formats import FORMATS, RDF, of_extension
from fulian_kg.publication.writing import document
from fulian_kg.server.negotiation import preferred
from fulian_kg.server.problems import Problem
from fulian_kg.server.responses import whole

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import pyoxigraph as ox
    from starlette.requests import Request
    from starlette.responses import Response

    from fulian_kg.formats import Format
    from fulian_kg.server.generations import Generation

HTML = "text/html"
FORMS: Mapping[str, Format] = {FORMATS[name].media_type: FORMATS[name] for name in RDF}
"""RDF formats by media type, the preferred one first."""
OFFERED = (*FORMS, HTML)
"""What a resource is offered as: Turtle to whoever takes anything, for browsers ask for HTML by name."""
VARY = "Accept, Accept-Language"
UNKNOWN = "nothing is known of this name"
SAFE = "/:@!$&'()*+,;=~-._"


class Asked(NamedTuple):
    """What a path asks for."""

    path: str
    """Without the extension of a format."""
    form: Format | None
    """The format that its extension names."""


def asked(path: str) -> Asked:
    """The path and the format that it ends with, if any."""
    stem, dot, extension = path.rpartition(".")
    form = of_extension(extension) if dot and "/" not in extension else None
    return Asked(path, None) if form is None else Asked(stem, form)


def extension(request: Request) -> Format | None:
    """The format that the extension of a route names, if it has one; raises `Problem` 404 for one that is none."""
    given = request.path_params.get("extension")
    form = None if given is None else of_extension(given)
    if given is not None and form is None:
        raise Problem(HTTPStatus.NOT_FOUND, UNKNOWN)
    return form


def wanted(request: Request) -> Format | None:
    """The RDF format that a client wants most, or None for a page. Raises `Problem` 406."""
    return FORMS.get(_preferred(request, OFFERED))


def chosen(request: Request) -> Format:
    """The RDF format that a client wants most. Raises `Problem` 406."""
    return FORMS[_preferred(request, tuple(FORMS))]


def _preferred(request: Request, offered: tuple[str, ...]) -> str:
    media_type = preferred(request.headers.get("accept"), offered)
    if media_type is None:
        detail = "none of the media types that Accept names can be given"
        raise Problem(HTTPStatus.NOT_ACCEPTABLE, detail, {"vary": VARY}, available=list(offered))
    return media_type


def local(request: Request, path: str) -> str:
    """The address of a path on this server, percent-encoded."""
    return quote(request.scope.get("root_path", "") + path, safe=SAFE)


def see_other(request: Request, path: str, fragment: str = "") -> Response:
    """303: what was asked for is no document; this one tells of it."""
    address = local(request, path) + (f"#{quote(fragment)}" if fragment else "")
    return RedirectResponse(address, HTTPStatus.SEE_OTHER, {"vary": VARY, "cache-control": "no-cache"})


def answer(
    request: Request, generation: Generation, quads: Collection[ox.Quad], form: Format, path: str, canonical: str
) -> Response:
    """The quads in a format, with links to the other formats; `path` is where they are, without extension."""
    body = document(quads, form, generation.store.base, generation.library)
    here = f"{path}.{form.extension}"
    others = {
        f"{local(request, path)}.{other.extension}": other.media_type for other in FORMS.values() if other != form
    }
    if path.startswith("/data/"):
        others[local(request, "/doc/" + path.removeprefix("/data/"))] = HTML
    links = [f'<{quote(canonical, safe=SAFE + "#%")}>; rel="canonical"']
    links += [f'<{address}>; rel="alternate"; type="{media_type}"' for address, media_type in others.items()]
    headers = {"vary": VARY, "content-location": local(request, here), "link": ", ".join(links)}
    return whole(request, body, form.media_type, headers)
