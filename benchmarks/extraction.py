"""Speed of extraction: characters a second on one core, the share of each layer, and what a longer lexicon costs.

Run with `make bench`; folders or files of texts may follow as arguments (default: the annotated texts of the tests).
Everything is measured within one run; the ratios travel, the times are this machine's.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from fulian_kg.extraction.consistency import consistent
from fulian_kg.extraction.findings import document_findings
from fulian_kg.extraction.gate import Gate
from fulian_kg.extraction.ids import Ids
from fulian_kg.extraction.mentions import place_mentions, region_mentions
from fulian_kg.extraction.pipeline import Reader, extractors, read_facts
from fulian_kg.extraction.quantities import numbers_of
from fulian_kg.gazetteer import load
from fulian_kg.model import Candidate, Fact, Rejection
from fulian_kg.resources import Library
from fulian_kg.source.compilation import read
from fulian_kg.source.files import source_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from fulian_kg.extraction.document import Document
    from fulian_kg.gazetteer import Gazetteer
    from fulian_kg.model import Compilation

TEXTS = Path(__file__).parents[1] / "tests" / "data" / "annotated"
ROUNDS = 5
MORE = 10_000
"""Labels that the longer lexicon has on top."""


def layers(reader: Reader, document: Document) -> Iterable[tuple[str, Callable[[], object]]]:
    """The steps of reading a case in their order; each finds what the one before it left in the caches."""
    yield "structure: view", lambda: document.view
    yield "names: regions, places", lambda: (region_mentions(document), place_mentions(document))
    yield "atoms: numbers", lambda: numbers_of(document)
    found: list[Candidate] = []
    for extractor in reader.extractors:
        yield f"relations: {extractor.name}", lambda each=extractor: found.extend(each.extract(document))
    yield "consistency and merge", lambda: found.__setitem__(slice(None), consistent(document, list(found)))
    source, case = document.source, document.case
    gate = Gate(source, case, document.view, document.library, Ids(case, source), lambda _: None)
    judged: list[Fact | Rejection] = []
    yield "grounding gate", lambda: judged.extend(map(gate.judge, found))
    yield "findings", lambda: document_findings(document, [each for each in judged if isinstance(each, Fact)])


def by_layer(texts: list[Compilation], gazetteer: Gazetteer, library: Library) -> dict[str, float]:
    """Seconds of each layer over all cases with full text."""
    spent: dict[str, float] = {}
    for compilation in texts:
        reader = Reader(compilation, gazetteer, library, extractors())
        for case in compilation.cases:
            if not case.full_text:
                continue
            for name, step in layers(reader, reader.document(case)):
                start = time.perf_counter()
                step()
                spent[name] = spent.get(name, 0.0) + time.perf_counter() - start
    return spent


def seconds(texts: list[Compilation], gazetteer: Gazetteer, library: Library) -> float:
    """Time of reading all facts, the median of some rounds, the first left out."""
    times = []
    for _ in range(ROUNDS + 1):
        start = time.perf_counter()
        for compilation in texts:
            read_facts(compilation, gazetteer, library)
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:])


def longer_lexicon(folder: Path) -> Library:
    """A library with many more labels of one theme."""
    labels = ", ".join(f'"第{number}号妇女工作{number % 97}法"@zh' for number in range(MORE))
    (folder / "ontology").mkdir()
    text = (
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        "@prefix theme: <https://w3id.org/fulian/def/theme/> .\n"
        f"theme:more a skos:Concept ; skos:broader theme:g1 ; skos:altLabel {labels} .\n"
    )
    (folder / "ontology" / "more.ttl").write_text(text, "utf-8")
    return Library(folder)


def main(paths: list[Path]) -> None:
    """Print characters a second, the layers, and the ratio of the longer lexicon."""
    library = Library()
    gazetteer = load(library)
    texts = [read(path, name=name) for path, name in source_files(paths)]
    characters = sum(case.body.end - case.body.start for text in texts for case in text.cases if case.body)
    plain = seconds(texts, gazetteer, library)
    print(f"{len(texts)} texts, {characters} characters of bodies")
    print(f"{characters / plain:10.0f} characters a second, one core")
    spent = by_layer(texts, gazetteer, library)
    total = sum(spent.values())
    for name, time_ in spent.items():
        print(f"{name:32} {100 * time_ / total:6.1f} %")
    with tempfile.TemporaryDirectory() as folder:
        more = seconds(texts, gazetteer, longer_lexicon(Path(folder)))
    print(f"{MORE} more labels: {more / plain:.3f} × the time")


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]] or [TEXTS])
