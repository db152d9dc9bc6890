"""Pages that stand alone, made from templates: whatever a text holds stays text, and steers nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

if TYPE_CHECKING:
    from fulian_kg.resources import Library

STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
"""Characters that no page may have, or that turn the direction of what follows."""
REPLACEMENT = "\ufffd"


def rendered(library: Library, template: str, **values: Any) -> str:
    """The page that a file of `templates/` makes of the values, ended by a line feed."""
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=harmless
    )
    return environment.from_string(library.read("templates", template)).render(**values) + "\n"


def style(library: Library, name: str) -> Markup:
    """A style sheet of `styles/`, ours or one that `--with` names, as it is."""
    return Markup(library.read("styles", name))  # noqa: S704 (a file of the project, no text of a source)


def harmless(value: Any) -> Any:
    """The value; of a text, characters that steer are shown as replaced."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return STEERING.sub(REPLACEMENT, value)
    return value
