//! An accident: tolls that rise and are corrected, a contested count, a charge and its denial, a
//! minister's visit that is announced and held.

use fastrand::Rng;
use jiff::civil::Date;

use crate::cast::{Cast, Deck, Source};
use crate::claim::{Claim, Mark};
use crate::story::{Change, Ledger, Story, later, people, weekday};

/// A sort of accident.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sort {
    noun: &'static str,
    names: &'static [&'static str],
    verb: &'static str,
    at: &'static str,
    rescuers: &'static str,
    chief: &'static str,
    owners: &'static [&'static str],
    /// Whether people are looked for after it.
    missing: bool,
    /// What reporters see; `THE` and `PLACE` stand for the vehicle and the place.
    scenes: &'static [&'static str],
    /// What the owner is charged with.
    charges: &'static [&'static str],
}

pub(crate) const SORTS: &[Sort] = &[
    Sort {
        noun: "ferry",
        names: &["Calder Rose", "Lady Tarn", "Silver Heron", "Morning Tide"],
        verb: "capsized",
        at: "off",
        rescuers: "the coastguard",
        chief: "the head of",
        owners: &["Blue Strait Lines", "Orlan Shipping", "Northern Ferries"],
        missing: true,
        scenes: &[
            "Divers went down to the wreck of THE at first light.",
            "Wreckage of THE drifted along the beach at PLACE.",
            "A crane barge was on its way to PLACE to lift the hull of THE.",
            "Relatives of the passengers waited in the harbour hall of PLACE for news.",
            "Fishing boats searched the water around PLACE until dark.",
            "Life jackets with the name of THE lay on the quay.",
            "A helicopter circled over the strait near PLACE all morning.",
            "The sea off PLACE was calm again when the rescue boats came back.",
            "Survivors in wet blankets sat on the steps of the harbour office.",
            "A priest spoke a prayer on the pier from which THE used to sail.",
            "Oil from the tanks of THE reached the rocks below the lighthouse.",
            "The harbour of PLACE was closed to other ships.",
            "Sailors of another ship threw flowers into the water off PLACE.",
            "Cars that had stood on the deck of THE could be seen under the water.",
        ],
        charges: &[
            "the ferry was overloaded",
            "the crew had ignored a storm warning",
            "the bow doors of the ferry were broken",
        ],
    },
    Sort {
        noun: "train",
        names: &["Valley Express", "Night Arrow", "Coast Runner", "Golden Heath"],
        verb: "derailed",
        at: "near",
        rescuers: "the fire service",
        chief: "the chief of",
        owners: &["Eastern Railways", "Northern Railways", "Heath Railways"],
        missing: false,
        scenes: &[
            "Firefighters cut through the roof of a carriage of THE with saws.",
            "The carriages of THE lay across both tracks near PLACE.",
            "A crane lifted the engine of THE from the embankment.",
            "Relatives of the passengers waited at the station of PLACE for news.",
            "Suitcases from THE were piled up beside the rails.",
            "Helicopters took the wounded from a field near PLACE.",
            "The line through PLACE was closed to all other trains.",
            "Survivors in blankets sat on the platform beside the tracks.",
            "Workers measured the rails on which THE had come to grief.",
            "Soldiers put up tents beside the railway line near PLACE.",
            "The windows of the last carriage of THE were broken.",
            "A priest spoke a prayer beside the embankment.",
            "Passengers climbed out through the doors of the dining car of THE.",
            "Floodlights lit the wreck of THE through the night.",
        ],
        charges: &[
            "the driver was asleep",
            "the signals on the line were broken",
            "the brakes of the train had failed a safety test",
        ],
    },
];

