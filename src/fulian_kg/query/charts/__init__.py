"""Charts as SVG in one style: heat table, bars, timeline, tile map, history of a region; `to_png` makes pictures.

Each takes a few small values of its own and a `Frame`, and gives the text of an SVG document. In a page that shows
several, `Frame(standalone=False)` leaves the style sheet to the page, which has that of `stylesheet()`.
"""

from fulian_kg.query.charts.bars import Bar, bars
from fulian_kg.query.charts.drawing import Frame
from fulian_kg.query.charts.heat import HeatColumn, HeatRow, HeatTable, heat_table
from fulian_kg.query.charts.history import ChangeMark, Day, History, Lane, Version, history_strip
from fulian_kg.query.charts.raster import to_png
from fulian_kg.query.charts.states import Cell, State
from fulian_kg.query.charts.style import Label, Style, house_style, load_style, stylesheet
from fulian_kg.query.charts.tiles import Tile, tile_map, tiles
from fulian_kg.query.charts.timeline import Step, timeline

__all__ = [
    "Bar",
    "Cell",
    "ChangeMark",
    "Day",
    "Frame",
    "HeatColumn",
    "HeatRow",
    "HeatTable",
    "History",
    "Label",
    "Lane",
    "State",
    "Step",
    "Style",
    "Tile",
    "Version",
    "bars",
    "heat_table",
    "history_strip",
    "house_style",
    "load_style",
    "stylesheet",
    "tile_map",
    "tiles",
    "timeline",
    "to_png",
]
