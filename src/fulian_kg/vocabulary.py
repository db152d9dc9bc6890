"""Names in RDF: prefixes, terms, concepts, and the IRI of every instance.

The vocabulary (`fl:`) and the concepts (`def:`) have constant IRIs; the base of instances and graphs can be chosen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from fulian_kg.errors import UsageError
from fulian_kg.model import digest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fulian_kg.proposals import Proposal

Term = NamedNode | BlankNode | Literal | Triple
"""What may be the object of a statement."""
DEFAULT_BASE = "https://w3id.org/fulian/"
"""Base of instances and graphs unless `--base-iri` says otherwise: a name, not an address."""
ONTOLOGY = NamedNode("https://w3id.org/fulian/ns")

PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        "fl": "https://w3id.org/fulian/ns#",
        "def": "https://w3id.org/fulian/def/",
        "dcat": "http://www.w3.org/ns/dcat#",
        "dcterms": "http://purl.org/dc/terms/",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "oa": "http://www.w3.org/ns/oa#",
        "org": "http://www.w3.org/ns/org#",
        "owl": "http://www.w3.org/2002/07/owl#",
        "prov": "http://www.w3.org/ns/prov#",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "schema": "https://schema.org/",
        "sh": "http://www.w3.org/ns/shacl#",
        "shapes": "https://w3id.org/fulian/shapes/",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "vann": "http://purl.org/vocab/vann/",
        "void": "http://rdfs.org/ns/void#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }
)
"""The one list of prefixes: queries, exports and pages are written with it."""


SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*")
LOCAL = re.compile(r"[A-Za-z0-9_](?:[\w-]*\w)?", re.ASCII)
"""Local names that SPARQL and Turtle take as they are."""


@cache
def curie(short: str) -> NamedNode:
    """The term that a compact IRI names: `curie("fl:Case")`; raises `UsageError` for an unknown prefix."""
    prefix, _, local = short.partition(":")
    if prefix not in PREFIXES:
        message = f"unknown prefix in {short!r}: use one of {', '.join(sorted(PREFIXES))}"
        raise UsageError(message)
    return named(PREFIXES[prefix] + local)


def named(iri: str) -> NamedNode:
    """The node of an IRI that a person wrote; raises `UsageError` for what is none."""
    try:
        return NamedNode(iri)
    except (ValueError, UnicodeError) as error:
        message = f"{iri!a} is no IRI: {error}"
        raise UsageError(message) from None


def is_iri(text: str) -> bool:
    """Whether a text is an absolute IRI rather than a name or a compact IRI."""
    scheme_name, colon, rest = text.partition(":")
    return bool(colon and rest) and bool(SCHEME.fullmatch(scheme_name)) and scheme_name not in PREFIXES


def compact(iri: str) -> str:
    """The compact form of an IRI where one of our prefixes fits (`fl:Case`), else the IRI itself."""
    return shortest(iri, PREFIXES)


def shortest(iri: str, prefixes: Mapping[str, str]) -> str:
    """The shortest form that a query reads back: prefix and local name where no escapes are needed, else the IRI."""
    fitting = (name for name, start in prefixes.items() if iri.startswith(start))
    found = max(fitting, key=lambda name: len(prefixes[name]), default=None)
    if found is not None and LOCAL.fullmatch(local := iri.removeprefix(prefixes[found])):
        return f"{found}:{local}"
    return iri


class Namespace:
    """Terms of one prefix as attributes or by call: `FL.Case`, `FL("caseNumber")`."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix

    def __call__(self, local: str) -> NamedNode:
        """The term with this local name."""
        return curie(f"{self._prefix}:{local}")

    def __getattr__(self, local: str) -> NamedNode:
        """The term with this local name."""
        if local.startswith("__"):
            raise AttributeError(local)
        return self(local)


FL, DEF = Namespace("fl"), Namespace("def")
DCTERMS, FOAF, OA, ORG, PROV = (Namespace(prefix) for prefix in ("dcterms", "foaf", "oa", "org", "prov"))
OWL, RDF, RDFS, SH, SKOS, XSD = (Namespace(prefix) for prefix in ("owl", "rdf", "rdfs", "sh", "skos", "xsd"))


def scheme(name: str) -> NamedNode:
    """A concept scheme: `scheme("status")`."""
    return DEF(name)


def concept(name: str, notation: str) -> NamedNode:
    """A concept by the value that facts use: `concept("status", "in_force")` is `def:status/in-force`."""
    return DEF(f"{name}/{notation.replace('_', '-')}")


_BASE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!$-;=?-\[\]_a-z~]+")
"""An absolute IRI of printable ASCII characters, without a fragment and what Turtle and RFC 3987 forbid."""


