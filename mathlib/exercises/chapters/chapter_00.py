"""Exercises of chapter 00: how to check a gradient."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mathlib.exercises.exercise import Exercise, Formula, Inputs, Mistake

Array = NDArray[Any]
Scalar = Callable[[Array], float]
Generator = np.random.Generator

# No two entries of X play the same part in these, and their third derivatives do not vanish.
CUBES = Formula("np.sum(X**3) + X[0, 0] * X[-1, -1]")
GRAM = Formula("np.sum((X @ X.T)**2) / 10 + X[0, -1]**3")
WAVES = Formula("np.sum(np.sin(X)) + np.exp(X[0, 0] - X[-1, 0] / 2)")
FUNCTIONS = (CUBES, GRAM, WAVES)
SHAPES = ((3, 4), (5, 2), (2, 6), (4, 3), (1, 5))


def whole(rng: Generator, *shape: int) -> Array:
    """Return an array of small whole numbers other than 0, as floats."""
    return np.asarray(rng.integers(1, 4, size=shape) * rng.choice([-1.0, 1.0], size=shape))


# ── 1 ────────────────────────────────────────────────────────────────────────────────────────


def inner(A: Array, B: Array) -> float:
    """⟨A, B⟩ of two matrices of equal shape (m, n)."""
    return float(np.sum(A * B))


INNER = Exercise(
    slug="frobenius-inner-product",
    title="The inner product of two matrices",
    difficulty=1,
    minutes=3,
    reference=inner,
    layout={"A": "mn", "B": "mn"},
    result="",
    noun="inner product",
    cases=lambda rng: [(rng.normal(size=s), rng.normal(size=s)) for s in SHAPES],
    small=lambda rng: [(whole(rng, *s), whole(rng, *s)) for s in ((1, 2), (2, 2), (2, 3), (3, 2))],
    mistakes={
        "sum of the matrix product": Mistake(
            lambda A, B: np.sum(A @ B.T),
            "All entries of A Bᵀ are added; the inner product keeps only its diagonal.",
            "Which pairs of entries does Σ A_ij B_ij multiply? Only those at the same place.",
        ),
        "entries not added": Mistake(
            lambda A, B: A * B,
            "The products A_ij B_ij are there, and not added up yet.",
            "An inner product is one number.",
        ),
        "added along one axis": Mistake(
            lambda A, B: np.sum(A * B, axis=1),
            "The products are added along each row only.",
            "Look at the `axis` of your sum, or at the loop that is missing.",
        ),
        "mean for sum": Mistake(
            lambda A, B: np.mean(A * B),
            "The mean over all entries stands where their sum belongs.",
            "By what does `mean` divide?",
        ),
        "product of the sums": Mistake(
            lambda A, B: np.sum(A) * np.sum(B),
            "Each matrix is added up first, and the two sums are multiplied.",
            "Multiply entry by entry first, then add.",
        ),
        "product of the norms": Mistake(
            lambda A, B: np.linalg.norm(A) * np.linalg.norm(B),
            "‖A‖ ‖B‖ is the largest value that the inner product could have (Cauchy–Schwarz).",
            "The angle between A and B is missing.",
        ),
        "only the first row": Mistake(
            lambda A, B: A[0] @ B[0],
            "Only the first rows are multiplied.",
            "The double sum runs over i and over j.",
        ),
    },
    hints=(
        "How would you take the inner product of two long vectors? A matrix is a long vector, "
        "folded.",
        "⟨A, B⟩ = Σ_ij A_ij B_ij: multiply entries at the same place, add everything.",
        "`products = A * B`, and one call makes one number of it.",
    ),
    symptoms={
        "you get a matrix or a vector": "the products are there, and the sum is not finished.",
    },
)


# ── 2 ────────────────────────────────────────────────────────────────────────────────────────


def bilinear_grad(a: Array, X: Array, b: Array) -> Array:
    """Gradient of L(X) = aᵀXb: entry (i, j) is a_i b_j."""
    return np.outer(a, b)


def _bilinear_inputs(draw: Callable[..., Array], shapes: tuple[tuple[int, int], ...]) -> Any:
    return [(draw(m), draw(m, n), draw(n)) for m, n in shapes]


BILINEAR = Exercise(
    slug="bilinear-gradient",
    title="The gradient of aᵀXb",
    difficulty=1,
    minutes=5,
    reference=bilinear_grad,
    layout={"a": "m", "X": "mn", "b": "n"},
    result="mn",
    cases=lambda rng: _bilinear_inputs(lambda *s: rng.normal(size=s), SHAPES),
    small=lambda rng: _bilinear_inputs(lambda *s: whole(rng, *s), ((1, 2), (2, 2), (2, 3), (3, 2))),
    loss=lambda a, X, b: a @ X @ b,
    variable="X",
    mistakes={
        "transposed": Mistake(
            lambda a, X, b: np.outer(b, a),
            "The result is b aᵀ: its rows belong to b.",
            "X_ij stands between a_i and b_j. Which of the two numbers the rows of the gradient?",
        ),
        "X kept": Mistake(
            lambda a, X, b: a[:, None] * X * b,
            "Each entry is a_i X_ij b_j, so X itself is still inside.",
            "X_ij enters the loss once, in the first power. What is left after one derivative?",
        ),
        "the loss itself": Mistake(
            lambda a, X, b: a @ X @ b,
            "The value of L is returned, one number.",
            "How much does L grow when only X_ij grows by a little?",
        ),
        "a and b added": Mistake(
            lambda a, X, b: a[:, None] + b,
            "Each entry is a_i + b_j.",
            "The coefficient of X_ij in the double sum is a product.",
        ),
        "a left out": Mistake(
            lambda a, X, b: np.ones_like(a)[:, None] * b,
            "Every row is b, and a does not enter.",
            "What stands to the left of X_ij in Σ a_i X_ij b_j?",
        ),
        "b left out": Mistake(
            lambda a, X, b: a[:, None] * np.ones_like(b),
            "Every column is a, and b does not enter.",
            "What stands to the right of X_ij in Σ a_i X_ij b_j?",
        ),
        "gradient in a": Mistake(
            lambda a, X, b: X @ b,
            "X b is the gradient of the same loss in a.",
            "Which of the three letters moves? The gradient has its shape.",
        ),
        "gradient in b": Mistake(
            lambda a, X, b: X.T @ a,
            "Xᵀa is the gradient of the same loss in b.",
            "Which of the three letters moves? The gradient has its shape.",
        ),
    },
    hints=(
        "Write L as a double sum. In which of its terms does X_ij appear?",
        "dL = aᵀ dX b = ⟨a bᵀ, dX⟩: the gradient is what stands beside dX in ⟨·, dX⟩.",
        "Entry (i, j) is a_i b_j; `a[:, None]` makes a column of a.",
    ),
    symptoms={
        "you get one number": "`a @ b` is the inner product; you need all pairs a_i b_j.",
        "you get shape (n, m)": "a and b stand in the other order.",
        "`a @ b.T` raises": "`.T` does nothing to a vector of one axis; give it a second axis.",
    },
)


# ── 3 ────────────────────────────────────────────────────────────────────────────────────────


def central(f: Scalar, X: Array, H: Array, h: float) -> float:
    """Central quotient of f at X along H."""
    return float((f(X + h * H) - f(X - h * H)) / (2 * h))


STEPS = (0.1, 0.05, 0.2, 0.15, 0.08)

CENTRAL = Exercise(
    slug="central-quotient",
    title="The central quotient",
    difficulty=1,
    minutes=5,
    reference=central,
    layout={"X": "mn", "H": "mn", "h": ""},
    result="",
    noun="quotient",
    tolerance=1e-10,
    allows=frozenset({"numerical"}),
    cases=lambda rng: [
        (FUNCTIONS[i % 3], rng.normal(size=s), rng.normal(size=s), h)
        for i, (s, h) in enumerate(zip(SHAPES, STEPS))
    ],
    small=lambda rng: [
        (CUBES, whole(rng, *s), whole(rng, *s), h) for s, h in (((1, 2), 1.0), ((2, 3), 0.5))
    ],
    mistakes={
        "forward quotient": Mistake(
            lambda f, X, H, h: (f(X + h * H) - f(X)) / h,
            "This is the forward quotient: it steps to one side only.",
            "A central quotient stands in the middle of its two points.",
        ),
        "backward quotient": Mistake(
            lambda f, X, H, h: (f(X) - f(X - h * H)) / h,
            "This is the backward quotient: it steps to one side only.",
            "A central quotient stands in the middle of its two points.",
        ),
        "divided by h": Mistake(
            lambda f, X, H, h: (f(X + h * H) - f(X - h * H)) / h,
            "The difference is divided by h.",
            "How far apart are the two points?",
        ),
        "2 * h without brackets": Mistake(
            lambda f, X, H, h: (f(X + h * H) - f(X - h * H)) / 2 * h,
            "`/ 2 * h` divides by 2 and then multiplies by h.",
            "Put brackets around 2 * h.",
        ),
        "not divided": Mistake(
            lambda f, X, H, h: f(X + h * H) - f(X - h * H),
            "The difference of the two values is not divided yet.",
            "A slope is a rise divided by a run.",
        ),
        "sign": Mistake(
            lambda f, X, H, h: (f(X - h * H) - f(X + h * H)) / (2 * h),
            "The two values are subtracted in the other order.",
            "A function that grows along H has a positive quotient.",
        ),
        "direction left out": Mistake(
            lambda f, X, H, h: (f(X + h) - f(X - h)) / (2 * h),
            "`X + h` moves every entry by h; the direction H does not enter.",
            "By how much should entry (i, j) move?",
        ),
        "direction made a unit vector": Mistake(
            lambda f, X, H, h: (
                (f(X + h * H / np.linalg.norm(H)) - f(X - h * H / np.linalg.norm(H))) / (2 * h)
            ),
            "H is divided by its length.",
            "⟨G, H⟩ doubles when H doubles; so should the quotient.",
        ),
    },
    hints=(
        "Take one step forward and one step back. How far apart do you stand?",
        "(f(X + hH) − f(X − hH)) / 2h.",
        "`ahead, behind = f(X + h * H), f(X - h * H)`",
    ),
    symptoms={
        "you get twice the value": "count the steps between the two points.",
        "you get something tiny": "`/ 2 * h` is not `/ (2 * h)`.",
    },
)


# ── 4 ────────────────────────────────────────────────────────────────────────────────────────


def num_grad(f: Scalar, X: Array, h: float = 1e-5) -> Array:
    """Numerical gradient of f at X, one central quotient for each entry."""
    G = np.zeros(X.shape)
    for place in np.ndindex(X.shape):
        E = np.zeros(X.shape)
        E[place] = h
        G[place] = (f(X + E) - f(X - E)) / (2 * h)
    return G


def _forward_num_grad(f: Scalar, X: Array, h: float = 1e-5) -> Array:
    G = np.zeros(X.shape)
    for place in np.ndindex(X.shape):
        E = np.zeros(X.shape)
        E[place] = h
        G[place] = (f(X + E) - f(X)) / h
    return G


def _left_moved(f: Scalar, X: Array, h: float = 1e-5) -> Array:
    G = np.zeros(X.shape)
    for place in np.ndindex(X.shape):
        X[place] += h
        ahead = f(X)
        X[place] -= 2 * h
        G[place] = (ahead - f(X)) / (2 * h)
    return G


def _moved_back_by_sums(f: Scalar, X: Array, h: float = 1e-5) -> Array:
    G = np.zeros(X.shape)
    for place in np.ndindex(X.shape):
        X[place] += h
        ahead = f(X)
        X[place] -= 2 * h
        behind = f(X)
        X[place] += h
        G[place] = (ahead - behind) / (2 * h)
    return G


def _all_at_once(f: Scalar, X: Array, h: float = 1e-5) -> Array:
    return np.full(X.shape, (f(X + h) - f(X - h)) / (2 * h))


def _inputs_of_function(rng: Generator) -> list[Inputs]:
    points = [rng.normal(size=s) for s in SHAPES]
    default: list[Inputs] = [(f, X) for f, X in zip(FUNCTIONS, points)]
    return [*default, (GRAM, points[3], 0.1), (WAVES, points[4], 0.3)]


NUM_GRAD = Exercise(
    slug="numerical-gradient",
    title="A numerical gradient, entry by entry",
    difficulty=2,
    minutes=10,
    points=2,
    reference=num_grad,
    layout={"X": "mn", "h": ""},
    result="mn",
    noun="numerical gradient",
    tolerance=1e-7,
    allows=frozenset({"numerical"}),
    cases=_inputs_of_function,
    small=lambda rng: [(CUBES, whole(rng, *s), 1.0) for s in ((1, 2), (2, 2), (2, 3))],
    mistakes={
        "forward quotient": Mistake(
            _forward_num_grad,
            "Each entry is a forward quotient: it steps to one side only.",
            "The error of a central quotient falls with h², that of a forward one with h.",
        ),
        "divided by h": Mistake(
            lambda f, X, h=1e-5: 2 * num_grad(f, X, h),
            "The difference is divided by h.",
            "How far apart are the two points?",
        ),
        "all entries moved at once": Mistake(
            _all_at_once,
            "`X + h` moves every entry, so each entry of the result is the sum of all slopes.",
            "Move one entry, keep the others, and put it back.",
        ),
        "X left moved": Mistake(
            _left_moved,
            "X is moved in place and not put back, so later entries are taken at another point.",
            "Work on a copy, or keep the old entry and assign it back.",
        ),
        "X moved back by sums": Mistake(
            _moved_back_by_sums,
            "X is moved in place and moved back by adding; rounding leaves a trace in it.",
            "Keep the old entry and assign it back: x + h − h is not always x.",
        ),
        "h ignored": Mistake(
            lambda f, X, h=1e-5: num_grad(f, X),
            "The step that is passed does not enter; a step of your own does.",
            "Look for a number such as 1e-5 that is typed inside the function.",
        ),
        "returned as a vector": Mistake(
            lambda f, X, h=1e-5: num_grad(f, X, h).ravel(),
            "The entries are there, in one long vector.",
            "A gradient has the shape of its variable.",
        ),
        "only the first column": Mistake(
            lambda f, X, h=1e-5: num_grad(f, X, h) * (np.arange(X.shape[1]) == 0),
            "Only the first column is filled.",
            "The loop has to visit every entry (i, j).",
        ),
    },
    hints=(
        "You already have a quotient along any direction. Which direction moves one entry only?",
        "Entry (i, j) is (f(X + hE_ij) − f(X − hE_ij)) / 2h, with E_ij zero but for a 1 at (i, j).",
        "`for place in np.ndindex(X.shape):` visits every entry; start from `X.copy()`.",
    ),
    symptoms={
        "all entries are equal": "`X + h` moves every entry at once.",
        "later entries are worse than the first": "the entries before them were not put back.",
    },
)


# ── 5 ────────────────────────────────────────────────────────────────────────────────────────


def cumsum_vjp(G: Array, x: Array) -> Array:
    """Backward pass of y = np.cumsum(x): x_j reaches every y_i with i ≥ j."""
    return np.cumsum(G[::-1])[::-1]


LENGTHS = (4, 7, 2, 6, 9)

CUMSUM = Exercise(
    slug="cumulative-sum-vjp",
    title="Backward through a cumulative sum",
    difficulty=2,
    minutes=8,
    points=2,
    reference=cumsum_vjp,
    layout={"G": "n", "x": "n"},
    result="n",
    cases=lambda rng: [(rng.normal(size=n), rng.normal(size=n)) for n in LENGTHS],
    small=lambda rng: [(whole(rng, n), whole(rng, n)) for n in (2, 3, 4)],
    loss=lambda G, x: G @ np.cumsum(x),
    variable="x",
    upstream="G",
    mistakes={
        "forward pass again": Mistake(
            lambda G, x: np.cumsum(G),
            "The cumulative sum runs forwards once more, over G.",
            "Which y_i does the first entry of x reach? And the last?",
        ),
        "upstream gradient ignored": Mistake(
            lambda G, x: np.arange(len(x), 0, -1.0),
            "Each entry counts how many y_i it reaches, as if G were all ones.",
            "Weigh each y_i that x_j reaches with the G_i that arrives there.",
        ),
        "passed through": Mistake(
            lambda G, x: G.copy(),
            "G is handed on as it came, as if y were x.",
            "x_j does not only enter y_j: where else?",
        ),
        "not turned back": Mistake(
            lambda G, x: np.cumsum(G[::-1]),
            "The sum runs from the end, and the result still stands in that order.",
            "The first entry of the result belongs to the first entry of x.",
        ),
        "order turned, nothing added": Mistake(
            lambda G, x: G[::-1].copy(),
            "G is turned around and not added up.",
            "x_j reaches several y_i; their G_i add.",
        ),
        "own entry left out": Mistake(
            lambda G, x: np.cumsum(G[::-1])[::-1] - G,
            "The sum runs over i > j only.",
            "Does x_j reach y_j itself?",
        ),
        "times x": Mistake(
            lambda G, x: np.cumsum(G[::-1])[::-1] * x,
            "The result is multiplied by x.",
            "The cumulative sum is linear in x: its derivative does not know x.",
        ),
        "sum of all": Mistake(
            lambda G, x: np.full(len(x), np.sum(G)),
            "Every entry is the sum of the whole G.",
            "The last entry of x reaches the last y only.",
        ),
    },
    hints=(
        "Let x_2 grow by a little. Which entries of y grow with it?",
        "∂L/∂x_j = Σ_i G_i ∂y_i/∂x_j, and ∂y_i/∂x_j is 1 for i ≥ j and 0 otherwise.",
        "`G[::-1]` turns G around; a cumulative sum from the end is what you need.",
    ),
    symptoms={
        "your result is right back to front": "turn it around once more before you return it.",
    },
)


# ── 6 ────────────────────────────────────────────────────────────────────────────────────────


def remainders(f: Scalar, X: Array, G: Array, H: Array, steps: Array) -> Array:
    """Remainder of Taylor's formula of first order along H, one for each step."""
    return np.array([abs(f(X + h * H) - f(X) - h * np.sum(G * H)) for h in steps])


