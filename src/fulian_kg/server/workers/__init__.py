"""Queries run in processes of their own, which have no network, limited memory, and can be killed."""
