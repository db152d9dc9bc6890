"""A language model as an extractor: it may propose, its words must stand in the text, and nothing else is believed."""