def _remainder_inputs(rng: Generator) -> list[Inputs]:
    found: list[Inputs] = []
    for i, shape in enumerate(SHAPES):
        X, G, H = (rng.normal(size=shape) for _ in range(3))
        steps = np.array([0.5, 0.3, 0.1, 0.05, 0.02, 0.01, 0.005])[: i + 2]
        found.append((FUNCTIONS[i % 3], X, G, H, steps))
    return found


REMAINDERS = Exercise(
    slug="taylor-remainders",
    title="The remainders of a Taylor test",
    difficulty=2,
    minutes=10,
    points=2,
    reference=remainders,
    layout={"X": "mn", "G": "mn", "H": "mn", "steps": "s"},
    result="s",
    noun="list of remainders",
    tolerance=1e-10,
    allows=frozenset({"numerical"}),
    cases=_remainder_inputs,
    small=lambda rng: [
        (CUBES, *(whole(rng, *s) for _ in range(3)), np.array([2.0, 1.0])[:k])
        for s, k in (((1, 2), 1), ((2, 2), 2), ((2, 3), 2))
    ],
    mistakes={
        "absolute value missing": Mistake(
            lambda f, X, G, H, steps: np.array(
                [f(X + h * H) - f(X) - h * np.sum(G * H) for h in steps]
            ),
            "The absolute value is missing.",
            "A logarithm is taken next, and it needs positive numbers.",
        ),
        "linear term left out": Mistake(
            lambda f, X, G, H, steps: np.array([abs(f(X + h * H) - f(X)) for h in steps]),
            "Only the change of f is there; G does not enter.",
            "Without the linear term every gradient shows slope 1.",
        ),
        "linear term added": Mistake(
            lambda f, X, G, H, steps: np.array(
                [abs(f(X + h * H) - f(X) + h * np.sum(G * H)) for h in steps]
            ),
            "The linear term is added.",
            "The remainder is what is left of the change after the linear part is taken away.",
        ),
        "step missing in the linear term": Mistake(
            lambda f, X, G, H, steps: np.array(
                [abs(f(X + h * H) - f(X) - np.sum(G * H)) for h in steps]
            ),
            "The linear term is ⟨G, H⟩, the same for every step.",
            "Along hH the first-order change is ⟨G, hH⟩.",
        ),
        "divided by the step": Mistake(
            lambda f, X, G, H, steps: remainders(f, X, G, H, steps) / steps,
            "Each remainder is divided by its step, which takes one off the slope.",
            "The remainder itself should fall with slope 2.",
        ),
        "matrix product for the inner product": Mistake(
            lambda f, X, G, H, steps: np.array(
                [abs(f(X + h * H) - f(X) - h * np.sum(G @ H.T)) for h in steps]
            ),
            "All entries of G Hᵀ are added; ⟨G, H⟩ keeps only its diagonal.",
            "Your function from 00.1 gives ⟨G, H⟩.",
        ),
        "squared": Mistake(
            lambda f, X, G, H, steps: remainders(f, X, G, H, steps) ** 2,
            "Each remainder is squared, which doubles the slope.",
            "Take the absolute value.",
        ),
        "X not subtracted": Mistake(
            lambda f, X, G, H, steps: np.array(
                [abs(f(X + h * H) - h * np.sum(G * H)) for h in steps]
            ),
            "f(X) is not subtracted, so the numbers do not fall to zero.",
            "What is left when the step is 0?",
        ),
        "sum over the steps": Mistake(
            lambda f, X, G, H, steps: np.sum(remainders(f, X, G, H, steps)),
            "The remainders of all steps are added to one number.",
            "The picture needs one remainder for each step.",
        ),
    },
    hints=(
        "What does f change by, and how much of that does the gradient foretell?",
        "The remainder is |f(X + hH) − f(X) − h⟨G, H⟩|, one number for each h.",
        "`change = f(X + h * H) - f(X)` for one h; `np.array([… for h in steps])` for all.",
    ),
    symptoms={
        "the slope is 1 for every G": "the linear term does not enter.",
        "the remainders level off at a constant": "look for a step h missing in one term.",
    },
)


