"""One file a chapter; each holds `EXERCISES`, a tuple in the order of the notebook."""
