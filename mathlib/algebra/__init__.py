"""Matrix expressions with sizes in letters: shapes, values, typesetting, and laws with their steps.

Why classes of our own
----------------------
SymPy's matrix expressions were tried first (version 1.14). They are made to reach a normal form,
and so they take away what a learner writes, or let pass what a learner must be told:

- `(A*C).T` is `C.T*A.T` at once, `A*Inverse(A)` is `I`, `A*A` is `A**2`, `Inverse(A).T` is
  `A.T**(-1)`: the step disappears before it can be checked, shown or counted.
- With A n×n and X n×k, `X*X` gives `X**2` and `X + A` gives a sum: sides of different letters
  might be equal, so there is no shape error, and no message in letters.
- A scalar product aᵀXb is a 1×1 matrix: adding 1 to it raises "Mix of Matrix and Scalar symbols".
- There is no differential d X, no symmetric symbol (its transpose is a new expression), and
  `diff(log(Determinant(A)), A)` returns the zero matrix, `diff(Trace(exp(A)), A)` raises.
- exp on every entry is typeset as a lambda, the Hadamard product as ∘.

What was kept from the idea is the tree of immutable nodes. Ours are thin: building checks shapes
and flattens associative products; everything else is a law (`LAWS`) and counts as a step.

In use
------
>>> from mathlib.algebra import matrix, tr, gradient
>>> A, X = matrix("A", "n", "n"), matrix("X", "n", "k")
>>> gradient(tr(X.T @ A @ X), X).result
(A + A.T) @ X

`@` is the matrix product, `*` the elementwise product or the product with a scalar, vectors are
columns, 1×1 counts as scalar. `diag` reads a diagonal, `Diag` makes a diagonal matrix.
"""

# The nodes come first: the last line of nodes.py imports what is built on them.
from mathlib.algebra.nodes import DSymbol, Expr, Symbol

# isort: split
from mathlib.algebra.canonical import key, tidy
from mathlib.algebra.degree import degrees, is_jointly_linear
from mathlib.algebra.differential import Derivation, NoLawError, Step, differential
from mathlib.algebra.evaluate import directional_derivative, evaluate
from mathlib.algebra.functions import (
    Diag,
    adj,
    cos,
    det,
    diag,
    elementwise,
    exp,
    expm,
    inner,
    inv,
    kron,
    log,
    logdet,
    norm,
    norm2,
    nuclear_norm,
    polar,
    reciprocal,
    relu,
    sigmoid,
    sin,
    softplus,
    spectral_norm,
    sqrt,
    square,
    step,
    sym,
    tanh,
    top_pair,
    tr,
    vec,
)
from mathlib.algebra.gap import largest_term, relative_gap
from mathlib.algebra.gradient import gradient, read_off
from mathlib.algebra.latex import latex
from mathlib.algebra.laws import Law, Wrong
from mathlib.algebra.python_text import python_names, python_text
from mathlib.algebra.rewriting import (
    LAWS,
    Rewrite,
    random_rewrite,
    rewrites,
    slips,
    wrong_rewrites,
)
from mathlib.algebra.sampling import sample, sample_sizes, sample_values, size_letters
from mathlib.algebra.shapes import ShapeError, Size
from mathlib.algebra.symbols import (
    commutation,
    d,
    diagonal,
    identity,
    matrix,
    ones,
    positive,
    scalar,
    size,
    skew,
    spd,
    symmetric,
    vector,
    zeros,
)
from mathlib.algebra.transposing import is_diagonal, is_skew, is_symmetric, transposed
from mathlib.algebra.tree import differentials, substitute

__all__ = [
    "LAWS",
    "DSymbol",
    "Derivation",
    "Diag",
    "Expr",
    "Law",
    "NoLawError",
    "Rewrite",
    "ShapeError",
    "Size",
    "Step",
    "Symbol",
    "Wrong",
    "adj",
    "commutation",
    "cos",
    "d",
    "degrees",
    "det",
    "diag",
    "diagonal",
    "differential",
    "differentials",
    "directional_derivative",
    "elementwise",
    "evaluate",
    "exp",
    "expm",
    "gradient",
    "identity",
    "inner",
    "inv",
    "is_diagonal",
    "is_jointly_linear",
    "is_skew",
    "is_symmetric",
    "key",
    "kron",
    "largest_term",
    "latex",
    "log",
    "logdet",
    "matrix",
    "norm",
    "norm2",
    "nuclear_norm",
    "ones",
    "polar",
    "positive",
    "python_names",
    "python_text",
    "random_rewrite",
    "read_off",
    "reciprocal",
    "relative_gap",
    "relu",
    "rewrites",
    "sample",
    "sample_sizes",
    "sample_values",
    "scalar",
    "sigmoid",
    "sin",
    "size",
    "size_letters",
    "skew",
    "slips",
    "softplus",
    "spd",
    "spectral_norm",
    "sqrt",
    "square",
    "step",
    "substitute",
    "sym",
    "symmetric",
    "tanh",
    "tidy",
    "top_pair",
    "tr",
    "transposed",
    "vec",
    "vector",
    "wrong_rewrites",
    "zeros",
]
