"""Facts to RDF, its validation and its keeping."""
