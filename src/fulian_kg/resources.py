"""Find the ontology, shapes, queries, rules, regions, styles and templates, in an installed wheel or in a checkout.

A folder of one's own (`--with DIR`) may add files or override ours by the same relative path.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from fulian_kg.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

Folder = Literal["ontology", "shapes", "queries", "rules", "regions", "styles", "templates"]
FOLDERS: tuple[Folder, ...] = ("ontology", "shapes", "queries", "rules", "regions")
"""Those that a graph depends on."""


def folder(name: Folder) -> Traversable:
    """Our own folder `name`, ready for `/`, `iterdir` and `read_text`."""
    packaged = files("fulian_kg") / name
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / name


@dataclass(frozen=True, slots=True)
class Library:
    """Our data files, overlaid by those of `extra`."""

    extra: Path | None = None

    def walk(self, name: Folder, suffix: str) -> Iterator[tuple[str, str]]:
        """Each file under `name` that ends in `suffix`, as (path without the suffix, text), sorted by path."""
        found = dict(_walk(folder(name), "", suffix))
        if self.extra is not None and (self.extra / name).is_dir():
            found |= dict(_walk(self.extra / name, "", suffix))
        yield from sorted(found.items())

    def ontology(self) -> Iterator[tuple[str, str]]:
        """Vocabulary and schemes, as (name of the file, Turtle); `examples/` shows them and is no part of them."""
        for path, text in self.walk("ontology", ".ttl"):
            if not path.startswith("examples/"):
                yield f"ontology/{path}.ttl", text

    def read(self, name: Folder, path: str) -> str:
        """Text of the file at `path` under `name`; raises `InputError` when there is none."""
        places = [] if self.extra is None else [self.extra / name / path]
        for place in (*places, folder(name).joinpath(*path.split("/"))):
            if place.is_file():
                return _text(place)
        message = f"no file {name}/{path} among the project's data"
        raise InputError(message)

    def digests(self) -> dict[str, str]:
        """SHA-256 of the folders that a graph depends on: two libraries with the same digests build the same graph."""
        return {name: self._digest(name) for name in FOLDERS}

    def _digest(self, name: Folder) -> str:
        total = hashlib.sha256()
        for path, text in self.walk(name, ""):
            total.update(f"{path}\0{len(text)}\0{text}".encode())
        return total.hexdigest()


def _walk(parent: Traversable, path: str, suffix: str) -> Iterator[tuple[str, str]]:
    for entry in sorted(parent.iterdir(), key=lambda entry: entry.name):
        if entry.name.startswith((".", "__")):
            continue
        if entry.is_dir():
            yield from _walk(entry, f"{path}{entry.name}/", suffix)
        elif entry.name.endswith(suffix):
            yield path + entry.name.removesuffix(suffix), _text(entry)


def _text(entry: Traversable) -> str:
    try:
        return entry.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        message = "not a UTF-8 text"
        raise InputError(message, file=entry.name) from None
    except OSError as error:
        raise InputError(str(error.strerror), file=entry.name) from None
