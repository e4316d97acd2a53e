import os
import threading

import pytest
import torch

from mathlib.spectral import batch_threads, parallel


@pytest.fixture
def threads():
    """A function that sets the number of torch's threads; undone afterwards."""
    before = torch.get_num_threads()
    yield torch.set_num_threads
    torch.set_num_threads(before)


@pytest.fixture
def names(monkeypatch):
    """The names of the threads in which `eigh` is called."""
    names, eigh = [], torch.linalg.eigh

    def watched(*args, **kwargs):
        names.append(threading.current_thread().name)
        return eigh(*args, **kwargs)

    monkeypatch.setattr(torch.linalg, "eigh", watched)
    return names


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.complex128])
@pytest.mark.parametrize(("shape", "n"), [((105,), 21), ((7, 15), 24)])
def test_shared_out_is_bit_for_bit_the_serial_result(shape, n, dtype, random, threads, names):
    threads(2)
    A = random(1, *shape, n, n, dtype=dtype)
    S = A + A.mH
    values, vectors = torch.linalg.eigh(S)
    for count in (1, 2, 3):
        names.clear()
        with batch_threads(count):
            found = parallel.eigh(S)
        assert torch.equal(found[0], values)
        assert torch.equal(found[1], vectors)
        assert found[0].shape == values.shape
        assert len(names) == count
        assert names.count(threading.current_thread().name) == 1
        assert torch.get_num_threads() == 2


def test_small_batches_and_large_matrices_are_not_shared_out(random, names):
    A = random(2, 105, 21, 21)
    large = random(3, 2, 130, 130)
    with batch_threads(2):
        for S in (A[:10] + A[:10].mT, A[:0], large + large.mT):
            parallel.eigh(S)
    assert len(names) == 3


def test_unprepared_it_takes_a_batch_ten_times_as_large(threads):
    threads(2)
    assert parallel.shares(75, 20) == 1
    with batch_threads(2):
        assert parallel.shares(75, 20) == 2
        assert parallel.shares(75, 20, repays=2e4) == 1
    assert parallel.shares(750, 20) == 2
    threads(1)
    assert parallel.shares(750, 20) == 1


def test_torch_keeps_to_one_thread_in_every_share_and_none_is_shared_again(threads):
    threads(2)

    def work(part):
        return part, torch.get_num_threads(), parallel.shares(1000, 100), torch.is_grad_enabled()

    with batch_threads(3):
        assert torch.get_num_threads() == 1
        found = parallel.in_threads(work, ["a", "b", "c"])
    assert found == [(part, 1, 1, False) for part in "abc"]
    assert torch.get_num_threads() == 2
    assert torch.is_grad_enabled()


def test_nested_the_number_of_the_outer_one_is_to_be_had(threads):
    threads(2)
    assert parallel.threads_available() == 2
    with batch_threads(3):
        assert parallel.threads_available() == 3
        with batch_threads(1):
            assert parallel.threads_available() == 1
        assert parallel.threads_available() == 3
        assert torch.get_num_threads() == 1
    assert parallel.threads_available() == torch.get_num_threads() == 2


def test_two_threads_of_the_user_leave_torch_as_it_was(threads):
    """The one who comes second finds torch on one thread, and must not take that for its number."""
    threads(2)
    second_is_in, first_is_out = threading.Event(), threading.Event()
    found = []

    def second():
        found.append(parallel.threads_available())
        with batch_threads(2):
            second_is_in.set()
            first_is_out.wait(10)

    other = threading.Thread(target=second)
    with batch_threads(2):
        other.start()
        second_is_in.wait(10)
    first_is_out.set()
    other.join()
    fresh = threading.Thread(target=lambda: found.append(torch.get_num_threads()))
    fresh.start()
    fresh.join()
    assert found == [2, 2]


def test_inference_mode_reaches_every_share(random):
    A = random(1, 105, 21, 21)
    S = A + A.mT
    values, _ = torch.linalg.eigh(S)
    with torch.inference_mode(), batch_threads(2):
        assert torch.equal(parallel.eigh(S)[0], values)


def test_when_python_ends_the_work_is_done_here(monkeypatch):
    def closed(*_):
        raise RuntimeError("cannot schedule new futures after shutdown")

    monkeypatch.setattr(parallel._helpers(1), "submit", closed)
    assert parallel.in_threads(str, [1, 2]) == ["1", "2"]


def test_the_threads_stay_for_the_next_batch():
    def work(_):
        barrier.wait(10)  # or one thread might take both
        return threading.get_ident()

    barrier = threading.Barrier(3)
    first = parallel.in_threads(work, range(3))
    second = parallel.in_threads(work, range(3))
    assert len(set(first)) == 3
    assert set(first) == set(second)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_forked_process_gets_threads_of_its_own():
    parallel.in_threads(str, [1, 2])
    child = os.fork()
    if not child:
        os._exit(0 if parallel.in_threads(str, [1, 2]) == ["1", "2"] else 1)
    for _ in range(500):
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            break
        threading.Event().wait(0.02)
    else:
        os.kill(child, 9)
        os.waitpid(child, 0)
        pytest.fail("the forked process waits for threads that it does not have")
    assert status == 0


def test_an_error_in_a_share_reaches_the_caller_and_restores_the_threads(random, threads):
    threads(2)
    A = random(4, 105, 21, 21)
    S = A + A.mT
    S[104] = float("nan")
    try:
        with batch_threads(2):
            values, _ = parallel.eigh(S)
    except RuntimeError:
        pass  # what LAPACK says of NaN depends on the size; `decompose` names it either way
    else:
        assert values[104].isnan().all()
    assert torch.get_num_threads() == 2

    done = []

    def fail(part):
        done.append(part)
        if part:
            raise ValueError(f"share {part}")

    with pytest.raises(ValueError, match="share 1"):
        parallel.in_threads(fail, range(4))
    assert sorted(done) == [0, 1, 2, 3]
    assert torch.get_num_threads() == 2


def test_no_thread_is_too_few():
    with pytest.raises(ValueError, match="count is 0"), batch_threads(0):
        pass


@pytest.mark.parametrize(("count", "parts"), [(10, 3), (7, 7), (5, 1)])
def test_slices_cover_the_batch_evenly(count, parts):
    cut = parallel.slices(count, parts)
    assert [k for part in cut for k in range(count)[part]] == list(range(count))
    lengths = [part.stop - part.start for part in cut]
    assert max(lengths) - min(lengths) <= 1
