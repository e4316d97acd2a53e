"""Download recordings of EEGBCI (PhysioNet, 109 people), each proved by its published SHA-256.

    python data_scripts/get_eegbci.py --subjects 1-9 --tasks hands_feet left_right
    python data_scripts/get_eegbci.py --subjects all --tasks left_right --dry-run

The same as `course data get eegbci`; `--help` lists the options.
"""

import sys

from mathlib.course.cli import main

if __name__ == "__main__":
    sys.exit(main(["data", "get", "eegbci", *sys.argv[1:]]))
