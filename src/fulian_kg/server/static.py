"""Files that pages load: our style and scripts, and the bundle of the editor where it was built."""

from __future__ import annotations

from http import HTTPStatus
from importlib.resources import files
from typing import TYPE_CHECKING

from starlette.routing import Route

from fulian_kg.query.charts.style import load_style
from fulian_kg.query.pages import BASE
from fulian_kg.server.problems import Problem
from fulian_kg.server.responses import whole

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from fulian_kg.resources import Library


async def style(request: Request) -> Response:
    """A style sheet of `styles/`; `site.css` holds what all pages share as well."""
    name = request.path_params["name"]
    library: Library = request.app.state.settings.library
    sheets = dict(library.walk("styles", ".css"))
    if name not in sheets:
        raise Problem(HTTPStatus.NOT_FOUND, "there is no such style sheet")
    shared = (load_style(library).stylesheet(), sheets[BASE.removesuffix(".css")]) if name == "site" else ()
    return whole(request, "".join((*shared, sheets[name])), "text/css")


def script(request: Request) -> Response:
    """A script of ours; pages are useful without."""
    name = f"{request.path_params['name']}.js"
    for each in (files("fulian_kg.server") / "static").iterdir():
        if each.name == name and each.is_file():
            return whole(request, each.read_bytes(), "text/javascript")
    raise Problem(HTTPStatus.NOT_FOUND, "there is no such script")


ROUTES = [
    Route("/static/{name:str}.css", style, methods=["GET"], name="style"),
    Route("/static/{name:str}.js", script, methods=["GET"], name="script"),
]
