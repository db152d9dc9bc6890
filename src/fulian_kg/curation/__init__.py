"""Curation: what people decided about facts, kept in text files of their own and applied anew at every build."""
