"""Themes and other concepts found in words."""
