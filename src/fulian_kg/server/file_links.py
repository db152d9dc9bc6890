"""Addresses on pages that are files: each names a file, so that they hold on any host and without one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from fulian_kg.server.links import Links, elsewhere
from fulian_kg.server.published import DOC, Page

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fulian_kg.server.published import Published

FORMAT = "format"
TERMS, INSTANCES, CONCEPTS = "ns", "id/", "def/"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLinks(Links):
    """Addresses as seen from the file of one page; `here` is the path of that file."""

    published: Published
    page: Page
    spoken: str
    """Language of the page: its links stay in it."""

    def to(self, path: str, fragment: str = "", **parameters: Any) -> str:
        """The file of the page that is asked for, or of the nearest that there is.

        A place on the page is named only where the page is the one meant.
        """
        language = parameters.pop("lang", None) or self.spoken
        given = list(_listed(parameters.items()))
        found = self.published.page(path, frozenset(given))
        if found is None:
            return self._file(self.published.instead(path), language)
        if (data := found.data(parameters.get(FORMAT) or "")) is not None:
            return self._file(data, language)
        asked = [each for each in given if each not in found.parameters and each[0] != FORMAT]
        place = urlencode(asked) if found.scripted and asked else quote(fragment)
        return self._file(found, language) + (f"#{place}" if place else "")

    def relative(self, path: str) -> str:
        """The file of a page, or a file by its own path."""
        if path == self.here:
            return Links.relative(self, path)
        return self._file(self.published.page(path) or self.published.instead(path), self.spoken)

    def resource(self, iri: str, base: str) -> str:
        """Where a resource or term of ours is described; its IRI where it has no page."""
        name, _, place = iri.removeprefix(base).partition("#")
        if not iri.startswith(base):
            return Links.resource(self, iri, base)
        if name == TERMS:
            return self.to(f"/{TERMS}", place)
        path = DOC + name.removeprefix(INSTANCES)
        described = name.startswith((INSTANCES, CONCEPTS)) and self.leads(path)
        return self.to(path) if described else elsewhere(iri)

    def quote(self, case: str, claim: str, base: str) -> str:
        """Where the words of a claim stand; its IRI where the case has no page."""
        shown = self.leads(DOC + case.removeprefix(f"{base}{INSTANCES}"))
        return Links.quote(self, case, claim, base) if shown else elsewhere(claim)

    def leads(self, path: str) -> bool:
        """Whether the path has a page."""
        return self.published.page(path) is not None

    def here_in(self, language: str, parameters: Iterable[tuple[str, str]]) -> str:
        """The file of the same page in a language."""
        del parameters
        return self._file(self.page, language)

    def apart(self, path: str, **parameters: str) -> bool:
        """Whether another file is there for just what the parameters ask."""
        given = frozenset(parameters.items())
        found = self.published.page(path, given)
        return found is not None and found is not self.page and found.parameters == given

    def offers(self, form: str) -> bool:
        """Whether the page is published in that format, too."""
        return form in self.page.formats

    def _file(self, target: Page | str, language: str) -> str:
        path = target if isinstance(target, str) else target.file(language)
        return Links.relative(self, path)


def _listed(parameters: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, str]]:
    """Each value of each parameter."""
    for name, value in parameters:
        for each in value if isinstance(value, (list, tuple)) else [value]:
            if each is not None:
                yield name, str(each)
