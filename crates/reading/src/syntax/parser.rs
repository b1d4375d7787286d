//! Dependency trees by greedy arc-hybrid transitions (Kuhlmann et al. 2011; dynamic oracle:
//! Goldberg and Nivre 2013). The root stands at the end of the buffer and takes only the last
//! word on the stack, so every result is a tree with one root.

use super::features::{Features, Word};
use super::model::Scorer;
use super::tagger::{Tag, best};

/// A transition as a class of the model: 0 is [`SHIFT`], then left and right arc of each label.
pub type Transition = usize;

/// Moves the next word onto the stack.
pub const SHIFT: Transition = 0;

/// The next word becomes head of the top of the stack.
pub fn left(label: u8) -> Transition {
    1 + 2 * usize::from(label)
}

/// The second of the stack becomes head of its top.
pub fn right(label: u8) -> Transition {
    2 + 2 * usize::from(label)
}

/// The label of the root, first in the model's list.
pub const ROOT_LABEL: u8 = 0;

/// Leftmost and rightmost children of a word and what is known of all of them.
#[derive(Clone, Copy, Debug)]
struct Children {
    /// Leftmost and second leftmost.
    left: [usize; 2],
    /// Rightmost and second rightmost.
    right: [usize; 2],
    /// How many on either side.
    counts: [u32; 2],
    /// Labels on either side, one bit each, folded.
    labels: [u64; 2],
}

/// A parse under way. Word `n` of a sentence of `n` words is the root, `n + 1` stands for none.
#[derive(Clone, Debug)]
pub struct State<'a> {
    words: &'a [Word],
    tags: &'a [Tag],
    /// Number of quotation marks before each word: equal inside one quotation.
    quotes: Vec<u32>,
    /// [`clause_marks`] before each word.
    marks: &'a [u32],
    stack: Vec<usize>,
    next: usize,
    /// Head and label of each word.
    arcs: Vec<(usize, u8)>,
    children: Vec<Children>,
}

