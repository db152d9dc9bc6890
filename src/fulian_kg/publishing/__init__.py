"""The bundle: everything that a portal or a static host takes, written into one folder."""
