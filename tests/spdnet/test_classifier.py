import pickle
import warnings

import numpy as np
import pytest
import torch
from pyriemann.estimation import Covariances
from sklearn.base import clone
from sklearn.exceptions import ConvergenceWarning, NotFittedError
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.utils import estimator_checks

from mathlib.spdnet import Settings, SPDNet, SPDNetClassifier, fit

NAMES = np.array(["feet", "hands"])


@pytest.fixture
def model():
    return SPDNetClassifier(hidden=(4,), tolerance=1e-2)


@pytest.fixture(scope="module")
def arrays(trials):
    return trials[0].numpy(), NAMES[trials[1].numpy()]


def test_it_learns_and_its_answers_agree(model, arrays):
    X, y = arrays
    assert model.fit(X, y) is model
    labels, scores, shares = model.predict(X), model.decision_function(X), model.predict_proba(X)
    assert model.classes_.tolist() == ["feet", "hands"]
    assert (labels.shape, scores.shape, shares.shape) == ((24,), (24,), (24, 2))
    assert np.mean(labels == y) > 0.85
    assert model.score(X, y) == np.mean(labels == y)
    np.testing.assert_array_equal(labels, NAMES[(scores > 0).astype(int)])
    np.testing.assert_allclose(shares.sum(axis=1), 1, rtol=1e-12)
    np.testing.assert_allclose(np.log(shares[:, 1] / shares[:, 0]), scores, rtol=1e-9)
    assert model.n_features_in_ == 6
    assert model.n_iter_ == len(model.history_.losses) > 1


def test_it_is_the_network_of_this_room_with_the_same_seed(model, arrays, trials):
    X, y = arrays
    net = SPDNet((6, 4), 2, generator=torch.Generator().manual_seed(3))
    history = fit(net, *trials, Settings(hidden=(4,), tolerance=1e-2))
    model.set_params(random_state=3).fit(X, y)
    assert model.history_ == history
    with torch.no_grad():
        np.testing.assert_array_equal(model.predict_proba(X), net(trials[0]).softmax(dim=1))


@pytest.mark.parametrize(
    "labels", [[10, -3, 7], ["left", "rest", "right"], [0.0, 1.0, 2.0], [True, False]]
)
def test_labels_of_any_kind(labels, arrays):
    X = arrays[0]
    y = np.array(labels)[np.arange(24) % len(labels)]
    model = SPDNetClassifier(hidden=(3,), max_epochs=2, batch_size=24).fit(X, y)
    assert set(model.predict(X)) <= set(labels)
    assert model.predict(X).dtype == y.dtype
    columns = 3 if len(labels) == 3 else None
    assert model.decision_function(X).shape == ((24, columns) if columns else (24,))


def test_the_random_state_decides_everything(model, arrays):
    X, y = arrays
    model.set_params(batch_size=10, max_epochs=3, centring=True)
    one, two, three = (clone(model).set_params(random_state=s).fit(X, y) for s in (5, 5, 6))
    assert one.history_ == two.history_
    assert one.history_ != three.history_
    drawn = clone(model).set_params(random_state=np.random.RandomState(0))
    first, second = drawn.fit(X, y).history_, drawn.fit(X, y).history_
    assert first != second
    assert drawn.set_params(random_state=np.random.RandomState(0)).fit(X, y).history_ == first


def test_it_stands_in_a_pipeline_behind_covariances_of_pyriemann():
    rng = np.random.default_rng(1)
    A, y = rng.normal(size=(5, 5)), np.arange(30) % 2
    sources = rng.normal(size=(30, 5, 100))
    sources[y == 1, 2] *= 3
    model = make_pipeline(Covariances("oas"), SPDNetClassifier(hidden=(3,), tolerance=1e-2, lr=0.1))
    found = cross_val_score(model, A @ sources, y, cv=3)
    assert found.mean() > 0.8
    grid = GridSearchCV(model, {"spdnetclassifier__hidden": [(2,), (4,)]}, cv=2)
    assert grid.fit(A @ sources, y).best_params_["spdnetclassifier__hidden"] in ((2,), (4,))


def test_a_clone_and_a_pickle(model, arrays):
    X, y = arrays
    model.set_params(hidden=(5, 3), penalty=0.1)
    copy = clone(model)
    assert copy.get_params() == model.get_params()
    assert not hasattr(copy, "net_")
    model.fit(X, y)
    again = pickle.loads(pickle.dumps(model))
    np.testing.assert_array_equal(again.predict_proba(X), model.predict_proba(X))


