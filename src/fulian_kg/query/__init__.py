"""Stored queries, their results, and comparisons made of them."""
