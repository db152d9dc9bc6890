"""The data set in VoID: how much it holds, of what, and where to get it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fulian_kg.graph import literals
from fulian_kg.graph.sink import Sink
from fulian_kg.publication.dumps import WHOLE, dumps
from fulian_kg.publication.links import leading_out
from fulian_kg.publication.partitions import uses
from fulian_kg.publication.settings import dataset_settings
from fulian_kg.publication.statistics import statistics
from fulian_kg.publication.vocabularies import VOID
from fulian_kg.vocabulary import DCTERMS, FOAF, PREFIXES, RDF, RDFS, compact, named

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyoxigraph as ox

    from fulian_kg.graph.store import OpenStore
    from fulian_kg.publication.addresses import Addresses
    from fulian_kg.publication.partitions import Uses
    from fulian_kg.resources import Library

FEATURES = ("Turtle", "TriG", "N-Triples", "N-Quads", "JSON-LD", "RDF_XML")
FORMATS = "http://www.w3.org/ns/formats/"
EXAMPLES = 12


def void(store: OpenStore, library: Library, at: Addresses) -> tuple[ox.Quad, ...]:
    """The description, without blank nodes."""
    settings, counted = dataset_settings(library), statistics(store)
    document, dataset = at.of("void"), at.entry("dataset")
    sink = Sink(document)
    add = sink.add
    add(document, RDF.type, VOID.DatasetDescription)
    add(document, RDFS.label, *both(settings.texts["title"]))
    add(document, FOAF.primaryTopic, dataset)
    add(dataset, RDF.type, VOID.Dataset)
    add(dataset, DCTERMS.title, *both(settings.texts["title"]))
    add(dataset, DCTERMS("description"), *both(settings.texts["description"]))
    add(dataset, DCTERMS.publisher, named(settings.publisher.iri))
    if settings.licence:
        add(dataset, DCTERMS.license, named(settings.licence))
    add(dataset, FOAF.homepage, at.of(""))
    add(dataset, VOID.sparqlEndpoint, settings.endpoint_at(at))
    add(dataset, VOID.uriSpace, literals.plain(f"{store.base}id/"))
    add(dataset, VOID.dataDump, *(at.of(f"download/{each.name}") for each in dumps().values() if each.kind == WHOLE))
    add(dataset, VOID.feature, *(named(FORMATS + feature) for feature in FEATURES))
    add(dataset, VOID.exampleResource, *(named(iri) for iri in counted.examples[:EXAMPLES]))
    for prop, number in (
        (VOID.triples, counted.triples),
        (VOID.entities, counted.entities),
        (VOID.distinctSubjects, counted.subjects),
        (VOID.distinctObjects, counted.objects),
        (VOID.classes, len(counted.classes)),
        (VOID.properties, len(counted.properties)),
    ):
        add(dataset, prop, literals.integer(number))
    add(dataset, VOID.vocabulary, *map(named, _vocabularies(counted.properties)))
    _partitions(sink, at, "class", counted.classes)
    _partitions(sink, at, "property", counted.properties)
    for name, counts in uses(store).items():
        _within(sink, at, name, counts)
    for (link, start), count in sorted(leading_out(store, library).items()):
        _linkset(sink, at, link, start, count)
    return sink.quads


def both(text: Mapping[str, str]) -> tuple[ox.Literal, ox.Literal]:
    """A text in both languages."""
    return literals.zh(text["zh"]), literals.en(text["en"])


def _partitions(sink: Sink, at: Addresses, kind: str, counts: Mapping[str, int]) -> None:
    number = VOID.entities if kind == "class" else VOID.triples
    for iri, count in counts.items():
        part = at.partition(kind, iri)
        sink.add(at.entry("dataset"), VOID(f"{kind}Partition"), part)
        sink.add(part, RDF.type, VOID.Dataset)
        sink.add(part, RDFS.label, literals.plain(compact(iri)))
        sink.add(part, VOID(kind), named(iri))
        sink.add(part, number, literals.integer(count))


def _within(sink: Sink, at: Addresses, name: str, counts: Uses) -> None:
    """Properties of the instances of a class, and classes of what they lead to."""
    whole = at.partition("class", name)
    for (prop, target), count in sorted(counts.items()):
        part = at.within(whole, prop)
        if not target:
            sink.add(whole, VOID.propertyPartition, part)
            sink.add(part, RDF.type, VOID.Dataset)
            sink.add(part, RDFS.label, literals.plain(f"{compact(name)} · {compact(prop)}"))
            sink.add(part, VOID.property, named(prop))
            sink.add(part, VOID.triples, literals.integer(count))
        else:
            inner = at.within(part, target)
            sink.add(part, VOID.classPartition, inner)
            sink.add(inner, RDF.type, VOID.Dataset)
            sink.add(inner, RDFS.label, literals.plain(f"{compact(name)} · {compact(prop)} → {compact(target)}"))
            sink.add(inner, VOID("class"), named(target))
            sink.add(inner, VOID.triples, literals.integer(count))


def _linkset(sink: Sink, at: Addresses, prop: str, start: str, count: int) -> None:
    """The links by one property from this data set to the vocabulary below one IRI."""
    links, target = at.within(at.of("void#links"), prop + start), named(start)
    sink.add(at.entry("dataset"), VOID.subset, links)
    sink.add(links, RDF.type, VOID.Linkset)
    sink.add(links, RDFS.label, literals.plain(f"{compact(prop)} → {start}"))
    sink.add(links, VOID.subjectsTarget, at.entry("dataset"))
    sink.add(links, VOID.objectsTarget, target)
    sink.add(links, VOID.linkPredicate, named(prop))
    sink.add(links, VOID.triples, literals.integer(count))
    sink.add(target, RDF.type, VOID.Dataset)
    sink.add(target, RDFS.label, literals.plain(start))
    sink.add(target, VOID.uriSpace, literals.plain(start))


def _vocabularies(properties: Mapping[str, int]) -> list[str]:
    """Vocabularies that the properties are of, in the order of the prefixes."""
    return [start for start in PREFIXES.values() if any(iri.startswith(start) for iri in properties)]
