"""What every page has: language, words, links, layout, the generation it speaks of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from fulian_kg.query.pages import environment
from fulian_kg.server.file_links import FileLinks
from fulian_kg.server.links import Links
from fulian_kg.server.negotiation import language
from fulian_kg.server.responses import whole
from fulian_kg.server.words import LANGUAGES, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.requests import Request
    from starlette.responses import Response

    from fulian_kg.server.generations import Generation
    from fulian_kg.server.published import Published
    from fulian_kg.server.settings import Settings


@dataclass(frozen=True, slots=True)
class View:
    """A page that is asked for: where, in which language, of which generation."""

    generation: Generation
    settings: Settings
    language: str
    words: dict[str, dict[str, str]]
    links: Links
    parameters: tuple[tuple[str, str], ...] = ()
    """Those of the address, but for the language."""

    def spoken(self, language: str) -> str:
        """The address of the same page in a language."""
        return self.links.here_in(language, self.parameters)

    @property
    def as_files(self) -> bool:
        """Whether pages are published as files, which no server stands behind."""
        return self.settings.published is not None

    @property
    def around(self) -> bool:
        """Whether quotes stand in the words around them; files have no more of a text than quotes, unless told so."""
        return not self.as_files or self.settings.source_text

    @property
    def base(self) -> str:
        """Base of the IRIs of instances."""
        return self.generation.store.base


def view_of(request: Request) -> View:
    """The view that a request asks for; `?lang=` wins over the browser's languages."""
    generation = request.app.state.generations.current()
    chosen = request.query_params.get("lang")
    spoken = chosen if chosen in LANGUAGES else language(request.headers.get("accept-language"), LANGUAGES)
    given = tuple((name, value) for name, value in request.query_params.multi_items() if name != "lang")
    path = _here(request)
    settings: Settings = request.app.state.settings
    links = _file_links(settings.published, path, given, spoken) or Links(path, chosen if chosen in LANGUAGES else None)
    return View(generation, settings, spoken, _words(generation.library, spoken), links, given)


def _file_links(
    published: Published | None, path: str, given: Iterable[tuple[str, str]], spoken: str
) -> FileLinks | None:
    """Links between files, for a page that becomes one."""
    found = published.page(path, frozenset(given)) if published else None
    if published is None or found is None:
        return None
    return FileLinks(here=found.file(spoken), published=published, page=found, spoken=spoken)


def _here(request: Request) -> str:
    """The path of a request as browsers split it: a slash that is escaped parts no folders."""
    parts = request.scope["raw_path"].decode("ascii", "replace").split("/")
    path = "/".join(unquote(part).replace("/", "%2F") for part in parts)
    return path.removeprefix(request.scope.get("root_path", ""))


def page(request: Request, view: View, template: str, status: HTTPStatus = HTTPStatus.OK, **values: Any) -> Response:
    """The response that a template below `templates/server/` makes of the view and the values.

    Templates get `view`, `words`, `link` (an address of the site), `resource` (where an IRI is described) and
    `quote` (where the words of a claim stand on the page of a case).
    """
    text = (
        _environment(view.generation.library)
        .get_template(f"server/{template}")
        .render(
            view=view,
            words=view.words,
            link=view.links.to,
            resource=lambda iri: view.links.resource(iri, view.base),
            quote=lambda case, claim: view.links.quote(case, claim, view.base),
            languages=LANGUAGES,
            **values,
        )
    )
    return whole(request, text + "\n", "text/html", {"vary": "Accept, Accept-Language"}, status)


_environment: Any = cache(environment)
_words: Any = cache(words)
