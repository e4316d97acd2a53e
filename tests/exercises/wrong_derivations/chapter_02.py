"""Known wrong derivations of chapter 02, with the line and the mistakes that must be named.

slug -> (what is done, the lines, the first broken line, the (cause, law) pairs that fit). Where
several pairs stand, the numbers cannot tell them apart; where none stands, the changed term is
all that can be said.
"""

# Short names for what stands often in a line.
SHORT = {
    "derive-log-volume": {"M": 'identity("n") + X @ X.T'},
    "derive-volume-of-columns": {"M": "X.T @ X", "v": "sqrt(det(M))"},
}

WRONG = {
    "derive-quadratic-form": [
        (
            "A taken as symmetric",
            [
                "tr(dX.T @ A @ X) + tr(X.T @ A @ dX)",
                "tr(X.T @ A @ dX) + tr(X.T @ A @ dX)",
                "2 * tr(X.T @ A @ dX)",
            ],
            2,
            [("transpose lost", "a trace is the trace of the transpose")],
        ),
        (
            "one factor moves",
            ["tr(X.T @ A @ dX)"],
            1,
            [("term dropped", "product rule"), ("term dropped", "trace of a sum")],
        ),
        (
            "sign of the product rule",
            ["tr(X.T @ A @ dX) - tr(dX.T @ A @ X)"],
            1,
            [("sign lost", "trace of a sum")],
        ),
        (
            "sign lost in collecting",
            [
                "tr(dX.T @ A @ X) + tr(X.T @ A @ dX)",
                "tr(X.T @ A.T @ dX) + tr(X.T @ A @ dX)",
                "tr(X.T @ (A - A.T) @ dX)",
            ],
            3,
            [("sign lost", "sum of traces")],
        ),
        (
            "a term lost",
            ["tr(dX.T @ A @ X) + tr(X.T @ A @ dX)", "tr(X.T @ A @ dX)"],
            2,
            [("term dropped", "copying a sum")],
        ),
        (
            "divided by the order",
            ['(tr(dX.T @ A @ X) + tr(X.T @ A @ dX)) / size("k")'],
            1,
            [("factor added", "trace")],
        ),
        (
            "factor 2 at the end",
            [
                "tr(dX.T @ A @ X) + tr(X.T @ A @ dX)",
                "tr(X.T @ A.T @ dX) + tr(X.T @ A @ dX)",
                "2 * tr(X.T @ (A + A.T) @ dX)",
            ],
            3,
            [],
        ),
        ("both differentials in one term", ["tr(dX.T @ A @ dX)"], 1, []),
    ],
    "derive-least-squares": [
        (
            "factor 2 forgotten",
            ["inner(A @ X - B, A @ dX)"],
            1,
            [
                ("factor dropped", "scalar into an inner product"),
                ("factor dropped", "squared norm"),
            ],
        ),
        (
            "B moves",
            ["2 * inner(A @ X - B, A @ dX)", "2 * inner(A.T @ A @ X, dX)"],
            2,
            [("term dropped", "copying a sum")],
        ),
        (
            "sign of B",
            ["2 * inner(A @ X - B, A @ dX)", "2 * inner(A.T @ (A @ X + B), dX)"],
            2,
            [("sign lost", "copying a sum")],
        ),
        (
            "norm read as not squared",
            ["inner(A @ X - B, A @ dX) / norm(A @ X - B)"],
            1,
            [
                ("squared norm read as the norm", "squared norm"),
                ("squared norm read as the norm", "squared norm as a trace"),
            ],
        ),
        (
            "norm of the differential",
            ["norm2(A @ dX)"],
            1,
            [("norm of the differential", "squared norm")],
        ),
        (
            "factor 2 lost on the way",
            ["2 * inner(A @ X - B, A @ dX)", "inner(A.T @ (A @ X - B), dX)"],
            2,
            [("factor dropped", "scalar into an inner product")],
        ),
        (
            "sign lost under a transpose",
            [
                "2 * inner(A @ X - B, A @ dX)",
                "2 * tr((A @ X - B).T @ A @ dX)",
                "2 * tr(A @ dX @ (A @ X + B).T)",
            ],
            3,
            [("sign lost", "copying a sum")],
        ),
        (
            "residual of another sign",
            ["2 * inner(B - A @ X, A @ dX)"],
            1,
            [
                ("sign lost", "inner product of a sum"),
                ("sign lost", "product rule"),
                ("sign lost", "sum rule"),
            ],
        ),
    ],
    "derive-log-volume": [
        (
            "inverse lost",
            ["tr(M @ (dX @ X.T + X @ dX.T))"],
            1,
            [("inverse lost", "log-determinant")],
        ),
        (
            "one factor of XXᵀ",
            ["tr(inv(M) @ dX @ X.T)"],
            1,
            [("term dropped", "product rule"), ("term dropped", "product with a sum")],
        ),
        (
            "determinant left in front",
            ["det(M) * tr(inv(M) @ (dX @ X.T + X @ dX.T))"],
            1,
            [("factor added", "log-determinant")],
        ),
        (
            "divided by n",
            ['tr(inv(M) @ (dX @ X.T + X @ dX.T)) / size("n")'],
            1,
            [("factor 1/n added", "log-determinant")],
        ),
        (
            "the identity forgotten",
            ["tr(inv(X @ X.T) @ (dX @ X.T + X @ dX.T))"],
            1,
            [("term dropped", "copying a sum")],
        ),
        (
            "sign of the product rule",
            [
                "tr(inv(M) @ (dX @ X.T + X @ dX.T))",
                "tr(inv(M) @ dX @ X.T) - tr(inv(M) @ X @ dX.T)",
            ],
            2,
            [("sign lost", "product with a sum")],
        ),
        (
            "two equal terms counted once",
            [
                "tr(inv(M) @ (dX @ X.T + X @ dX.T))",
                "tr(X.T @ inv(M) @ dX) + tr(X.T @ inv(M) @ dX)",
                "tr(X.T @ inv(M) @ dX)",
            ],
            3,
            [("factor dropped", "copying a factor")],
        ),
        (
            "inverse lost later",
            [
                "tr(inv(M) @ (dX @ X.T + X @ dX.T))",
                "2 * tr(X.T @ M @ dX)",
            ],
            2,
            [("inverse lost", "copying an inverse")],
        ),
    ],
    "derive-volume-of-columns": [
        (
            "root not differentiated",
            ["v * det(M) * tr(inv(M) @ (dX.T @ X + X.T @ dX))"],
            1,
            [("function in place of its derivative", "elementwise sqrt")],
        ),
        (
            "determinant dropped",
            ["1 / (2 * v) * tr(inv(M) @ (dX.T @ X + X.T @ dX))"],
            1,
            [("factor dropped", "determinant")],
        ),
        (
            "half of the root forgotten",
            ["1 / v * det(M) * tr(inv(M) @ (dX.T @ X + X.T @ dX))"],
            1,
            [("factor dropped", "copying a factor")],
        ),
        (
            "divided by n",
            ['v / (2 * size("n")) * tr(inv(M) @ (dX.T @ X + X.T @ dX))'],
            1,
            [
                ("factor 1/n added", "determinant"),
                ("factor 1/n added", "determinant by the adjugate"),
            ],
        ),
        (
            "one factor of XᵀX",
            ["v / 2 * tr(inv(M) @ X.T @ dX)"],
            1,
            [("term dropped", "product rule"), ("term dropped", "product with a sum")],
        ),
        (
            "inverse forgotten",
            [
                "v / 2 * tr(inv(M) @ (dX.T @ X + X.T @ dX))",
                "v * tr(X.T @ dX)",
            ],
            2,
            [("factor dropped", "left factor moves across, transposed")],
        ),
        (
            "a term lost",
            [
                "v / 2 * tr(inv(M) @ (dX.T @ X + X.T @ dX))",
                "v / 2 * tr(inv(M) @ X.T @ dX)",
            ],
            2,
            [("term dropped", "product with a sum")],
        ),
        (
            "root squared away",
            [
                "v / 2 * tr(inv(M) @ (dX.T @ X + X.T @ dX))",
                "det(M) * tr(inv(M) @ X.T @ dX)",
            ],
            2,
            [],
        ),
    ],
}
