"""Administrative regions in time."""

from __future__ import annotations

from fulian_kg.gazetteer.units import Gazetteer, Resolution, Successor, Unit, load

__all__ = ["Gazetteer", "Resolution", "Successor", "Unit", "load"]
