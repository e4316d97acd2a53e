"""Known wrong derivations of chapter 10; `chapter_02.py` says how to read them."""

FIRST = "inner(G, dW @ X @ W.T + W @ X @ dW.T)"
TWO = "inner(G, dW @ X @ W.T) + inner(G, W @ X @ dW.T)"
TURNED = "inner(G, dW @ X @ W.T) + inner(G.T, dW @ X @ W.T)"
MOVED = "inner(G @ W @ X, dW) + inner(G.T @ W @ X, dW)"

AS_SYMMETRIC = [
    ("transpose lost", "inner product as a trace"),
    ("transpose lost", "inner product of the transposes"),
]
ONE_TERM = [("term dropped", "inner product of a sum"), ("term dropped", "product rule")]

WRONG = {
    "bimap-gradient": [
        (
            "G taken as symmetric",
            [FIRST, TWO, "2 * inner(G, dW @ X @ W.T)", "2 * inner(G @ W @ X, dW)"],
            3,
            AS_SYMMETRIC,
        ),
        ("G taken as symmetric at once", ["2 * inner(G @ W @ X, dW)"], 1, AS_SYMMETRIC),
        ("only the W on the left moves", ["inner(G, dW @ X @ W.T)"], 1, ONE_TERM),
        (
            "minus in the product rule",
            ["inner(G, dW @ X @ W.T - W @ X @ dW.T)"],
            1,
            [("sign lost", "inner product of a sum"), ("sign lost", "product rule")],
        ),
        ("both W move at once", ["inner(G, dW @ X @ dW.T)"], 1, []),
        (
            "a term lost in splitting",
            [FIRST, "inner(G, dW @ X @ W.T)", "inner(G @ W @ X, dW)"],
            2,
            [("term dropped", "inner product of a sum")],
        ),
        (
            "X lost in moving",
            [FIRST, TWO, TURNED, "inner(G @ W, dW) + inner(G.T @ W @ X, dW)"],
            4,
            [
                ("factor dropped", "left factor moves across, transposed"),
                ("factor dropped", "right factor moves across, transposed"),
            ],
        ),
        (
            "minus in collecting",
            [FIRST, TWO, TURNED, MOVED, "inner((G - G.T) @ W @ X, dW)"],
            5,
            [("sign lost", "sum of inner products")],
        ),
        (
            "collected as 2G",
            [FIRST, TWO, TURNED, MOVED, "2 * inner(G @ W @ X, dW)"],
            5,
            [("transpose lost", "copying a transpose")],
        ),
        (
            "inner product taken entry by entry under a trace",
            [FIRST, "tr(G * (dW @ X @ W.T + W @ X @ dW.T))"],
            2,
            [("matrix product taken as elementwise product", "copying a product")],
        ),
    ]
}
