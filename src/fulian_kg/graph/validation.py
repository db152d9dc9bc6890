"""Validation beside the work: a process that gets ready while sources are read, and can be given up."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Self

import pyoxigraph as ox

from fulian_kg.errors import FulianError, InputError
from fulian_kg.formats import FORMATS, of_extension
from fulian_kg.formats import RDF as RDF_FORMATS
from fulian_kg.graph import literals
from fulian_kg.graph.canonical import turtle
from fulian_kg.graph.report import Report, of_dict
from fulian_kg.vocabulary import PREFIXES, RDF, SH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from types import TracebackType

    from fulian_kg.resources import Library


PROCESSES = 2
"""Processes among which the shapes are shared out."""


class Validation:
    """One validation; use it as a context, so that its processes never outlive it."""

    turtle: str = ""
    """The report in the words of SHACL, once there is one."""

    def __init__(self, library: Library, shapes: Iterable[Path] = ()) -> None:
        """Our shapes and those of the library's extra folder, or the files `shapes` instead."""
        # -P: nothing is imported from the folder in which one happens to be.
        self._command = [sys.executable, "-P", "-m", "fulian_kg.graph.shacl"]
        if library.extra:
            self._command += ["--with", str(library.extra)]
        for file in shapes:
            self._command += ["--shapes", str(file)]

    def __enter__(self) -> Self:
        self._processes = [
            subprocess.Popen(  # noqa: S603  our own interpreter and module
                [*self._command, "--share", str(part), str(PROCESSES)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
            for part in range(PROCESSES)
        ]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self._processes:
            if process.poll() is None:
                process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout, process.stderr):
                if pipe:
                    pipe.close()

    def report(self, quads: Iterable[ox.Quad]) -> Report:
        """Validate the union of all graphs; the ontology is known without. Raises `InputError` for unusable shapes."""
        triples = {quad.triple: None for quad in quads}
        data = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
        with ThreadPoolExecutor(PROCESSES) as threads:
            found = [json.loads(out) for out in threads.map(lambda process: _answer(process, data), self._processes)]
        self.turtle = _merged(each.pop("turtle") for each in found)
        results = {result.key: result for each in found for result in of_dict(each).results}
        return Report(tuple(results[key] for key in sorted(results)))


def _answer(process: subprocess.Popen[bytes], data: bytes) -> bytes:
    out, err = process.communicate(data)
    if process.returncode:
        message = err.decode(errors="replace").strip().rpartition("\n")[2] or "the validation was interrupted"
        if process.returncode == InputError.exit_code:
            raise InputError(message)
        message = f"the validation stopped: {message}"
        raise FulianError(message)
    return out


def _merged(reports: Iterable[str]) -> str:
    """One report of several; as SHACL has it, data conform when there is no result of any severity (3.6.2)."""
    head = ox.BlankNode("report")
    triples: set[ox.Triple] = set()
    for text in reports:
        for quad in ox.parse(text.encode(), format=ox.RdfFormat.TURTLE, rename_blank_nodes=True):
            if quad.predicate == SH.result:
                triples.add(ox.Triple(head, quad.predicate, quad.object))
            elif quad.predicate != SH.conforms and quad.object != SH.ValidationReport:
                triples.add(quad.triple)
    conforms = literals.boolean(not triples)
    triples |= {ox.Triple(head, RDF.type, SH.ValidationReport), ox.Triple(head, SH.conforms, conforms)}
    return turtle(triples, PREFIXES).decode()


def read_rdf(files: Iterable[Path]) -> Iterator[ox.Quad]:
    """Statements of RDF files, each in the format of its extension; raises `InputError` with the line."""
    for file in files:
        form = of_extension(file.suffix)
        if form is None:
            known = ", ".join(f".{FORMATS[name].extension}" for name in RDF_FORMATS)
            message = f"the ending of the file names no RDF format: use one of {known}"
            raise InputError(message, file=str(file))
        try:
            yield from ox.parse(file.read_bytes(), format=form.writer, rename_blank_nodes=True)  # type: ignore[arg-type]
        except OSError as error:
            raise InputError(str(error.strerror), file=str(file)) from None
        except SyntaxError as error:
            message = f"not {form.name}: {error.msg}"
            raise InputError(message, file=str(file), line=error.lineno) from None
