"""What every test may ask for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared() -> Path:
    """The material beside the checkout: compilation, gold, scorer, region history."""
    root = Path(os.environ.get("FULIAN_SHARED") or Path(__file__).parents[2] / "shared")
    if not (root / "seeds" / "compilation.txt").is_file():
        pytest.skip("the compilation is not beside the checkout (FULIAN_SHARED)")
    return root
