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
    from importlib.resources.abc import Traversable

    from starlette.requests import Request
    from starlette.responses import Response

    from fulian_kg.resources import Library

SCRIPTS: Traversable = files("fulian_kg.server") / "static"
BUILT: Traversable = SCRIPTS / "built"
"""What `make assets` makes; pages work without."""
EDITOR = "editor.js"
MEDIA_TYPES = {".js": "text/javascript", ".css": "text/css", ".txt": "text/plain"}


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
    """A script of ours."""
    return _file(request, SCRIPTS, f"{request.path_params['name']}.js")


def built(request: Request) -> Response:
    """A file of the bundle: scripts of others, with the licences that they come under."""
    return _file(request, BUILT, request.path_params["name"])


def bundled() -> bool:
    """Whether the editor was built."""
    return (BUILT / EDITOR).is_file()


def _file(request: Request, folder: Traversable, name: str) -> Response:
    """A file by its name: one of those that the folder lists, so that no name leads out of it."""
    found = {each.name: each for each in folder.iterdir() if each.is_file()} if folder.is_dir() else {}
    media_type = next((kind for ending, kind in MEDIA_TYPES.items() if name.endswith(ending)), None)
    if name not in found or media_type is None:
        raise Problem(HTTPStatus.NOT_FOUND, "there is no such file")
    return whole(request, found[name].read_bytes(), media_type)


ROUTES = [
    Route("/static/{name:str}.css", style, methods=["GET"], name="style"),
    Route("/static/{name:str}.js", script, methods=["GET"], name="script"),
    Route("/static/built/{name:str}", built, methods=["GET"], name="built"),
]
