"""A store on disk: generations side by side, one of them current, each published whole or not at all.

kg/.fulian-kg                the marker: what this folder is
kg/current                   link to the generation that is read
kg/generations/000001/       oxigraph/, facts.jsonl, report.json, manifest.json, sources/;
                             extracted.jsonl, the facts before decisions, where there are any
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, cast

import pyoxigraph as ox

from fulian_kg.endpoint.address import endpoint_of, is_remote
from fulian_kg.endpoint.remote import RemoteStore
from fulian_kg.errors import StoreError
from fulian_kg.graph.manifest import FILES, intact, read_manifest, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

MARKER = ".fulian-kg"
MARKER_TEXT = "fulian-kg store, version 1\n"
CURRENT = "current"
GENERATIONS = "generations"
DATABASE = "oxigraph"
FACTS = "facts.jsonl"
EXTRACTED = "extracted.jsonl"
REPORT = "report.json"
SOURCES = "sources"
SMALL = 64 << 20
"""Bytes of a database that are read, in less than 0.1 s, whenever it is opened."""


@dataclass(frozen=True, slots=True)
class OpenStore:
    """A generation, open for reading; it stays as it is when another one is published."""

    rdf: ox.Store
    folder: Path
    manifest: Mapping[str, Any]

    @property
    def base(self) -> str:
        """Base IRI of instances and graphs."""
        return str(self.manifest["base_iri"])

    def facts_text(self) -> str:
        """The facts, as JSON Lines."""
        return self._read(FACTS)

    def facts_file(self) -> IO[bytes]:
        """The same, open: there may be more than memory should hold."""
        return self.file(FACTS).open("rb")

    def facts_lines(self) -> Iterator[str]:
        """The same, line by line."""
        return self._lines(FACTS)

    def extracted_text(self) -> str:
        """The facts as rules read them, before any decision."""
        return self._read(self._extracted)

    def extracted_lines(self) -> Iterator[str]:
        """The same, line by line: there may be more than memory should hold."""
        return self._lines(self._extracted)

    @property
    def _extracted(self) -> str:
        return EXTRACTED if (self.folder / EXTRACTED).is_file() else FACTS

    def report(self) -> dict[str, Any]:
        """The SHACL report of the build, as `validate --format json` writes it."""
        found: dict[str, Any] = json.loads(self._read(REPORT))
        return found

    def source_text(self, sha256: str) -> str:
        """The text of a source, which offsets count."""
        return self._read(f"{SOURCES}/{sha256[:12]}.txt")

    def file(self, name: str) -> Path:
        """A file of the generation, as it was built; raises `StoreError` where it is not, or is not at hand."""
        if is_remote(self.folder):
            message = f"{self.manifest['address']} holds statements, not {name}: name the folder that `build` made"
            raise StoreError(message)
        return intact(self.folder, name, self.manifest)

    def tables(self, name: str) -> sqlite3.Connection:
        """A file of the generation that is a database of tables, to be read; raises `StoreError` as `file`."""
        return sqlite3.connect(f"{self.file(name).resolve().as_uri()}?mode=ro&immutable=1", uri=True)

    def _read(self, name: str) -> str:
        try:
            return self.file(name).read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise unreadable(self.folder / name, error) from None

    def _lines(self, name: str) -> Iterator[str]:
        try:
            with self.file(name).open(encoding="utf-8", newline="\n") as lines:
                yield from lines
        except (OSError, UnicodeDecodeError) as error:
            raise unreadable(self.folder / name, error) from None


def open_store(path: Path) -> OpenStore:
    """The current generation of a store, or what a store elsewhere holds now, where an address names one.

    Raises `StoreError` where there is none that can be read.
    """
    if is_remote(path):
        return _elsewhere(path)
    folder = current(path)
    manifest = read_manifest(folder)
    try:
        return OpenStore(database_in(folder, manifest), folder, manifest)
    except (OSError, ValueError, RuntimeError) as error:
        message = f"the database of {path} cannot be opened ({error}); `fulian-kg build` makes it anew"
        raise StoreError(message) from None


def database_in(folder: Path, manifest: Mapping[str, Any]) -> ox.Store:
    """The database of a generation, for reading; raises `StoreError`, or an error of the database.

    One that is small is looked at whole before it is asked. Of a large one every block has a checksum of its own, but a
    query that groups or sorts goes on collecting where it meets a block that is damaged, until its memory is full.
    """
    files = [name for name in manifest[FILES] if name.startswith(f"{DATABASE}/")]
    if sum((folder / name).stat().st_size for name in files) <= SMALL:
        for name in files:
            intact(folder, name, manifest)
    return ox.Store.read_only(str(folder / DATABASE))


def _elsewhere(path: Path) -> OpenStore:
    """A store elsewhere; of a manifest it has what its statements tell."""
    endpoint = endpoint_of(path)
    remote = RemoteStore(endpoint)
    graphs = {iri: {"statements": n} for iri, n in remote.counts(remote.base).items()}
    manifest = {"address": endpoint.given, "base_iri": remote.base, "graphs": graphs, "ledger": {}, "files": {}}
    # whatever reads a generation reads it by the calls that both have
    return OpenStore(cast("ox.Store", remote), path, manifest)


def current(path: Path) -> Path:
    """Folder of the generation that is current; raises `StoreError` when the folder is no store or an empty one."""
    if is_remote(path):
        message = f"{endpoint_of(path).given} is no folder, which this needs: name one that `build` made"
        raise StoreError(message)
    if not path.is_dir():
        message = f"there is no store at {path}: make one with `fulian-kg build SOURCE --store {path}`"
        raise StoreError(message)
    if not is_store(path):
        message = f"{path} is not a store of fulian-kg: name the folder that `build` made, or build one"
        raise StoreError(message)
    link = path / CURRENT
    if not link.is_dir():
        message = f"the store {path} holds no finished generation: run `fulian-kg build SOURCE --store {path}`"
        raise StoreError(message)
    return link.resolve()


def is_store(path: Path) -> bool:
    """Whether the folder has our marker."""
    return (path / MARKER).is_file()


@contextmanager
def telling(path: Path) -> Iterator[None]:
    """A failure to write into a store gets its sentence: a disk that is full, or may not be written."""
    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        why = getattr(error, "strerror", None) or error
        message = f"cannot write the store {path}: {why}; choose a folder that may be written and has room"
        raise StoreError(message) from None


def generations(path: Path) -> Iterator[Path]:
    """Folders of all generations, oldest first."""
    folder = path / GENERATIONS
    if folder.is_dir():
        yield from sorted(entry for entry in folder.iterdir() if entry.name.isdigit())
