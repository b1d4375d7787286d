//! Tags and dependency trees: a biaffine scorer of arcs (Dozat and Manning 2017) with the best
//! spanning tree (Chu and Liu 1965; Edmonds 1967).

use std::ops::Range;

use encoder::Scratch;

use super::Heard;
use super::heads::{Head, Rows, best, gelu};
use super::model::Reader;

/// What one more root costs: more than any arc can win, so that a tree has one.
const ROOT_COST: f32 = 1e4;

impl Reader {
    /// Appends the tags and arcs of one sentence, a range of words of the section that begins at
    /// the article's word `first`.
    pub(super) fn syntax(
        &self,
        rows: &Rows<'_>,
        sentence: &Range<usize>,
        first: usize,
        scratch: &mut Scratch,
        heard: &mut Heard,
    ) {
        heard.tags.extend(sentence.clone().map(|word| self.tags[best(rows.of(Head::Tag, word))]));
        let n = sentence.len();
        let inner: Vec<f32> = sentence
            .clone()
            .flat_map(|word| rows.of(Head::ArcDep, word).iter().map(|x| gelu(*x)))
            .collect();
        let mut queries = Vec::new();
        self.arc_pair.apply(&inner, &mut queries, scratch);
        let heads: Vec<f32> = sentence
            .clone()
            .flat_map(|word| rows.of(Head::ArcAbove, word).iter().map(|x| gelu(*x)))
            .collect();
        let width = self.arc_root.len();
        // Scores of every word's possible heads: the root, then the words.
        let mut scores = Vec::with_capacity(n * (n + 1));
        for (word, query) in queries.chunks_exact(width).enumerate() {
            scores.push(dot(query, &self.arc_root) - ROOT_COST);
            let own = heads.chunks_exact(width).enumerate();
            scores.extend(own.map(
                |(head, key)| {
                    if head == word { f32::NEG_INFINITY } else { dot(query, key) }
                },
            ));
        }
        let tree = tree(&scores, n);
        let inner: Vec<f32> = (0..n)
            .flat_map(|word| {
                let dep = rows.of(Head::RelDep, sentence.start + word);
                let above = match tree[word] {
                    0 => &self.rel_root[..],
                    head => rows.of(Head::RelAbove, sentence.start + head - 1),
                };
                dep.iter().zip(above).map(|(d, h)| gelu(d + h))
            })
            .collect();
        let mut labels = Vec::new();
        self.rel_out.apply(&inner, &mut labels, scratch);
        for (head, scores) in tree.into_iter().zip(labels.chunks_exact_mut(self.relations.len())) {
            if head == 0 {
                heard.arcs.push((None, "root"));
                continue;
            }
            // Only the root is "root".
            for (score, relation) in scores.iter_mut().zip(&self.relations) {
                if *relation == "root" {
                    *score = f32::NEG_INFINITY;
                }
            }
            let head = first + sentence.start + head - 1;
            heard.arcs.push((Some(head), self.relations[best(scores)]));
        }
    }
}

/// The product of two vectors, summed in a fixed order.
pub(super) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0.0f32; 16];
    let (whole_a, rest_a) = a.as_chunks::<16>();
    let (whole_b, rest_b) = b.as_chunks::<16>();
    for (x, y) in whole_a.iter().zip(whole_b) {
        for lane in 0..16 {
            lanes[lane] += x[lane] * y[lane];
        }
    }
    let rest: f32 = rest_a.iter().zip(rest_b).map(|(x, y)| x * y).sum();
    lanes.iter().sum::<f32>() + rest
}

/// The best tree over `n` words: each word's head, 0 for the root, else one more than the word.
/// `scores` has for every word the scores of the root and of every word as its head.
fn tree(scores: &[f32], n: usize) -> Vec<usize> {
    let mut heads: Vec<usize> = scores.chunks_exact(n + 1).map(best).collect();
    if is_tree(&heads) {
        return heads;
    }
    // As a graph of n + 1 nodes, the root first: node `w + 1` is word `w`.
    let mut graph = vec![f32::NEG_INFINITY; (n + 1) * (n + 1)];
    for (word, row) in scores.chunks_exact(n + 1).enumerate() {
        graph[(word + 1) * (n + 1)..(word + 2) * (n + 1)].copy_from_slice(row);
    }
    let parents = edmonds(&graph, n + 1);
    heads.copy_from_slice(&parents[1..]);
    heads
}

