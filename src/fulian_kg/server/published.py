"""Pages as files: which there are, where each one is, and which stands in for a page that there is not."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fulian_kg.server.words import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Parameters = frozenset[tuple[str, str]]
INDEX = "index.html"
DOC = "/doc/"
SUMS = "/SHA256SUMS"
"""The list of all files of a bundle, a file without a suffix."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the server that is a file in each language."""

    path: str
    """As on the server, with a slash before it: `/compare`."""
    folder: str
    """Where its file is below the root of its language: `/compare/columns/funding`; empty for the first page."""
    parameters: Parameters = frozenset()
    """Those of its address."""
    formats: Mapping[str, str] = field(default_factory=dict)
    """Files that tell the same: by what `format` names, as names in its folder. They are the same in each language."""
    scripted: bool = False
    """Whether a script reads what else is asked, after the number sign of the address."""

    def file(self, language: str) -> str:
        """The path of its file; those of the first language stand at the root."""
        root = "" if language == LANGUAGES[0] else f"/{language}"
        return f"{root}{self.folder}/{INDEX}"

    def data(self, form: str) -> str | None:
        """The path of the file in another format."""
        return f"{self.folder}/{self.formats[form]}" if form in self.formats else None


class Published:
    """The pages that are published as files."""

    def __init__(self, pages: Iterable[Page]) -> None:
        """Of pages that fit an address equally well the earlier one is meant."""
        self._pages: dict[str, list[Page]] = {}
        for each in pages:
            self._pages.setdefault(each.path, []).append(each)

    def __iter__(self) -> Iterator[Page]:
        """All pages, those of one path together."""
        for pages in self._pages.values():
            yield from pages

    def page(self, path: str, given: Parameters = frozenset()) -> Page | None:
        """The page of a path that has most of the parameters and, where there is such a one, no others."""

        def fit(page: Page) -> tuple[bool, int]:
            return page.parameters <= given, len(page.parameters & given)

        return max(self._pages.get(path, ()), key=fit, default=None)

    def instead(self, path: str) -> Page | str:
        """What a link to a path without a page leads to: the file itself, or the page above it."""
        if path == SUMS or (posixpath.splitext(path)[1] and not path.startswith(DOC)):
            return path
        while (path := posixpath.dirname(path)) != "/":
            if (found := self.page(path)) is not None:
                return found
        return self.page("/") or f"/{INDEX}"