impl<'a> State<'a> {
    /// The start: all words wait. `marks` are the [`clause_marks`].
    pub fn new(words: &'a [Word], tags: &'a [Tag], marks: &'a [u32]) -> State<'a> {
        let n = words.len();
        let none = n + 1;
        let children =
            Children { left: [none; 2], right: [none; 2], counts: [0; 2], labels: [0; 2] };
        let mut count = 0;
        let mut quotes = Vec::with_capacity(n);
        for word in words {
            quotes.push(count);
            count += u32::from(word.quote);
        }
        State {
            words,
            tags,
            quotes,
            marks,
            stack: Vec::with_capacity(n),
            next: 0,
            arcs: vec![(none, 0); n],
            children: vec![children; n + 2],
        }
    }

    /// Whether the tree is complete.
    pub fn done(&self) -> bool {
        self.next == self.words.len() && self.stack.is_empty()
    }

    /// Words on the stack, bottom first.
    pub fn stack(&self) -> &[usize] {
        &self.stack
    }

    /// The first word that waits; the number of words when only the root does.
    pub fn next(&self) -> usize {
        self.next
    }

    /// Head and label of each word, the root being word `n`.
    pub fn arcs(&self) -> &[(usize, u8)] {
        &self.arcs
    }

    /// Whether a transition may be taken here.
    pub fn allows(&self, transition: Transition) -> bool {
        let at_root = self.next == self.words.len();
        let depth = self.stack.len();
        if transition == SHIFT {
            return !at_root;
        }
        let is_root = (transition - 1) / 2 == usize::from(ROOT_LABEL);
        match transition % 2 == 1 {
            true if at_root => depth == 1 && is_root,
            true => depth > 0 && !is_root,
            false => depth > 1 && !is_root,
        }
    }

    /// Takes a transition that is allowed.
    pub fn apply(&mut self, transition: Transition) {
        if transition == SHIFT {
            self.stack.push(self.next);
            self.next += 1;
            return;
        }
        let label = ((transition - 1) / 2) as u8;
        let Some(child) = self.stack.pop() else { return };
        let is_left = transition % 2 == 1;
        let head = if is_left { self.next } else { *self.stack.last().unwrap_or(&self.next) };
        self.arcs[child] = (head, label);
        let children = &mut self.children[head];
        let side = if is_left { &mut children.left } else { &mut children.right };
        *side = [child, side[0]];
        children.counts[usize::from(!is_left)] += 1;
        children.labels[usize::from(!is_left)] |= 1 << (label % 64);
    }

    fn word(&self, at: usize) -> u32 {
        self.words.get(at).map_or_else(|| (at - self.words.len()) as u32, |w| w.lower)
    }

    fn tag(&self, at: usize) -> u32 {
        self.tags.get(at).map_or_else(|| 300 + (at - self.tags.len()) as u32, |t| u32::from(*t))
    }

    fn label(&self, at: usize) -> u32 {
        self.arcs.get(at).map_or(300, |arc| u32::from(arc.1))
    }

    /// The features of the state.
    pub fn features(&self) -> Vec<u32> {
        let mut out = Features::default();
        self.collect(&mut out);
        out.0
    }

    fn collect(&self, out: &mut Features) {
        let none = self.words.len() + 1;
        let below = |n: usize| self.stack.len().checked_sub(n).map_or(none, |at| self.stack[at]);
        let ahead = |n: usize| (self.next + n).min(none);
        let (s0, s1, s2) = (below(1), below(2), below(3));
        let (b0, b1, b2) = (ahead(0), ahead(1), ahead(2));
        out.0.clear();
        self.collect_words(out, [s0, s1, s2, b0, b1, b2]);
        self.collect_children(out, s0, s1, b0);
        self.collect_distances(out, s0, s1, b0);
    }

    fn collect_words(&self, out: &mut Features, [s0, s1, s2, b0, b1, b2]: [usize; 6]) {
        let (w, t) = (|at| self.word(at), |at| self.tag(at));
        let around = |at: usize| {
            let before = at.checked_sub(1).map_or(400, t);
            (before, t((at + 1).min(self.words.len() + 1)))
        };
        for at in [s0, s1, b0, b1] {
            out.add(&[w(at)]);
            out.add(&[t(at)]);
            out.add(&[w(at), t(at)]);
        }
        for at in [s2, b2] {
            out.add(&[t(at)]);
            out.add(&[w(at), t(at)]);
        }
        for (a, b) in [(s0, b0), (s1, s0)] {
            out.add(&[w(a), t(a), w(b), t(b)]);
            out.add(&[w(a), w(b)]);
            out.add(&[w(a), t(a), t(b)]);
            out.add(&[t(a), w(b), t(b)]);
            out.add(&[t(a), t(b)]);
        }
        out.add(&[w(s1), w(b0)]);
        out.add(&[w(s1), t(b0)]);
        out.add(&[t(s1), t(b0)]);
        out.add(&[t(s1), w(b0)]);
        out.add(&[w(s0), w(b1)]);
        out.add(&[w(b0), t(b1)]);
        out.add(&[t(b0), w(b1)]);
        out.add(&[t(b0), t(b1)]);
        for [x, y, z] in [[s0, b0, b1], [s1, s0, b0], [s2, s1, s0], [b0, b1, b2], [s1, b0, b1]] {
            out.add(&[t(x), t(y), t(z)]);
        }
        out.add(&[w(s0), t(b0), t(b1)]);
        out.add(&[t(s0), w(b0), t(b1)]);
        out.add(&[t(s0), t(b0), w(b1)]);
        out.add(&[w(s1), t(s0), t(b0)]);
        out.add(&[t(s1), w(s0), t(b0)]);
        out.add(&[t(s1), t(s0), w(b0)]);
        out.add(&[t(s1), t(s0), t(b0), t(b1)]);
        out.add(&[t(s2), t(s1), t(s0), t(b0)]);
        out.add(&[t(s0), t(b0), t(b1), t(b2)]);
        for at in [s0, s1, b0] {
            let (before, after) = around(at);
            out.add(&[t(at), before]);
            out.add(&[t(at), after]);
        }
        out.add(&[t(s0), around(s0).1, around(b0).0, t(b0)]);
        out.add(&[t(s1), around(s1).1, around(s0).0, t(s0)]);
    }

    fn collect_children(&self, out: &mut Features, s0: usize, s1: usize, b0: usize) {
        let (w, t, l) = (|at| self.word(at), |at| self.tag(at), |at| self.label(at));
        for (at, [first, second], other) in [
            (s0, self.children[s0].left, b0),
            (s0, self.children[s0].right, b0),
            (s1, self.children[s1].left, s0),
            (s1, self.children[s1].right, s0),
            (b0, self.children[b0].left, s0),
        ] {
            out.add(&[w(first), t(first)]);
            out.add(&[l(first), t(at)]);
            out.add(&[t(at), t(first), t(other)]);
            out.add(&[t(at), l(first), t(other)]);
            out.add(&[w(at), l(first)]);
            out.add(&[t(at), w(first), l(first)]);
            out.add(&[t(at), l(first), l(second)]);
            out.add(&[t(at), t(first), t(second)]);
            out.add(&[t(second), l(second)]);
        }
        let [s0_left, s0_right] = [self.children[s0].left[0], self.children[s0].right[0]];
        out.add(&[t(s1), t(s0), t(s0_left), l(s0_left)]);
        out.add(&[t(s1), t(s0), t(s0_right), l(s0_right)]);
        out.add(&[w(s1), w(s0_left), l(s0_left)]);
        out.add(&[t(s1), w(s0_left), t(s0)]);
        out.add(&[w(s0), w(self.children[b0].left[0]), t(b0)]);
        for at in [s0, s1, b0] {
            let Children { counts, labels, .. } = self.children[at];
            for side in 0..2 {
                let set = (labels[side] ^ (labels[side] >> 32)) as u32;
                out.add(&[w(at), counts[side]]);
                out.add(&[t(at), counts[side]]);
                out.add(&[t(at), set]);
                out.add(&[w(at), set]);
            }
        }
    }

    fn collect_distances(&self, out: &mut Features, s0: usize, s1: usize, b0: usize) {
        let (w, t) = (|at| self.word(at), |at| self.tag(at));
        let n = self.words.len();
        let last = n.saturating_sub(1);
        for (a, b) in [(s0, b0), (s1, s0)] {
            let to = b.min(last);
            let from = a.min(to);
            let distance = match to - from {
                near @ 0..=4 => near as u32,
                5..=7 => 5,
                8..=12 => 6,
                _ => 7,
            };
            let clauses = self.marks[to] - self.marks[from];
            let (verbs, commas) = ((clauses & 0xFFFF).min(3), (clauses >> 16).min(3));
            let quoted = (self.quotes[to] - self.quotes[from]).min(3);
            out.add(&[t(a), t(b), distance]);
            out.add(&[w(a), t(b), distance]);
            out.add(&[t(a), w(b), distance]);
            out.add(&[t(a), t(b), verbs, commas]);
            out.add(&[w(a), t(b), verbs]);
            out.add(&[t(a), w(b), commas]);
            out.add(&[t(a), t(b), quoted]);
            out.add(&[w(a), t(b), quoted]);
        }
        out.add(&[self.stack.len().min(5) as u32, t(s0), t(b0)]);
    }
}

/// Counts before each word the verbs (low half) and the commas, colons and dashes (high half).
pub fn clause_marks(tags: &[Tag], kinds: &[u32]) -> Vec<u32> {
    let mut count = 0;
    let mut marks = Vec::with_capacity(tags.len());
    for tag in tags {
        marks.push(count);
        count += kinds.get(usize::from(*tag)).copied().unwrap_or(0);
    }
    marks
}

/// What a tag adds to [`clause_marks`].
pub fn clause_mark(upos: &str, xpos: &str) -> u32 {
    match (upos, xpos) {
        ("VERB" | "AUX", _) => 1,
        (_, "," | ":") => 1 << 16,
        _ => 0,
    }
}

/// Parses a sentence: head (the number of words for the root) and label of each word.
pub fn parse(
    words: &[Word],
    tags: &[Tag],
    marks: &[u32],
    model: &impl Scorer,
    labels: usize,
) -> Vec<(usize, u8)> {
    let mut state = State::new(words, tags, marks);
    let mut features = Features::default();
    let mut scores = vec![0; 1 + 2 * labels];
    while !state.done() {
        state.collect(&mut features);
        scores.fill(0);
        model.score(&features.0, &mut scores);
        let transition = best(&scores, |t| state.allows(t));
        state.apply(transition.expect("some transition is always allowed before the end"));
    }
    state.arcs
}
