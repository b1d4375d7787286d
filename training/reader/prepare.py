#!/usr/bin/env python3
"""Turns the labelled corpora into training examples for the reader.

  prepare.py DATA OUT [--without CORPUS]...

DATA is the folder of the corpora (see training/README.md for the layout), OUT the file to write.
Words, pieces and features come from the program itself (`train-reader`), so that training sees what
reading will. CORPUS: polnear, worldwide, ewt, gum, timebank, aquaint, uw, uds.

An example is one document: its words with pieces, features and sentences, and for each layer that
the corpus labels an array over the words. Offsets in the corpora are code points.
"""
import collections, json, os, pickle, re, subprocess, sys, tempfile

PROGRAM = os.environ.get("TRAIN_READER", "target/release/train-reader")


def lines(path):
    with open(path, encoding="utf-8") as f:
        return [json.loads(l) for l in f if l.strip()]


def seen(texts, judge=False):
    """What the reader is given of each text, by id; and where asked for its judgement of each word."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", delete=False) as f:
        for t in texts:
            f.write(json.dumps(t, ensure_ascii=False) + "\n")
    out = subprocess.run([PROGRAM, *["--judge"] * judge, f.name], capture_output=True, check=True).stdout.decode()
    os.unlink(f.name)
    return {d["id"]: d for d in map(json.loads, out.split("\n")[:-1])}


def document(corpus, d, text):
    return dict(corpus=corpus, id=d["id"], words=d["words"], forms=[text[s:e] for s, e in d["words"]],
                pieces=d["pieces"], features=d["features"], sentences=d["sentences"])


def inside(words, spans):
    """Positions of the words most of whose characters lie in one of the spans."""
    return [i for i, (s, e) in enumerate(words) if any(min(e, b) - max(s, a) > (e - s) / 2 for a, b in spans)]


def touched(words, start, end):
    return [i for i, (s, e) in enumerate(words) if s < end and start < e]


def bio(n, spans):
    """Labels B-x, I-x, O of word spans `(first, last, label)`."""
    out = ["O"] * n
    for first, last, label in spans:
        out[first] = "B-" + label
        for i in range(first + 1, last + 1):
            out[i] = "I-" + label
    return out


def runs(positions):
    """Runs of neighbouring positions as (first, last)."""
    found = []
    for i in sorted(positions):
        if found and found[-1][1] == i - 1:
            found[-1][1] = i
        else:
            found.append([i, i])
    return found


def polnear(path):
    rows = {}
    for r in lines(path):
        rows.setdefault(r["id"], r)
    found = seen([dict(id=r["id"], title=r["title"], published=r["published"], outlet=r["publisher"], text=r["text"]) for r in rows.values()])
    for r in rows.values():
        if r["id"] not in found:
            print("not read:", r["id"], file=sys.stderr)
            continue
        doc = document("polnear", found[r["id"]], r["text"])
        words, relations, flat = doc["words"], [], []
        for a in r["attributions"]:
            parts = {k: inside(words, a[k]) for k in ("source", "cue", "content")}
            if parts["cue"] and parts["content"]:
                relations.append(parts)
            for k, positions in parts.items():
                flat += [(first, last, k) for first, last in runs(positions)]
        # Where spans cross, the shorter one is the one that is labelled.
        flat.sort(key=lambda s: s[0] - s[1])
        doc["attribution"], doc["relations"] = bio(len(words), flat), relations
        yield doc


NAMES = dict(Person="person", Organization="organisation", Location="place", NORP="nationality", Facility="facility", Product="product", Misc="other")


def worldwide(path):
    rows = lines(path)
    found = seen([dict(id=r["id"], text=r["text"]) for r in rows])
    for r in rows:
        if r["id"] not in found:
            print("not read:", r["id"], file=sys.stderr)
            continue
        doc = document("worldwide", found[r["id"]], r["text"])
        spans = []
        for n in r["names"]:
            at = touched(doc["words"], n["start"], n["end"])
            if at and n["type"] in NAMES:
                spans.append((at[0], at[-1], NAMES[n["type"]]))
        doc["names"] = bio(len(doc["words"]), spans)
        yield doc


def treebank(path):
    """Documents as lists of (text, paragraph starts here, rows)."""
    docs, text, rows, par = [], None, [], False
    for l in open(path, encoding="utf-8"):
        l = l.rstrip("\n")
        if l.startswith("# newdoc"):
            docs.append((l.split("=")[-1].strip(), []))
            par = True
        elif l.startswith("# newpar"):
            par = True
        elif l.startswith("# text ="):
            text = l[8:].strip()
        elif not l and rows:
            docs[-1][1].append((text, par, rows))
            rows, par = [], False
        elif l and l[0] != "#":
            rows.append(l.split("\t"))
    return docs


def spans_of(text, rows):
    """Character span of every syntactic word; parts of a contraction share its surface form."""
    at, found, multi = 0, [], {}
    for c in rows:
        if "-" in c[0]:
            a, b = map(int, c[0].split("-"))
            i = text.find(c[1], at)
            i = at if i < 0 else i
            cut, at = i, i + len(c[1])
            for x in rows:
                if x[0].isdigit() and a <= int(x[0]) <= b:
                    end = at if int(x[0]) == b else min(at, cut + len(x[1]))
                    multi[x[0]] = (cut, end)
                    cut = end
        elif c[0].isdigit():
            if c[0] in multi:
                found.append(multi[c[0]])
            else:
                i = text.find(c[1], at)
                i = at if i < 0 else i
                at = i + len(c[1])
                found.append((i, at))
    return found


def entities(doc_rows):
    """GUM's coreference: {group: [(first word, last word)]} over the document's words."""
    open_, groups, w = collections.defaultdict(list), collections.defaultdict(list), 0
    for rows in doc_rows:
        for c in rows:
            if not c[0].isdigit():
                continue
            misc = dict(x.split("=", 1) for x in c[9].split("|") if "=" in x)
            for part in re.findall(r"\([^()]*\)?|[^()]+\)", misc.get("Entity", "")):
                name = re.match(r"\(?(\d+)", part).group(1)
                if part.startswith("("):
                    if part.endswith(")"):
                        groups[name].append((w, w))
                    else:
                        open_[name].append(w)
                elif open_[name]:
                    groups[name].append((open_[name].pop(), w))
            w += 1
    return dict(groups)


def conllu(corpus, path):
    texts, kept = [], {}
    for n, (name, sents) in enumerate(treebank(path)):
        at, sentences = 0, []
        for text, _, rows in sents:
            sentences.append([[at + s, at + e] for s, e in spans_of(text, rows)])
            at += len(text) + 1
        key = f"{n}:{name}"
        texts.append(dict(id=key, text="\n".join(t for t, _, _ in sents), sentences=sentences))
        kept[key] = (texts[-1]["text"], sents)
    for key, d in seen(texts).items():
        text, sents = kept[key]
        doc = document(corpus, d, text)
        doc["tag"], doc["head"], doc["rel"], doc["paragraph"], first = [], [], [], [], 0
        for _, par, rows in sents:
            words = [c for c in rows if c[0].isdigit()]
            doc["paragraph"].append(par)
            for c in words:
                doc["tag"].append(c[3] + "|" + c[4])
                doc["head"].append(first + int(c[6]) - 1 if c[6] != "0" else -1)
                doc["rel"].append(c[7])
            first += len(words)
        if corpus == "gum":
            doc["coreference"] = entities([rows for _, _, rows in sents])
        yield doc


def timeml(corpus, path):
    rows = lines(path)
    found = seen([dict(id=r["doc"], published=r["dct"], text=r["text"]) for r in rows])
    for r in rows:
        if r["doc"] not in found:
            print("not read:", r["doc"], file=sys.stderr)
            continue
        doc = document(corpus, found[r["doc"]], r["text"])
        words, n = doc["words"], len(doc["words"])
        spans = []
        for t in r["timex"]:
            if t.get("start") is not None:
                at = touched(words, t["start"], t["end"])
                spans += [(at[0], at[-1], t["type"])] if at else []
        doc["times"] = bio(n, spans)
        doc["event"], doc["tense"], doc["aspect"], doc["polarity"] = ["NONE"] * n, [None] * n, [None] * n, [None] * n
        made = {i["eventID"]: i for i in r["instances"]}
        for e in r["events"]:
            at = touched(words, e["start"], e["end"])
            if at:
                i = made.get(e["eid"], {})
                doc["event"][at[-1]] = e["class"]
                doc["tense"][at[-1]], doc["aspect"][at[-1]] = i.get("tense"), i.get("aspect")
                if corpus == "timebank":
                    doc["polarity"][at[-1]] = i.get("polarity")
        yield doc


def judged(corpus, path, judge=False):
    """Factuality: sentences of spaced words, some judged from -3 to 3; forty make a document."""
    rows = lines(path)
    texts, kept = [], {}
    for first in range(0, len(rows), 40):
        text, sentences, values = "", [], []
        for r in rows[first:first + 40]:
            words, at = r["text"].split(" "), len(text)
            sentences.append([])
            value = {t["span1"][0]: t["label"] for t in r["targets"]}
            for i, w in enumerate(words):
                if w:
                    sentences[-1].append([at, at + len(w)])
                    values.append(value.get(i))
                at += len(w) + 1
            text += r["text"] + "\n"
        key = f"{corpus}:{first}"
        texts.append(dict(id=key, text=text.rstrip("\n"), sentences=sentences))
        kept[key] = (text, values)
    for key, d in seen(texts, judge).items():
        doc = document(corpus, d, kept[key][0])
        doc["factuality"] = kept[key][1]
        if judge:
            doc["judged"] = d["judged"]
        yield doc


def with_judgements(docs, path):
    """Adds UDS-IH2's judgements to the treebank sentences they were made of; gives how many fit."""
    by_text = {}
    for r in lines(path):
        by_text.setdefault(r["text"].replace(" ", ""), r)
    used = 0
    for doc in docs:
        doc["factuality"], at = [None] * len(doc["words"]), 0
        for n in doc["sentences"]:
            r = by_text.get("".join(doc["forms"][at:at + n]))
            if r and len(r["text"].split(" ")) == n:
                for t in r["targets"]:
                    doc["factuality"][at + t["span1"][0]] = t["label"]
                    used += 1
            at += n
    return used


