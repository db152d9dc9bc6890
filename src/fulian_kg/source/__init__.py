"""Bytes to compilations: decoding, the normalised view, numerals, catalogue and cases."""
