import json
from pathlib import Path

import pytest

from mathlib.eeg.bnci2014_001 import BNCI2014_001


def test_files_of_a_subject_are_both_days_in_order():
    assert [file.name for file in BNCI2014_001.needs(4, "left_right")] == ["A04T.mat", "A04E.mat"]


def test_sizes_and_sums_are_the_published_ones():
    files = BNCI2014_001.all_files()
    assert len(files) == 18
    assert sum(file.size for file in files) == 779_873_919
    assert all(file.exact for file in files)
    list_of_hosts = Path(__file__).parents[4] / "shared/data/bnci2014_001_checksums.json"
    if not list_of_hosts.is_file():
        pytest.skip("the hosts' list is not beside this checkout (../shared/data)")
    published = json.loads(list_of_hosts.read_text())
    assert {file.name: [file.size, file.sha256] for file in files} == published["files"]
    patterns = (published["url_current_moabb"], published["url_older_moabb"])
    assert tuple(mirror + "{file}" for mirror in BNCI2014_001.mirrors) == patterns
