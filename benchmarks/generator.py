"""Makes cases of the seed's kind for measuring: as texts that `build` reads, and as a store without reading them.

    .venv/bin/python benchmarks/generator.py --cases 100000 --facts light --store DIR [--texts DIR]

Case by case the same on every run and machine; a thousand cases make a volume, so that more cases add volumes and
change none. Progress goes to stderr; counts of cases, facts, statements and seconds to stdout.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fulian_kg.errors import FulianError
from fulian_kg.gazetteer import load
from fulian_kg.resources import Library
from generation.stores import write
from generation.volumes import KINDS, Volumes

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable, Iterator, Sequence

    from fulian_kg.model import Reading


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    """What is asked for."""
    parser = argparse.ArgumentParser(description="Make cases of the seed's kind for measuring.")
    parser.add_argument("--cases", type=int, default=1000, help="number of cases (default: 1000)")
    parser.add_argument("--facts", choices=sorted(KINDS), default="light", help="few facts a case, or as many as real")
    parser.add_argument("--full-text", type=float, help="share of cases with full text (default: light 0.2, full 1)")
    parser.add_argument("--volume", type=int, default=1000, help="cases of a volume (default: 1000)")
    parser.add_argument("--seed", type=int, default=1, help="another number makes other cases")
    parser.add_argument("--store", type=Path, help="make this store, without extraction")
    parser.add_argument("--texts", type=Path, help="write the volumes into this folder")
    found = parser.parse_args(given)
    if not (found.store or found.texts):
        parser.error("name a store or a folder for texts: --store DIR, --texts DIR")
    if found.cases < 1 or found.volume < 1:
        parser.error("a number of cases is 1 or more")
    return found


def written(readings: Iterable[Reading], folder: Path | None) -> Iterator[Reading]:
    """The readings, each text written into the folder as it passes."""
    for reading in readings:
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / reading.compilation.source.file).write_bytes(reading.compilation.source.text.encode())
        yield reading


def main(given: Sequence[str] | None = None) -> int:
    """Make what is asked for; returns the exit code."""
    asked = arguments(given)
    start = time.perf_counter()
    library = Library()
    gazetteer = load(library)
    kind = KINDS[asked.facts]
    share = kind.full_text if asked.full_text is None else asked.full_text
    volumes = Volumes(gazetteer, library, kind, share, asked.volume, asked.seed)
    readings = written(volumes.made(asked.cases), asked.texts)

    def progress(made: Counter[str]) -> None:
        cases, facts = made.pop("cases"), made.total()
        print(f"{cases} cases, {facts} facts, {time.perf_counter() - start:.0f} s", file=sys.stderr)

    try:
        if asked.store:
            show(write(asked.store, readings, gazetteer, library, progress))
        else:
            print(f"volumes {sum(1 for _ in readings)}")
    except FulianError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    print(f"{'seconds':14} {time.perf_counter() - start:12.1f}")
    return 0


def show(ledger: dict[str, Any]) -> None:
    """Print what was made."""
    rows = {"cases": ledger["cases"]["found"], "full texts": ledger["cases"]["full_text"]}
    rows |= {"facts": sum(ledger["facts"].values()), **ledger["facts"], "statements": ledger["statements"]}
    for name, count in rows.items():
        print(f"{name:14} {count:12}")


if __name__ == "__main__":
    sys.exit(main())
