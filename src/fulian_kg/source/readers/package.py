"""The parts of an office document, which is a ZIP archive of XML: read one by one, within bounds, never unpacked."""

from __future__ import annotations

import io
import posixpath
import zlib
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from lxml import etree

from fulian_kg.errors import InputError

if TYPE_CHECKING:
    from typing import TypeAlias

Element: TypeAlias = Any
"""An element of lxml, which has no types of its own."""
LARGEST_PART = 32 * 2**20
"""Bytes that a part may have when it is unpacked."""
SMALL = 2**20
HIGHEST_RATIO = 200
"""Times that a part of more than a few bytes may be larger unpacked than packed."""
MOST_PARTS = 10_000
ENCRYPTED = 0x1
RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


class Package:
    """An office document; every method raises `InputError` for what is broken, too large or not allowed."""

    def __init__(self, data: bytes, name: str) -> None:
        self._file = name
        try:
            self._archive = ZipFile(io.BytesIO(data))
        except (BadZipFile, NotImplementedError, ValueError) as error:
            raise self._broken(error) from None
        self._parts = {info.filename: info for info in self._archive.infolist()}
        if len(self._parts) > MOST_PARTS:
            message = f"the archive has more than {MOST_PARTS} parts: save the document anew"
            raise InputError(message, file=name)

    def root(self, part: str) -> Element:
        """The root element of an XML part."""
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            root = etree.fromstring(self._bytes(self._parts[part]), parser)
        except etree.XMLSyntaxError as error:
            message = f"{part} is not XML: {error.msg}; save the document anew"
            raise InputError(message, file=self._file) from None
        if root.getroottree().docinfo.internalDTD is not None:
            message = f"{part} declares a document type, which no office document does: it is not read"
            raise InputError(message, file=self._file)
        return root

    def related(self, part: str) -> dict[str, str]:
        """Parts that a part points to, by the last word of the kind of relationship: styles, footnotes."""
        folder, file = posixpath.split(part)
        index = posixpath.join(folder, "_rels", f"{file}.rels")
        if index not in self._parts:
            return {}
        found: dict[str, str] = {}
        for each in self.root(index).iter(RELATIONSHIPS):
            target = posixpath.normpath(posixpath.join("/", folder, each.get("Target") or "")).lstrip("/")
            if each.get("TargetMode") != "External" and target in self._parts:
                found.setdefault((each.get("Type") or "").rpartition("/")[2], target)
        return found

    def _bytes(self, info: ZipInfo) -> bytes:
        if info.flag_bits & ENCRYPTED or info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            message = "the document is encrypted or packed in an unusual way: save it without a password"
            raise InputError(message, file=self._file)
        try:
            with self._archive.open(info) as part:
                data = part.read(LARGEST_PART + 1)
        except (BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
            raise self._broken(error) from None
        if len(data) > max(SMALL, min(LARGEST_PART, HIGHEST_RATIO * info.compress_size)):
            message = f"{info.filename} is too large when unpacked, or packed too tightly to be honest"
            raise InputError(message, file=self._file)
        return data

    def _broken(self, error: Exception) -> InputError:
        message = f"the document is broken ({error}): open it where it was written and save it anew"
        return InputError(message, file=self._file)
