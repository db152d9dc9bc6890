"""Which facts a language model proposed, and which facts may be published.

A proposed fact says so in its rule, `llm:<model>@<prompt hash>`; one that was read beside words which address a model
ends in `#addressed`. Nothing but a person's decision makes such a fact more than a proposal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from fulian_kg.model import Fact

HEAD: Final = "llm:"
ADDRESSED: Final = "#addressed"
MODEL_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,99}")
RULE: Final = re.compile(
    rf"{HEAD}(?P<model>{MODEL_NAME.pattern})@(?P<prompt>[0-9a-f]{{12}})(?P<addressed>{ADDRESSED})?"
)
MODEL_FAILED: Final = "model-failed"
"""Kind of the finding that a model did not read a piece of a text."""
REJECTED: Final = "rejected"
DECIDED: Final = frozenset({"accepted", "amended"})
"""Reviews by which a person stands for a fact."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Who proposed a fact: the model and the first digits of the hash of what it was asked."""

    model: str
    prompt: str
    addressed: bool = False
    """Whether the text that was read spoke to the model."""

    @property
    def rule(self) -> str:
        """The rule that facts name."""
        return f"{HEAD}{self.model}@{self.prompt}{ADDRESSED if self.addressed else ''}"


def proposal_of(rule: str) -> Proposal | None:
    """The proposal that a rule names; None for a rule of ours."""
    found = RULE.fullmatch(rule)
    return Proposal(found["model"], found["prompt"], bool(found["addressed"])) if found else None


def published(fact: Fact, *, include_proposed: bool) -> bool:
    """Whether a fact goes into the graph: a model's only by decision or on demand, and beside an address never so."""
    if fact.review == REJECTED:
        return False
    if not fact.rule.startswith(HEAD) or fact.review in DECIDED:
        return True
    return include_proposed and not fact.rule.endswith(ADDRESSED)
