"""Regexes tried only where they may match."""
