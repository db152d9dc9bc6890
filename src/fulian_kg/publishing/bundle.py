"""Writes the bundle: made aside, then put in place whole."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from fulian_kg.publication.dumps import Made, content, dumps
from fulian_kg.publishing.edition import File
from fulian_kg.publishing.metadata import catalogue_files, documents, table_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fulian_kg.publishing.edition import Edition, Part


def dump_files(edition: Edition) -> Iterator[File]:
    """Everything that can be fetched whole."""
    for dump in dumps().values():
        yield File(f"download/{dump.name}", content(dump, edition.store, edition.library))


PARTS: tuple[Part, ...] = (dump_files, documents, table_files, catalogue_files)
"""What the bundle is made of, in the order of making: the catalogue after what it names."""


def write(edition: Edition, folder: Path) -> None:
    """Write every file of the edition below a folder."""
    for part in PARTS:
        for file in part(edition):
            path = folder / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            edition.made[file.path] = _write(file, path)


def _write(file: File, path: Path) -> Made:
    size, sha256 = 0, hashlib.sha256()
    with path.open("wb") as out:
        for data in [file.content] if isinstance(file.content, bytes) else file.content:
            size += out.write(data)
            sha256.update(data)
    return Made(size, sha256.hexdigest())
