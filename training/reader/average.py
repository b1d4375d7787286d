#!/usr/bin/env python3
"""Averages the weights of several models of one run or of runs that went on from each other.

  average.py OUT.pt MODEL.pt MODEL.pt...

The models must have the same labels and layers (Wortsman et al. 2022, "Model soups").
"""
import sys

import torch

if len(sys.argv) < 4:
    sys.exit(__doc__)
out, names = sys.argv[1], sys.argv[2:]
saved = [torch.load(name, weights_only=True) for name in names]
for name, s in zip(names, saved):
    if s["labels"] != saved[0]["labels"] or s["layers"] != saved[0]["layers"]:
        sys.exit(f"{name}: other labels or layers than {names[0]}")
mean = {}
for key, first in saved[0]["model"].items():
    mean[key] = first
    if first.is_floating_point():
        mean[key] = (sum(s["model"][key].float() for s in saved) / len(saved)).to(first.dtype)
torch.save(dict(model=mean, labels=saved[0]["labels"], layers=saved[0]["layers"]), out)
