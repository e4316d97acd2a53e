import numpy as np
import pytest

from mathlib import eeg
from mathlib.plots import (
    draw_ellipses,
    draw_filter_response,
    draw_one_number,
    draw_patterns,
    draw_power_maps,
    draw_shrunk_spectra,
    draw_trial,
    ellipse,
    filter_response,
    png,
    power_maps,
    shrunk_spectra,
    source_line,
    trial_traces,
)


@pytest.fixture(scope="module")
def recordings():
    return eeg.load_recordings("simulated", seed=3)


@pytest.fixture(scope="module")
def trials(recordings):
    return eeg.trials_of(recordings)


def says_simulated(figure):
    texts = [figure.get_suptitle(), *(ax.get_title(loc="left") for ax in figure.axes)]
    return any("no person was recorded" in text for text in texts)


def test_simulated_signals_are_named_so(trials):
    assert "no person was recorded" in source_line(trials)
    assert "seed 3" in source_line(trials)

    class Person:
        name, simulated = "eegbci S001", False

    assert source_line(Person()) == "recorded EEG · eegbci S001"


def test_a_trial_is_shown_around_its_cue_in_microvolts(recordings, trials):
    traces = trial_traces(recordings[0], 1, ("C3", "C4"))
    kept = (traces.times > 0.5 - 1e-6) & (traces.times < 3.5 + 1e-6)
    row = trials.channels.index("C4")
    assert np.allclose(traces.filtered[1, kept], 1e6 * trials.signals[1, row], rtol=1e-9)
    assert np.allclose(traces.raw.mean(axis=1), 0, atol=1e-9)
    assert traces.asked == trials.class_names[trials.labels[1]]
    both, raw_only = draw_trial(traces), draw_trial(traces, filtered=False)
    assert (len(both.axes), len(raw_only.axes)) == (2, 1) and says_simulated(both)
    assert traces.asked in both.axes[-1].get_xlabel() and len(png(raw_only)) < 60_000


def test_a_trial_that_is_not_there_is_refused(recordings):
    with pytest.raises(ValueError, match="expected 0 to 14"):
        trial_traces(recordings[0], 15)
    with pytest.raises(ValueError, match="no channel 'Oz'"):
        trial_traces(recordings[0], 1, ("Oz",))


def test_the_filter_lets_its_band_through():
    response = filter_response(160.0)

    def gain(f):
        return response.gain[np.argmin(np.abs(response.frequencies - f))]

    assert all(abs(gain(f) - 1) < 0.02 for f in (9, 15, 29)) and max(gain(4), gain(40)) < 1e-4
    line = draw_filter_response(response).axes[0].lines[0]
    assert np.array_equal(line.get_ydata(), response.gain)


def test_power_falls_opposite_to_the_imagined_fist(recordings):
    maps = power_maps(recordings)
    mu = (maps.frequencies >= 9) & (maps.frequencies <= 12)
    busy = (maps.times > 0.8) & (maps.times < 3.4)
    change = maps.change[:, :, mu][..., busy].mean(axis=(2, 3))
    left, right = change  # columns: C3, C4
    assert left[1] < left[0] - 1.5 and right[0] < right[1] - 1.5 and min(left[1], right[0]) < -2.5
    rest = (maps.times > -2.4) & (maps.times < -0.6)
    assert abs(maps.change[..., rest].mean()) < 0.5
    figure = draw_power_maps(maps)
    assert len(figure.axes) == 5 and says_simulated(figure) and "45 trials" in figure.get_suptitle()
    assert np.array_equal(figure.axes[1].collections[0].get_array(), maps.change[0, 1])


def test_one_number_is_drawn_for_every_trial(trials):
    number = np.arange(45.0)
    figure = draw_one_number(trials, number, 20.0, "a number")
    drawn = [line.get_xdata() for line in figure.axes[0].lines[:2]]
    assert [x.size for x in drawn] == np.bincount(trials.labels).tolist()
    assert np.array_equal(np.sort(np.concatenate(drawn)), number) and says_simulated(figure)
    with pytest.raises(ValueError, match="number has shape"):
        draw_one_number(trials, number[1:], 0.0, "a number")


def test_an_ellipse_is_where_the_inverse_covariance_is_one():
    C = np.array([[3.0, 1.0], [1.0, 2.0]])
    points = ellipse(C)
    assert np.allclose(np.sum(points * np.linalg.solve(C, points), axis=0), 1)
    assert np.abs(points).max(axis=1) == pytest.approx(np.sqrt([3, 2]), rel=2e-3)
    for bad in (np.diag([1.0, 0.0]), np.eye(3)):
        with pytest.raises(ValueError, match="expected"):
            ellipse(bad)


def test_ellipses_of_both_classes_are_drawn(trials):
    C = eeg.covariances(trials.signals)
    figure = draw_ellipses(trials, C, ("C3", "Cz"), shown=4)
    cloud, classes = figure.axes
    assert len(classes.lines) == 8 and cloud.lines[0].get_xdata().size == 481
    row = trials.channels.index("Cz")
    assert np.allclose(cloud.lines[0].get_ydata(), 1e6 * trials.signals[0, row])
    assert says_simulated(figure)


def test_shrinkage_lifts_the_eigenvalues_of_few_samples(trials):
    spectra = shrunk_spectra(trials, 2, (15, 481))
    assert np.sum(spectra.plain[0] < 1e-9 * spectra.plain[0, 0]) >= 21 - 14
    assert spectra.shrunk.min() > 0.1
    figure = draw_shrunk_spectra(spectra)
    drawn = figure.axes[1].lines[0].get_ydata()
    assert np.array_equal(drawn, spectra.shrunk[0]) and says_simulated(figure)
    with pytest.raises(ValueError, match="expected 2 to 481"):
        shrunk_spectra(trials, 0, (1,))


def test_patterns_are_scaled_by_their_largest_entry(trials, monkeypatch):
    import mne

    shown = []

    def remember(values, info, axes, **_):
        shown.append(values)
        return axes.imshow(np.zeros((2, 2))), None

    monkeypatch.setattr(mne.viz, "plot_topomap", remember)
    pattern = np.linspace(-3, 1, 21)
    figure = draw_patterns(trials, {"found": {"a": pattern, "b": pattern[::-1]}})
    assert np.allclose(shown[0], pattern / -3) and shown[1].max() == 1 and says_simulated(figure)
    for rows, message in (({}, "no pattern"), ({"found": {"a": pattern[1:]}}, "20 entries")):
        with pytest.raises(ValueError, match=message):
            draw_patterns(trials, rows)


def test_a_head_is_drawn(trials):
    figure = draw_patterns(trials, {"found": {"a": np.arange(21.0)}})
    assert len(png(figure)) > 5_000
