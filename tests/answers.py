"""What holds of every answer, whatever was asked: it is well-formed, it keeps its place, it leads nowhere else."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from functools import cache, partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

import openpyxl
import pyoxigraph as ox
from lxml import etree, html

from fulian_kg.query.spreadsheets import FORMULA
from fulian_kg.server.comparison import ALONE
from fulian_kg.server.headers import SAFETY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from httpx2 import Response

Skeleton = tuple[tuple[str, tuple[str, ...]], ...]

SET_HEADERS = {
    *SAFETY,
    *("content-type", "content-length", "content-encoding", "content-disposition", "content-location", "location"),
    *("etag", "cache-control", "vary", "link", "allow", "retry-after", "accept-post", "last-modified", "set-cookie"),
    "accept-ranges",
    *("access-control-allow-origin", "access-control-expose-headers"),
}
"""Headers that an answer may have."""
COOKIES = {"fulian-curation", "fulian-curator"}
CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
LINKS = (
    "href",
    "src",
    "action",
    "formaction",
    "poster",
    "data",
    "cite",
    "xlink:href",
    "{http://www.w3.org/1999/xlink}href",
)
"""Attributes that hold an address."""
POLICY = "content-security-policy"
NEVER = {"base", "iframe", "object", "embed", "applet", "frame"}
ICON = "data:,"
DATA_BLOCK = "application/json"
SVG = "{http://www.w3.org/2000/svg}"
PICTURE = frozenset({
    *("svg", "g", "rect", "path", "line", "circle", "ellipse", "polyline", "polygon", "text", "tspan", "title", "desc"),
    *("a", "defs", "pattern", "style", "clipPath", "linearGradient", "stop", "use", "symbol", "marker"),
})  # fmt: skip
"""Elements of a picture: none that runs anything, or fetches anything."""
STATIC = frozenset({"text/css", "text/javascript", "text/plain"})
LOOKS = str.maketrans("<>\"'&", "‹›“’＆")
"""Characters that mean something in HTML, and others that look like them."""


def harmless(text: str) -> str:
    """The text of the same shape that cannot mean anything in HTML."""
    return text.translate(LOOKS)


def skeleton(page: bytes) -> Skeleton:
    """Elements of a page in their order, with the names of their attributes."""
    return tuple((str(each.tag), tuple(sorted(each.attrib))) for each in parsed(page).iter())


def parsed(page: bytes) -> html.HtmlElement:
    """The page as a tree."""
    return html.document_fromstring(page, parser=html.HTMLParser(encoding="utf-8", huge_tree=True))


def wrong(answer: Response, known: set[str] | frozenset[str] = frozenset()) -> Iterator[str]:
    """What is wrong with an answer, but for its skeleton; `known` are hosts that pages may name."""
    if answer.status_code >= 500:
        yield f"status {answer.status_code}"
    yield from _headers(answer)
    kind = answer.headers.get("content-type", "").partition(";")[0]
    if answer.content and kind == "text/html":
        yield from page_faults(answer.content, str(answer.url), known, alone=answer.headers.get(POLICY) == ALONE)
    elif answer.content:
        yield from file_faults(kind, answer.content)


def file_faults(kind: str, content: bytes) -> Iterator[str]:
    """What is wrong with a file of a media type."""
    if kind in STATIC:
        return
    reader = readers().get(kind)
    if reader is None:
        yield f"unknown type {kind!r}"
        return
    try:
        reader(content)
    except (ValueError, SyntaxError, AssertionError, csv.Error) as error:
        yield f"no {kind}: {error!r}"


def _rdf(content: bytes, form: ox.RdfFormat) -> None:
    for _ in ox.parse(content, form):
        pass


@cache
def readers() -> dict[str, Callable[[bytes], Any]]:
    """What reads a media type, and raises for a file that is not of it."""
    forms = [getattr(ox.RdfFormat, name) for name in RDF]
    found: dict[str, Callable[[bytes], Any]] = {each.media_type: partial(_rdf, form=each) for each in forms}
    found |= dict.fromkeys(JSON, json.loads) | dict.fromkeys(XML, xml)
    found |= {"application/rdf+xml": rdf_xml, "image/svg+xml": picture, "image/png": _png}
    found |= {SHEETS: workbook, "text/csv": rows, "text/tab-separated-values": _tabbed, "text/markdown": bytes.decode}
    found |= {"application/gzip": gzip.decompress, "application/jsonl": _json_lines}
    return found


RDF = ("TURTLE", "N_TRIPLES", "JSON_LD", "TRIG", "N_QUADS")
JSON = ("application/json", "application/problem+json", "application/sparql-results+json", "application/csvm+json")
XML = ("application/xml", "text/xml", "application/sparql-results+xml")
SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def xml(content: bytes) -> etree._Element:
    """The document; raises `SyntaxError` for one that is not well-formed."""
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))


def rdf_xml(content: bytes) -> None:
    """Raises for a document that is no XML, or no RDF."""
    xml(content)
    _rdf(content, ox.RdfFormat.RDF_XML)


def picture(content: bytes) -> etree._Element:
    """An SVG; raises for one that would run or fetch anything."""
    root = xml(content)
    for each in root.iter(etree.Element):
        assert each.tag.startswith(SVG), each.tag
        assert each.tag.removeprefix(SVG) in PICTURE, each.tag
        for name, value in each.attrib.items():
            assert not name.lower().startswith("on"), name
            assert name.rpartition("}")[2] != "href" or value.startswith("#"), value
            assert not re.search(r"url\((?!#)", value), value
        assert each.tag != f"{SVG}style" or "url(" not in (each.text or "")
    return root


def workbook(content: bytes) -> openpyxl.Workbook:
    """The workbook; raises for one that calculates, or leads anywhere."""
    found = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in found:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", cell.value
                assert cell.hyperlink is None or not cell.hyperlink.target, cell.hyperlink.target
    return found


def rows(content: bytes) -> list[list[str]]:
    """Lines of a CSV; raises for one whose lines are not of one length."""
    found = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    assert len({*map(len, found)}) <= 1
    return found


def sheet(content: bytes) -> list[list[str]]:
    """Lines of a CSV that is made for spreadsheets; raises for one that would calculate."""
    found = rows(content)
    for row in found:
        for cell in row:
            assert cell[:1] not in FORMULA or re.fullmatch(r"-?\d[\d.]*", cell), cell
    return found


def _tabbed(content: bytes) -> list[list[str]]:
    found = [line.split("\t") for line in content.decode().removesuffix("\n").split("\n")]
    assert len({*map(len, found)}) == 1
    return found


def _json_lines(content: bytes) -> list[Any]:
    return [json.loads(line) for line in content.removesuffix(b"\n").split(b"\n")]


def _png(content: bytes) -> None:
    assert content.startswith(b"\x89PNG\r\n\x1a\n")


def _headers(answer: Response) -> Iterator[str]:
    for name, value in SAFETY.items():
        if answer.headers.get(name) != value and (name != POLICY or answer.headers.get(name) != ALONE):
            yield f"{name} is {answer.headers.get(name)!r}"
    for name, value in answer.headers.multi_items():
        if name not in SET_HEADERS:
            yield f"header {name}"
        if CONTROLS.search(value):
            yield f"control characters in {name}"
        if name == "set-cookie" and value.partition("=")[0] not in COOKIES:
            yield f"cookie {value}"
    if answer.content and "content-type" not in answer.headers:
        yield "no content type"
    for name in ("location", "content-location"):
        if name in answer.headers and not _here(answer.headers[name], str(answer.url)):
            yield f"{name} leads to {answer.headers[name]}"


def _here(address: str, page: str) -> bool:
    there, here = urlsplit(urljoin(page, address)), urlsplit(page)
    return (there.scheme, there.netloc) == (here.scheme, here.netloc)


def page_faults(page: bytes, address: str, known: set[str] | frozenset[str], *, alone: bool = False) -> Iterator[str]:
    """What is wrong with a page: what runs, what is fetched from elsewhere, where it leads.

    A page `alone`, to be kept as a file, has its style and its policy in itself.
    """
    tree = parsed(page)
    for each in tree.iter(etree.Element):
        yield from (f"<{each.tag} {name}>" for name in each.attrib if name.lower().startswith("on"))
        if each.tag in NEVER or (each.tag == "meta" and not _ours(each, alone=alone)):
            yield f"<{each.tag}>"
        if not alone and (each.tag == "style" or "style" in each.attrib):
            yield f"<{each.tag}> with a style"
        if each.tag == "script":
            yield from _script(each)
    for element, value in addresses(tree):
        yield from _address(element, value, address, known)


def _ours(meta: html.HtmlElement, *, alone: bool) -> bool:
    if alone and meta.get("http-equiv") == "Content-Security-Policy":
        return bool(meta.get("content") == ALONE)
    return "http-equiv" not in meta.attrib


def _script(script: html.HtmlElement) -> Iterator[str]:
    """Scripts are files of ours, or data."""
    kind, text = script.get("type"), script.text or ""
    if kind in {DATA_BLOCK, "application/ld+json"}:
        json.loads(text)
    elif text.strip() or not script.get("src"):
        yield f"a script in the page: {text[:80]}"


def addresses(tree: html.HtmlElement) -> Iterator[tuple[html.HtmlElement, str]]:
    """Elements that lead or fetch, with the address."""
    for each in tree.iter(etree.Element):
        for name in LINKS:
            if name in each.attrib:
                yield each, each.attrib[name]


def _address(element: html.HtmlElement, value: str, page: str, known: set[str] | frozenset[str]) -> Iterator[str]:
    if value == ICON and element.tag == "link":
        return
    try:
        there, here = urlsplit(urljoin(page, value)), urlsplit(page)
    except ValueError:
        yield f"<{element.tag}> leads to {value!r}"
        return
    if there.scheme not in {"http", "https"}:
        yield f"<{element.tag}> leads to {value!r}"
    elif there.netloc != here.netloc and (element.tag != "a" or there.netloc not in known):
        yield f"<{element.tag}> leads away, to {value!r}"
