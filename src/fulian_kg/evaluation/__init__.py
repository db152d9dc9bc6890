"""Facts measured against gold: what was found, what was missed, what was made up."""
