"""Known wrong derivations of chapter 01; `chapter_02.py` says how to read them."""

FIRST = "dx.T @ Q @ x / 2 + x.T @ Q @ dx / 2 - b.T @ dx"

WRONG = {
    "derive-quadratic-in-a-vector": [
        (
            "one factor moves",
            ["x.T @ Q @ dx / 2 - b.T @ dx", "(Q @ x / 2 - b).T @ dx"],
            1,
            [("term dropped", "product rule")],
        ),
        (
            "half forgotten",
            ["dx.T @ Q @ x + x.T @ Q @ dx - b.T @ dx"],
            1,
            [("factor dropped", "copying a factor")],
        ),
        (
            "sign of the linear term",
            ["x.T @ Q @ dx + b.T @ dx"],
            1,
            [
                ("sign lost", "common right factor"),
                ("sign lost", "product rule"),
                ("sign lost", "sum rule"),
            ],
        ),
        (
            "linear term taken for a constant",
            ["dx.T @ Q @ x / 2 + x.T @ Q @ dx / 2"],
            1,
            [("term dropped", "product rule"), ("term dropped", "sum rule")],
        ),
        (
            "minus in the product rule",
            ["dx.T @ Q @ x / 2 - x.T @ Q @ dx / 2 - b.T @ dx"],
            1,
            [("sign lost", "product rule"), ("term dropped", "sum rule")],
        ),
        (
            "a term lost in collecting",
            [FIRST, "x.T @ Q @ dx / 2 - b.T @ dx"],
            2,
            [("term dropped", "copying a sum")],
        ),
        (
            "sign lost under a bracket",
            [FIRST, "x.T @ Q @ dx - b.T @ dx", "(Q @ x + b).T @ dx"],
            3,
            [("sign lost", "common right factor")],
        ),
        ("both factors move at once", ["dx.T @ Q @ dx / 2 - b.T @ dx"], 1, []),
        ("linear term not differentiated", ["x.T @ Q @ dx - b.T @ x"], 1, []),
        ("Q taken out of both", [FIRST, "(x - b).T @ Q @ dx"], 2, []),
    ],
}
