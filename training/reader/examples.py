"""Windows of examples and batches of windows."""
import random

import torch

WINDOW = 254
"""Most pieces of a window, without its first and last marker."""
FIRST, LAST = 101, 102
IGNORED = -100


def windows(docs, rng, first=None, size=WINDOW):
    """Cuts documents into runs of whole sentences, packing short documents of one corpus together.
    A window is a list of (document, first word, end word)."""
    found, window, room = [], [], size if first is None else first
    corpus = None
    for doc in docs:
        if doc["corpus"] != corpus and window:
            found.append(window)
            window, room = [], size
        corpus, at = doc["corpus"], 0
        begin = 0
        for n in doc["sentences"]:
            need = sum(len(p) for p in doc["pieces"][at:at + n])
            if need > room:
                if at > begin:
                    window.append((doc, begin, at))
                if window:
                    found.append(window)
                window, room, begin = [], size, at
            # A sentence longer than a window is cut.
            while need > size:
                fit, taken = 0, 0
                while taken + len(doc["pieces"][at + fit]) <= size:
                    taken += len(doc["pieces"][at + fit])
                    fit += 1
                found.append([(doc, at, at + fit)])
                at, n, need = at + fit, n - fit, need - taken
                begin = at
            at, room = at + n, room - need
        if at > begin:
            window.append((doc, begin, at))
    if window:
        found.append(window)
    return found


def encode_labels(docs, labels):
    """Label names to numbers, in place; labels is {layer: [names]}."""
    number = {k: {v: i for i, v in enumerate(vs)} for k, vs in labels.items()}
    for doc in docs:
        for layer, numbers in number.items():
            if layer in doc:
                doc[layer] = [numbers.get(x, IGNORED) if x is not None else IGNORED for x in doc[layer]]


def batch(chosen, labels, rng=None):
    """Tensors of a list of windows. Word arrays run over the words of all windows."""
    T = 2 + max(sum(len(p) for d, a, b in w for p in d["pieces"][a:b]) for w in chosen)
    B = len(chosen)
    pieces, features = torch.zeros(B, T, dtype=torch.long), torch.zeros(B, T, len(chosen[0][0][0]["features"][0]), dtype=torch.long)
    keep = torch.zeros(B, T, dtype=torch.bool)
    at_piece, sentences, relations, mentions = [], [], [], []
    layers = {k: [] for k in list(labels) + ["head"]}
    fact = []
    for i, window in enumerate(chosen):
        row, feats, t = [FIRST], [[7, 0, 0, 0]], 1
        for doc, a, b in window:
            base = len(at_piece)
            starts, s = {}, 0
            for k, n in enumerate(doc["sentences"]):
                starts[s] = k
                s += n
            for w in range(a, b):
                f = list(doc["features"][w])
                if w in starts and "paragraph" in doc and f[1] in (1, 2):
                    # Where a sentence of a treebank opens a line is not told: it may or may not.
                    f[1] = 2 if doc["paragraph"][starts[w]] or rng is None or rng.random() < 0.3 else 1
                at_piece.append(i * T + len(row))
                row += doc["pieces"][w]
                feats += [f] * len(doc["pieces"][w])
            n = b - a
            for layer in layers:
                layers[layer] += doc[layer][a:b] if layer in doc and layer != "head" else [IGNORED] * n
            if "head" in doc:
                # Heads outside the window (of a cut sentence) are not learned.
                layers["head"][base:] = [h - a + base if a <= h < b else (-1 if h < 0 else IGNORED) for h in doc["head"][a:b]]
                s = 0
                for m in doc["sentences"]:
                    if a <= s and s + m <= b:
                        sentences.append((base + s - a, m))
                    s += m
            judged = doc.get("factuality", [None] * len(doc["words"]))[a:b]
            fact += [(base + k, 0 if doc["corpus"] == "uw" else 1, v) for k, v in enumerate(judged) if v is not None]
            for r in doc.get("relations", []):
                cue = [w - a + base for w in r["cue"] if a <= w < b]
                if cue:
                    source, content = ([w - a + base for w in r[k] if a <= w < b] for k in ("source", "content"))
                    relations.append((cue, source, content, base, base + n))
            if "mentions" in doc:
                inside = [(h - a + base, g, key) for h, g, key in doc["mentions"] if a <= h < b]
                if len(inside) > 1:
                    mentions.append(inside)
        row.append(LAST)
        feats.append([7, 0, 0, 0])
        pieces[i, :len(row)] = torch.tensor(row)
        features[i, :len(row)] = torch.tensor(feats)
        keep[i, :len(row)] = True
    mask = None if bool(keep.all()) else keep[:, None, None, :]
    return dict(pieces=pieces, features=features, mask=mask, at=torch.tensor(at_piece), layers={k: torch.tensor(v) for k, v in layers.items()},
                sentences=sentences, relations=relations, mentions=mentions, fact=fact)


def mentions_of(doc):
    """Heads of the entities of a document, for coreference: (word, group, lower-case phrase)."""
    found = {}
    head = doc["head"]
    for group, spans in doc["coreference"].items():
        for first, last in spans:
            tops = [w for w in range(first, last + 1) if not first <= head[w] <= last]
            top = tops[0] if tops else first
            phrase = " ".join(doc["forms"][first:last + 1]).lower()
            # Of nested mentions with one head the longest counts.
            if top not in found or len(found[top][1]) < len(phrase):
                found[top] = (group, phrase)
    return [(w, g, p) for w, (g, p) in sorted(found.items())]
