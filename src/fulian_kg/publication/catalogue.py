"""The data set in a DCAT-AP 3 catalogue: what it is, who publishes it, its files and its endpoint."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from pyoxigraph import Literal

from fulian_kg.formats import FORMATS
from fulian_kg.graph import literals
from fulian_kg.graph.sink import Sink
from fulian_kg.model import digest
from fulian_kg.publication.checksums import state
from fulian_kg.publication.documents import FILE_TYPE, Offered, offered
from fulian_kg.publication.dumps import GZIP, Made
from fulian_kg.publication.quality import quality
from fulian_kg.publication.settings import Stated, dataset_settings
from fulian_kg.publication.statistics import statistics
from fulian_kg.publication.vocabularies import ADMS, DCAT, DCATAP, DQV, VCARD
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
    from fulian_kg.publication.settings import Contact, DatasetSettings, Entity
    from fulian_kg.resources import Library

MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
FILE_TYPES = "http://publications.europa.eu/resource/authority/file-type/"
NOTHING: Mapping[str, Made] = {}
UNSTATED = Stated()
SAMPLE = "sample"


def catalogue(
    store: OpenStore, library: Library, at: Addresses, made: Mapping[str, Made] = NOTHING, stated: Stated = UNSTATED
) -> tuple[ox.Quad, ...]:
    """The catalogue, without blank nodes; `made` are sizes and hashes of the files that exist, by name of entry.

    That of a release names its version, and leaves checksums to the document of `checksums`.
    """
    return _Catalogue(store, library, at, stated).quads(made)


class _Catalogue:
    """Writes one catalogue."""

    def __init__(self, store: OpenStore, library: Library, at: Addresses, stated: Stated) -> None:
        self._store, self._library, self._at, self._stated = store, library, at, stated
        self._settings: DatasetSettings = dataset_settings(library)
        self._sink = Sink(at.of("catalog"))
        self._add = self._sink.add

    def quads(self, made: Mapping[str, Made]) -> tuple[ox.Quad, ...]:
        """All of it."""
        self._catalogue()
        self._dataset()
        self._service()
        for each in offered(self._library, self._store):
            self._add(self._at.entry("dataset"), DCAT.distribution, self._at.entry(each.name))
            self._distribution(each, made.get(each.name))
        self._sample()
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
        self._places(entry("catalogue"))
        self._licence(entry("catalogue"))
        self._days(entry("catalogue"))

    def _dataset(self) -> None:
        dataset = self._at.entry("dataset")
        self._described("dataset", DCAT.Dataset, "title", "description")
        self._add(dataset, DCTERMS.identifier, literals.plain(dataset.value))
        self._add(dataset, DCAT.landingPage, self._page("download"))
        self._add(dataset, FOAF.page, self._page("quality"))
        self._languages(dataset)
        self._subjects(dataset)
        self._places(dataset)
        self._add(dataset, DCTERMS.conformsTo, VOCABULARY)
        self._add(VOCABULARY, RDF.type, DCTERMS.Standard)
        self._add(dataset, DCAT("version"), literals.plain(self._version()))
        self._days(dataset)
        self._asking(dataset)
        measured = quality(self._store, self._library, self._at)
        known = (quad.object for quad in measured if quad.subject == dataset)
        self._add(dataset, DQV("hasQualityMeasurement"), *known)  # type: ignore[arg-type]
        self._origin()

    def _version(self) -> str:
        """That of the release, else what tells graphs apart: their hashes."""
        graphs = self._store.manifest["graphs"]
        return self._stated.version or digest(*(each["sha256"] for _, each in sorted(graphs.items())), length=12)

    def _subjects(self, entry: ox.NamedNode) -> None:
        """Keywords and themes."""
        for language, keywords in self._settings.keywords.items():
            make = literals.zh if language == "zh" else literals.en
            self._add(entry, DCAT.keyword, *map(make, keywords))
        for theme in self._settings.themes:
            self._add(entry, DCAT.theme, self._elsewhere(theme, SKOS.Concept, SKOS.prefLabel))

    def _places(self, entry: ox.NamedNode) -> None:
        for place in self._settings.spatial:
            self._add(entry, DCTERMS.spatial, self._elsewhere(place, DCTERMS.Location, RDFS.label))

    def _days(self, entry: ox.NamedNode) -> None:
        """When it was first issued and last changed, where the publisher says so."""
        for prop, day in ((DCTERMS.issued, self._stated.issued), (DCTERMS.modified, self._stated.modified)):
            self._add(entry, prop, *([literals.day(day)] if day else []))

    def _asking(self, entry: ox.NamedNode) -> None:
        """Who may read it, and whom to ask."""
        if (rights := self._settings.access_rights) is not None:
            self._add(entry, DCTERMS.accessRights, self._elsewhere(rights, DCTERMS.RightsStatement, RDFS.label))
        if (contact := self._settings.contact) is not None:
            node = self._elsewhere(contact, VCARD("Organization"), VCARD("fn"))
            self._add(entry, DCAT.contactPoint, node)
            self._add(node, VCARD("hasEmail"), *([named(contact.email)] if contact.email else []))

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
            self._add(entry("temporal"), RDFS.label, *both(self._settings.texts["temporal"]))
            self._add(entry("temporal"), DCAT.startDate, _typed(min(chain(self._told(), days[:1])), "date"))
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
        self._add(service, DCAT.endpointURL, self._settings.endpoint_at(self._at))
        self._add(service, DCAT.endpointDescription, self._at.of("openapi.json"))
        self._add(service, DCAT.servesDataset, self._at.entry("dataset"))
        protocol = self._elsewhere(self._settings.protocol, DCTERMS.Standard, RDFS.label)
        self._add(service, DCTERMS.conformsTo, protocol)
        self._subjects(service)
        self._asking(service)
        self._licence(service)

    def _distribution(self, file: Offered, made: Made | None) -> None:
        entry = self._at.entry(file.name)
        titles = {language: f"{text} ({file.name})" for language, text in file.title.items()}
        self._file(entry, titles, file.title, file.content_type)
        self._add(entry, DCAT.accessURL, self._at.of(file.page))
        self._add(entry, DCAT.downloadURL, self._at.of(file.path))
        if file.packed:
            self._add(entry, DCAT.compressFormat, self._media_type(GZIP))
        if made is not None:
            self._add(entry, DCAT.byteSize, _typed(str(made.size), "nonNegativeInteger"))
        if made is not None and self._stated.version is None:
            state(self._sink, self._at, file.name, made)

    def _sample(self) -> None:
        """The description of one case, for whoever wants to see what there is before fetching all of it."""
        start = f"{self._store.base}id/"
        case = next((iri for iri in statistics(self._store).examples if iri.startswith(f"{start}case/")), None)
        if case is None:
            return
        entry, path, turtle = self._at.entry(SAMPLE), case.removeprefix(start), FORMATS["turtle"]
        told = self._settings.documents[SAMPLE]
        self._add(self._at.entry("dataset"), ADMS("sample"), entry)
        self._file(entry, told, told, turtle.media_type)
        self._add(entry, DCAT.accessURL, self._at.of(f"doc/{path}"))
        self._add(entry, DCAT.downloadURL, self._at.of(f"data/{path}.{turtle.extension}"))

    def _file(self, entry: ox.NamedNode, title: Mapping[str, str], told: Mapping[str, str], content_type: str) -> None:
        """What holds of every distribution."""
        self._add(entry, RDF.type, DCAT.Distribution)
        self._add(entry, DCTERMS.title, *both(title))
        self._add(entry, DCTERMS("description"), *both(told))
        self._add(entry, DCAT.mediaType, self._media_type(content_type))
        if content_type in FILE_TYPE:
            kind = named(FILE_TYPES + FILE_TYPE[content_type])
            self._add(entry, DCTERMS("format"), kind)
            self._add(kind, RDF.type, DCTERMS.MediaTypeOrExtent)
            self._add(kind, RDFS.label, literals.plain(content_type))
        if (availability := self._settings.availability) is not None:
            self._add(entry, DCATAP("availability"), self._elsewhere(availability, SKOS.Concept, SKOS.prefLabel))
        self._licence(entry)
        self._days(entry)

    def _licence(self, entry: ox.NamedNode) -> None:
        """The licence that the publisher states, or that none is stated; whose the quotes are."""
        texts = dict(self._settings.texts["rights"])
        given = self._settings.licence
        if given:
            self._add(entry, DCTERMS.license, licence := named(given))
            self._add(licence, RDF.type, DCTERMS.LicenseDocument)
            self._add(licence, RDFS.label, literals.plain(given))
        else:
            unlicensed = self._settings.texts["unlicensed"]
            texts = {"zh": unlicensed["zh"] + texts["zh"], "en": f"{unlicensed['en']} {texts['en']}"}
        rights = self._at.entry("rights")
        self._add(entry, DCTERMS.rights, rights)
        self._add(rights, RDF.type, DCTERMS.RightsStatement)
        self._add(rights, RDFS.label, *both(texts))

    def _described(self, name: str, kind: ox.NamedNode, title: str, description: str) -> None:
        entry, texts = self._at.entry(name), self._settings.texts
        self._add(entry, RDF.type, kind)
        self._add(entry, DCTERMS.title, *both(texts[title]))
        self._add(entry, DCTERMS("description"), *both(texts[description]))
        self._add(entry, DCTERMS.publisher, named(self._settings.publisher.iri))

    def _elsewhere(self, entity: Entity | Contact, kind: ox.NamedNode, name: ox.NamedNode) -> ox.NamedNode:
        """A thing of another's authority list, with the class and the name that a reader needs."""
        self._add(named(entity.iri), RDF.type, kind)
        self._add(named(entity.iri), name, *both(entity.name))
        return named(entity.iri)

    def _page(self, path: str) -> ox.NamedNode:
        self._add(self._at.of(path), RDF.type, FOAF.Document)
        self._add(self._at.of(path), RDFS.label, *both(self._settings.pages[path]))
        return self._at.of(path)

    def _media_type(self, name: str) -> ox.NamedNode:
        self._add(named(MEDIA_TYPES + name), RDF.type, DCTERMS.MediaType)
        self._add(named(MEDIA_TYPES + name), RDFS.label, literals.plain(name))
        return named(MEDIA_TYPES + name)

    def _languages(self, entry: ox.NamedNode) -> None:
        for each in self._settings.languages:
            self._add(entry, DCTERMS.language, self._elsewhere(each, DCTERMS.LinguisticSystem, RDFS.label))


def _typed(text: str, datatype: str) -> ox.Literal:
    return Literal(text, datatype=XSD(datatype))
