import pytest
import torch

from mathlib.spectral.members import Members


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.complex64])
@pytest.mark.parametrize("n", [3, 6, 8])
def test_members_keep_their_address_modulo_64(n, dtype, random):
    batch = random(1, 4, 5, n, n, dtype=dtype)
    chosen = torch.zeros(4, 5, dtype=torch.bool)
    for where in [(0, 1), (1, 0), (1, 3), (3, 4), (0, 0)]:
        chosen[where] = True
    members = Members(chosen, batch)
    taken = members.take(batch)
    size = n * n * batch.element_size()
    found = 0
    for k, matrix in enumerate(batch.reshape(-1, n, n)):
        places = [p for p, other in enumerate(taken) if torch.equal(other, matrix)]
        assert len(places) == int(chosen.reshape(-1)[k])
        found += len(places)
        assert all((p - k) * size % 64 == 0 for p in places)
    assert found == 5
    others = torch.tensor([not any(torch.equal(t, b) for b in batch.flatten(0, 1)) for t in taken])
    assert taken[others].abs().sum() == 0  # what fills the gaps


def test_put_changes_the_chosen_members_of_a_copy(random):
    batch, new = random(2, 6, 3, 3), random(3, 6, 3, 3)
    chosen = torch.tensor([False, True, False, False, True, True])
    members = Members(chosen, batch)
    result = members.put(members.take(new), batch)
    assert torch.equal(result, torch.where(chosen[:, None, None], new, batch))
    assert not torch.equal(result, batch)
    vectors = random(4, 6, 3)
    assert torch.equal(members.put(members.take(vectors), vectors), vectors)


def test_a_single_matrix_without_batch_axes(random):
    X = random(5, 3, 3)
    members = Members(torch.tensor(True), X)
    assert torch.equal(members.put(members.take(2 * X), X), 2 * X)


def test_from_three_quarters_on_all_come_along(random):
    batch, new = random(6, 2, 4, 3, 3), random(7, 2, 4, 3, 3)
    chosen = torch.tensor([[1, 0, 1, 1], [1, 1, 0, 1]])
    members = Members(chosen, batch)
    assert members.whole
    assert members.count == 6
    taken = members.take(batch.mT)
    assert taken.is_contiguous()
    assert torch.equal(taken, batch.mT.flatten(0, 1))
    assert torch.equal(members.put(members.take(new), batch), new)
    assert not Members(chosen * torch.tensor([1, 0, 1, 0]), batch).whole


def test_where_bits_do_not_matter_no_places_are_left_over(random):
    batch = random(3, 40, 9, 9)
    chosen = torch.zeros(40)
    chosen[[3, 4, 17, 39]] = 1
    members = Members(chosen, batch, exact=False)
    taken = members.take(batch)
    assert torch.equal(taken, batch[[3, 4, 17, 39]])
    assert torch.equal(members.put(taken, torch.zeros_like(batch))[17], batch[17])
    assert len(Members(chosen, batch).take(batch)) > 4