/// Whether there is one root and no cycle.
fn is_tree(heads: &[usize]) -> bool {
    let roots = heads.iter().filter(|h| **h == 0).count();
    roots == 1 && cycle(heads.len() + 1, |node| heads[node - 1]).is_none()
}

/// The nodes of a cycle among `n` nodes with parents, node 0 being the root.
fn cycle(n: usize, parent: impl Fn(usize) -> usize) -> Option<Vec<usize>> {
    let mut seen = vec![0; n];
    for start in 1..n {
        let mut at = start;
        while at != 0 && seen[at] == 0 {
            seen[at] = start;
            at = parent(at);
        }
        if at != 0 && seen[at] == start {
            let mut found = vec![at];
            let mut next = parent(at);
            while next != at {
                found.push(next);
                next = parent(next);
            }
            return Some(found);
        }
    }
    None
}

/// The parents of the best spanning tree with root 0 of a graph of `n` nodes:
/// `graph[child * n + parent]` is the score of an arc.
fn edmonds(graph: &[f32], n: usize) -> Vec<usize> {
    let mut parents: Vec<usize> =
        (0..n).map(|node| best(&graph[node * n..(node + 1) * n])).collect();
    parents[0] = 0;
    let Some(ring) = cycle(n, |node| parents[node]) else { return parents };
    // The ring becomes one node, the last; the others keep their order.
    let in_ring = |node: usize| ring.contains(&node);
    let kept: Vec<usize> = (0..n).filter(|node| !in_ring(*node)).collect();
    let m = kept.len() + 1;
    let mut smaller = vec![f32::NEG_INFINITY; m * m];
    // Which node of the ring an arc into or out of it belongs to.
    let (mut enters, mut leaves) = (vec![0; m], vec![0; m]);
    for (a, child) in kept.iter().enumerate() {
        for (b, parent) in kept.iter().enumerate() {
            smaller[a * m + b] = graph[child * n + parent];
        }
        let row = &graph[child * n..(child + 1) * n];
        let from = ring.iter().copied().max_by(|x, y| row[*x].total_cmp(&row[*y]));
        leaves[a] = from.expect("a ring has nodes");
        smaller[a * m + m - 1] = row[leaves[a]];
    }
    for (b, parent) in kept.iter().enumerate() {
        // What the tree gains by breaking the ring at a node.
        let gain = |node: usize| graph[node * n + parent] - graph[node * n + parents[node]];
        let at = ring.iter().copied().max_by(|x, y| gain(*x).total_cmp(&gain(*y)));
        enters[b] = at.expect("a ring has nodes");
        smaller[(m - 1) * m + b] = gain(enters[b]);
    }
    let found = edmonds(&smaller, m);
    for (a, child) in kept.iter().enumerate().skip(1) {
        parents[*child] = if found[a] == m - 1 { leaves[a] } else { kept[found[a]] };
    }
    let outside = found[m - 1];
    parents[enters[outside]] = kept[outside];
    parents
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The score of a set of heads.
    fn total(scores: &[f32], n: usize, heads: &[usize]) -> f32 {
        heads.iter().enumerate().map(|(word, head)| scores[word * (n + 1) + head]).sum()
    }

    /// The best tree by trying all.
    fn tried(scores: &[f32], n: usize) -> f32 {
        let mut best = f32::NEG_INFINITY;
        for code in 0..(n + 1).pow(n as u32) {
            let heads: Vec<usize> =
                (0..n).map(|word| code / (n + 1).pow(word as u32) % (n + 1)).collect();
            if is_tree(&heads) {
                best = best.max(total(scores, n, &heads));
            }
        }
        best
    }

    proptest! {
        #[test]
        fn the_best_tree_is_found(n in 1usize..5, numbers in prop::collection::vec(-9i8..9, 20)) {
            let mut scores: Vec<f32> = numbers.iter().take(n * (n + 1)).map(|x| f32::from(*x)).collect();
            for word in 0..n {
                scores[word * (n + 1)] -= ROOT_COST;
                scores[word * (n + 1) + word + 1] = f32::NEG_INFINITY;
            }
            let heads = tree(&scores, n);
            prop_assert!(is_tree(&heads), "{heads:?}");
            prop_assert_eq!(total(&scores, n, &heads), tried(&scores, n));
        }
    }

    #[test]
    fn products_of_odd_lengths() {
        let a: Vec<f32> = (0u8..21).map(f32::from).collect();
        assert_eq!(dot(&a, &a), 2870.0);
    }
}
