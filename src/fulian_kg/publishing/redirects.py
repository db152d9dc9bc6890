"""Rules by which a static host answers at our IRIs: 303 from things to pages or data, media types (nginx, Apache)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

import jinja2

from fulian_kg.formats import FORMATS, RDF
from fulian_kg.publication.dumps import GZIP, JSON_LINES
from fulian_kg.publishing.edition import File
from fulian_kg.publishing.news import gone
from fulian_kg.publishing.resources import FORMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fulian_kg.publishing.edition import Edition
    from fulian_kg.resources import Library

HOSTS = ("nginx.conf", "htaccess")
OTHERS = (
    (GZIP, "gz"),
    (JSON_LINES, "jsonl"),
    ("application/json", "json"),
    ("application/atom+xml", "atom"),
    ("application/xml", "xml"),
    ("text/csv", "csv"),
    ("text/markdown", "md"),
    ("text/css", "css"),
    ("text/javascript", "js"),
    ("text/html", "html"),
    ("text/plain", "txt"),
)
"""Media types of what is in a bundle besides RDF, with their extensions."""


PATH = re.compile(r"[A-Za-z0-9_~/-]+(?:\.[A-Za-z0-9_~/-]+)*")
"""What may stand in a rule as it is, but for dots."""


def redirect_files(edition: Edition) -> Iterator[File]:
    """The rules for each kind of host."""
    types = [*((FORMATS[name].media_type, FORMATS[name].extension) for name in RDF), *OTHERS]
    values = {
        "base": edition.at.base,
        "at": quote(urlsplit(edition.at.base).path or "/", safe="/~"),  # nothing that rules would read otherwise
        "pages": edition.pages,
        "gone": list(_gone(edition)),
        "extensions": "|".join(form.extension for form in FORMS),
        "types": types,
        "texts": [kind for kind, _ in types if kind.startswith("text/") or kind.endswith("xml")],
    }
    templates = _templates(edition.library)
    for host in HOSTS:
        text = templates.get_template(f"publication/redirects/{host}").render(values)
        yield File(f"redirects/{host}", text.encode())


def _gone(edition: Edition) -> Iterator[tuple[str, str | None]]:
    """Paths of names that are withdrawn, each with the IRI that took its place, if any did."""
    start = f"{edition.at.base}id/"
    for stone in gone(edition):
        path, successor = stone.iri.removeprefix(start), stone.successor
        if PATH.fullmatch(path) and (successor is None or PATH.fullmatch(successor.removeprefix(start))):
            yield path, successor


def _templates(library: Library) -> jinja2.Environment:
    """Rules are no HTML: nothing is escaped, and nothing but paths of the base IRI is put in."""
    loader = jinja2.FunctionLoader(lambda name: library.read("templates", name))
    return jinja2.Environment(loader=loader, undefined=jinja2.StrictUndefined, autoescape=False)  # noqa: S701
