"""Validation beside the work: a process that gets ready while sources are read, and can be given up."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Self

import pyoxigraph as ox

from fulian_kg.errors import InputError
from fulian_kg.formats import FORMATS, RDF, of_extension
from fulian_kg.graph.report import Report, of_object

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from types import TracebackType

    from fulian_kg.resources import Library


class Validation:
    """One validation; use it as a context, so that the process never outlives it."""

    turtle: str = ""
    """The report in the words of SHACL, once there is one."""

    def __init__(self, library: Library, shapes: Iterable[Path] = ()) -> None:
        """Our shapes and those of the library's extra folder, or the files `shapes` instead."""
        self._command = [sys.executable, "-m", "fulian_kg.graph.shacl"]
        if library.extra:
            self._command += ["--with", str(library.extra)]
        for file in shapes:
            self._command += ["--shapes", str(file)]

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(  # noqa: S603  our own interpreter and module
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe:
                pipe.close()

    def report(self, quads: Iterable[ox.Quad]) -> Report:
        """Validate the union of all graphs; the ontology is known without. Raises `InputError` for unusable shapes."""
        triples = {quad.triple: None for quad in quads}
        data = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
        out, err = self._process.communicate(data)
        if self._process.returncode:
            message = err.decode(errors="replace").strip().rpartition("\n")[2] or "the validation was interrupted"
            raise InputError(message)
        found = json.loads(out)
        self.turtle = found.pop("turtle")
        return of_object(found)


def read_rdf(files: Iterable[Path]) -> Iterator[ox.Quad]:
    """Statements of RDF files, each in the format of its extension; raises `InputError` with the line."""
    for file in files:
        form = of_extension(file.suffix)
        if form is None:
            known = ", ".join(f".{FORMATS[name].extension}" for name in RDF)
            message = f"the ending of the file names no RDF format: use one of {known}"
            raise InputError(message, file=str(file))
        try:
            yield from ox.parse(file.read_bytes(), format=form.writer, rename_blank_nodes=True)  # type: ignore[arg-type]
        except OSError as error:
            raise InputError(str(error.strerror), file=str(file)) from None
        except SyntaxError as error:
            message = f"not {form.name}: {error.msg}"
            raise InputError(message, file=str(file), line=error.lineno) from None