/// Invents an accident on `day`; `sort` says of which sort.
pub(crate) fn accident(
    rng: &mut Rng,
    cast: &mut Cast,
    ledger: &mut Ledger,
    (sort, name): (&Sort, &str),
    day: Date,
) -> Story {
    let place = cast.places.draw();
    let the = format!("the {} {name}", sort.noun);
    let noun = sort.noun;
    let headlines = [
        format!("Many dead as {noun} {name} {} {} {place}", sort.verb, sort.at),
        format!("Grief in {place} after {noun} disaster"),
        format!("What is known of the {name} {noun} disaster"),
        format!("{place} mourns victims of the {name}"),
        format!("Toll of {name} {noun} disaster in new count"),
    ];
    let mut story = Story::new(rng, later(day, 1), place, &headlines);
    let scenes = sort.scenes.iter().map(|s| s.replace("THE", &the).replace("PLACE", place));
    story.scenes = Deck::new(rng, &scenes.collect::<Vec<_>>());
    let scene = Scene { sort, the, place, day };
    let mut rescuers = Source::body(sort.rescuers);
    let chief = rescuers.speaker(cast.person(), sort.chief);
    let hospital = Source::body(&format!("the {place} General Hospital"));
    let mut owner = Source::body(rng.choice(sort.owners).expect("there are owners"));
    let spokesman = owner.speaker(cast.person(), "a spokesman for");
    tolls(rng, &mut story, ledger, &scene, [&rescuers, &chief]);
    injured(rng, &mut story, ledger, &hospital);
    aboard(rng, &mut story, ledger, &scene, [&spokesman, &rescuers]);
    charge(rng, &mut story, ledger, &scene, (&owner, cast));
    visit(rng, &mut story, ledger, &scene, cast);
    story
}

struct Scene<'a> {
    sort: &'a Sort,
    /// `the ferry Calder Rose`.
    the: String,
    place: &'static str,
    day: Date,
}

/// The names that accidents of a sort may have, without repetition.
pub(crate) fn names(rng: &mut Rng, sort: &Sort) -> Deck<&'static str> {
    Deck::new(rng, sort.names)
}

/// The dead, who grow more and may be counted down at the end, and the missing.
fn tolls(
    rng: &mut Rng,
    story: &mut Story,
    ledger: &mut Ledger,
    scene: &Scene<'_>,
    sources: [&Source; 2],
) {
    let Scene { sort, the, place, day } = scene;
    let accident = ledger.event(format!("{the} {} {} {place}", sort.verb, sort.at), *day);
    let dead = ledger.series(format!("killed, {the}"));
    let still = rng.u8(..4) == 0;
    let mut value = rng.u32(5..20);
    let mut values: Vec<(Date, u32)> = Vec::new();
    for day in &story.days {
        values.push((*day, value));
        value += if still { 0 } else { rng.u32(1..4) };
    }
    if !still && rng.u8(..3) == 0 {
        let last = values.len() - 1;
        values[last].1 = values[last - 1].1 - 1;
    }
    let happened = format!("when {the} [1:{}] {} {place} on {}", sort.verb, sort.at, weekday(*day));
    let tell = |n: u32, change: Change| {
        let mut told = vec![
            format!("{} were killed {happened}", people(n)),
            format!("{} died {happened}", people(n)),
        ];
        let tally = match change {
            Change::First | Change::Down => return told,
            Change::Up => "rose to",
            Change::Same => "stood at",
        };
        told.push(format!("the number of people killed {tally} [0:{n}]"));
        told.push(format!("the number of dead {tally} [0:{n}]"));
        told
    };
    let source = rng.choice(sources).expect("two sources");
    for at in story.counts((dead, source), &values, tell) {
        story.claims[at].lead = true;
        story.claims[at].marks.push(Mark::Event { event: accident, past: true });
    }
    if sort.missing {
        let missing = ledger.series(format!("missing, {the}"));
        let mut value = rng.u32(8..30);
        let mut values = Vec::new();
        for day in &story.days {
            values.push((*day, value));
            value -= rng.u32(0..3);
        }
        let tell = |n: u32, _| {
            vec![format!("{} were still missing", people(n)), format!("{} are missing", people(n))]
        };
        story.counts((missing, sources[0]), &values, tell);
    }
}