# ── 7 ────────────────────────────────────────────────────────────────────────────────────────


def mse_grad(X: Array, W: Array, Y: Array) -> Array:
    """Gradient in W of ‖XW − Y‖² / B."""
    G: Array = 2 / len(X) * X.T @ (X @ W - Y)
    return G


BATCHES = ((5, 3, 2), (4, 2, 6), (7, 4, 3), (3, 5, 2), (6, 1, 4))  # B, n, k


def _mse_inputs(draw: Callable[..., Array], sizes: tuple[tuple[int, int, int], ...]) -> Any:
    return [(draw(B, n), draw(n, k), draw(B, k)) for B, n, k in sizes]


MSE_GRAD = Exercise(
    slug="mend-the-gradient",
    title="Mend the gradient",
    difficulty=2,
    minutes=12,
    points=3,
    reference=mse_grad,
    layout={"X": "Bn", "W": "nk", "Y": "Bk"},
    result="nk",
    cases=lambda rng: _mse_inputs(lambda *s: rng.normal(size=s), BATCHES),
    small=lambda rng: _mse_inputs(
        lambda *s: whole(rng, *s), ((2, 1, 1), (2, 2, 1), (2, 3, 1), (4, 2, 3))
    ),
    loss=lambda X, W, Y: np.sum((X @ W - Y) ** 2) / len(X),
    variable="W",
    mistakes={
        "sum for mean": Mistake(
            lambda X, W, Y: 2 * X.T @ (X @ W - Y),
            "The sum over the batch is not divided by B.",
            "The loss has a 1/B in front; where does it go?",
        ),
        "transposed": Mistake(
            lambda X, W, Y: 2 / len(X) * (X @ W - Y).T @ X,
            "The result is the gradient's transpose, of shape (k, n).",
            "X moves to the other side of the inner product, and it returns transposed, in front.",
        ),
        "both slips of the draft": Mistake(
            lambda X, W, Y: 2 * (X @ W - Y).T @ X,
            "Both slips are still there: the result is transposed, and 1/B is missing.",
            "Mend the shape first; then compare one entry with a numerical gradient.",
        ),
        "factor 2 lost": Mistake(
            lambda X, W, Y: X.T @ (X @ W - Y) / len(X),
            "The 2 of the square is lost.",
            "Differentiate r² once more: what comes down in front?",
        ),
        "sign": Mistake(
            lambda X, W, Y: 2 / len(X) * X.T @ (Y - X @ W),
            "The residual is taken the other way round, Y − XW.",
            "In the loss the order does not matter, since it is squared. Here it does.",
        ),
        "mean over all entries": Mistake(
            lambda X, W, Y: 2 * X.T @ (X @ W - Y) / Y.size,
            "The result is divided by B·k, as `np.mean` over all entries would do.",
            "The loss divides by the number of rows only.",
        ),
        "target left out": Mistake(
            lambda X, W, Y: 2 / len(X) * X.T @ (X @ W),
            "Y does not enter.",
            "At a perfect fit, XW = Y, the gradient is zero. Is yours?",
        ),
        "gradient in X": Mistake(
            lambda X, W, Y: 2 / len(X) * (X @ W - Y) @ W.T,
            "This is the gradient of the same loss in X.",
            "Which letter moves? The gradient has its shape.",
        ),
        "X left out": Mistake(
            lambda X, W, Y: 2 / len(X) * (X @ W - Y),
            "The residual is not yet carried back through X.",
            "The residual has shape (B, k), and W has shape (n, k): what takes B to n?",
        ),
    },
    hints=(
        "Start with the shape: which product of X and the residual R = XW − Y has the shape of W?",
        "L = ⟨R, R⟩ / B gives dL = 2⟨R, X dW⟩ / B; move X across and it returns transposed.",
        "`R = X @ W - Y`, and then Xᵀ stands in front of R.",
    ),
    symptoms={
        "you get shape (k, n)": "the product is the transpose of the one you want.",
        "your gradient is too large by 3 for three samples": "something is not divided by B.",
    },
)


