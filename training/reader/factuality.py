#!/usr/bin/env python3
"""Scores factuality against UW's judgements: Pearson correlation and mean absolute error.

  factuality.py UW.jsonl

`train-reader` (release build, or the path in TRAIN_READER) gives its judgement of every word.
"""
import sys

from prepare import judged


def main(path):
    pairs = [(v, g) for d in judged("uw", path, judge=True) for v, g in zip(d["factuality"], d["judged"]) if v is not None]
    n = len(pairs)
    mv, mg = sum(v for v, _ in pairs) / n, sum(g for _, g in pairs) / n
    cov = sum((v - mv) * (g - mg) for v, g in pairs)
    r = cov / (sum((v - mv) ** 2 for v, _ in pairs) * sum((g - mg) ** 2 for _, g in pairs)) ** 0.5
    print(f"{n} events: Pearson {r:.3f}, mean absolute error {sum(abs(v - g) for v, g in pairs) / n:.3f}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
