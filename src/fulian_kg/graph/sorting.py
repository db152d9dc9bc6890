"""More lines, or more statements, than memory holds, in order: sorted runs on disk, merged as often as it takes."""

from __future__ import annotations

import heapq
import tempfile
from contextlib import ExitStack, contextmanager
from itertools import chain, count, groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from fulian_kg.errors import StoreError
from fulian_kg.vocabulary import RDF

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

RUN = 100_000
"""Lines that are sorted in memory at once: some 40 MB of statements."""
OPEN = 128
"""Files that are merged at once; a process may have 1,024 open on most machines."""
BUFFER = 1 << 16


class Sorter:
    """Sorts lines by their bytes, in a folder that it fills with files."""

    def __init__(self, folder: Path, run: int = RUN) -> None:
        self._folder, self._run, self._numbers = folder, run, count(1)

    def sorted(self, lines: Iterable[bytes]) -> Path:
        """A file of the lines, each with its end, sorted and each once."""
        waiting, runs = iter(lines), []
        while run := sorted(set(islice(waiting, self._run))):
            runs.append(self._written(run))
        return self.merged(runs)

    def merged(self, paths: list[Path]) -> Path:
        """One sorted file of several; what is in more than one of them comes once."""
        while len(paths) > 1:
            paths = [self._merged(paths[at : at + OPEN]) for at in range(0, len(paths), OPEN)]
        return paths[0] if paths else self._written(())

    def _merged(self, paths: list[Path]) -> Path:
        with ExitStack() as opened:
            files = [opened.enter_context(path.open("rb", BUFFER)) for path in paths]
            return self._written(line for line, _ in groupby(heapq.merge(*files)))

    def _written(self, lines: Iterable[bytes]) -> Path:
        path = self._folder / f"{next(self._numbers):06d}"
        try:
            with path.open("wb", BUFFER) as out:
                out.writelines(lines)
        except OSError as error:
            message = f"cannot sort in {self._folder}: {error.strerror}; name another place for the output, or TMPDIR"
            raise StoreError(message) from None
        return path


class Ordered:
    """The statements of a store in the order of exports; `graph.canonical.order` within a graph or over all."""

    def __init__(self, rdf: ox.Store, sorter: Sorter) -> None:
        self.sorter = sorter
        graphs = sorted([*rdf.named_graphs(), ox.DefaultGraph()], key=str)
        self._graphs = {
            graph: sorter.sorted(map(_line, rdf.quads_for_pattern(None, None, None, graph))) for graph in graphs
        }
        self._whole: Path | None = None

    def quads(self, wanted: Callable[[str], bool]) -> Iterator[ox.Quad]:
        """The quads of the graphs whose names are wanted, graph by graph."""
        chosen = (path for graph, path in self._graphs.items() if wanted(_name(graph)))
        return chain.from_iterable(map(_read, chosen))

    def triples(self, wanted: Callable[[str], bool]) -> Iterator[ox.Triple]:
        """The triples of the graphs whose names are wanted, each once."""
        chosen = {graph for graph in self._graphs if wanted(_name(graph))}
        if self._whole is None:
            self._whole = self.sorter.merged(list(self._graphs.values()))
        triples = (quad.triple for quad in _read(self._whole) if quad.graph_name in chosen)
        return (triple for triple, _ in groupby(triples))


@contextmanager
def ordered(rdf: ox.Store, folder: Path | None = None, run: int = RUN) -> Iterator[Ordered]:
    """The statements in order, as long as they are needed; takes about twice the room of an N-Quads dump on disk.

    `folder`: where temporary files go; the system's place for them unless given. `run`: lines in memory.
    """
    with tempfile.TemporaryDirectory(prefix="fulian-sorting-", dir=folder) as aside:
        yield Ordered(rdf, Sorter(Path(aside), run))


def _line(quad: ox.Quad) -> bytes:
    """N-Quads whose bytes sort as the statements do.

    A tab sorts before a space: it stands before `rdf:type`, which comes first, and after the other terms, so that a
    term comes before those that it begins. Terms themselves have neither tabs nor line ends: N-Triples escapes them.
    """
    gap = "\t" if quad.predicate == RDF.type else " "
    name = "" if isinstance(quad.graph_name, ox.DefaultGraph) else quad.graph_name
    return f"{quad.subject}{gap}{quad.predicate}\t{quad.object}\t{name} .\n".encode()


def _read(path: Path) -> Iterator[ox.Quad]:
    return iter(ox.parse(path=str(path), format=ox.RdfFormat.N_QUADS, lenient=True))


def _name(graph: ox.NamedNode | ox.BlankNode | ox.DefaultGraph) -> str:
    return "" if isinstance(graph, ox.DefaultGraph) else graph.value
