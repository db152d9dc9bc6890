"""Stores elsewhere: SPARQL 1.1 queries and graphs over HTTP."""
