//! One person, office, organisation or place across reports.
//!
//! Entities of the readings are brought together within a situation, those of the world data
//! everywhere. What cannot be told apart for certain stays apart.

use std::collections::{BTreeMap, BTreeSet};

use reading::EntityKind;

use crate::correction::{Found, mentions, regroup};
use crate::id::{Distinct, id};
use crate::lists::LISTS;
use crate::names::{Form, is_acronym, is_acronym_of, same_person, tokens};
use crate::offices::offices;
use crate::portrait::portrait;
use crate::{Draft, EntityIx, ReportIx, SituationIx, What};

/// An entity of a reading on its way into the record.
pub(crate) struct Node<'a> {
    pub(crate) report: ReportIx,
    /// Position in the reading.
    pub(crate) at: reading::EntityIx,
    pub(crate) entity: &'a reading::Entity,
    /// What it is, by most reports that use the name.
    pub(crate) kind: EntityKind,
    form: Form,
    scope: Option<SituationIx>,
}

/// Fills `record.entities` and the map from the readings' entities to them.
pub(crate) fn entities(draft: &mut Draft) {
    let nodes = nodes(draft);
    let mut sets = Sets::new(nodes.len());
    same_known(&nodes, &mut sets);
    for scope in scopes(&nodes) {
        same_names(&nodes, &scope, &mut sets);
        people(&nodes, &scope, &mut sets);
        organisations(draft, &nodes, &scope, &mut sets);
        services(draft, &nodes, &scope, &mut sets);
    }
    let mut groups = sets.groups();
    let found = corrected(draft, &nodes, &mut groups);
    let mut of_node = vec![EntityIx(0); nodes.len()];
    for (at, group) in groups.iter().enumerate() {
        group.iter().for_each(|n| of_node[*n] = EntityIx::from(at));
    }
    let mut entity_of: Vec<Vec<EntityIx>> =
        draft.readings.iter().map(|r| Vec::with_capacity(r.entities.len())).collect();
    for (n, node) in nodes.iter().enumerate() {
        entity_of[node.report.at()].push(of_node[n]);
    }
    let mut ids = Distinct::default();
    let mut entities = Vec::new();
    for (at, group) in groups.iter().enumerate() {
        let members: Vec<&Node> = group.iter().map(|n| &nodes[*n]).collect();
        let mut entity = portrait(draft, &members);
        entity.id = ids.of(id("entity", &[entity.kind.name(), &entity.name]));
        entity.of = members
            .iter()
            .filter_map(|m| Some(entity_of[m.report.at()][m.entity.of?.at()]))
            .find(|of| of.at() != at);
        entities.push(entity);
    }
    drop(nodes);
    offices(&mut entities, &draft.record.reports);
    draft.set_entities(entities);
    draft.entity_of = entity_of;
    draft.note(found);
}

/// Merges and splits entities as readers ask.
fn corrected(draft: &Draft, nodes: &[Node], groups: &mut Vec<Vec<usize>>) -> Found {
    let spans = |n: &usize, report: ReportIx| match &nodes[*n] {
        node if node.report == report => mentions(draft.reading(report), node.at),
        _ => Vec::new(),
    };
    let found = regroup(draft, What::Entity, groups, &spans, &|_, _| true);
    groups.iter_mut().for_each(|group| group.sort_unstable());
    groups.sort_unstable();
    found
}

/// All entities of all readings, in order.
fn nodes<'a>(draft: &'a Draft) -> Vec<Node<'a>> {
    let mut nodes = Vec::new();
    for report in draft.reports() {
        for (at, entity) in draft.reading(report).entities.iter().enumerate() {
            nodes.push(Node {
                report,
                at: at.into(),
                entity,
                kind: entity.kind,
                form: Form::new(&entity.name),
                scope: draft.record.reports[report.at()].situation,
            });
        }
    }
    let mut votes: BTreeMap<_, BTreeMap<EntityKind, usize>> = BTreeMap::new();
    for node in nodes.iter().filter(|n| n.kind != EntityKind::Described) {
        let of_name = votes.entry((node.scope, node.form.tokens.clone())).or_default();
        *of_name.entry(node.kind).or_default() += 1;
    }
    for node in nodes.iter_mut().filter(|n| n.kind != EntityKind::Described) {
        let of_name = &votes[&(node.scope, node.form.tokens.clone())];
        // One word may well name a person here and a town there.
        if node.form.tokens.len() > 1 || node.kind == EntityKind::Other {
            let most = of_name.iter().max_by_key(|(k, n)| (**n, **k != EntityKind::Other, **k));
            node.kind = most.map_or(node.kind, |(kind, _)| *kind);
        }
    }
    nodes
}

/// Positions of nodes by situation; a report outside every situation is its own.
fn scopes(nodes: &[Node]) -> Vec<Vec<usize>> {
    let mut scopes: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (n, node) in nodes.iter().enumerate() {
        let alone = node.scope.is_none().then_some(node.report);
        scopes.entry((node.scope, alone)).or_default().push(n);
    }
    scopes.into_values().collect()
}

