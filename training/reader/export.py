#!/usr/bin/env python3
"""Writes a trained model in the form the program reads.

  export.py MODEL.pt OUT.safetensors

Weights of layers are 8-bit integers with a scale for each output (symmetric); what is a table or a
bias stays 32-bit. Labels go into the file's metadata.
"""
import datetime, json, sys

import torch
from safetensors.torch import save_file

TOKEN = ["tag", "names", "attribution", "times", "event", "tense", "aspect", "polarity"]
"""Heads that are one layer over a word's vector; with those below, one matrix in the file."""
PROJECTIONS = ["fact_in", "arc_dep", "arc_head", "rel_dep", "rel_head", "cue_word", "cue_key"]
LAYERS = ["fact_out", "arc_pair", "rel_out", "cue_cue", "cue_query", "cue_out", "pair_this", "pair_that", "pair_both", "pair_none"]
TABLES = ["arc_root", "rel_root", "cue_distance.weight", "pair_distance.weight", "pair_same.weight"]


def main(source, out):
    saved = torch.load(source, weights_only=True)
    m, tensors = saved["model"], {}

    def rows(w):
        scale = w.abs().amax(1).clamp(min=1e-8) / 127
        return (w / scale[:, None]).round().clamp(-127, 127).to(torch.int8).contiguous(), scale.float().contiguous()

    def linear(name, weight, bias):
        tensors[name + ".weight"], tensors[name + ".scale"] = rows(weight)
        tensors[name + ".bias"] = bias.float().contiguous()

    def taken(key):
        bias = m.get(key + ".bias")
        return m[key + ".weight"], torch.zeros(len(m[key + ".weight"])) if bias is None else bias

    tensors["embeddings.word"], tensors["embeddings.word.scale"] = rows(m["word.weight"])
    tensors["embeddings.position"] = m["position.weight"].clone()
    for k in range(4):
        tensors[f"embeddings.feature.{k}"] = m[f"feature.{k}.weight"].clone()
    for part in ("weight", "bias"):
        tensors[f"embeddings.norm.{part}"] = m[f"norm.{part}"].clone()
    for i in range(saved["layers"]):
        weight, bias = (x.clone() for x in taken(f"layers.{i}.qkv"))
        weight[:384] /= 32 ** 0.5
        bias[:384] /= 32 ** 0.5
        linear(f"layer.{i}.qkv", weight, bias)
        for name in ("attention", "inner", "outer"):
            linear(f"layer.{i}.{name}", *taken(f"layers.{i}.{name}"))
        for part in ("weight", "bias"):
            tensors[f"layer.{i}.attention.norm.{part}"] = m[f"layers.{i}.attention_norm.{part}"].clone()
            tensors[f"layer.{i}.norm.{part}"] = m[f"layers.{i}.norm.{part}"].clone()
    weights, biases, where, at = [], [], {}, 0
    for name in ["token." + k for k in TOKEN] + PROJECTIONS:
        weight, bias = taken(name)
        weights.append(weight), biases.append(bias)
        where[name.removeprefix("token.")] = [at, at + len(weight)]
        at += len(weight)
    linear("heads", torch.cat(weights), torch.cat(biases))
    for name in LAYERS:
        linear(name, *taken(name))
    for name in TABLES:
        tensors[name.removesuffix(".weight")] = m[name].float().clone()
    metadata = dict(name=f"reader {datetime.date.today()}", heads=json.dumps(where), labels=json.dumps(saved["labels"]))
    save_file(tensors, out, metadata)
    print(f"{out}: {sum(t.numel() * t.element_size() for t in tensors.values()) / 1e6:.1f} MB, {at} outputs of heads")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