def main(args):
    data, out = args[0], args[1]
    without = {args[i + 1] for i, a in enumerate(args) if a == "--without"}
    at = lambda *p: os.path.join(data, *p)
    train, dev = [], []
    if "polnear" not in without:
        train += polnear(at("attribution", "polnear.train.jsonl"))
        dev += polnear(at("attribution", "polnear.dev.jsonl"))
    if "worldwide" not in without:
        train += worldwide(at("names", "worldwide.train.jsonl"))
        dev += worldwide(at("names", "worldwide.dev.jsonl"))
    for part, docs in (("train", train), ("dev", dev)):
        if "ewt" not in without:
            ewt = list(conllu("ewt", at("syntax", f"ewt.{part}.conllu")))
            if "uds" not in without:
                print("judgements of uds in ewt", part, with_judgements(ewt, at("factuality", f"uds_ih2.{part}.jsonl")))
            docs += ewt
        if "gum" not in without:
            docs += conllu("gum", at("syntax", f"gum.{part}.conllu"))
        if "uw" not in without:
            docs += judged("uw", at("factuality", f"uw.{part}.jsonl"))
    for corpus in ("timebank", "aquaint"):
        if corpus not in without:
            docs = list(timeml(corpus, at("times", corpus + ".jsonl")))
            # Every eighth document is kept for development.
            train += [d for i, d in enumerate(docs) if i % 8]
            dev += [d for i, d in enumerate(docs) if i % 8 == 0]
    for name, docs in (("train", train), ("dev", dev)):
        count = collections.Counter()
        for d in docs:
            count[d["corpus"], "documents"] += 1
            count[d["corpus"], "words"] += len(d["words"])
            count[d["corpus"], "pieces"] += sum(map(len, d["pieces"]))
        for corpus in sorted({c for c, _ in count}):
            print(f"{name:5} {corpus:10} {count[corpus, 'documents']:5} documents {count[corpus, 'words']:8} words {count[corpus, 'pieces']:8} pieces")
    with open(out, "wb") as f:
        pickle.dump(dict(train=train, dev=dev), f)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(sys.argv[1:])
