"""Download BNCI 2014-001 (BCI Competition IV 2a, 9 people), each file proved by its SHA-256.

    python data_scripts/get_bnci2014_001.py --subjects 1,3
    python data_scripts/get_bnci2014_001.py --subjects all --dry-run

A person's two files are about 87 MB. The same as `course data get bnci2014_001`; `--help` lists the
options.
"""

import sys

from mathlib.course.cli import main

if __name__ == "__main__":
    sys.exit(main(["data", "get", "bnci2014_001", *sys.argv[1:]]))
