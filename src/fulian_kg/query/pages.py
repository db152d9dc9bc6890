"""Pages that stand alone, made from templates: whatever a text holds stays text, and steers nothing."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from fulian_kg.query.charts.style import load_style

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fulian_kg.resources import Library

STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
"""Characters that no page may have, or that turn the direction of what follows."""
REPLACEMENT = "\ufffd"
BASE = "base.css"


def rendered(library: Library, template: str, styles: Sequence[str] = (), **values: Any) -> str:
    """The page that a file of `templates/` makes of the values, ended by a line feed.

    `styles` are files of `styles/`; with any, the page has the style of charts and what all pages share as well.
    """
    if styles:
        sheets = (library.read("styles", name) for name in (BASE, *styles))
        # files of the project, or those that --with names: no text of a source
        values["style"] = Markup("".join((load_style(library).stylesheet(), *sheets)))  # noqa: S704
    return environment(library).get_template(template).render(**values) + "\n"


def environment(library: Library) -> Environment:
    """What reads the files of `templates/`: texts are escaped, a name without a value is an error."""
    return Environment(
        loader=FunctionLoader(partial(library.read, "templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=harmless,
    )


def harmless(value: Any) -> Any:
    """The value; of a text, characters that steer are shown as replaced."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return STEERING.sub(REPLACEMENT, value)
    return value
