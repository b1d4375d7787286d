#!/usr/bin/env python3
"""Scores coreference within the article against GUM's layer.

  coreference.py --run 'COMMAND {input}' GUM.conllu [--verbose]

COMMAND prints readings as JSON Lines. Two figures. CoNLL F1 (mean of MUC, B-cubed and CEAF-e over
mentions matched by their last word; entities of one mention left out): readings only know people,
organisations, places and described sources, the gold layer every noun phrase. Links: of the
pronouns and descriptions that the gold layer gives to a named person, organisation or place, how
many are pointed at an entity, and of those how many at the right one.
"""
import collections, json, subprocess, sys, tempfile

from prepare import entities, spans_of, treebank

PRONOUNS = set("he him his himself she her hers herself it its itself they them their theirs themselves".split())


def gold(path):
    for n, (name, sents) in enumerate(treebank(path)):
        at, words = 0, []
        for text, _, rows in sents:
            own = [c for c in rows if c[0].isdigit()]
            base = len(words)
            for c, (s, e) in zip(own, spans_of(text, rows)):
                head = base + int(c[6]) - 1 if c[6] != "0" else None
                words.append(dict(span=(at + s, at + e), form=c[1], upos=c[3], head=head))
            at += len(text) + 1
        clusters = entities([rows for _, _, rows in sents])
        yield dict(id=f"{n}:{name}", text="\n".join(t for t, _, _ in sents), words=words, clusters=clusters)


def head(words, first, last):
    tops = [w for w in range(first, last + 1) if words[w]["head"] is None or not first <= words[w]["head"] <= last]
    return tops[0] if tops else first


def muc(a, b):
    """Recall of clusters `a` by partition `b`."""
    num = den = 0
    where = {m: i for i, c in enumerate(b) for m in c}
    for c in a:
        parts = {where[m] if m in where else ("alone", m) for m in c}
        num, den = num + len(c) - len(parts), den + len(c) - 1
    return num / den if den else 0


def b3(a, b):
    where = {m: c for c in b for m in c}
    total = sum(len(c) for c in a)
    return sum(len(c & where[m]) / len(c) for c in a for m in c if m in where) / total if total else 0


def ceafe(a, b):
    import itertools
    phi = sorted(((2 * len(x & y) / (len(x) + len(y)), i, j) for i, x in enumerate(a) for j, y in enumerate(b) if x & y), reverse=True)
    # Greedy alignment: within a hair of the best one, and without a solver.
    used, mine, total = set(), set(), 0
    for p, i, j in phi:
        if i not in used and j not in mine:
            used.add(i), mine.add(j)
            total += p
    return total / len(a) if a else 0


def f1(r, p):
    return 2 * p * r / (p + r) if p + r else 0


def main(args):
    command, path = args[1], args[2]
    docs = list(gold(path))
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", delete=False) as f:
        for d in docs:
            f.write(json.dumps(dict(id=d["id"], text=d["text"])) + "\n")
    out = subprocess.run(command.replace("{input}", f.name), shell=True, capture_output=True, check=True).stdout.decode()
    read = {r["article"]["id"]: r for r in map(json.loads, out.split("\n")[:-1])}
    sums, n = collections.Counter(), 0
    C = collections.Counter()
    for d in docs:
        r = read.get(d["id"])
        if r is None:
            print("not read:", d["id"])
            continue
        words = d["words"]
        start, end = {w["span"][0]: i for i, w in enumerate(words)}, {w["span"][1]: i for i, w in enumerate(words)}
        G, kind = [], {}
        for spans in d["clusters"].values():
            heads = {head(words, a, b) for a, b in spans}
            named = {h for h in heads if words[h]["upos"] == "PROPN"}
            for h in heads:
                kind[h] = (frozenset(heads), named)
            if len(heads) > 1:
                G.append(frozenset(heads))
        system = collections.defaultdict(set)
        mine = {}
        for m in r["mentions"]:
            s, e = m["span"]
            inside = [i for i, w in enumerate(words) if s <= w["span"][0] and w["span"][1] <= e]
            if inside:
                h = head(words, inside[0], inside[-1])
                system[m["entity"]].add(h)
                mine[h] = m["entity"]
        S = [frozenset(c) for c in system.values() if len(c) > 1]
        for metric in (muc, b3, ceafe):
            sums[metric.__name__] += f1(metric(G, S), metric(S, G))
        n += 1
        names = collections.defaultdict(set)
        for name in r["names"]:
            i = end.get(name["span"][1])
            if i is not None:
                names[name["entity"]].add(i)
        for h, (heads, named) in kind.items():
            # Pronouns of the first and second person are not looked for.
            pronoun = words[h]["form"].lower() in PRONOUNS
            if not named or not (pronoun or words[h]["upos"] == "NOUN"):
                continue
            what = "pronoun" if pronoun else "description"
            C[what, "gold"] += 1
            if h in mine:
                whom = system[mine[h]] | names[mine[h]]
                tops = {words[w]["head"] if words[w]["upos"] == "PROPN" and words[w]["head"] in heads else w for w in whom}
                resolved = any(words[w]["upos"] == "PROPN" for w in whom)
                if resolved:
                    C[what, "linked"] += 1
                    ok = bool((whom | tops) & named)
                    C[what, "right"] += ok
                    if not ok and "--verbose" in args:
                        print(d["id"], words[h]["form"], words[h]["span"], "->", sorted({words[w]["form"] for w in whom}), "not", sorted({words[w]["form"] for w in named}))
    print("CoNLL F1 %.3f (MUC %.3f, B-cubed %.3f, CEAF-e %.3f), mean of %d documents" % (sum(sums.values()) / 3 / n, sums["muc"] / n, sums["b3"] / n, sums["ceafe"] / n, n))
    for what in ("pronoun", "description"):
        g, l, r = (C[what, k] for k in ("gold", "linked", "right"))
        print(f"{what:12} linked {l} of {g}, right {r}: accuracy {r / max(1, l):.3f}, recall {r / max(1, g):.3f}")
    l, r = (sum(C[w, k] for w in ("pronoun", "description")) for k in ("linked", "right"))
    print(f"links in all: accuracy {r / max(1, l):.3f} of {l}")


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    main(sys.argv[1:])
