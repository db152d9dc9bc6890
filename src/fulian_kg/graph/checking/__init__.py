"""SHACL Core as plain Python over an index: finds in seconds what pySHACL, the reference, then reports on."""
