"""What comparing costs as cases grow: seconds and peak memory of `fulian-kg compare`, and the ratios to 1,000 cases.

    .venv/bin/python benchmarks/comparison.py [--cases 2000] [--store DIR]

Each view runs in a process of its own. Stores are made by `generator.py` in a folder that goes away again; one that is
there already can be named instead. Times are this machine's; the ratios travel.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from fulian_kg.graph.manifest import read_manifest
from fulian_kg.graph.store import current

BASE = 1000
VIEWS: dict[str, tuple[str, ...]] = {
    "table": (),
    "json": ("--format", "json"),
    "funding": ("--columns", "funding"),
    "funding, json": ("--columns", "funding", "--format", "json"),
    "prefectures, json": ("--rows", "prefecture", "--format", "json"),
    "regions of today, json": ("--regions", "today", "--format", "json"),
}
MEGABYTE = 1024
"""Kilobytes, which Linux counts the memory of processes in."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What one process took, and how much it said."""

    seconds: float
    megabytes: float
    written: int
    code: int


def measured(store: Path, options: tuple[str, ...]) -> Measured:
    """Run `compare` over a store."""
    command = [sys.executable, "-m", "fulian_kg", "compare", "--store", str(store), *options]
    with tempfile.TemporaryFile() as out:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        spent = time.perf_counter() - start
        return Measured(spent, usage.ru_maxrss / MEGABYTE, out.seek(0, os.SEEK_END), process.returncode)


def made(folder: Path, cases: int) -> Path:
    """A store of so many cases."""
    store = folder / f"{cases}.kg"
    generator = Path(__file__).with_name("generator.py")
    command = [sys.executable, str(generator), "--cases", str(cases), "--store", str(store)]
    subprocess.run(command, check=True, capture_output=True)
    return store


def cases_in(store: Path) -> int:
    """Number of cases of a store."""
    found: int = read_manifest(current(store))["ledger"]["cases"]["found"]
    return found


def line(name: str, few: Measured, many: Measured) -> str:
    """What a view took on both stores, and how many times as much on the second."""
    spent = (f"{each.seconds:8.2f} s {each.megabytes:6.0f} MB" for each in (few, many))
    times = f"{many.seconds / few.seconds:6.1f} × the time {many.megabytes / few.megabytes:5.1f} × the memory"
    told = "".join(f"  exit code {each.code}" for each in (few, many) if each.code)
    return f"{name:24} {'  '.join(spent)} {many.written:11} bytes  {times}{told}"


def main() -> None:
    """Print a line a view: of the base, of the store, and the ratios between them."""
    parser = argparse.ArgumentParser(description="Measure comparisons.")
    parser.add_argument("--cases", type=int, default=2 * BASE, help="cases to make (default: 2000)")
    parser.add_argument("--store", type=Path, help="a store that is there already")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        base = made(Path(folder), BASE)
        store = asked.store or made(Path(folder), asked.cases)
        print(f"compare, {BASE} cases and {cases_in(store)}")
        for name, options in VIEWS.items():
            print(line(name, measured(base, options), measured(store, options)))


if __name__ == "__main__":
    main()
