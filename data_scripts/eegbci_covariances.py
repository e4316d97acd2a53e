"""Compute the covariances of many people's imagined left and right fist, all in one small file.

    python data_scripts/get_eegbci.py --subjects all --tasks left_right
    python data_scripts/eegbci_covariances.py --out data/eegbci_left_right_covariances.npz

The recordings take 850 MB, the file 4 MB. It is derived from EEGBCI: whoever passes it on passes on
its licence (ODC-By 1.0) and names its authors. `mathlib.eeg.load_covariances` reads it.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tqdm import tqdm

from mathlib._validate import CourseError
from mathlib.course.data import subject_numbers
from mathlib.eeg import RECORDED
from mathlib.eeg.people import SUBJECTS, compute_covariances, write_covariances


def main() -> int:
    """Compute and write; 0 when the file is there."""
    parser = argparse.ArgumentParser(description="Covariances of many people in one file.")
    parser.add_argument("--subjects", help="numbers such as 1-9,42 (all recorded at 160 Hz)")
    parser.add_argument("--path", type=Path, help="the folder that holds MNE-eegbci-data")
    parser.add_argument("--out", type=Path, default=Path("data/eegbci_left_right_covariances.npz"))
    args = parser.parse_args()
    try:
        subjects = SUBJECTS
        if args.subjects is not None:
            subjects = subject_numbers(args.subjects, RECORDED["eegbci"].n_subjects)
        with tqdm(total=len(subjects), unit="person", disable=not sys.stderr.isatty()) as bar:
            people = compute_covariances(subjects, args.path, lambda subject: bar.update())
        write_covariances(people, args.out)
    except CourseError as error:
        print(error, file=sys.stderr)
        return 1
    print(people.card)
    print(f"Written to {args.out}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
