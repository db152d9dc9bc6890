"""Release notes out of the history in RDF, for people (Markdown) and for feed readers (Atom, RFC 4287)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from fulian_kg.publication.change_settings import LANGUAGES, note_settings
from fulian_kg.publication.releases import DCAT, MIDNIGHT, number_of
from fulian_kg.publication.settings import dataset_settings
from fulian_kg.query.pages import harmless
from fulian_kg.vocabulary import DCTERMS, FL, RDFS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fulian_kg.publication.addresses import Addresses
    from fulian_kg.publication.reference import Triples
    from fulian_kg.resources import Library

ATOM, XHTML = "http://www.w3.org/2005/Atom", "http://www.w3.org/1999/xhtml"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
MARKUP = re.compile(r"[\\`*_{}\[\]<>#|!&~]")
"""What Markdown would read as more than itself."""


@dataclass(frozen=True, slots=True)
class Note:
    """One change, as notes tell it in a language."""

    sentence: str
    where: str | None
    quotes: tuple[str, ...]
    """Before and after, one where they are the same."""


@dataclass(frozen=True, slots=True)
class Release:
    """One release, as notes tell it in a language."""

    iri: str
    version: str
    title: str
    issued: str | None
    """YYYY-MM-DD, where the publisher stated a day."""
    description: str
    notes: tuple[Note, ...]


def releases(history: Triples, language: str) -> list[Release]:
    """All releases, the last first."""
    return _History(history, language).releases()


def markdown(history: Triples, library: Library) -> str:
    """The notes of all releases, in Chinese, then in English."""
    return "\n".join("".join(_markdown(history, library, language)) for language in LANGUAGES)


def atom(history: Triples, library: Library, at: Addresses) -> bytes | None:
    """The feed of the releases that have a day; None where none has, for Atom demands one."""
    dated = [[each for each in releases(history, language) if each.issued] for language in LANGUAGES]
    if not dated[0]:
        return None
    ET.register_namespace("", ATOM)
    settings = dataset_settings(library)
    feed = ET.Element(_atom("feed"), {XML_LANG: LANGUAGES[0]})
    _add(feed, "id", at.of("changes").value)
    _add(feed, "title", " / ".join(settings.texts["title"][language] for language in LANGUAGES))
    _add(feed, "updated", max(str(each.issued) for each in dated[0]) + MIDNIGHT)
    author = ET.SubElement(feed, _atom("author"))
    _add(author, "name", " / ".join(settings.publisher.name[language] for language in LANGUAGES))
    _add(author, "uri", settings.publisher.iri)
    _link(feed, "self", at.of("changes.atom").value, "application/atom+xml")
    _link(feed, "alternate", at.of("changes.md").value, "text/markdown")
    for versions in zip(*dated, strict=True):
        _entry(feed, versions, at)
    ET.indent(feed)
    written: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


class _History:
    """Reads releases and changes of a history."""

    def __init__(self, history: Triples, language: str) -> None:
        self._language = language
        self._values: dict[tuple[str, str], list[tuple[str, str | None]]] = {}
        for triple in history:
            name = str(getattr(triple.subject, "value", "")), triple.predicate.value
            value = str(getattr(triple.object, "value", "")), getattr(triple.object, "language", None)
            self._values.setdefault(name, []).append(value)

    def releases(self) -> list[Release]:
        """All of them, the last first."""
        found = [iri for iri, prop in self._values if prop == DCAT.version.value]
        return sorted(map(self._release, found), key=lambda each: number_of(each.version), reverse=True)

    def _release(self, iri: str) -> Release:
        changes = self._values.get((iri, FL.editionChange.value), [])
        return Release(
            iri=iri,
            version=self._one(iri, DCAT.version.value) or "",
            title=self._one(iri, DCTERMS.title.value) or "",
            issued=self._one(iri, DCTERMS.issued.value),
            description=self._one(iri, DCTERMS("description").value) or "",
            notes=tuple(self._note(change) for change, _ in sorted(changes, key=lambda each: self._order(each[0]))),
        )

    def _note(self, change: str) -> Note:
        quotes = (self._one(change, prop.value) for prop in (FL.quoteBefore, FL.quoteAfter))
        return Note(
            sentence=self._one(change, RDFS.label.value) or "",
            where=self._one(change, DCTERMS("description").value),
            quotes=tuple(dict.fromkeys(" ".join(quote.split()) for quote in quotes if quote)),
        )

    def _order(self, change: str) -> tuple[str, str, str]:
        """By what changed, then by the Chinese sentence: places come together, the same in every language."""
        sentence = self._one(change, RDFS.label.value, LANGUAGES[0]) or ""
        return self._one(change, FL.changedThing.value) or "", sentence, change

    def _one(self, iri: str, prop: str, language: str | None = None) -> str | None:
        wanted = language or self._language
        found = sorted(self._values.get((iri, prop), ()), key=lambda each: (each[1] != wanted, each))
        return found[0][0] if found else None


def _markdown(history: Triples, library: Library, language: str) -> Iterator[str]:
    words = note_settings(library)
    yield f"# {words.word('notes', language)}\n\n{words.word('about', language)}\n"
    for each in releases(history, language):
        issued = f", {each.issued}" if each.issued else ""
        yield f"\n## {each.title} ({each.version}{issued})\n\n{_plain(each.description)}\n"
        yield from ("\n", *(_item(note, library, language) for note in each.notes)) if each.notes else ()


def _item(note: Note, library: Library, language: str) -> str:
    words = note_settings(library)
    quotes = " → ".join(words.word("quoted", language, quote=quote) for quote in note.quotes)
    below = " ".join(_plain(part) for part in (note.where, quotes) if part)
    return f"- {_plain(note.sentence)}\n" + (f"  - {below}\n" if below else "")


def _entry(feed: ET.Element, versions: Iterable[Release], at: Addresses) -> None:
    each = tuple(versions)
    entry = ET.SubElement(feed, _atom("entry"))
    _add(entry, "id", each[0].iri)
    _add(entry, "title", f"{' / '.join(one.title for one in each)} ({each[0].version})")
    _add(entry, "updated", f"{each[0].issued}{MIDNIGHT}")
    _link(entry, "alternate", at.of("changes.md").value, "text/markdown")
    content = ET.SubElement(entry, _atom("content"), {"type": "xhtml"})
    whole = ET.SubElement(content, _xhtml("div"))
    for language, one in zip(LANGUAGES, each, strict=True):
        part = ET.SubElement(whole, _xhtml("div"), {XML_LANG: language})
        ET.SubElement(part, _xhtml("p")).text = harmless(one.description)
        if one.notes:
            listed = ET.SubElement(part, _xhtml("ul"))
            for note in one.notes:
                ET.SubElement(listed, _xhtml("li")).text = harmless(note.sentence)


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, _atom(name)).text = harmless(text)


def _link(parent: ET.Element, relation: str, address: str, media_type: str) -> None:
    ET.SubElement(parent, _atom("link"), {"rel": relation, "type": media_type, "href": address})


def _atom(name: str) -> str:
    return f"{{{ATOM}}}{name}"


def _xhtml(name: str) -> str:
    return f"{{{XHTML}}}{name}"


def _plain(text: str) -> str:
    """A text of a source that stays text in Markdown."""
    return MARKUP.sub(r"\\\g<0>", str(harmless(text)))
