"""Known wrong derivations of chapter 09; the fields are those of chapter_02.py."""

START = "inner(2 * G @ F, K * dX)"
MOVED = "inner(K * (2 * G @ F), dX)"
SYM = "inner(sym(K * (2 * G @ F)), dX)"
SPLIT = "inner(K * (G @ F) - K * (F @ G), dX)"
PAIRS = "inner((K @ F) * G - (F @ K) * G, dX)"

WRONG = {
    "ionescu-equals-daleckii-krein": [
        (
            "symmetrised inside",
            [START, MOVED, "inner(K * sym(2 * G @ F), dX)"],
            3,
            [
                (
                    "symmetric part taken inside the elementwise product",
                    "symmetric part of an elementwise product",
                )
            ],
        ),
        (
            "symmetrised inside at once",
            [START, "inner(K * sym(2 * G @ F), dX)"],
            2,
            [
                (
                    "symmetric part taken inside the elementwise product",
                    "symmetric part of an elementwise product",
                )
            ],
        ),
        (
            "symmetrised before K",
            ["inner(sym(2 * G @ F), K * dX)"],
            1,
            [
                (
                    "symmetric part taken inside the elementwise product",
                    "symmetric part of an elementwise product",
                )
            ],
        ),
        (
            "K transposed on its way",
            [START, "inner(K.T * (2 * G @ F), dX)"],
            2,
            [("sign lost", "copying a factor")],
        ),
        (
            "half forgotten",
            [START, MOVED, "2 * " + SYM],
            3,
            [
                (
                    "half of the symmetric part dropped",
                    "only the symmetric part meets a symmetric matrix",
                )
            ],
        ),
        (
            "skew taken as symmetric",
            [START, MOVED, SYM, "inner(K * (G @ F) + K * (F @ G), dX)"],
            4,
            [("transpose lost", "transpose of an elementwise product")],
        ),
        (
            "K moved as a matrix factor",
            [START, "inner(K @ (2 * G @ F), dX)"],
            2,
            [
                (
                    "elementwise product taken as matrix product",
                    "copying an elementwise product",
                ),
            ],
        ),
        (
            "diagonal factor on the wrong side",
            [START, MOVED, SYM, SPLIT, "inner((F @ K) * G - (F @ K) * G, dX)"],
            5,
            [
                ("moved to the wrong side", "diagonal left factor of an elementwise product"),
                ("moved to the wrong side", "diagonal right factor of an elementwise product"),
            ],
        ),
        (
            "diagonal factor on both",
            [START, MOVED, SYM, SPLIT, "inner((K @ F) * (G @ F) - (F @ K) * G, dX)"],
            5,
            [("factor taken twice", "diagonal right factor of an elementwise product")],
        ),
        (
            "factor 2 in front",
            ["2 * " + START],
            1,
            [
                (
                    "half of the symmetric part dropped",
                    "only the symmetric part meets a symmetric matrix",
                )
            ],
        ),
        (
            "order of the difference",
            [START, MOVED, SYM, SPLIT, PAIRS, "inner((F @ K - K @ F) * G, dX)"],
            6,
            [("sign lost", "copying a factor")],
        ),
        (
            "sign lost at the end",
            [START, MOVED, SYM, SPLIT, PAIRS, "inner((K @ F + F @ K) * G, dX)"],
            6,
            [("sign lost", "copying a sum")],
        ),
    ]
}
