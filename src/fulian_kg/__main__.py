"""`python -m fulian_kg`."""

from __future__ import annotations

from fulian_kg.cli import main

main()
