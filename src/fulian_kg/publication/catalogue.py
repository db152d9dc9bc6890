"""The data set in a DCAT-AP 3 catalogue: what it is, who publishes it, its files and its endpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import Literal

from fulian_kg.graph import literals
from fulian_kg.graph.sink import Sink
from fulian_kg.publication.dumps import GZIP, Dump, Made, dumps
from fulian_kg.publication.settings import dataset_settings
from fulian_kg.publication.void import both
from fulian_kg.vocabulary import (
    DCTERMS,
    DEF,
    FL,
    FOAF,
    PROV,
    RDF,
    RDFS,
    SKOS,
    XSD,
    Iris,
    Namespace,
    named,
)
from fulian_kg.vocabulary import (
    ONTOLOGY as VOCABULARY,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pyoxigraph as ox

    from fulian_kg.graph.store import OpenStore
    from fulian_kg.publication.addresses import Addresses
    from fulian_kg.publication.settings import DatasetSettings, Entity
    from fulian_kg.resources import Library

DCAT = Namespace("dcat")
SPDX = "http://spdx.org/rdf/terms#"
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
FILE_TYPES = "http://publications.europa.eu/resource/authority/file-type/"
FILE_TYPE = {
    "turtle": "RDF_TURTLE",
    "trig": "RDF_TRIG",
    "ntriples": "RDF_N_TRIPLES",
    "nquads": "RDF_N_QUADS",
    "jsonld": "JSON_LD",
    "rdfxml": "RDF_XML",
}
"""By our name of a format."""
NOTHING: Mapping[str, Made] = {}


def catalogue(
    store: OpenStore, library: Library, at: Addresses, made: Mapping[str, Made] = NOTHING
) -> tuple[ox.Quad, ...]:
    """The catalogue, without blank nodes; `made` are sizes and hashes of the dumps that exist, by name."""
    return _Catalogue(store, library, at).quads(made)


class _Catalogue:
    """Writes one catalogue."""

    def __init__(self, store: OpenStore, library: Library, at: Addresses) -> None:
        self._store, self._at = store, at
        self._settings: DatasetSettings = dataset_settings(library)
        self._sink = Sink(at.of("catalog"))
        self._add = self._sink.add

    def quads(self, made: Mapping[str, Made]) -> tuple[ox.Quad, ...]:
        """All of it."""
        self._catalogue()
        self._dataset()
        self._service()
        for dump in dumps().values():
            self._distribution(dump, made.get(dump.name))
        return self._sink.quads

    def _catalogue(self) -> None:
        entry = self._at.entry
        self._described("catalogue", DCAT.Catalog, "catalogue", "description")
        self._add(entry("catalogue"), DCAT.dataset, entry("dataset"))
        self._add(entry("catalogue"), DCAT.service, entry("sparql"))
        self._add(entry("catalogue"), FOAF.homepage, self._page(""))
        self._add(entry("catalogue"), DCAT.themeTaxonomy, DEF.theme)
        self._add(DEF.theme, RDF.type, SKOS.ConceptScheme)
        named_so = self._store.rdf.quads_for_pattern(DEF.theme, DCTERMS.title, None)
        self._add(DEF.theme, DCTERMS.title, *sorted((quad.object for quad in named_so), key=str))  # type: ignore[arg-type]
        publisher = named(self._settings.publisher.iri)
        self._add(publisher, RDF.type, FOAF.Agent)
        self._add(publisher, FOAF.name, *both(self._settings.publisher.name))
        self._languages(entry("catalogue"))

    def _dataset(self) -> None:
        dataset, settings = self._at.entry("dataset"), self._settings
        self._described("dataset", DCAT.Dataset, "title", "description")
        self._add(dataset, DCTERMS.identifier, literals.plain(dataset.value))
        self._add(dataset, DCAT.landingPage, self._page("download"))
        self._add(dataset, FOAF.page, self._page("quality"))
        self._add(dataset, DCAT.distribution, *(self._at.entry(name) for name in dumps()))
        self._languages(dataset)
        for language, keywords in settings.keywords.items():
            make = literals.zh if language == "zh" else literals.en
            self._add(dataset, DCAT.keyword, *map(make, keywords))
        for theme in settings.themes:
            self._add(dataset, DCAT.theme, self._elsewhere(theme, SKOS.Concept, SKOS.prefLabel))
        for place in settings.spatial:
            self._add(dataset, DCTERMS.spatial, self._elsewhere(place, DCTERMS.Location, RDFS.label))
        self._add(dataset, DCTERMS.conformsTo, VOCABULARY)
        self._add(VOCABULARY, RDF.type, DCTERMS.Standard)
        self._origin()

    def _origin(self) -> None:
        """What it was made from, how, and the time of which that speaks."""
        dataset, entry, iris = self._at.entry("dataset"), self._at.entry, Iris(self._store.base)
        sources = self._store.manifest["ledger"]["sources"]
        self._add(dataset, PROV.wasDerivedFrom, *(iris.source(row["file"]) for row in sources))
        self._add(dataset, DCTERMS.provenance, entry("provenance"))
        self._add(entry("provenance"), RDF.type, DCTERMS.ProvenanceStatement)
        self._add(entry("provenance"), RDFS.label, *both(self._settings.texts["provenance"]))
        days = sorted(row["date"] for row in sources if row["date"])
        if days:
            self._add(dataset, DCTERMS.temporal, entry("temporal"))
            self._add(entry("temporal"), RDF.type, DCTERMS.PeriodOfTime)
            self._add(entry("temporal"), DCAT.startDate, _typed(min([*self._told(), days[0]]), "date"))
            self._add(entry("temporal"), DCAT.endDate, _typed(days[-1], "date"))

    def _told(self) -> Iterator[str]:
        """The days of which sources tell; those of changes of regions are ours."""
        for row in self._store.manifest["ledger"]["sources"]:
            graph = Iris(self._store.base).facts_graph(row["file"])
            for quad in self._store.rdf.quads_for_pattern(None, FL.date, None, graph):
                yield str(getattr(quad.object, "value", quad.object))

    def _service(self) -> None:
        service = self._at.entry("sparql")
        self._described("sparql", DCAT.DataService, "service", "description")
        self._add(service, DCAT.endpointURL, self._at.of("sparql"))
        self._add(service, DCAT.endpointDescription, self._at.of("openapi.json"))
        self._add(service, DCAT.servesDataset, self._at.entry("dataset"))

    def _distribution(self, dump: Dump, made: Made | None) -> None:
        entry, file = self._at.entry(dump.name), self._at.of(f"download/{dump.name}")
        self._add(entry, RDF.type, DCAT.Distribution)
        held = self._settings.dumps[dump.kind]
        self._add(entry, DCTERMS.title, *both({language: f"{text} ({dump.name})" for language, text in held.items()}))
        self._add(entry, DCAT.accessURL, self._at.of("download"))
        self._add(entry, DCAT.downloadURL, file)
        self._add(entry, DCAT.mediaType, self._media_type(dump.content_type))
        if dump.packed:
            self._add(entry, DCAT.compressFormat, self._media_type(GZIP))
        if dump.form is not None:
            kind = named(FILE_TYPES + FILE_TYPE[dump.form.name])
            self._add(entry, DCTERMS("format"), kind)
            self._add(kind, RDF.type, DCTERMS.MediaTypeOrExtent)
        self._licence(entry)
        if made is not None:
            checksum = self._at.entry(f"{dump.name}-sha256")
            self._add(entry, DCAT.byteSize, _typed(str(made.size), "nonNegativeInteger"))
            self._add(entry, named(f"{SPDX}checksum"), checksum)
            self._add(checksum, RDF.type, named(f"{SPDX}Checksum"))
            self._add(checksum, named(f"{SPDX}algorithm"), named(f"{SPDX}checksumAlgorithm_sha256"))
            self._add(checksum, named(f"{SPDX}checksumValue"), _typed(made.sha256, "hexBinary"))

    def _licence(self, entry: ox.NamedNode) -> None:
        """The licence that the publisher states, or that none is stated."""
        if self._settings.licence:
            self._add(entry, DCTERMS.license, licence := named(self._settings.licence))
            self._add(licence, RDF.type, DCTERMS.LicenseDocument)
            return
        rights = self._at.entry("rights")
        self._add(entry, DCTERMS.rights, rights)
        self._add(rights, RDF.type, DCTERMS.RightsStatement)
        self._add(rights, RDFS.label, *both(self._settings.texts["unlicensed"]))

    def _described(self, name: str, kind: ox.NamedNode, title: str, description: str) -> None:
        entry, texts = self._at.entry(name), self._settings.texts
        self._add(entry, RDF.type, kind)
        self._add(entry, DCTERMS.title, *both(texts[title]))
        self._add(entry, DCTERMS("description"), *both(texts[description]))
        self._add(entry, DCTERMS.publisher, named(self._settings.publisher.iri))

    def _elsewhere(self, entity: Entity, kind: ox.NamedNode, name: ox.NamedNode) -> ox.NamedNode:
        """A thing of another's authority list, with the class and the name that a reader needs."""
        self._add(named(entity.iri), RDF.type, kind)
        self._add(named(entity.iri), name, *both(entity.name))
        return named(entity.iri)

    def _page(self, path: str) -> ox.NamedNode:
        self._add(self._at.of(path), RDF.type, FOAF.Document)
        return self._at.of(path)

    def _media_type(self, name: str) -> ox.NamedNode:
        self._add(named(MEDIA_TYPES + name), RDF.type, DCTERMS.MediaType)
        return named(MEDIA_TYPES + name)

    def _languages(self, entry: ox.NamedNode) -> None:
        for each in self._settings.languages:
            self._add(entry, DCTERMS.language, self._elsewhere(each, DCTERMS.LinguisticSystem, RDFS.label))


def _typed(text: str, datatype: str) -> ox.Literal:
    return Literal(text, datatype=XSD(datatype))
