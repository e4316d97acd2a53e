"""The command line: `python -m mathlib.course lab`, `test`, `run`, `train` and the rest."""
