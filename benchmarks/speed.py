"""Speed, as ratios within one run: what reading, mapping and validating cost beside decoding the text alone.

Run with `make bench`; a compilation of your own may follow as argument. Times are this machine's; the ratios travel.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from fulian_kg.extraction.pipeline import read_facts
from fulian_kg.gazetteer import load
from fulian_kg.resources import Library
from fulian_kg.source.compilation import read
from fulian_kg.source.view import view_of

if TYPE_CHECKING:
    from collections.abc import Callable

EXAMPLE = Path(__file__).parents[1] / "examples" / "compilation.md"
ROUNDS = 3


def seconds(work: Callable[[], object]) -> float:
    """Median time of the work."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def command(*arguments: str) -> None:
    """Run the installed command."""
    subprocess.run([sys.executable, "-m", "fulian_kg", *arguments], check=True, capture_output=True)


def main(path: Path) -> None:
    """Print a table of times, and of ratios to the normalised view of the same text."""
    library = Library()
    gazetteer = load(library)
    compilation = read(path, name=path.name, encoding=None, at=None)
    with tempfile.TemporaryDirectory() as folder:
        store = str(Path(folder) / "kg")
        command("build", str(path), "--store", store)
        measured = {
            "view": seconds(lambda: view_of(compilation.source.text)),
            "catalogue and cases": seconds(lambda: read(path, name=path.name, encoding=None, at=None)),
            "facts": seconds(lambda: read_facts(compilation, gazetteer, library)),
            "gazetteer, loaded": seconds(lambda: load(library)),
            "start of the interpreter": seconds(lambda: subprocess.run([sys.executable, "-c", ""], check=True)),
            "query, whole command": seconds(lambda: command("query", "cases-by-province", "--store", store)),
            "build, whole command": seconds(lambda: command("build", str(path), "--store", store + "2")),
        }
    characters = sum(case.body.end - case.body.start for case in compilation.cases if case.body)
    print(f"{path.name}: {len(compilation.source.text)} characters, {characters} of them in bodies")
    for name, time_ in measured.items():
        print(f"{name:26} {time_:8.3f} s  {time_ / measured['view']:8.1f} × the view")
    print(f"{'facts':26} {characters / measured['facts']:8.0f} characters of bodies a second, one core")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else EXAMPLE)