def test_too_few_epochs_are_said_aloud_unless_batches_were_asked_for(model, arrays):
    X, y = arrays
    with pytest.warns(ConvergenceWarning, match="not converged in 2 epochs: the gradient's norm"):
        model.set_params(max_epochs=2).fit(X, y)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model.set_params(batch_size=10).fit(X, y)


def test_progress_and_a_checkpoint_are_handed_on(model, arrays, tmp_path):
    X, y = arrays
    calls, path = [], tmp_path / "run.pt"
    model.set_params(max_epochs=3, batch_size=10)
    model.fit(X, y, progress=lambda *args: calls.append(args), checkpoint=path)
    assert calls == list(enumerate(model.history_.losses, start=1))
    again = clone(model).fit(X, y, progress=lambda *args: calls.append(args), checkpoint=path)
    assert len(calls) == 3
    np.testing.assert_array_equal(again.predict_proba(X), model.predict_proba(X))


def test_bad_input_is_answered_at_the_door(model, arrays):
    X, y = arrays
    with pytest.raises(NotFittedError):
        model.predict(X)
    crooked = X.copy()
    crooked[3, 0, 1] += 1
    holed = X.copy()
    holed[5, 2, 2] = np.nan
    for bad, labels, message in (
        (X[:, 0], y, r"\(24, 6\); expected covariance matrices"),
        (X[:, :5], y, r"\(24, 5, 6\); expected covariance matrices"),
        (holed, y, "NaN"),
        (crooked, y, r"X\[3\] differs from its transpose"),
        (X, y[:-1], "inconsistent numbers of samples"),
        (X, np.repeat("feet", 24), "one class, feet; expected 2 or more"),
        (X, np.linspace(0, 1, 24), "Unknown label type"),
        (-X, y, "the reference R has the eigenvalue"),
    ):
        with pytest.raises(ValueError, match=message):
            model.fit(bad, labels)
    with pytest.raises(ValueError, match="Let the sizes of a network decrease"):
        SPDNetClassifier().fit(X, y)
    with pytest.raises(ValueError, match="lr is -1; expected"):
        SPDNetClassifier(hidden=(4,), lr=-1).fit(X, y)
    model.set_params(max_epochs=1, batch_size=24).fit(X, y)
    with pytest.raises(ValueError, match="5 features, but SPDNetClassifier is expecting 6"):
        model.predict(X[:, :5, :5])
    with pytest.raises(ValueError, match=r"X\[3\] differs from its transpose"):
        model.predict(crooked)


def test_the_device_is_named_or_refused(model, arrays):
    X, y = arrays
    assert model.set_params(device="auto", max_epochs=1, batch_size=24).fit(X, y).predict(X).any()
    with pytest.raises(ValueError, match="device is 'tpu'; expected 'cpu', 'cuda' or 'auto'"):
        model.set_params(device="tpu").fit(X, y)
    if not torch.cuda.is_available():
        with pytest.raises(ValueError, match="torch finds no CUDA here"):
            model.set_params(device="cuda").fit(X, y)


class OnRows(SPDNetClassifier):
    """The estimator behind a door for rows, as scikit-learn's own checks hand over: I + v vᵀ."""

    def _trials(self, X):
        if X.ndim != 2:
            raise ValueError(f"X has shape {X.shape}. Reshape your data.")
        v = torch.tanh(torch.as_tensor(X))
        return torch.eye(X.shape[1]).double() + v[:, :, None] * v[:, None, :]

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array, tags.input_tags.three_d_array = True, False
        return tags


@pytest.mark.filterwarnings("ignore")
def test_all_checks_of_scikit_learn_but_one():
    """Its data are rows: the accuracy that it asks for is out of reach behind `OnRows`."""
    model = OnRows(hidden=(1,), max_epochs=3)
    results = estimator_checks.check_estimator(model, on_skip=None, on_fail=None)
    assert len(results) > 50
    wrong = [result for result in results if result["status"] == "failed"]
    assert {result["check_name"] for result in wrong} <= {"check_classifiers_train"}
    assert "three_d_array=True" in repr(SPDNetClassifier().__sklearn_tags__())
