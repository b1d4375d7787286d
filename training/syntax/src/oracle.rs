//! The dynamic oracle of the arc-hybrid system (Goldberg and Nivre 2013): which transitions lose
//! no gold arc that could still be found.

use reading::train::{SHIFT, State, Transition, best, left, right};

use crate::treebank::Tree;

/// Gold arcs that become out of reach by shifting, by a left arc and by a right arc; `None` where
/// the transition is not allowed.
fn costs(state: &State<'_>, tree: &Tree) -> [Option<usize>; 3] {
    let (stack, next, n) = (state.stack(), state.next(), tree.heads.len());
    let mut costs = [None; 3];
    if next < n {
        let below = stack.len().saturating_sub(1);
        let head = usize::from(stack[..below].contains(&tree.heads[next]));
        let children = stack.iter().filter(|s| tree.heads[**s] == next).count();
        costs[0] = Some(head + children);
    }
    let Some(top) = stack.last() else { return costs };
    let children = (next..n).filter(|d| tree.heads[*d] == *top).count();
    let head = tree.heads[*top];
    let second = stack.len().checked_sub(2).map(|at| stack[at]);
    if next < n || second.is_none() {
        let lost = head > next || Some(head) == second;
        costs[1] = Some(children + usize::from(lost));
    }
    if second.is_some() {
        costs[2] = Some(children + usize::from(head >= next));
    }
    costs
}

/// Whether a transition is among the cheapest and labels a gold arc right.
pub(crate) fn is_right(state: &State<'_>, tree: &Tree, transition: Transition) -> bool {
    let costs = costs(state, tree);
    right_in(state, tree, &costs, transition)
}

fn right_in(state: &State<'_>, tree: &Tree, costs: &[Option<usize>; 3], t: Transition) -> bool {
    let least = costs.iter().flatten().min();
    if t == SHIFT {
        return costs[0].is_some() && costs[0].as_ref() == least;
    }
    let is_left = t % 2 == 1;
    let cost = if is_left { costs[1] } else { costs[2] };
    let stack = state.stack();
    let Some(top) = stack.last().filter(|_| cost.is_some() && cost.as_ref() == least) else {
        return false;
    };
    let head = if is_left { state.next() } else { stack[stack.len() - 2] };
    let label = tree.labels[*top];
    tree.heads[*top] != head || t == if is_left { left(label) } else { right(label) }
}

/// The best scored of the right transitions.
pub(crate) fn best_right(state: &State<'_>, tree: &Tree, scores: &[i32]) -> Transition {
    let costs = costs(state, tree);
    let right = |t| state.allows(t) && right_in(state, tree, &costs, t);
    best(scores, right).or_else(|| best(scores, |t| state.allows(t))).unwrap_or(SHIFT)
}
