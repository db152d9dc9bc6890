"""Pages that need nothing else: a template, our style sheets within it, every value escaped, no script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinja2 import BaseLoader, Environment, StrictUndefined
from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fulian_kg.resources import Library

BASE = "base.css"


def rendered(library: Library, template: str, style: str, values: Mapping[str, Any]) -> str:
    """The page of a template, in the style that all pages share and one of its own."""
    environment = Environment(loader=BaseLoader(), autoescape=True, undefined=StrictUndefined, trim_blocks=False)
    sheets = "".join(library.read("templates", each) for each in (BASE, style))
    # our own files, or those that --with names
    return environment.from_string(library.read("templates", template)).render(style=Markup(sheets), **values) + "\n"  # noqa: S704
