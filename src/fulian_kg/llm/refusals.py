"""Why a proposal is no candidate."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """A reason, as the ledger counts it."""

    TRUNCATED = "answer-truncated"
    NOT_JSON = "answer-not-json"
    NOT_IN_SCHEMA = "answer-not-in-schema"
    TOO_MANY = "too-many-candidates"
    UNKNOWN_TYPE = "unknown-type"
    SCHEMA = "schema"
    NOT_FOUND = "quote-not-found"
    OUTSIDE = "quote-outside-chunk"
    AMBIGUOUS = "quote-ambiguous"
    CUT = "quote-cuts-number"
    SENTENCES = "quote-of-several-sentences"
    TEXT = "not-printed"
    NUMBER = "number-not-printed"
    DATE = "date-not-printed"
    NO_DATE = "no-such-date"
    UNIT = "unit-not-printed"
    PILOT = "pilot-not-printed"
    NEGATION = "negation-not-printed"
    NEGATED = "negation-left-out"
    BACKWARDS = "backwards"


class RefusedError(Exception):
    """A proposal that is refused; the message is its reason, with the slot or rule at fault."""

    def __init__(self, reason: Reason, of: str = "") -> None:
        super().__init__(f"{reason}:{of}" if of else reason)
