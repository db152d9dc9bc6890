"""Who else does this, at scale: time to load made-up initiatives and to answer, beside a tenth of them.

Run with `make bench`; another number of initiatives may follow as argument. The words are those of the example, in the
same proportions; a run gives the same initiatives every time. Times are this machine's; the ratios travel.
"""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from fulian_kg.graph.store import open_store
from fulian_kg.query.practices import Practice, Row, rows_of, stock_of
from fulian_kg.query.similarity import Similarity
from fulian_kg.resources import Library

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")
EXAMPLE = Path(__file__).parents[1] / "examples" / "compilation.md"
MANY = 100_000
SHARE = 10
ASKED, LIMIT = 200, 10
OFTEN = (0.5, 0.95, 1.0)
"""Quantiles of the time of an answer."""


def example_rows() -> list[Row]:
    """What `similar` reads of the example."""
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "kg"
        build = [sys.executable, "-m", "fulian_kg", "build", str(EXAMPLE), "--store", str(store)]
        subprocess.run(build, check=True, capture_output=True)
        return list(rows_of(open_store(store), Library()))


def made_up(rows: list[Row], many: int) -> Iterator[Row]:
    """Labels of the example and so many initiatives of its words: a name, a quote, three components."""
    yield from (row for row in rows if row.part == "label")
    chance = random.Random(1)  # noqa: S311
    provinces = sorted({row.province for row in rows if row.province})
    kinds = sorted({row.zh for row in rows if row.part == "initiative" and row.zh})
    words = [word for row in rows if row.part in {"case", "initiative"} for word in _pieces(row.quote or "")]
    for number in range(many):
        name = "".join(chance.choices(words, k=3))
        steps = ["".join(chance.choices(words, k=2)) for _ in range(3)]
        quote = f"{''.join(chance.choices(words, k=4))}“{name}”，即{'、'.join(steps)}"
        iri, province, kind = f"urn:initiative:{number:06}", chance.choice(provinces), chance.choice(kinds)
        case = f"urn:case:{number // 10:05}"
        place = {"quote": quote, "start": 0, "end": len(quote), "page_first": 1, "page_last": 3}
        yield Row(iri, "initiative", name, kind, kind, None, case, None, case, province, **place)
        for position, step in enumerate(steps, 1):
            yield Row(iri, "component", step, position=position)


def _pieces(text: str) -> Iterator[str]:
    """A text in pieces of two to four characters, as the parts of a slogan are."""
    for part in text.split():
        yield from (part[at : at + 4] for at in range(0, len(part) - 1, 4) if len(part[at : at + 4]) > 1)


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Seconds, and what the work gave."""
    start = time.perf_counter()
    done = work()
    return time.perf_counter() - start, done


def measured(rows: list[Row], many: int) -> tuple[float, list[float]]:
    """Seconds to load that many initiatives, and to answer for each of `ASKED` of them, sorted."""
    made = list(made_up(rows, many))
    load, index = timed(lambda: Similarity(stock_of(made), Library()))
    asked: tuple[Practice, ...] = index.stock.practices[:: many // ASKED]
    return load, sorted(timed(lambda each=each: index.like(each, LIMIT, bool))[0] for each in asked)


def main(many: int) -> None:
    """Print times, and ratios to those of a tenth of the initiatives."""
    rows = example_rows()
    small, large = measured(rows, many // SHARE), measured(rows, many)
    print(f"{many} made-up initiatives")
    print(f"load           {large[0]:8.2f} s   {large[0] / small[0]:6.1f} × that of a tenth")
    for share in OFTEN:
        fast, slow = (times[min(len(times) - 1, int(share * len(times)))] for times in (small[1], large[1]))
        print(f"answer, {share:5.0%}  {slow * 1000:8.1f} ms  {slow / fast:6.1f} × that of a tenth")
    print(
        f"answer, mean   {statistics.mean(large[1]) * 1000:8.1f} ms  {statistics.mean(large[1]) / large[0]:.5f} × load"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else MANY)
