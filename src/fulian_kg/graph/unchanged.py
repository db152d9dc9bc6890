"""Whether a store is already what a build would make: found without reading a source or opening the database."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from fulian_kg.curation.journal import read_journal
from fulian_kg.errors import InputError, StoreError
from fulian_kg.graph import history
from fulian_kg.graph.cache import FOLDER, LIBRARIES, code, version_of
from fulian_kg.graph.manifest import files_in, read_manifest
from fulian_kg.graph.store import CURRENT, telling
from fulian_kg.source.files import source_files
from fulian_kg.source.reading import bytes_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from fulian_kg.graph.build import Settings

RECORD = "built.json"
"""What the current generation was made of, and its files as they were left."""
MADE_WITH = (*LIBRARIES, "pyoxigraph", "pyshacl", "rdflib")


def inputs_of(arguments: Iterable[Path], settings: Settings) -> str | None:
    """Hash of everything that a build depends on; None where it cannot be known.

    That is so with plug-ins, which may ask others, and with files that cannot be read. Raises `InputError` as `build`.
    """
    if settings.extractors:
        return None
    try:
        sources = [(name, hashlib.sha256(bytes_of(path, name)).hexdigest()) for path, name in source_files(arguments)]
    except InputError:
        return None
    told = {
        "code": code(),
        "libraries": {name: version_of(name) for name in MADE_WITH},
        "library": settings.library.digests(),
        "region_history": history.digest_of(settings.region_history),
        "curation": None if settings.curation is None else read_journal(settings.curation).digest,
        "date": str(settings.date),
        "encoding": settings.encoding,
        "base_iri": settings.base_iri,
        "include_proposed": settings.include_proposed,
        "sources": sources,
    }
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def remember(store: Path, inputs: str) -> None:
    """Note what the current generation was made of."""
    folder = (store / CURRENT).resolve()
    record = {"inputs": inputs, "generation": folder.name, "files": _signatures(folder)}
    with telling(store):
        (store / FOLDER).mkdir(exist_ok=True)
        (store / FOLDER / RECORD).write_text(json.dumps(record), "utf-8")


def unchanged(store: Path, inputs: str) -> dict[str, Any] | None:
    """The manifest of the current generation, where it was made of the same, and nobody touched its files since."""
    folder = (store / CURRENT).resolve()
    with suppress(OSError, ValueError, StoreError):
        record = json.loads((store / FOLDER / RECORD).read_text("utf-8"))
        if record == {"inputs": inputs, "generation": folder.name, "files": _signatures(folder)}:
            return dict(read_manifest(folder))
    return None


def _signatures(folder: Path) -> dict[str, list[int]]:
    """Size and time of the last change of every file: what tells that it is as it was without reading it."""
    stats = ((name, file.stat()) for name, file in files_in(folder))
    return {name: [stat.st_size, stat.st_mtime_ns] for name, stat in stats}
