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
from fulian_kg.graph.checking.compile import compile_shapes
from fulian_kg.graph.checking.index import Index
from fulian_kg.graph.checking.run import findings, surroundings
from fulian_kg.graph.report import Report, of_dict
from fulian_kg.graph.shape_files import FLAGGED, ontology_in, shapes_in
from fulian_kg.vocabulary import PREFIXES, RDF, SH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from types import TracebackType

    from fulian_kg.resources import Library


SHARES = 2
"""Processes among which shapes that only pySHACL can check are shared out; one reports on what checks have flagged."""


class Validation:
    """One validation; use it as a context, so that its processes never outlive it.

    Shapes are compiled to checks, which find the focus nodes that do not meet them. pySHACL, the reference, then
    reports on these; shapes that are not compiled it checks itself, over all data.
    """

    turtle: str = ""
    """The report in the words of SHACL, once there is one."""

    def __init__(self, library: Library, shapes: Iterable[Path] = ()) -> None:
        """Our shapes and those of the library's extra folder, or the files `shapes` instead."""
        self._library, self._files = library, tuple(shapes)
        # -P: nothing is imported from the folder in which one happens to be.
        self._command = [sys.executable, "-P", "-m", "fulian_kg.graph.shacl"]
        if library.extra:
            self._command += ["--with", str(library.extra)]
        for file in self._files:
            self._command += ["--shapes", str(file)]
        self._processes: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        """Compile; raises `InputError` for shapes that cannot be read."""
        self._compiled = compile_shapes(shapes_in(self._library, self._files))
        shares = 1 if self._compiled.complete else SHARES
        for part in range(shares):
            command = [*self._command, "--share", str(part), str(shares)]
            pipe = subprocess.PIPE
            self._processes.append(subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe))  # noqa: S603  ours
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
        quads = tuple(quads)
        index = Index((*ontology_in(self._library), *quads), self._compiled.turned)
        if self._compiled.complete:
            return self.reported([self._flagged(index)])
        data = dict.fromkeys(ox.Quad(*quad.triple) for quad in quads)
        return self.reported([self._flagged(index), ox.serialize(data, format=ox.RdfFormat.N_QUADS) or b""])

    def flagged(self, quads: Iterable[ox.Quad], beside: Index) -> bytes:
        """What there is to report on the focus nodes of these quads alone, for `reported`; empty where nothing is.

        `beside` is the `context` of what others say of the nodes that these quads speak of: the checks know no more.
        Only for shapes that are all compiled.
        """
        return self._flagged(Index(quads, self._compiled.turned, beside))

    def context(self, quads: Iterable[ox.Quad]) -> Index:
        """Statements that parts of a graph are checked beside, with the ontology."""
        return Index((*ontology_in(self._library), *quads), self._compiled.turned)

    def _flagged(self, index: Index) -> bytes:
        """N-Quads: the focus nodes that do not meet a shape, and the statements by which pySHACL finds the same."""
        found = [(shape, focus) for shape, focus, _ in findings(self._compiled, index)]
        asked = [ox.Quad(shape.node, SH.targetNode, focus, FLAGGED) for shape, focus in found]  # type: ignore[arg-type]
        around = dict.fromkeys(ox.Quad(*triple) for triple in surroundings(found, index))
        return ox.serialize((*around, *asked), format=ox.RdfFormat.N_QUADS) or b""

    def reported(self, flagged: Iterable[bytes]) -> Report:
        """What pySHACL says of what was flagged, and of shapes that are not compiled over the data among it."""
        nodes = (target.shape.node for target in self._compiled.targets)
        checked = json.dumps([node.value for node in nodes if isinstance(node, ox.NamedNode)])
        stated = b"".join(flagged)
        if self._compiled.complete and not stated:
            self.turtle = _merged(())
            return Report(())
        message = checked.encode() + b"\n" + stated
        with ThreadPoolExecutor(len(self._processes)) as threads:
            answers = threads.map(lambda process: _answer(process, message), self._processes)
            found = [json.loads(answer) for answer in answers]
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
