//! The weights as they are in `models/reader.safetensors`, written by `training/reader/export.py`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use encoder::{Encoder, Kernel, Linear, Tensors};

use super::attribution::Part;
use super::heads::Head;
use super::labels::Label;
use super::passages::Passages;
use super::windows::Spare;
use crate::{EntityKind, Upos};

static WEIGHTS: &[u8] = include_bytes!("../../models/reader.safetensors");

/// The reader that comes with the program. The file is part of the program and a test reads it, so
/// that it cannot be broken here.
pub(crate) static READER: LazyLock<Reader> =
    LazyLock::new(|| Reader::load(WEIGHTS).unwrap_or_else(|e| panic!("the bundled model: {e}")));

/// The encoder and what its heads are made of.
pub(crate) struct Reader {
    /// Its name and the day it was made.
    pub(super) name: &'static str,
    pub(super) encoder: Encoder<'static>,
    /// What was read lately.
    pub(super) passages: Passages,
    pub(super) spare: Spare,
    /// All heads that are one layer over a word's vector, as one.
    pub(super) heads: Linear,
    /// Which outputs each head has.
    spans: [(usize, usize); Head::ALL.len()],
    pub(super) tags: Vec<(Upos, &'static str)>,
    pub(super) relations: Vec<&'static str>,
    pub(super) names: Vec<Label<EntityKind>>,
    pub(super) parts: Vec<Label<Part>>,
    pub(super) events: Vec<&'static str>,
    pub(super) fact_out: Linear,
    pub(super) arc_pair: Linear,
    pub(super) arc_root: Vec<f32>,
    pub(super) rel_root: Vec<f32>,
    pub(super) rel_out: Linear,
    pub(super) cue_cue: Linear,
    pub(super) cue_query: Linear,
    pub(super) cue_out: Linear,
    pub(super) cue_distance: Vec<f32>,
    pub(super) pair_this: Linear,
    pub(super) pair_that: Linear,
    pub(super) pair_both: Linear,
    pub(super) pair_none: Linear,
    pub(super) pair_distance: Vec<f32>,
    pub(super) pair_same: Vec<f32>,
}

/// A reason why a file is no reader.
type Reason = Box<dyn std::error::Error + Send + Sync>;

impl Reader {
    fn load(bytes: &'static [u8]) -> Result<Reader, Reason> {
        let tensors = Tensors::new(bytes)?;
        let kernel = Kernel::detect();
        let linear = |name: &str| Linear::load(&tensors, name, kernel);
        let metadata = |key: &str| tensors.metadata().get(key).ok_or(format!("no `{key}`"));
        let places: BTreeMap<String, (usize, usize)> = serde_json::from_str(metadata("heads")?)?;
        let mut labels: BTreeMap<String, Vec<String>> = serde_json::from_str(metadata("labels")?)?;
        let mut spans = [(0, 0); Head::ALL.len()];
        for (head, name) in Head::ALL {
            spans[head as usize] = *places.get(name).ok_or(format!("no head `{name}`"))?;
        }
        let mut take = |layer: &str| labels.remove(layer).ok_or(format!("no labels of `{layer}`"));
        let (tags, names, parts) = (take("tag")?, take("names")?, take("attribution")?);
        let all_kept = |names: Vec<String>| names.into_iter().map(kept).collect::<Vec<_>>();
        let (relations, events) = (all_kept(take("rel")?), all_kept(take("event")?));
        let (distances, size) = tensors.rows_and_columns("cue_distance")?;
        let (arc_pair, rel_out) = (linear("arc_pair")?, linear("rel_out")?);
        Ok(Reader {
            name: kept(metadata("name")?.clone()),
            encoder: Encoder::load(&tensors)?,
            passages: Passages::default(),
            spare: Spare::default(),
            heads: linear("heads")?,
            spans,
            tags: tags.into_iter().map(tag).collect::<Result<_, _>>()?,
            relations,
            names: all(&names, EntityKind::parse)?,
            parts: all(&parts, Part::parse)?,
            events,
            fact_out: linear("fact_out")?,
            arc_root: tensors.floats("arc_root", &[arc_pair.outputs()])?,
            arc_pair,
            rel_root: tensors.floats("rel_root", &[rel_out.inputs()])?,
            rel_out,
            cue_cue: linear("cue_cue")?,
            cue_query: linear("cue_query")?,
            cue_out: linear("cue_out")?,
            cue_distance: tensors.floats("cue_distance", &[distances, size])?,
            pair_this: linear("pair_this")?,
            pair_that: linear("pair_that")?,
            pair_both: linear("pair_both")?,
            pair_none: linear("pair_none")?,
            pair_distance: tensors.floats("pair_distance", &[distances, 1])?,
            pair_same: tensors.floats("pair_same", &[3, 1])?,
        })
    }

    /// Which outputs `head` has among those of [`Reader::heads`].
    pub(super) fn span(&self, head: Head) -> (usize, usize) {
        self.spans[head as usize]
    }
}

/// A label that lives as long as the program: there are a few hundred, read once.
fn kept(label: String) -> &'static str {
    label.leak()
}

fn tag(name: String) -> Result<(Upos, &'static str), String> {
    let (upos, xpos) = kept(name).split_once('|').ok_or("a tag is `UPOS|XPOS`")?;
    Ok((Upos::parse(upos).ok_or(format!("no part of speech `{upos}`"))?, xpos))
}

fn all<K>(names: &[String], kind: impl Fn(&str) -> Option<K>) -> Result<Vec<Label<K>>, String> {
    let read = |name: &String| Label::parse(name, &kind).ok_or(format!("no label `{name}`"));
    names.iter().map(read).collect()
}
