"""Dumps made when they are first wanted, once a generation, and kept as files outside of the store."""

from __future__ import annotations

import shutil
import tempfile
import threading
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

from fulian_kg.graph.manifest import sha256_of
from fulian_kg.graph.sorting import ordered
from fulian_kg.publication.dumps import Made, dumps, write_dump
from fulian_kg.server.problems import Problem

if TYPE_CHECKING:
    from fulian_kg.publication.dumps import Dump
    from fulian_kg.server.generations import Generation

PATIENCE = 5.0
"""Seconds that a request waits for a dump that another one makes: waiting takes a thread from all."""


class Dumps:
    """Makes one dump at a time, so that many clients need no more memory than one; may be asked from any thread."""

    def __init__(self) -> None:
        """Files come into a folder of their own, which goes with the process."""
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._making = threading.Lock()
        self._made: dict[tuple[str, str], Made] = {}
        self._wanted = ""
        """Name of the generation whose dumps are to be made beforehand."""
        self._closed = False

    def close(self) -> None:
        """Remove the files; a dump in the making is finished before, no other is begun."""
        self._closed = True
        with self._making:
            if self._folder is not None:
                self._folder.cleanup()
                self._folder = None

    def made(self, generation: Generation) -> dict[str, Made]:
        """What is known of the dumps of a generation that exist, by name."""
        return {name: made for (of, name), made in list(self._made.items()) if of == generation.name}

    def file(self, generation: Generation, dump: Dump, patience: float = PATIENCE) -> tuple[Path, Made]:
        """The file of a dump; raises `Problem` 503 when another is in the making for too long."""
        if (generation.name, dump.name) not in self._made:
            if not self._making.acquire(timeout=patience):
                detail = "another dump is being made; try again soon"
                raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, {"retry-after": "5"})
            try:
                self._make(generation, dump)
            finally:
                self._making.release()
        return self._path(generation, dump.name), self._made[generation.name, dump.name]

    def prepare(self, generation: Generation) -> None:
        """Have all dumps of a generation made, beside everything else."""
        if generation.name != self._wanted:
            self._wanted = generation.name
            threading.Thread(target=self._prepare, args=(generation,), daemon=True, name="dumps").start()

    def _prepare(self, generation: Generation) -> None:
        try:
            for dump in dumps().values():
                if generation.name == self._wanted:  # else another was published meanwhile
                    self.file(generation, dump, patience=threading.TIMEOUT_MAX)
        except Problem:  # the server stops
            return

    def _make(self, generation: Generation, dump: Dump) -> None:
        if self._closed:
            raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, "the server stops")
        if (generation.name, dump.name) in self._made:
            return
        path = self._path(generation, dump.name)
        if not path.parent.exists():
            self._forget(generation.name)
            path.parent.mkdir(parents=True)
        with path.open("wb") as out, ordered(generation.store.rdf) as found:
            write_dump(out, dump, generation.store, generation.library, found)
        self._made[generation.name, dump.name] = Made(path.stat().st_size, sha256_of(path))

    def _forget(self, name: str) -> None:
        """Give up what earlier generations left."""
        for of, each in [key for key in self._made if key[0] != name]:
            del self._made[of, each]
        for folder in self._root().iterdir():
            shutil.rmtree(folder, ignore_errors=True)

    def _root(self) -> Path:
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="fulian-dumps-")
        return Path(self._folder.name)

    def _path(self, generation: Generation, name: str) -> Path:
        return self._root() / generation.name / name
