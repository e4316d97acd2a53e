"""Write simulated trials to an .npz file, for other tools; the course itself needs no file.

    python data_scripts/simulate_eeg.py --seed 0 --out data/simulated_seed_0.npz

The same as `course data simulate`. `mathlib.eeg.read_trials` reads the file.
"""

import sys

from mathlib.course.cli import main

if __name__ == "__main__":
    sys.exit(main(["data", "simulate", *sys.argv[1:]]))
