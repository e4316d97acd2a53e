"""Run the command line as `python -m mathlib.course`."""

import sys

from mathlib.course.cli import main

sys.exit(main())
