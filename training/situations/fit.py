"""Fits the likelihood that two reports tell one story: logistic regression (Newton) over what
they share.

fit.py FILE...      FILE: `train-situations pairs` of labelled articles
Prints the table of weights; figures go to the standard error.
"""
import argparse
import sys

import numpy as np

LEAST_LIKE = 0.05  # pairs whose words have less in common are no examples
PENALTY = 1e-3
FEWEST = 200  # examples of a collection for it to count
# Where both reports are dated, time stands for what names tell apart.
DATED = ["all", "lead", "times", "gap", "breadth"]
UNDATED = ["all", "names", "plain", "lead", "times", "breadth"]


def load(path):
    rows = [line.rstrip("\n").split("\t") for line in open(path, encoding="utf-8")]
    names = rows[0][3:]
    x = np.array([[float(v) for v in row[3:]] for row in rows[1:]])
    same = np.array([float(row[2]) for row in rows[1:]])
    return names, x, same


def fit(x, same, weight):
    """Weights of the standardised features, then turned back to the plain ones."""
    mean, spread = x.mean(0), x.std(0) + 1e-9
    z = np.c_[(x - mean) / spread, np.ones(len(x))]
    b = np.zeros(z.shape[1])
    ridge = PENALTY * len(x) * weight.mean()
    for _ in range(50):
        p = 1 / (1 + np.exp(-z @ b))
        curve = (z * (weight * p * (1 - p) + 1e-9)[:, None]).T @ z + ridge * np.eye(len(b))
        b -= np.linalg.solve(curve, z.T @ (weight * (p - same)) + ridge * np.r_[b[:-1], 0])
    plain = b[:-1] / spread
    return plain, b[-1] - (plain * mean).sum()


def examples(paths, undated):
    xs, sames, weights = [], [], []
    for path in paths:
        names, x, same = load(path)
        keep = (x[:, 0] > LEAST_LIKE) & (x[:, names.index("undated")] == undated)
        x, same = x[keep], same[keep]
        if len(same) < FEWEST:
            continue
        # Every collection and each answer counts alike, however many pairs it has.
        weight = np.where(same > 0, 1 / max(1, same.sum()), 1 / max(1, (1 - same).sum()))
        xs.append(x), sames.append(same), weights.append(weight)
        print(path, len(same), "pairs,", int(same.sum()), "of one story", file=sys.stderr)
    return [names] + [np.concatenate(part) for part in (xs, sames, weights)]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+")
    given = parser.parse_args()
    table = {}
    for undated, used in enumerate((DATED, UNDATED)):
        names, x, same, weight = examples(given.files, undated)
        x = x[:, [names.index(name) for name in used]]
        b, constant = fit(x, same, weight / weight.mean())
        for name, value in [*zip(used, b), ("constant", constant)]:
            table.setdefault(name, [0.0, 0.0])[undated] = value
    print("# How much each likeness of two reports speaks for one story: logistic regression,")
    print("# fitted by training/situations/fit.py; what the rows are stands in situations/alike.rs.")
    print("# likeness\tboth dated\tat least one undated")
    for name in [*(n for n in names if n in table), "constant"]:
        print(name, *(f"{value:.4f}" for value in table[name]), sep="\t")


if __name__ == "__main__":
    main()
