"""The codebook as one page that stands alone: Chinese and English, light and dark, no script, a fragment a concept."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from markupsafe import Markup, escape

from fulian_kg.query.agreement import averages
from fulian_kg.query.codebook_views import COMPARED, COUNTED, compared, differences, note, shown
from fulian_kg.query.pages import harmless, rendered

if TYPE_CHECKING:
    from fulian_kg.query.codebook import Codebook
    from fulian_kg.query.scheme import Scheme
    from fulian_kg.resources import Library

TEMPLATE, STYLE = "codebook.html", "codebook.css"


def page(codebook: Codebook, kept: Scheme, library: Library) -> str:
    """The page of the concepts that are kept; whatever stands in a label is text."""
    measured = codebook.measured
    groups = [
        (codebook.scheme[group], [each for each in kept.values() if each.group == group])
        for group in dict.fromkeys(each.group or each.id for each in kept.values())
    ]
    return rendered(
        library,
        TEMPLATE,
        (STYLE,),
        note=note(codebook),
        groups=groups,
        scheme=codebook.scheme,
        kept=kept,
        measured=measured,
        averages=None if measured is None else averages(measured.agreements),
        differences=[] if measured is None else list(differences(measured, kept)),
        heads=(*COUNTED, *COMPARED),
        compared=compared,
        shown=shown,
        linked=_Links(kept),
        anchor=anchor,
        address=address,
    )


def anchor(concept: str) -> str:
    """The fragment of a concept, the same in every edition: `theme-two-committees`."""
    return f"theme-{concept}"


def address(concept: str) -> str:
    """A link to it within the page."""
    return f"#{quote(anchor(concept))}"


class _Links:
    """Notations in notes (T03) lead to their concepts."""

    def __init__(self, kept: Scheme) -> None:
        self._links = {each.notation: address(each.id) for each in kept.values() if each.notation}
        longest = sorted(self._links, key=len, reverse=True)
        self._pattern = re.compile(
            "|".join(rf"(?<![0-9A-Za-z]){re.escape(n)}(?![0-9A-Za-z])" for n in longest) or "(?!)"
        )

    def __call__(self, text: str) -> Markup:
        """The text with its links."""
        parts, at = [], 0
        for match in self._pattern.finditer(text):
            link = Markup('<a href="{}">{}</a>').format(self._links[match[0]], match[0])
            parts += [escape(harmless(text[at : match.start()])), link]
            at = match.end()
        return Markup("").join([*parts, escape(harmless(text[at:]))])
