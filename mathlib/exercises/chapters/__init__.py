"""One module or package a chapter; each holds `EXERCISES`, in the order of the notebook."""
