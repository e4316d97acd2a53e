import threading

import pytest
import torch

from mathlib.spectral import parallel


@pytest.fixture
def threads():
    """A function that sets the number of torch's threads; undone afterwards."""
    before = torch.get_num_threads()
    yield torch.set_num_threads
    torch.set_num_threads(before)


def started(monkeypatch):
    """The list that grows by each thread that is started."""
    names, start = [], threading.Thread.start

    def record(self):
        names.append(self.name)
        start(self)

    monkeypatch.setattr(threading.Thread, "start", record)
    return names


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.complex128])
@pytest.mark.parametrize(("shape", "n"), [((90,), 21), ((6, 10), 24)])
def test_shared_out_is_bit_for_bit_the_serial_result(shape, n, dtype, random, threads, monkeypatch):
    A = random(1, *shape, n, n, dtype=dtype)
    S = A + A.mH
    threads(1)
    values, vectors = parallel.eigh(S)
    names = started(monkeypatch)
    for count in (2, 3):
        threads(count)
        found = parallel.eigh(S)
        assert torch.equal(found[0], values)
        assert torch.equal(found[1], vectors)
        assert found[0].shape == values.shape
        assert torch.get_num_threads() == count
    assert len(names) == 1 + 2  # parts less the one of this thread


def test_one_thread_and_small_batches_start_none(random, threads, monkeypatch):
    names = started(monkeypatch)
    A = random(2, 90, 21, 21)
    threads(1)
    parallel.eigh(A + A.mT)
    threads(2)
    parallel.eigh(A[:10] + A[:10].mT)
    parallel.eigh(A[:0])
    large = random(3, 2, 130, 130)
    parallel.eigh(large + large.mT)
    assert not names


def test_an_error_in_a_share_reaches_the_caller_and_restores_the_threads(random, threads):
    threads(2)
    A = random(4, 90, 21, 21)
    S = A + A.mT
    S[89] = float("nan")
    try:
        values, _ = parallel.eigh(S)
    except RuntimeError:
        pass  # what LAPACK says of NaN depends on the size; `decompose` names it either way
    else:
        assert values[89].isnan().all()
    assert torch.get_num_threads() == 2

    def fail(part):
        if part.start:
            raise ValueError(f"share {part.start}")

    with pytest.raises(ValueError, match="share 5"):
        parallel._in_threads(fail, 10, 2)
    assert torch.get_num_threads() == 2