/// The hurt, as the hospital counts them and at times the police too.
fn injured(rng: &mut Rng, story: &mut Story, ledger: &mut Ledger, hospital: &Source) {
    let series = ledger.series("injured");
    let value = rng.u32(24..60);
    let tell = |n: u32, _| {
        vec![
            format!("{} were injured", people(n)),
            format!("{} were hurt", people(n)),
            format!("{} were injured in the disaster", people(n)),
        ]
    };
    let day = story.days[rng.usize(..2)];
    story.counts((series, hospital), &[(day, value)], tell);
    if rng.u8(..3) == 0 {
        let other = value + rng.u32(9..20);
        story.counts((series, &Source::body("the police")), &[(day, other)], tell);
    }
}

/// Who was on board, by the owner's word and at times by another count too.
fn aboard(
    rng: &mut Rng,
    story: &mut Story,
    ledger: &mut Ledger,
    scene: &Scene<'_>,
    [owner, rescuers]: [&Source; 2],
) {
    let series = ledger.series(format!("on board, {}", scene.the));
    // A round number is taken for an estimate.
    let value = rng.u32(90..160) | 1;
    let tell = |n: u32, _| {
        vec![
            format!("{} were on board", people(n)),
            format!("the {} was carrying {}", scene.sort.noun, people(n)),
        ]
    };
    let day = story.days[0];
    story.counts((series, owner), &[(day, value)], tell);
    if rng.u8(..3) == 0 {
        story.counts((series, rescuers), &[(day, value + rng.u32(12..40))], tell);
    }
}

/// A charge and its denial; and a denial that answers nobody.
fn charge(
    rng: &mut Rng,
    story: &mut Story,
    ledger: &mut Ledger,
    scene: &Scene<'_>,
    (owner, cast): (&Source, &mut Cast),
) {
    let mut charges = Deck::new(rng, scene.sort.charges);
    let (charge, rumour) = (charges.draw(), charges.draw());
    let day = story.days[rng.usize(1..story.days.len())];
    let denial = |what: &str| {
        let owner = &owner.first;
        [format!("{owner} denied that {what}"), format!("{owner} has denied that {what}")]
    };
    if rng.u8(..3) > 0 {
        let dispute = ledger.dispute(format!("{charge} ({})", scene.the));
        let witness = match rng.bool() {
            true => Source::body("the Transport Workers' Union"),
            false => Source::named(cast.person(), "a passenger who survived"),
        };
        let mut asserted = Claim::new(day, Some(&witness), &[charge.to_owned()]);
        asserted.side = Some((dispute, false));
        story.add(asserted);
        let mut denied = Claim::denial(day, owner, &denial(charge));
        denied.side = Some((dispute, true));
        story.add(denied);
    }
    if rng.bool() {
        story.add(Claim::denial(day, owner, &denial(rumour)));
    }
}

/// A minister's visit: announced first, then held.
fn visit(
    rng: &mut Rng,
    story: &mut Story,
    ledger: &mut Ledger,
    scene: &Scene<'_>,
    cast: &mut Cast,
) {
    let minister = Source::titled("Transport Minister", cast.person()).first;
    let held = story.days[rng.usize(1..story.days.len())];
    let event = ledger.event(format!("{minister} visits {}", scene.place), held);
    let (place, on) = (scene.place, weekday(held));
    let office = Source::body("the Transport Ministry");
    let planned = [
        format!("{minister} will [0:visit] {place} on {on}"),
        format!("{minister} plans to [0:visit] {place} on {on}"),
    ];
    let before = story.days[0];
    let announced = Claim::new(before, Some(&office), &planned);
    let at = story.add(announced.mark(Mark::Event { event, past: false }));
    let past = [
        format!("{minister} [0:visited] {place} on {on}"),
        format!("{minister} [0:visited] {place} on {on} and met relatives of the victims"),
    ];
    let mut told = Claim::new(held, None, &past).mark(Mark::Event { event, past: true });
    told.replaces = Some(at);
    story.add(told);
}