fn same_known(nodes: &[Node], sets: &mut Sets) {
    let mut first: BTreeMap<(&str, EntityKind), usize> = BTreeMap::new();
    for (n, node) in nodes.iter().enumerate() {
        // The adjective of a country is not the country.
        if let Some(known) = &node.entity.known {
            sets.join(*first.entry((known, node.kind)).or_insert(n), n);
        }
    }
}

/// The same name and kind; a described source also belongs to the same thing ("official" of one
/// ministry and "official" of another are two).
fn same_names(nodes: &[Node], scope: &[usize], sets: &mut Sets) {
    let mut first: BTreeMap<(EntityKind, String, Option<String>), usize> = BTreeMap::new();
    for n in scope.iter().copied().filter(|n| !is_lone(&nodes[*n])) {
        let node = &nodes[n];
        let of = (node.kind == EntityKind::Described).then(|| {
            let of = node.entity.of.and_then(|of| nodes.get(n - node.at.at() + of.at()));
            of.map_or(String::new(), |of| of.form.joined())
        });
        let key = (node.kind, node.form.joined(), of);
        sets.join(*first.entry(key).or_insert(n), n);
    }
}

/// Whether a person is called by one name only.
fn is_lone(node: &Node) -> bool {
    node.kind == EntityKind::Person && node.form.tokens.len() == 1
}

/// Spelling variants of full names, then surnames alone.
fn people(nodes: &[Node], scope: &[usize], sets: &mut Sets) {
    let full: Vec<usize> = scope
        .iter()
        .copied()
        .filter(|n| nodes[*n].kind == EntityKind::Person && !is_lone(&nodes[*n]))
        .collect();
    let mut by_token: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for n in full.iter().copied().filter(|n| seen.insert(&nodes[*n].form.tokens)) {
        for token in &nodes[n].form.tokens {
            by_token.entry(token).or_default().push(n);
        }
    }
    for bucket in by_token.values() {
        for (i, a) in bucket.iter().enumerate() {
            for b in &bucket[i + 1..] {
                if same_person(&nodes[*a].form, &nodes[*b].form) {
                    sets.join(*a, *b);
                }
            }
        }
    }
    let mut unresolved: BTreeMap<&str, usize> = BTreeMap::new();
    for n in scope.iter().copied().filter(|n| is_lone(&nodes[*n])) {
        match bearer(nodes, &full, n, sets) {
            Some(person) => sets.join(person, n),
            None => {
                let name = nodes[n].form.tokens[0].as_str();
                sets.join(*unresolved.entry(name).or_insert(n), n);
            }
        }
    }
}

/// The one person of full name that a name alone stands for: a bearer of the surname, else one
/// whom some report calls so, else one whose name begins with it (as Korean and Chinese surnames
/// do). Among several the one of the same title.
fn bearer(nodes: &[Node], full: &[usize], lone: usize, sets: &mut Sets) -> Option<usize> {
    let name = &nodes[lone].form.tokens[0];
    let called = |n: usize| nodes[n].entity.aliases.iter().any(|a| tokens(a) == [name.as_str()]);
    let surname = |n: usize| nodes[n].form.tokens.last() == Some(name);
    let first = |n: usize| nodes[n].form.tokens.first() == Some(name);
    let tests: [&dyn Fn(usize) -> bool; 2] = [&|n| surname(n) || called(n), &first];
    for test in tests {
        let found: Vec<usize> = full.iter().copied().filter(|n| test(*n)).collect();
        let people: BTreeSet<usize> = found.iter().map(|n| sets.root(*n)).collect();
        if people.len() == 1 {
            return people.first().copied();
        }
        let titled: BTreeSet<usize> = found
            .iter()
            .filter(|n| share_title(nodes[lone].entity, nodes[**n].entity))
            .map(|n| sets.root(*n))
            .collect();
        if titled.len() == 1 {
            return titled.first().copied();
        }
        if !people.is_empty() {
            return None;
        }
    }
    None
}

/// Whether both hold a title with the same last word: "South Korean President", "President".
fn share_title(a: &reading::Entity, b: &reading::Entity) -> bool {
    let heads = |e: &reading::Entity| -> BTreeSet<String> {
        e.titles.iter().filter_map(|t| tokens(&t.text).pop()).collect()
    };
    !heads(a).is_disjoint(&heads(b))
}