# ── 8 ────────────────────────────────────────────────────────────────────────────────────────


def estimate_gradient(f: Scalar, X: Array, directions: Array, h: float = 1e-5) -> Array:
    """Mean over the directions H of (central quotient along H) times H."""
    slopes = np.array([(f(X + h * H) - f(X - h * H)) / (2 * h) for H in directions])
    mean: Array = np.einsum("k,kmn->mn", slopes, directions) / len(directions)
    return mean


def _slopes(f: Scalar, X: Array, directions: Array, h: float) -> Array:
    return np.array([central(f, X, H, h) for H in directions])


def _along_the_mean(f: Scalar, X: Array, directions: Array, h: float = 1e-5) -> Array:
    mean = directions.mean(axis=0)
    return np.asarray(central(f, X, mean, h) * mean)


def _unit_directions(f: Scalar, X: Array, directions: Array, h: float = 1e-5) -> Array:
    lengths = np.linalg.norm(directions, axis=(1, 2), keepdims=True)
    return estimate_gradient(f, X, directions / lengths, h)


def _forward_estimate(f: Scalar, X: Array, directions: Array, h: float = 1e-5) -> Array:
    slopes = np.array([(f(X + h * H) - f(X)) / h for H in directions])
    mean: Array = np.einsum("k,kmn->mn", slopes, directions) / len(directions)
    return mean


