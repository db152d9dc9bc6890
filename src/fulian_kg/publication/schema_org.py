"""The data set as schema.org has it: for search engines, which read it from the page of downloads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fulian_kg.publication.dumps import Made, dumps
from fulian_kg.publication.settings import dataset_settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fulian_kg.publication.addresses import Addresses
    from fulian_kg.resources import Library


def schema_dataset(library: Library, at: Addresses, made: Mapping[str, Made]) -> dict[str, Any]:
    """The data set as schema.org's Dataset, for search engines that read pages."""
    settings = dataset_settings(library)
    texts = settings.texts
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": at.entry("dataset").value,
        "name": texts["title"]["zh"],
        "alternateName": texts["title"]["en"],
        "description": texts["description"]["zh"] + " " + texts["description"]["en"],
        "url": at.of("download").value,
        "inLanguage": ["zh", "en"],
        "keywords": [word for words in settings.keywords.values() for word in words],
        "creator": {"@type": "Organization", "@id": settings.publisher.iri, "name": settings.publisher.name["en"]},
        "isAccessibleForFree": True,
        **({"license": settings.licence} if settings.licence else {}),
        "distribution": [
            {
                "@type": "DataDownload",
                "name": dump.name,
                "encodingFormat": dump.content_type,
                "contentUrl": at.of(f"download/{dump.name}").value,
                **_told(made.get(dump.name)),
            }
            for dump in dumps().values()
        ],
    }


def _told(made: Made | None) -> dict[str, str]:
    return {} if made is None else {"contentSize": f"{made.size} B"}
