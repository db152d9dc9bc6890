"""Writes the bundle: every part, then the sums of all files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from fulian_kg.graph.manifest import sha256_of
from fulian_kg.publication.dumps import Made
from fulian_kg.publishing.documents import documents, table_files
from fulian_kg.publishing.dumped import dump_files
from fulian_kg.publishing.metadata import metadata_files
from fulian_kg.publishing.news import history, release_files
from fulian_kg.publishing.pages import page_files
from fulian_kg.publishing.placing import MARKER, SUMS, placed
from fulian_kg.publishing.redirects import redirect_files
from fulian_kg.publishing.reference import reference_files
from fulian_kg.publishing.resources import data_files

if TYPE_CHECKING:
    from pathlib import Path

    from fulian_kg.publishing.edition import Edition, File, Part

PARTS: tuple[Part, ...] = (
    dump_files,
    reference_files,
    data_files,
    documents,
    table_files,
    release_files,
    metadata_files,
    page_files,
    redirect_files,
)
"""What the bundle is made of, in the order of making: the catalogue tells sizes and hashes of what comes before it."""


class Progress(Protocol):
    """Is told how far the bundle is."""

    def step(self, title: str) -> None:
        """A file is begun."""


@dataclass(frozen=True, slots=True)
class Written:
    """How large a bundle is."""

    files: int
    bytes: int
    version: str
    """Of the release that it is."""


def write(edition: Edition, folder: Path, progress: Progress) -> Written:
    """Write every file of the edition; raises `InputError` where that cannot be, and changes nothing then."""
    with placed(folder) as aside:
        edition = replace(edition, aside=aside)  # a run that is killed leaves nothing in any other place
        edition.made[MARKER] = _made(aside / MARKER)
        for part in PARTS:
            for file in part(edition):
                progress.step(f"{len(edition.made)} {file.path}")
                edition.made[file.path] = _written(file, aside / file.path)
        sums = "".join(f"{made.sha256}  {path}\n" for path, made in sorted(edition.made.items()))
        (aside / SUMS).write_text(sums, "utf-8")
    size = sum(made.size for made in edition.made.values()) + len(sums.encode())
    return Written(len(edition.made) + 1, size, history(edition).version)


def _written(file: File, path: Path) -> Made:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as out:  # no part may take another's place
        if isinstance(file.content, bytes):
            out.write(file.content)
        elif callable(file.content):
            file.content(out)
        else:
            out.writelines(file.content)
    return _made(path)


def _made(path: Path) -> Made:
    return Made(path.stat().st_size, sha256_of(path))
