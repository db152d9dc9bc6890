"""Making a generation: built aside, flushed to the disk, then published by renames that happen or do not.

A crash at any moment leaves the old generation or the new one. Readers keep the one they opened.
"""

from __future__ import annotations

import fcntl
import gc
import os
import shutil
from collections.abc import Callable
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from fulian_kg.errors import StoreError
from fulian_kg.graph.cache import FOLDER as CACHE
from fulian_kg.graph.manifest import FILES, files_in, read_manifest, sha256_of, told_in, write_manifest
from fulian_kg.graph.store import (
    CURRENT,
    DATABASE,
    GENERATIONS,
    MARKER,
    MARKER_TEXT,
    OpenStore,
    generations,
    is_store,
    telling,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

LOCK = ".lock"
BUILDING = "building"
KEPT = 3
"""Generations that stay, the current one included: a reader may still have the last one open."""
DIGITS = 6


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Hold a store for one writer; makes the folder where there is none, and takes it back when nothing came of it.

    Raises `StoreError` for a foreign folder, and while another writer holds the store.
    """
    found = is_store(path)
    with telling(path):
        prepare(path)
        lock = (path / LOCK).open("a")
    with lock:
        _acquire(lock.fileno(), path)
        shutil.rmtree(path / GENERATIONS / BUILDING, ignore_errors=True)
        try:
            yield
        finally:
            if not found and not (path / CURRENT).exists():
                _take_back(path)


def prepare(path: Path) -> None:
    """Make the folder and its marker; raises `StoreError` for a file or for a folder that holds something else."""
    if path.exists() and not path.is_dir():
        message = f"{path} is a file, not a folder: choose another place with --store"
        raise StoreError(message)
    if path.is_dir() and not is_store(path) and any(path.iterdir()):
        message = (
            f"{path} holds other files and is not a store of fulian-kg: choose an empty or new folder with --store"
        )
        raise StoreError(message)
    (path / GENERATIONS).mkdir(parents=True, exist_ok=True)
    if not is_store(path):
        _write(path / MARKER, MARKER_TEXT.encode())


Derive = Callable[[OpenStore], None]
"""Adds files that are made from the finished database to the folder of a generation that is not published yet."""


def publish(
    path: Path,
    quads: Iterable[ox.Quad],
    files: Mapping[str, str],
    manifest: Mapping[str, Any],
    derive: Derive | None = None,
) -> str:
    """Make a generation of quads, files, manifest and what `derive` adds, and make it current; returns its name.

    When the manifest is that of the current generation, that one stays, and its name is returned.
    Call it while `writing`.
    """
    link = path / CURRENT
    if link.is_dir() and _is_whole(link.resolve(), manifest):
        return link.resolve().name
    aside = path / GENERATIONS / BUILDING
    with telling(path):
        try:
            _fill(aside, quads, files, manifest, derive)
            name = _next(path)
            aside.rename(path / GENERATIONS / name)
        except BaseException:
            shutil.rmtree(aside, ignore_errors=True)
            raise
        _sync(path / GENERATIONS)
        _point(link, f"{GENERATIONS}/{name}")
    for old in list(generations(path))[:-KEPT]:
        shutil.rmtree(old, ignore_errors=True)
    return name


def _take_back(path: Path) -> None:
    """Remove what `prepare` made; the folder itself when it is empty then."""
    for name in (GENERATIONS, CACHE):
        shutil.rmtree(path / name, ignore_errors=True)
    for name in (MARKER, LOCK):
        (path / name).unlink(missing_ok=True)
    with suppress(OSError):
        path.rmdir()


def _fill(
    folder: Path,
    quads: Iterable[ox.Quad],
    files: Mapping[str, str],
    manifest: Mapping[str, Any],
    derive: Derive | None,
) -> None:
    folder.mkdir(parents=True)
    database = ox.Store(str(folder / DATABASE))
    database.bulk_extend(quads)
    database.flush()
    if derive is not None:
        derive(OpenStore(database, folder, manifest))
    del database
    gc.collect()  # the database closes its files when it is gone
    for name, text in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode())
    write_manifest(folder, manifest)
    for entry in (*folder.rglob("*"), folder):
        _sync(entry)


def _is_whole(folder: Path, manifest: Mapping[str, Any]) -> bool:
    """Whether a generation has this manifest, and every file that its own names, unharmed."""
    try:
        found = read_manifest(folder)
    except StoreError:
        return False
    if told_in(found) != manifest:
        return False
    return bool(found[FILES] == {name: sha256_of(file) for name, file in files_in(folder)})


def _next(path: Path) -> str:
    last = max((int(folder.name) for folder in generations(path)), default=0)
    return f"{last + 1:0{DIGITS}d}"


def _point(link: Path, target: str) -> None:
    aside = link.with_name(f".{link.name}.new")
    aside.unlink(missing_ok=True)
    aside.symlink_to(target)
    aside.replace(link)
    _sync(link.parent)


def _write(file: Path, data: bytes) -> None:
    with file.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _sync(entry: Path) -> None:
    handle = os.open(entry, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _acquire(handle: int, path: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        message = f"another build is writing the store {path}: wait for it to end"
        raise StoreError(message) from None
