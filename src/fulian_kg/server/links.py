"""Addresses within the site, written relative to the page that they stand on: they hold under any base path.

The same pages can then be served below a prefix, or written as files.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

if TYPE_CHECKING:
    from collections.abc import Iterable

WEB = ("https://", "http://")
NOWHERE = "#"


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses as seen from one page."""

    here: str
    """Path of the page below the root: `/doc/case/12`."""
    language: str | None = None
    """Carried along in links when the reader chose it by address rather than by browser."""

    def to(self, path: str, fragment: str = "", **parameters: Any) -> str:
        """The relative address of a path of the site; parameters that are None are left out, lists repeat."""
        given = {name: value for name, value in parameters.items() if value is not None}
        if self.language is not None:
            given.setdefault("lang", self.language)
        asked = f"?{urlencode(given, doseq=True)}" if given else ""
        return self.relative(path) + asked + (f"#{quote(fragment)}" if fragment else "")

    def relative(self, path: str) -> str:
        """The path alone."""
        folder = posixpath.dirname(self.here)
        found = posixpath.relpath(path, folder)
        if path.endswith("/") and not found.endswith("/"):
            found += "/"
        elif found.endswith(".") and not path.endswith("/"):  # a folder's name without a slash is another address
            found = f"{found}/../{posixpath.basename(path)}" if found != "." else f"../{posixpath.basename(path)}"
        return quote(found, safe="/%:@!$&'()*+,;=~")

    def resource(self, iri: str, base: str) -> str:
        """Where a resource of ours is described; another web address as it is, nothing else."""
        start = f"{base}id/"
        if not iri.startswith(start):
            return elsewhere(iri)
        return self.to(f"/doc/{iri.removeprefix(start).partition('#')[0]}")

    def quote(self, case: str, claim: str, base: str) -> str:
        """Where the words of a claim stand on the page of its case; its IRI when the case is not ours."""
        start = f"{base}id/"
        if not case.startswith(start):
            return self.resource(claim, base)
        return self.to(f"/doc/{case.removeprefix(start)}", fragment_of(claim))

    def here_in(self, language: str, parameters: Iterable[tuple[str, str]]) -> str:
        """The same page in a language; `parameters` are those that it was asked with."""
        del self
        return f"?{urlencode((*parameters, ('lang', language)))}"

    def leads(self, path: str) -> bool:
        """Whether a page tells of what has this path."""
        del self, path
        return True

    def apart(self, path: str, **parameters: str) -> bool:
        """Whether a page beside this one is there for what the parameters ask; a server makes each when it is asked."""
        del self, path, parameters
        return False

    def offers(self, form: str) -> bool:
        """Whether the page can be had in a format that it could be had in."""
        del self, form
        return True


def elsewhere(iri: str) -> str:
    """A web address as it is; nothing else is led to."""
    return iri if iri.startswith(WEB) else NOWHERE


def fragment_of(claim: str) -> str:
    """Where the words of a claim are on the page of its case."""
    return claim.rpartition("/")[2]
