import numpy as np
import pytest

from mathlib.eeg.preprocess import (
    CHANNELS,
    band_pass,
    cut,
    electrode_info,
    electrode_positions,
)


@pytest.mark.parametrize("rate", [128.0, 160.0, 250.0])
def test_band_pass_keeps_the_band_in_phase_and_drops_the_rest(rate):
    times = np.arange(round(20 * rate)) / rate
    inside = [np.sin(2 * np.pi * f * times) for f in (9.0, 15.0, 29.0)]
    outside = [np.sin(2 * np.pi * f * times) for f in (1.0, 5.5, 38.0, 50.0)]
    filtered = band_pass(np.array(inside + outside), rate)
    middle = slice(round(3 * rate), -round(3 * rate))
    assert filtered.shape == (7, len(times))
    np.testing.assert_allclose(filtered[:3, middle], np.array(inside)[:, middle], atol=0.02)
    assert np.abs(filtered[3:, middle]).max() < 0.01


def test_cut_takes_the_samples_from_half_a_second_to_three_and_a_half():
    rng = np.random.default_rng(1)
    signals = rng.normal(size=(3, 900))
    pieces, kept = cut(signals, 100.0, [0.0, 2.344, 5.49, 5.5, 8.0])
    assert kept.tolist() == [True, True, True, False, False]  # sample 900 would be the first beyond
    assert pieces.shape == (3, 3, 301)
    for piece, first in zip(pieces, (50, 284, 599)):
        np.testing.assert_array_equal(piece, signals[:, first : first + 301])


def test_cut_without_cues_is_empty():
    pieces, kept = cut(np.ones((3, 900)), 100.0, [])
    assert pieces.shape == (0, 3, 301)
    assert kept.shape == (0,)


def test_electrodes_sit_where_their_names_say():
    places = dict(zip(CHANNELS, electrode_positions(electrode_info(160.0))))
    assert len(places) == 21
    right, front = 0, 1
    for row in ("FC", "C", "CP"):
        line = [places[row + number][right] for number in "531z246"]
        assert line == sorted(line)
        assert abs(places[row + "z"][right]) < 0.005
    assert places["FCz"][front] > places["Cz"][front] > places["CPz"][front]
    assert all(0.06 < np.linalg.norm(place) < 0.16 for place in places.values())