def _estimate_inputs(rng: Generator) -> list[Inputs]:
    found: list[Inputs] = []
    for i, (k, m, n) in enumerate(((6, 3, 4), (3, 5, 2), (7, 2, 6), (2, 4, 3), (4, 1, 5))):
        inputs = (FUNCTIONS[i % 3], rng.normal(size=(m, n)), rng.normal(size=(k, m, n)))
        found.append(inputs if i < 3 else (*inputs, 0.1))
    return found


ESTIMATE = Exercise(
    slug="gradient-from-noise",
    title="A gradient out of noise",
    difficulty=3,
    minutes=15,
    points=3,
    reference=estimate_gradient,
    layout={"X": "mn", "directions": "kmn", "h": ""},
    result="mn",
    noun="estimate",
    tolerance=1e-7,
    allows=frozenset({"numerical"}),
    cases=_estimate_inputs,
    small=lambda rng: [
        (CUBES, whole(rng, m, n), whole(rng, k, m, n), 1.0)
        for k, m, n in ((2, 1, 2), (3, 2, 2), (4, 2, 3))
    ],
    mistakes={
        "sum for mean": Mistake(
            lambda f, X, directions, h=1e-5: (
                len(directions) * estimate_gradient(f, X, directions, h)
            ),
            "The directions are added and not divided by their number.",
            "More directions should make the estimate better, not longer.",
        ),
        "directions not multiplied": Mistake(
            lambda f, X, directions, h=1e-5: np.full(
                X.shape, np.mean(_slopes(f, X, directions, h))
            ),
            "The quotients are averaged, and none is multiplied by its direction.",
            "A quotient is one number; what gives it back the shape of X?",
        ),
        "quotients only": Mistake(
            lambda f, X, directions, h=1e-5: _slopes(f, X, directions, h),
            "The quotients are there, one for each direction, and are not combined yet.",
            "Multiply each by its direction, then take the mean.",
        ),
        "not averaged": Mistake(
            lambda f, X, directions, h=1e-5: (
                _slopes(f, X, directions, h)[:, None, None] * directions
            ),
            "There is one array for each direction; the mean over them is missing.",
            "Look at which axis of the result counts the directions.",
        ),
        "first direction only": Mistake(
            lambda f, X, directions, h=1e-5: estimate_gradient(f, X, directions[:1], h),
            "Only the first direction is used.",
            "Is there a `return` inside the loop?",
        ),
        "mean direction first": Mistake(
            _along_the_mean,
            "The directions are averaged first; their mean is nearly zero and says little.",
            "Average the products (quotient times direction), not their factors.",
        ),
        "directions made unit vectors": Mistake(
            _unit_directions,
            "Each direction is divided by its length.",
            "E[⟨G, H⟩H] = G needs entries of variance 1: leave the length alone.",
        ),
        "divided by h": Mistake(
            lambda f, X, directions, h=1e-5: 2 * estimate_gradient(f, X, directions, h),
            "The differences are divided by h.",
            "How far apart are the two points?",
        ),
        "forward quotient": Mistake(
            _forward_estimate,
            "Each quotient is a forward one: it steps to one side only.",
            "Use your function from 00.3.",
        ),
    },
    hints=(
        "One quotient tells you ⟨G, H⟩. What would you multiply it by to get a matrix, "
        "and why could that be G on average?",
        "E[⟨G, H⟩ H] = G for independent entries of mean 0 and variance 1.",
        "`slopes = [central(f, X, H, h) for H in directions]`, then the mean of slope times H.",
    ),
    symptoms={
        "your estimate is far from the true gradient": (
            "that is the noise, not a slip: with k directions the error is about √(mn / k) of ‖G‖."
        ),
    },
)


EXERCISES = (INNER, BILINEAR, CENTRAL, NUM_GRAD, REMAINDERS, CUMSUM, MSE_GRAD, ESTIMATE)
