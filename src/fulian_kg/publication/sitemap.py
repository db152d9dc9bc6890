"""The site map: every page of a resource, in parts of as many as the protocol allows."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from fulian_kg.publication.description import subjects
from fulian_kg.publication.remembering import once_a_store

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fulian_kg.graph.store import OpenStore
    from fulian_kg.publication.addresses import Addresses

LARGEST = 50_000
"""Addresses that one map may have: https://www.sitemaps.org/protocol.html."""
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
ROBOTS = (
    "User-agent: *\nDisallow: /sparql\nDisallow: /graph-store\nDisallow: /search\nDisallow: /curation\n"
    "Sitemap: {base}sitemap.xml\n"
)
SECTIONS = ("", "search", "compare", "queries", "download", "quality", "ns", "def")


@once_a_store
def paths(store: OpenStore) -> Sequence[str]:
    """Paths of all pages, without a slash before them."""
    start = f"{store.base}id/"
    return (*SECTIONS, *(f"doc/{iri.removeprefix(start)}" for iri in subjects(store.rdf, start)))


def site_map(found: Sequence[str], at: Addresses, part: int | None = None, largest: int = LARGEST) -> str | None:
    """The map, or an index where one does not hold all; a part by its number from 1; None where there is none."""
    if part is None and len(found) > largest:
        parts = range(1, -(-len(found) // largest) + 1)
        return _written("sitemapindex", "sitemap", [at.of(f"sitemap-{number}.xml").value for number in parts])
    first = 0 if part is None else (part - 1) * largest
    chosen = found[first : first + largest] if first >= 0 else ()
    return _written("urlset", "url", [at.of(path).value for path in chosen]) if chosen else None


def _written(outer: str, inner: str, addresses: Sequence[str]) -> str:
    lines = "".join(f"<{inner}><loc>{escape(address)}</loc></{inner}>\n" for address in addresses)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{outer} xmlns="{NAMESPACE}">\n{lines}</{outer}>\n'