@dataclass(frozen=True, slots=True)
class Iris:
    """Mints the IRI of every instance and graph; ASCII only, made from content, never from running numbers."""

    base: str = DEFAULT_BASE

    def __post_init__(self) -> None:
        if not _BASE.fullmatch(self.base):
            message = f"the base IRI {self.base!r} is not an absolute IRI of ASCII characters, such as {DEFAULT_BASE}"
            raise UsageError(message)
        if not self.base.endswith("/"):
            object.__setattr__(self, "base", self.base + "/")
        named(self.base)

    def _id(self, *path: str) -> NamedNode:
        return NamedNode(f"{self.base}id/{'/'.join(path)}")

    def _graph(self, *path: str) -> NamedNode:
        return NamedNode(f"{self.base}graph/{'/'.join(path)}")

    @staticmethod
    def case_path(number: int | None, compilation: str | None, file: str) -> str:
        """Tail of a case's IRI: `{slug}/{number}` in the compilation of that title, else from the file's name."""
        if number is None:
            return digest(file, length=8)
        return f"{digest(compilation or file, length=8)}/{number:03d}"

    def compilation(self, title: str) -> NamedNode:
        """A compilation by its title."""
        return self._id("compilation", digest(title, length=8))

    def source(self, file: str) -> NamedNode:
        """A source text by its file: it stays the same text when something in it is corrected."""
        return self._id("source", digest(file, length=8))

    def case(self, case_path: str) -> NamedNode:
        """A case by its path."""
        return self._id("case", case_path)

    def region(self, key: str) -> NamedNode:
        """A region over time, by GB/T 2260 code or `xpcc…` key."""
        return self._id("region", key)

    def region_version(self, version: str) -> NamedNode:
        """A version of a region: `110104-1981`."""
        return self._id("region-version", version)

    def region_change(self, day: str, *parts: object) -> NamedNode:
        """A change by its day (ISO) and whatever tells it from others of that day."""
        return self._id("region-change", f"{day}-{digest(*parts, length=8)}")

    def federation(self, key: str = "000000", below: str | None = None) -> NamedNode:
        """The federation of a unit; `below` names one of a street, township or village in it; national by default."""
        return self._id("organization", f"fulian-{key}" + (f"-{digest(below, length=8)}" if below else ""))

    def agent(self, case_path: str, name: str) -> NamedNode:
        """A body that stands only in slots of facts."""
        return self._id("organization", case_path, digest(name, length=8))

    def resource(self, fact_type: str, case_path: str, fact_id: str) -> NamedNode:
        """What any other fact describes."""
        return self._id(fact_type, case_path, fact_id)

    def policy_concept(self, name: str) -> NamedNode:
        """A slogan or doctrine that cases invoke."""
        return self._id("concept", digest(name, length=8))

    def step(self, initiative: NamedNode, number: int) -> NamedNode:
        """An element of an initiative, counted from 1."""
        return NamedNode(f"{initiative.value}/step-{number}")

    def passage(self, case_path: str, *parts: object) -> NamedNode:
        """A span of a case by its normalised quote and context."""
        return self._id("passage", case_path, digest(*parts, length=10))

    def selector(self, passage: NamedNode, kind: str) -> NamedNode:
        """A selector of a passage: `position` or `quote`."""
        return NamedNode(f"{passage.value}#{kind}")

    def claim(self, fact_id: str, file: str) -> NamedNode:
        """The claim that a fact of one source makes: two texts of one compilation make two."""
        return self._id("claim", f"{fact_id}-{digest(file, length=4)}")

    def software(self) -> NamedNode:
        """The software itself."""
        return self._id("software", "fulian-kg")

    def activity(self, version: str) -> NamedNode:
        """The extraction by one version of the software."""
        return self._id("activity", f"extraction-{version}")

    def decision(self, decision_id: str) -> NamedNode:
        """What a person decided, by the id of the decision."""
        return self._id("activity", f"curation-{decision_id}")

    def change(self, decision: NamedNode, slot: str) -> NamedNode:
        """What a decision changes in one slot."""
        return NamedNode(f"{decision.value}/{slot}")

    def person(self, name: str) -> NamedNode:
        """Who decides, by the name given."""
        return self._id("agent", digest(" ".join(name.split()), length=8))

    def model(self, name: str) -> NamedNode:
        """A language model by its name."""
        return self._id("software", f"model-{digest(name, length=8)}")

    def model_extraction(self, proposal: Proposal) -> NamedNode:
        """The extraction by one language model with one prompt."""
        return self._id("activity", f"extraction-model-{digest(proposal.model, length=8)}-{proposal.prompt}")

    def facts_graph(self, file: str) -> NamedNode:
        """The graph of what one source states."""
        return self._graph(digest(file, length=8), "facts")

    def evidence_graph(self, file: str) -> NamedNode:
        """The graph of where one source states it."""
        return self._graph(digest(file, length=8), "evidence")

    def graph(self, name: str) -> NamedNode:
        """A graph that all sources share: `ontology`, `regions`, `catalogue` or `curation`."""
        return self._graph(name)

    def prefixes(self) -> Mapping[str, str]:
        """`PREFIXES` with those of instances, for exports."""
        kinds = ("case", "claim", "organization", "passage", "region", "region-version")
        return {**PREFIXES, "id": f"{self.base}id/", **{kind: f"{self.base}id/{kind}/" for kind in kinds}}
