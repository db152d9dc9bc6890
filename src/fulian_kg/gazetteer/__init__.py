"""Administrative regions in time."""

from __future__ import annotations

from fulian_kg.gazetteer.gazetteer import Gazetteer
from fulian_kg.gazetteer.loading import load
from fulian_kg.gazetteer.units import TODAY, Change, Resolution, Successor, Unit

__all__ = ["TODAY", "Change", "Gazetteer", "Resolution", "Successor", "Unit", "load"]
