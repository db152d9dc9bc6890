"""From compilations of women's federation cases to a validated, queryable knowledge graph."""

__version__ = "0.1.0"
