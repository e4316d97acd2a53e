import pytest

from mathlib.spdnet import Settings


@pytest.mark.parametrize(
    "options, message",
    [
        ({"lr": 0.0}, "lr is 0.0; expected a finite number > 0"),
        ({"eps": float("nan")}, "eps is nan; expected a finite number > 0"),
        ({"penalty": -1e-3}, "penalty is -0.001; expected a finite number ≥ 0"),
        ({"tolerance": float("inf")}, "tolerance is inf; expected a finite number ≥ 0"),
        ({"max_epochs": 0}, "max_epochs is 0; expected 1 or more"),
        ({"batch_size": 0}, "batch_size is 0; expected 1 or more"),
        ({"batch_size": 1, "centring": True}, "expected 2 or more, for one trial alone"),
    ],
)
def test_what_cannot_be_trained_with_is_refused(options, message):
    with pytest.raises(ValueError, match=message):
        Settings(**options)


def test_edges_that_make_sense_are_taken():
    Settings(penalty=0.0, tolerance=0.0, max_epochs=1, batch_size=1)
    Settings(batch_size=2, centring=True)
