"""Names of women's federations: which one 区妇联, 市妇联 or 全国妇联 means in a case."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from fulian_kg.extraction.mentions import SUFFIXES, region_mentions
from fulian_kg.extraction.patterns import rules

if TYPE_CHECKING:
    from fulian_kg.extraction.document import Document
    from fulian_kg.gazetteer import Unit

NATIONAL = "全国妇联"
FEDERATION = "妇联"


@lru_cache(maxsize=8)
def own_federation(document: Document) -> str | None:
    """Full name of the case's federation: from the catalogue or byline, as printed, or of its region's own name."""
    if document.case.federation:
        return document.case.federation
    return None if document.region is None else printed_name(document, document.region)


def federation_of(document: Document, unit: Unit) -> str:
    """Full name of a unit's federation: the case's own where it is that, else as printed.

    The federation of a street has the district for its region, but is not the district's.
    """
    own = document.case.federation
    if own and document.region is not None and unit.key == document.region.key:
        name = next((own.removesuffix(suffix) for suffix in SUFFIXES if own.endswith(suffix)), own)
        if name.endswith(unit.name):
            return own
    return printed_name(document, unit)


def printed_name(document: Document, unit: Unit) -> str:
    """The longest name of a unit's federation that the text prints, else the unit's own name with 妇联."""
    names = [
        mention.name
        for mention in region_mentions(document)
        if mention.unit and mention.unit.key == unit.key and document.text.startswith(SUFFIXES, mention.end)
    ]
    return max(names, key=len, default=unit.name) + FEDERATION


def short_unit(document: Document, word: str) -> Unit | None:
    """The unit that 区, 县, 市, 省 … denotes in this case: its own region or the nearest parent of that sort."""
    levels = rules(document.library, "names").tables["levels"].get(word, ())
    if document.region is None:
        return None
    line = (document.region, *document.gazetteer.ancestors(document.region))
    for level in levels:
        for unit in line:
            if unit.level == level and _is_called(unit, word):
                return unit
    return None


def short_federation(document: Document, printed: str) -> str | None:
    """Full name of the federation that a short form means; None when it names a class (社区妇联) or is full itself."""
    plain = printed.replace("妇女联合会", FEDERATION)
    if plain.endswith(NATIONAL):
        return NATIONAL
    match = re.fullmatch(r"[我本该]?(?P<word>省|自治区|兵团|市|州|盟|地区|行署|师|县|旗|区|农场|团场)妇联", plain)
    if not match:
        return None
    unit = short_unit(document, match["word"])
    if unit is None:
        return None
    return federation_of(document, unit)


def _is_called(unit: Unit, word: str) -> bool:
    """Whether people on the spot say `word` for the unit: 市 for a city, 区 for a district, 省 also for 北京市 no."""
    if word in {"省", "兵团"}:
        return unit.name.endswith(word)
    if word == "区":
        return unit.name.endswith("区")
    if word == "市":
        return unit.name.endswith("市")
    return True
