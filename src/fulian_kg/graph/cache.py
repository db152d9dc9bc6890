"""What was read from sources, kept beside the generations: a source that is unchanged is not read again.

cache/<key>.json    a line with the SHA-256 of what follows, then a `Kept` as JSON

The key is a hash over everything on which a reading depends. What is damaged, or was written by another version, counts
as not kept; nothing here is needed to read a store.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date  # noqa: TC003  annotations say how it is kept
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from typing import TYPE_CHECKING

from fulian_kg.graph import history
from fulian_kg.graph.store import telling
from fulian_kg.graph.values_json import decoded, encoded
from fulian_kg.model import Compilation, Reading  # noqa: TC001  annotations say how it is kept

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable
    from pathlib import Path

    from fulian_kg.graph.build import Settings

FOLDER = "cache"
SUFFIX = ".json"
READ_FROM = ("ontology", "rules", "regions")
"""Folders of the library that a reading depends on; shapes and queries come later."""
KEY_LENGTH = 64
LIBRARIES = ("rjieba", "opencc", "lxml", "pypdfium2")
"""What others wrote, and readings depend on."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A reading, and the date at which its text speaks alone; others of its compilation may have given it theirs."""

    day: date
    reading: Reading

    @property
    def alone(self) -> Compilation:
        """What the file holds by itself."""
        return replace(self.reading.compilation, date=self.day)


class Cache:
    """The readings that a store keeps; for one build, which holds the store for writing."""

    def __init__(self, folder: Path, basis: str) -> None:
        """`basis` is a hash of what readings depend on beside their sources."""
        self._folder = folder
        self._basis = basis
        self._used: set[str] = set()

    def get(self, name: str, sha256: str) -> Kept | None:
        """What was read from the file of this name and these bytes."""
        try:
            head, _, body = self._file(name, sha256).read_bytes().partition(b"\n")
            if head.decode() != hashlib.sha256(body).hexdigest():
                return None
            found: Kept = decoded(Kept, json.loads(body))
        except (OSError, ValueError, TypeError):
            return None
        return found

    def put(self, kept: Kept) -> None:
        """Keep a reading; raises `StoreError` where it cannot be written."""
        source = kept.reading.compilation.source
        file = self._file(source.file, source.sha256)
        body = json.dumps(encoded(kept), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
        aside = file.with_suffix(".new")
        with telling(self._folder.parent):
            self._folder.mkdir(exist_ok=True)
            aside.write_bytes(hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
            aside.replace(file)

    def sweep(self) -> None:
        """Forget every reading that this build did not use."""
        for file in self._folder.glob(f"{'?' * KEY_LENGTH}.*"):
            if file.name not in self._used:
                file.unlink(missing_ok=True)

    def _file(self, name: str, sha256: str) -> Path:
        key = hashlib.sha256(json.dumps([self._basis, name, sha256]).encode()).hexdigest()
        self._used.add(key + SUFFIX)
        return self._folder / (key + SUFFIX)


def cache_of(store: Path, settings: Settings) -> Cache:
    """The readings that a store keeps, as far as these settings give the same ones."""
    basis = {
        "code": code(),
        "libraries": {name: version_of(name) for name in LIBRARIES},
        "library": {name: digest for name, digest in settings.library.digests().items() if name in READ_FROM},
        "region_history": history.digest_of(settings.region_history),
        "date": str(settings.date),
        "encoding": settings.encoding,
    }
    return Cache(store / FOLDER, hashlib.sha256(json.dumps(basis).encode()).hexdigest())


@cache
def code() -> str:
    """Hash of our own modules: what another version of the code read counts for nothing."""
    total = hashlib.sha256()
    for name, text in _modules(files("fulian_kg"), ""):
        total.update(f"{name}\0{len(text)}\0".encode() + text)
    return total.hexdigest()


def _modules(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        if entry.is_dir():
            yield from _modules(entry, f"{path}{entry.name}/")
        elif entry.name.endswith(".py"):
            yield path + entry.name, entry.read_bytes()


def version_of(library: str) -> str | None:
    """Of an installed distribution; None where it is not."""
    try:
        return version(library)
    except PackageNotFoundError:
        return None
