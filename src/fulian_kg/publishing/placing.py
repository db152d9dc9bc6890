"""A folder of files that appears whole or not at all: made beside its place, flushed, then renamed.

portal/          the bundle, with a marker that says so
.portal.new/     one in the making; locked by whoever makes it, cleared by the next who does
.portal.old/     the one before, between two renames; put back by the next run if they were cut in two
"""

from __future__ import annotations

import fcntl
import os
import shutil
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from fulian_kg.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MARKER = ".fulian-kg-bundle"
SUMS = "SHA256SUMS"
"""The list of all files, in the form that `sha256sum -c` reads."""
SHA256_LENGTH = 64
MARKER_TEXT = "fulian-kg bundle, version 1\n"


@contextmanager
def placed(folder: Path) -> Iterator[Path]:
    """An empty folder to fill; it takes the place of `folder` when the block ends well, and is gone when it does not.

    Raises `InputError` for a place that holds something else than a bundle, that cannot be written, or that another
    process is writing.
    """
    place = folder.resolve()
    aside, old = (place.with_name(f".{place.name}.{state}") for state in ("new", "old"))
    with _told(folder):
        for each in (place, aside, old):
            _refuse(each)
        aside.mkdir(parents=True, exist_ok=True)
        with _locked(aside):
            _recover(place, old)
            _clear(aside)
            (aside / MARKER).write_text(MARKER_TEXT, "utf-8")
            yield aside
            os.sync()  # once for all: 0.2 s where flushing 3,900 files one by one took 22 s
            _swap(aside, place, old)


def is_bundle(folder: Path) -> bool:
    """Whether a folder is a bundle of ours."""
    return (folder / MARKER).is_file()


def _refuse(place: Path) -> None:
    if place.exists() and not place.is_dir():
        message = f"{place} is a file, not a folder: name another place for the bundle"
        raise InputError(message)
    if place.is_dir() and not is_bundle(place) and any(place.iterdir()):
        message = f"{place} holds other files and is no bundle of fulian-kg: name an empty or new folder"
        raise InputError(message)
    if stranger := next(_strangers(place), None):
        message = f"{stranger} is no part of the bundle that would be replaced: move it away, or name another folder"
        raise InputError(message)


def _strangers(place: Path) -> Iterator[Path]:
    """Files that somebody put into a bundle, for all that its list of sums tells."""
    if (place / SUMS).is_file():
        listed = {line[SHA256_LENGTH + 2 :] for line in (place / SUMS).read_text("utf-8").splitlines()} | {SUMS}
        found = (path for path in place.rglob("*") if not path.is_dir())
        yield from (path for path in found if path.relative_to(place).as_posix() not in listed)


def _recover(place: Path, old: Path) -> None:
    """Mend what a run left that was killed between two renames, or before all of the old bundle was gone."""
    if is_bundle(old) and not place.exists():
        old.rename(place)
    elif is_bundle(old):
        _remove(old)


def _swap(aside: Path, place: Path, old: Path) -> None:
    if not is_bundle(place):
        aside.rename(place)
        return
    try:
        place.rename(old)
        aside.rename(place)
    except BaseException:
        if not place.exists():
            old.rename(place)
        raise
    os.sync()
    with suppress(OSError):  # all is done; the next run clears up
        _remove(old)


@contextmanager
def _locked(aside: Path) -> Iterator[None]:
    """Hold the folder for one writer and remove what is left of it; the lock goes with the process in any case."""
    handle = os.open(aside, os.O_RDONLY)
    try:
        if not _held(handle, aside):
            message = f"another run is writing {aside}: wait for it to end"
            raise InputError(message)
        try:
            yield
        finally:
            if _held(handle, aside):
                with suppress(OSError):
                    _remove(aside)
    finally:
        os.close(handle)


def _held(handle: int, aside: Path) -> bool:
    """Whether the lock is ours, on the folder that has this name: it may have been put in its place meanwhile."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.path.samestat(os.fstat(handle), aside.stat())
    except (BlockingIOError, FileNotFoundError):
        return False


def _remove(folder: Path) -> None:
    _clear(folder)
    folder.rmdir()


def _clear(folder: Path) -> None:
    """Empty a folder, the marker last: it stays ours until then."""
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name == MARKER):
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()


@contextmanager
def _told(shown: Path) -> Iterator[None]:
    """A failure to write gets its sentence."""
    try:
        yield
    except OSError as error:
        message = f"cannot write the bundle {shown}: {error.strerror or error}; choose a folder that may be written"
        raise InputError(message) from None
