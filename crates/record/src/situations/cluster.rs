//! Average-link agglomerative clustering over a graph of near neighbours.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BinaryHeap};

/// A group on its way.
struct Group {
    members: Vec<usize>,
    /// For groups with a link to this one, the sum of the links.
    near: BTreeMap<usize, f64>,
}

/// Two groups that may be merged, ordered by the mean of their links, then by position.
#[derive(PartialEq)]
struct Pair(f64, usize, usize);

impl Eq for Pair {}

impl Ord for Pair {
    fn cmp(&self, other: &Pair) -> Ordering {
        self.0.total_cmp(&other.0).then_with(|| (other.1, other.2).cmp(&(self.1, self.2)))
    }
}

impl PartialOrd for Pair {
    fn partial_cmp(&self, other: &Pair) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Groups of positions, each in order. `links` holds the links of every position, both ways; those
/// that are not listed are nought. The groups with the highest mean link are merged first, as long
/// as it is `least`. A position has at most `most` links, so for larger groups the mean is over so
/// many. Parts of the graph that no link joins do not influence each other.
pub(super) fn cluster(
    links: Vec<BTreeMap<usize, f64>>,
    least: f64,
    most: usize,
) -> Vec<Vec<usize>> {
    let mean = |a: &Group, b: &Group, sum: f64| {
        let (n, m) = (a.members.len(), b.members.len());
        sum / (n.min(m) * n.max(m).min(most)) as f64
    };
    let mut groups: Vec<Option<Group>> = links
        .into_iter()
        .enumerate()
        .map(|(n, near)| Some(Group { members: vec![n], near }))
        .collect();
    let mut heap: BinaryHeap<Pair> = BinaryHeap::new();
    for (a, group) in groups.iter().enumerate() {
        let near =
            group.iter().flat_map(|g| &g.near).filter(|(b, link)| **b > a && **link >= least);
        heap.extend(near.map(|(b, link)| Pair(*link, a, *b)));
    }
    while let Some(Pair(_, a, b)) = heap.pop() {
        // A group that was merged has left its place to a new one.
        if groups[a].is_none() || groups[b].is_none() {
            continue;
        }
        let (Some(first), Some(second)) = (groups[a].take(), groups[b].take()) else { continue };
        let at = groups.len();
        let mut near = first.near;
        second.near.into_iter().for_each(|(n, sum)| *near.entry(n).or_default() += sum);
        near.retain(|n, _| *n != a && *n != b);
        let group = Group { members: [first.members, second.members].concat(), near };
        for (n, sum) in &group.near {
            let Some(other) = &mut groups[*n] else { continue };
            other.near.remove(&a);
            other.near.remove(&b);
            other.near.insert(at, *sum);
            let mean = mean(other, &group, *sum);
            if mean >= least {
                heap.push(Pair(mean, *n, at));
            }
        }
        groups.push(Some(group));
    }
    let mut found: Vec<Vec<usize>> = groups.into_iter().flatten().map(|g| g.members).collect();
    found.iter_mut().for_each(|members| members.sort_unstable());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grouped(links: &[(usize, usize, f64)], n: usize) -> Vec<Vec<usize>> {
        let mut graph = vec![BTreeMap::new(); n];
        for (a, b, link) in links {
            graph[*a].insert(*b, *link);
            graph[*b].insert(*a, *link);
        }
        let mut found = cluster(graph, 0.5, 64);
        found.sort();
        found
    }

    #[test]
    fn one_strong_link_does_not_chain_groups() {
        let links = [(0, 1, 0.9), (2, 3, 0.9), (1, 2, 0.8)];
        assert_eq!(grouped(&links, 5), [vec![0, 1], vec![2, 3], vec![4]]);
        let links = [(0, 1, 0.9), (2, 3, 0.9), (1, 2, 0.8), (0, 2, 0.6), (0, 3, 0.6), (1, 3, 0.6)];
        assert_eq!(grouped(&links, 4), [vec![0, 1, 2, 3]]);
    }
}
