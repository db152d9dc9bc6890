"""The query interface over HTTP: SPARQL protocol, linked data, pages; errors become statuses here."""
