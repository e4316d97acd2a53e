import pytest

from mathlib.eeg import DataError
from mathlib.eeg.eegbci import EEGBCI
from mathlib.eeg.files.verify import check, is_published


@pytest.mark.parametrize("fault", ["cut", "one byte", "empty"])
def test_file_that_is_not_as_published_is_named(record, fault):
    path = record(2, 6, ["T1", "T2"])
    file = EEGBCI.needs(2, "hands_feet")[0]
    assert is_published(path, file)
    check(path, file)
    content = bytearray(path.read_bytes())
    if fault == "one byte":
        content[-100] ^= 1
    else:
        del content[len(content) // 2 if fault == "cut" else 0 :]
    path.write_bytes(content)
    assert not is_published(path, file)
    with pytest.raises(DataError, match=r"S002R06\.edf is cut short or altered.*Get it again"):
        check(path, file)


def test_file_that_cannot_be_read_is_named(tmp_path):
    file = EEGBCI.needs(2, "hands_feet")[0]
    with pytest.raises(DataError, match="could not be read"):
        is_published(tmp_path, file)
