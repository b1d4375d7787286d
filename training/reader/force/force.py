#!/usr/bin/env python3
"""Scores the force of statements against force.tsv.

  force.py polnear.train.jsonl --run 'target/release/twosource read --format jsonl {input}' [--verbose]

A labelled cue counts as heard where a statement's cue overlaps it. Printed: cues heard, accuracy over
those heard (strict: the label itself; lenient: the label or the other one that may be defended), the
same for the 226 taken at random, and the share of the commonest force, the floor.
"""
import argparse, collections, json, os, subprocess, sys, tempfile

p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
p.add_argument("corpus"); p.add_argument("--run", required=True); p.add_argument("--verbose", action="store_true")
a = p.parse_args()
here = os.path.dirname(os.path.abspath(__file__))
rows = [l.rstrip("\n").split("\t") for l in open(os.path.join(here, "force.tsv"), encoding="utf-8") if not l.startswith("#")]
wanted = {r[0] for r in rows}
docs = {d["id"]: d for d in map(json.loads, open(a.corpus, encoding="utf-8")) if d["id"] in wanted}
if missing := wanted - docs.keys():
    sys.exit(f"{len(missing)} documents of force.tsv are not in {a.corpus}, first {min(missing)}")
with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as f:
    for d in docs.values():
        f.write(json.dumps({"id": d["id"], "text": d["text"], "published": d["published"], "title": d["title"]}) + "\n")
    f.flush()
    out = subprocess.run(a.run.replace("{input}", f.name), shell=True, check=True, capture_output=True, text=True).stdout
readings = {r["article"]["id"]: r for r in map(json.loads, out.splitlines())}
count, confusion = collections.Counter(), collections.Counter()
for n, (doc, cue, force, other) in enumerate(rows):
    start, end = map(int, cue.split("-"))
    if readings[doc]["article"]["text"] != docs[doc]["text"]:
        sys.exit(f"{doc}: the program changed the text")
    near = [s for s in readings[doc]["statements"] if s["cue"] and s["cue"][0] < end and start < s["cue"][1]]
    sets = ["all"] + (["random"] if n < 200 or n >= 340 else [])
    for s in sets:
        count[s, "n"] += 1
        count[s, "floor", force] += 1
    if not near:
        continue
    got = max(near, key=lambda s: min(end, s["cue"][1]) - max(start, s["cue"][0]))["force"]
    for s in sets:
        count[s, "heard"] += 1
        count[s, "strict"] += got == force
        count[s, "lenient"] += got in (force, other)
    if got != force:
        confusion[force, got] += 1
        if a.verbose:
            text = docs[doc]["text"]
            print(n, force, other, "got", got, "|", text[max(0, start - 60):start].replace("\n", " ") + "[[" + text[start:end] + "]]" + text[end:end + 90].replace("\n", " "))
for s in ("all", "random"):
    heard = max(1, count[s, "heard"])
    floor = max(v for k, v in count.items() if k[:2] == (s, "floor"))
    print(f"{s:8} cues {count[s, 'n']}  heard {heard}  strict {count[s, 'strict'] / heard:.3f}  lenient {count[s, 'lenient'] / heard:.3f}  commonest force {floor / count[s, 'n']:.3f}")
print("most confused (label, got):", ", ".join(f"{w} for {g} {n}" for (g, w), n in confusion.most_common(8)))
