"""What publishing costs as cases grow: seconds and peak memory of `fulian-kg publish`, and the ratios to 1,000 cases.

    .venv/bin/python benchmarks/publishing.py [--cases 5000] [--store DIR]

Dumps and metadata, for those are whole whatever the number of cases; memory is to stay below `MOST`, and the exit code
is 1 where it does not. Times are this machine's; the ratios travel. Of more than 5,000 cases there are no tables.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from comparison import BASE, MEGABYTE, Measured, cases_in, line, made

MOST = 512
"""Megabytes that publishing 100,000 cases may take."""


def measured(store: Path) -> Measured:
    """Publish a store."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "portal"
        command = [sys.executable, "-m", "fulian_kg", "publish", str(target), "--store", str(store), "--pages", "none"]
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        spent = time.perf_counter() - start
        written = sum(path.stat().st_size for path in target.rglob("*"))
        return Measured(spent, usage.ru_maxrss / MEGABYTE, written, process.returncode)


def main() -> int:
    """Print what the base took, what the store took, and the ratios between them."""
    parser = argparse.ArgumentParser(description="Measure publishing.")
    parser.add_argument("--cases", type=int, default=5 * BASE, help="cases to make (default: 5000)")
    parser.add_argument("--store", type=Path, help="a store that is there already")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = asked.store or made(Path(folder), asked.cases)
        few, many = measured(made(Path(folder), BASE)), measured(store)
        print(f"publish, {BASE} cases and {cases_in(store)}")
        print(line("dumps and metadata", few, many))
    return int(many.megabytes > MOST or bool(few.code or many.code))


if __name__ == "__main__":
    sys.exit(main())