/// Acronyms, other names, and names with and without their country.
fn organisations(draft: &Draft, nodes: &[Node], scope: &[usize], sets: &mut Sets) {
    let named = |kind: EntityKind| !matches!(kind, EntityKind::Described | EntityKind::Person);
    let mut by_name: BTreeMap<String, usize> = BTreeMap::new();
    for n in scope.iter().copied().filter(|n| named(nodes[*n].kind)) {
        by_name.entry(nodes[n].form.joined()).or_insert(n);
    }
    let mut also: BTreeMap<(usize, usize), ()> = BTreeMap::new();
    for n in scope.iter().copied().filter(|n| named(nodes[*n].kind)) {
        for alias in nodes[n].entity.aliases.iter().filter(|a| is_proper(a)) {
            let other = by_name.get(&Form::new(alias).joined());
            also.extend(other.filter(|o| nodes[**o].kind == nodes[n].kind).map(|o| ((n, *o), ())));
        }
    }
    let offices: Vec<usize> =
        by_name.values().copied().filter(|n| nodes[*n].kind == EntityKind::Organisation).collect();
    for short in &offices {
        let name = &nodes[*short].entity.name;
        let full: Vec<usize> = offices
            .iter()
            .copied()
            .filter(|n| {
                (is_acronym(name) && is_acronym_of(name, &nodes[*n].entity.name))
                    || adds_country(draft, &nodes[*short].form, &nodes[*n].form)
                    || is_agency_in_full(&nodes[*short], &nodes[*n].form)
            })
            .collect();
        if let [one] = full[..] {
            also.insert((*short, one), ());
        }
    }
    also.into_keys().for_each(|(a, b)| sets.join(a, b));
}

/// A country's intelligence service that is only described is the one that is named, where one
/// only is and nothing tells them apart.
fn services(draft: &Draft, nodes: &[Node], scope: &[usize], sets: &mut Sets) {
    let describes = |name: &str| LISTS.fits("service", name);
    let is_named = |node: &Node| {
        let name = &node.entity.name;
        let words = node.form.tokens.len() > 1
            && name.split(' ').all(|w| {
                w.starts_with(char::is_uppercase) || matches!(w, "of" | "the" | "and" | "for")
            });
        node.kind == EntityKind::Organisation && words && name.contains("Intelligence")
    };
    let named: Vec<usize> = scope.iter().copied().filter(|n| is_named(&nodes[*n])).collect();
    let roots: BTreeSet<usize> = named.iter().map(|n| sets.root(*n)).collect();
    let Some(first) = named.first().filter(|_| roots.len() == 1) else { return };
    let country = |n: usize| {
        let node = &nodes[n];
        let of = node.entity.of.and_then(|of| nodes.get(n - node.at.at() + of.at()));
        let known = |node: &Node| {
            let id = node.entity.known.as_deref()?;
            let country = draft.world.find(&node.entity.name).find(|k| k.id == id);
            country.and_then(|k| k.country.clone())
        };
        known(node).or_else(|| known(of?))
    };
    let theirs = named.iter().find_map(|n| country(*n));
    for n in scope.iter().copied().filter(|n| describes(&nodes[*n].entity.name)) {
        let ours = country(n);
        let open = matches!(nodes[n].kind, EntityKind::Organisation | EntityKind::Described);
        if open && ours.is_some() && (theirs.is_none() || ours == theirs) {
            sets.join(*first, n);
        }
    }
}

/// Whether a form is a name of its own: it begins with a capital and is not one common word with a capital.
fn is_proper(alias: &str) -> bool {
    alias.starts_with(char::is_uppercase) && (alias.contains(' ') || is_acronym(alias))
}

/// Whether `long` is `short` after the name of a country: "Foreign Ministry", "South Korean
/// Foreign Ministry".
fn adds_country(draft: &Draft, short: &Form, long: &Form) -> bool {
    let before = long.tokens.len().saturating_sub(short.tokens.len());
    if before == 0 || short.tokens.len() < 2 || !long.tokens.ends_with(&short.tokens) {
        return false;
    }
    let prefix = long.tokens[..before].join(" ");
    draft.world.find(&prefix).any(|k| k.kind == world::Kind::Country)
}

/// Whether `long` is a news agency's name with what it is: "Yonhap", "Yonhap news agency of the
/// Republic of Korea".
fn is_agency_in_full(short: &Node, long: &Form) -> bool {
    let known = short.entity.known.as_deref().unwrap_or_default();
    let rest = long.tokens.strip_prefix(&short.form.tokens[..]).unwrap_or_default();
    let news = matches!(rest, [news, agency, ..] if news == "news" && agency == "agency");
    known.starts_with("agency/") && news
}

/// Disjoint sets of positions; the root of a set is its smallest member.
struct Sets(Vec<usize>);

impl Sets {
    fn new(n: usize) -> Sets {
        Sets((0..n).collect())
    }

    fn root(&mut self, mut n: usize) -> usize {
        while self.0[n] != n {
            self.0[n] = self.0[self.0[n]];
            n = self.0[n];
        }
        n
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b)] = a.min(b);
    }

    /// The sets by their smallest member, members in order.
    fn groups(&mut self) -> Vec<Vec<usize>> {
        let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for n in 0..self.0.len() {
            groups.entry(self.root(n)).or_default().push(n);
        }
        groups.into_values().collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::disputes::tests::record;

    #[test]
    fn an_agency_in_full_is_that_agency() {
        let record = record(&[
            "The bridge fell, Yonhap said on Friday.",
            "The bridge fell, the Yonhap news agency of the Republic of Korea reported.",
        ]);
        let agencies = record.entities.iter().filter(|e| e.name.contains("Yonhap")).count();
        assert_eq!(agencies, 1, "{:?}", record.entities);
    }
}
