"""Wrong answers to chapter 01 as a reader wrote them: each refused, for the reason that is true."""

import numpy as np
import pytest

from mathlib.exercises import registry


def step_without_brackets(g, alpha):
    return -alpha * g / g @ g


def step_by_the_mean_square(g, alpha):
    return -alpha * g / np.sqrt(np.mean(g**2))


def step_added_to_the_gradient(g, alpha):
    return g - alpha * g / np.linalg.norm(g)


def multiplier_with_r_above(g, r):
    return r * np.linalg.norm(g) / 2


def both_multipliers(g, r):
    return np.linalg.norm(g) / (2 * r), -np.linalg.norm(g) / (2 * r)


def multiplier_for_a_condition_not_squared(g, r):
    return np.sqrt(g @ g) / 2 / r**0.5


def direction_divided_by_P(g, P):
    return -g / P


def direction_with_a_star(g, P):
    return -np.linalg.inv(P) * g / np.sqrt(g @ np.linalg.inv(P) @ g)


def direction_with_the_minus_under_the_root(g, P):
    undone = np.linalg.solve(P, -g)
    return undone / np.sqrt(g @ undone)


def curvature_over_two_steps(losses, eta):
    return (1 + np.sqrt(losses[-1] / losses[-3])) / eta


def curvature_minus_one(losses, eta):
    return (np.sqrt(losses[-1] / losses[-2]) - 1) / eta


def step_of_unsorted_eigenvalues(Q):
    s = np.linalg.eigvals(Q)
    mu, L = s[0], s[-1]
    return 2 / (mu + L), (L - mu) / (L + mu)


def step_of_the_two_smallest(Q):
    s = np.linalg.eigvalsh(Q)
    return 2 / (s[0] + s[1]), (s[1] - s[0]) / (s[1] + s[0])


def factor_before_step(Q):
    s = np.linalg.eigvalsh(Q)
    return (s[-1] - s[0]) / (s[-1] + s[0]), 2 / (s[0] + s[-1])


def search_turned_round(f, x, g, eta, share=1e-4):
    while f(x - eta * g) < f(x) - share * eta * np.sum(g * g):
        eta /= 2
    return eta


def search_in_whole_numbers(f, x, g, eta, share=1e-4):
    while f(x - eta * g) > f(x) - share * eta * np.sum(g * g):
        eta //= 2
    return eta


def search_that_walks(f, x, g, eta, share=1e-4):
    while f(x - eta * g) > f(x) - share * eta * np.sum(g * g):
        eta /= 2
        x = x - eta * g
    return eta


# the exercise, the answer, what the message has to say
ANSWERS = [
    ("steepest-step", step_without_brackets, "g is divided by g, then multiplied by g"),
    ("steepest-step", step_by_the_mean_square, "root of its mean square"),
    ("steepest-step", step_added_to_the_gradient, "at some inputs the sign is not"),
    ("multiplier-of-a-ball", multiplier_with_r_above, "Put d = −g/2λ into dᵀd = r²"),
    ("multiplier-of-a-ball", both_multipliers, "Both candidates are returned"),
    ("multiplier-of-a-ball", multiplier_for_a_condition_not_squared, "for dᵀd = r."),
    ("steepest-under-a-ruler", direction_divided_by_P, "`g / P` divides entry by entry"),
    ("steepest-under-a-ruler", direction_with_a_star, "multiplied by g entry by entry"),
    ("steepest-under-a-ruler", direction_with_the_minus_under_the_root, "stands under a root"),
    ("curvature-from-a-diverging-run", curvature_over_two_steps, "the ratio spans two steps"),
    ("curvature-from-a-diverging-run", curvature_minus_one, "the 1 changes sides"),
    ("best-fixed-step", step_of_unsorted_eigenvalues, "in no order"),
    ("best-fixed-step", step_of_the_two_smallest, "second smallest curvature"),
    ("best-fixed-step", factor_before_step, "the one that the docstring asks for"),
    ("backtracking-search", search_turned_round, "The comparison is turned round"),
    ("backtracking-search", search_in_whole_numbers, "halves to whole numbers"),
    ("backtracking-search", search_that_walks, "Your lines use share"),
]


@pytest.mark.parametrize(
    ("slug", "answer", "words"), ANSWERS, ids=[answer.__name__ for _, answer, _ in ANSWERS]
)
def test_wrong_answer_is_refused_for_the_right_reason(verdict_on, slug, answer, words):
    verdict = verdict_on(registry.find(slug).number, answer)
    assert verdict.status == "wrong"
    assert verdict.cause is not None
    assert words in verdict.message, verdict


def test_the_minus_of_an_index_is_no_sign_of_a_term():
    from mathlib.exercises.causes.slips import slipped

    reference = registry.find("best-fixed-step").exercise.reference
    assert "sign of one term" not in {name for name, _ in slipped(reference)}
