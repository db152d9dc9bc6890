"""Passages and claims: where a source states a fact, and which statements rest on it."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from typing import TYPE_CHECKING

from fulian_kg import __version__
from fulian_kg.curation.settling import RULE
from fulian_kg.extraction.ids import Wording
from fulian_kg.graph import literals
from fulian_kg.proposals import proposal_of, published
from fulian_kg.vocabulary import DCTERMS, FL, OA, PROV, RDF, SKOS, concept

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import NamedNode

    from fulian_kg.graph.sink import Sink
    from fulian_kg.model import Case, Fact, SourceText, Span
    from fulian_kg.vocabulary import Iris

CONTEXT = 32
"""Characters that a quote selector shows before and after."""
SPACE = re.compile(r"\s")


class Place:
    """Tells places of a source from each other by their words, without white space and whatever the figures are."""

    def __init__(self, text: str) -> None:
        self._spaces = [match.start() for match in SPACE.finditer(text)]
        self._wording = Wording(SPACE.sub("", text))

    def of(self, span: Span, case: Case) -> tuple[str, str, str, int]:
        """The words before the span, its own, those after it, and how many such there are before it in the case."""
        begins = max((s.start for s in (case.entry, case.heading, case.body) if s and s.start <= span.start), default=0)
        return self._wording.of(self._at(span.start), self._at(span.end), self._at(begins))

    def _at(self, position: int) -> int:
        return position - bisect_left(self._spaces, position)


place_in = lru_cache(maxsize=2)(Place)
"""The places of a text that is asked for again."""


class Evidence:
    """Writes the evidence graph of one source."""

    def __init__(self, source: SourceText, iris: Iris, sink: Sink) -> None:
        self._source = source
        self._iris = iris
        self._sink = sink
        self._place = place_in(source.text)
        self._source_iri = iris.source(source.file)
        self._activity = iris.activity(__version__)

    def passage(self, fact: Fact, case_path: str, case: Case) -> NamedNode:
        """The passage of a case that a fact quotes, described."""
        passage = self._iris.passage(case_path, self._source.file, *self._place.of(fact.span, case))
        add = self._sink.add
        add(passage, RDF.type, FL.Passage)
        add(passage, FL.quote, literals.plain(fact.quote))
        add(passage, FL.start, literals.integer(fact.start))
        add(passage, FL.end, literals.integer(fact.end))
        if fact.pages:
            add(passage, FL.pageFirst, literals.integer(fact.pages[0]))
            add(passage, FL.pageLast, literals.integer(fact.pages[1]))
        add(passage, OA.hasSource, self._source_iri)
        self._selectors(passage, fact)
        return passage

    def claim(
        self,
        fact: Fact,
        about: NamedNode,
        case: NamedNode,
        passage: NamedNode,
        supports: Iterable[tuple[NamedNode, bool]],
    ) -> None:
        """The claim of a fact; `supports` are properties of `about`, each with whether it is derived."""
        claim = self._iris.claim(fact.id, fact.file)
        add = self._sink.add
        add(claim, RDF.type, FL.Claim)
        add(claim, FL.factType, literals.plain(fact.type))
        add(claim, FL.factId, literals.plain(fact.id))
        add(claim, FL.about, about)
        for prop, derived in supports:
            add(claim, FL.supports, prop)
            if derived:
                add(claim, FL.derivedProperty, prop)
        add(claim, FL.evidence, passage)
        add(claim, FL.rule, literals.plain(fact.rule))
        add(claim, FL.confidence, literals.decimal(fact.confidence))
        add(claim, FL.reviewStatus, concept("review-status", fact.review))
        add(claim, FL.statedIn, case)
        if not fact.rule.startswith(RULE):  # else a person made it, and the graph of curation says who
            proposal = proposal_of(fact.rule)
            add(claim, PROV.wasGeneratedBy, self._iris.model_extraction(proposal) if proposal else self._activity)

    def indicates(self, fact: Fact, passage: NamedNode, theme: NamedNode) -> None:
        """A passage by which the claim of a fact classes its case under a theme."""
        self._sink.add(passage, FL.indicates, theme)
        self._sink.add(self._iris.claim(fact.id, fact.file), FL.indication, passage)

    def rests_on(self, resource: NamedNode, passage: NamedNode) -> None:
        """A resource is stated in a passage."""
        self._sink.add(resource, FL.evidence, passage)

    def _selectors(self, passage: NamedNode, fact: Fact) -> None:
        position, quote = (self._iris.selector(passage, kind) for kind in ("position", "quote"))
        before, after = self._around(fact, CONTEXT)
        add = self._sink.add
        add(passage, OA.hasSelector, position, quote)
        add(position, RDF.type, OA.TextPositionSelector)
        # Web Annotation wants xsd:nonNegativeInteger here; Oxigraph gives every whole number back as xsd:integer.
        add(position, OA.start, literals.integer(fact.start))
        add(position, OA.end, literals.integer(fact.end))
        add(quote, RDF.type, OA.TextQuoteSelector)
        add(quote, OA.exact, literals.plain(fact.quote))
        add(quote, OA.prefix, literals.plain(before))
        add(quote, OA.suffix, literals.plain(after))

    def _around(self, fact: Fact, length: int) -> tuple[str, str]:
        text = self._source.text
        return text[max(0, fact.start - length) : fact.start], text[fact.end : fact.end + length]


def describe_activity(sources: Iterable[SourceText], iris: Iris, sink: Sink) -> None:
    """The extraction by this version of the software, which every claim names: what it used, and who did it."""
    activity, software = iris.activity(__version__), iris.software()
    sink.add(software, RDF.type, PROV.SoftwareAgent)
    sink.add(software, SKOS.prefLabel, literals.zh("fulian-kg"))
    sink.add(activity, PROV.wasAssociatedWith, software)
    sink.add(activity, PROV.used, *(iris.source(source.file) for source in sources))
    sink.add(activity, RDF.type, FL.ExtractionActivity)
    sink.add(activity, DCTERMS.title, literals.zh(f"fulian-kg {__version__} 的抽取"))
    sink.add(activity, DCTERMS.title, literals.en(f"extraction by fulian-kg {__version__}"))


def describe_models(facts: Iterable[Fact], iris: Iris, sink: Sink, *, include_proposed: bool) -> None:
    """The extractions by language models whose facts are in the graph: by which model, asked how, out of what."""
    add = sink.add
    for fact in facts:
        proposal = proposal_of(fact.rule)
        if proposal is None or not published(fact, include_proposed=include_proposed):
            continue
        activity, model = iris.model_extraction(proposal), iris.model(proposal.model)
        add(activity, PROV.used, iris.source(fact.file))
        add(activity, RDF.type, FL.ModelExtraction)
        add(activity, DCTERMS.title, literals.zh(f"语言模型 {proposal.model} 的抽取"))
        add(activity, DCTERMS.title, literals.en(f"extraction by the language model {proposal.model}"))
        add(activity, FL.promptHash, literals.plain(proposal.prompt))
        add(activity, PROV.wasAssociatedWith, model)
        add(model, RDF.type, FL.LanguageModel)
        add(model, SKOS.prefLabel, literals.zh(proposal.model))
        add(model, FL.modelName, literals.plain(proposal.model))
