"""Writes the bundle: made aside, then put in place whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fulian_kg.graph.publication import sha256_of
from fulian_kg.publication.dumps import Made, content, dumps
from fulian_kg.publishing.edition import File
from fulian_kg.publishing.pages import page_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fulian_kg.publishing.edition import Edition, Part


def dump_files(edition: Edition) -> Iterator[File]:
    """Everything that can be fetched whole."""
    for dump in dumps().values():
        yield File(f"download/{dump.name}", content(dump, edition.store, edition.library))


PARTS: tuple[Part, ...] = (dump_files, page_files)
"""What the bundle is made of, in the order of making."""


def write(edition: Edition, folder: Path) -> None:
    """Write every file of the edition below a folder."""
    for part in PARTS:
        for file in part(edition):
            path = folder / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as out:
                if isinstance(file.content, bytes):
                    out.write(file.content)
                elif callable(file.content):
                    file.content(out)
                else:
                    out.writelines(file.content)
            edition.made[file.path] = Made(path.stat().st_size, sha256_of(path))
