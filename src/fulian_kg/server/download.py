"""The page of downloads, and the files."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.responses import FileResponse, Response
from starlette.routing import Route

from fulian_kg.publication.addresses import Addresses
from fulian_kg.publication.documents import offered
from fulian_kg.publication.dumps import KINDS, dumps
from fulian_kg.publication.schema_org import schema_dataset
from fulian_kg.publication.settings import dataset_settings
from fulian_kg.server.pages import page, view_of
from fulian_kg.server.problems import Problem
from fulian_kg.server.responses import REVALIDATE, known

if TYPE_CHECKING:
    from starlette.requests import Request


def downloads(request: Request) -> Response:
    """What can be fetched, with sizes and hashes as far as the files were made; the others are made meanwhile."""
    view = view_of(request)
    request.app.state.dumps.prepare(view.generation)
    made = request.app.state.dumps.made(view.generation)
    at, library = Addresses(view.base), view.generation.library
    kinds = {kind: [dump for dump in dumps().values() if dump.kind == kind] for kind in KINDS}
    return page(
        request,
        view,
        "download.html",
        kinds=kinds,
        beside=[each for each in offered(library, view.generation.store) if each.name == each.path],
        made=made,
        settings=dataset_settings(library),
        dataset=at.entry("dataset").value,
        sources=view.generation.store.manifest["ledger"]["sources"],
        statements=len(view.generation.store.rdf),
        about=schema_dataset(library, at, made),
    )


def dump_file(request: Request) -> Response:
    """A dump."""
    dump = dumps().get(request.path_params["name"])
    if dump is None:
        raise Problem(HTTPStatus.NOT_FOUND, "there is no such dump")
    path, made = request.app.state.dumps.file(request.app.state.generations.current(), dump)
    tag = f'"{made.sha256}"' if dump.packed else f'W/"{made.sha256}"'
    headers = {"etag": tag, "cache-control": REVALIDATE}
    if known(request.headers.get("if-none-match"), tag):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return FileResponse(path, headers=headers, media_type=dump.media_type, filename=dump.name)


ROUTES = [
    Route("/download", downloads, methods=["GET"], name="downloads"),
    Route("/download/{name:path}", dump_file, methods=["GET"], name="download"),
]
