//! Soldiers on an island: how many are to come, have come and are there, which never compare.

use fastrand::Rng;
use jiff::civil::Date;

use crate::cast::{Cast, Deck, Source};
use crate::claim::{Claim, Mark};
use crate::story::{Ledger, Story, counted, later, weekday};

const STATES: &[&str] = &["Varnia", "Ostmark", "Kelland", "Brennia"];

/// What reporters see; `STATE` and `PLACE` stand for the state and the island.
const SCENES: &[&str] = &[
    "Tents of the soldiers stood in rows behind the airfield of PLACE.",
    "Transport ships of STATE lay in the harbour of PLACE.",
    "Soldiers of STATE unloaded lorries on the quay of PLACE.",
    "Islanders watched from the hill as the soldiers put up radio masts.",
    "The flag of STATE flew above the old fort of PLACE.",
    "Field kitchens of the garrison stood beside the school of PLACE.",
    "Soldiers dug trenches along the beach of PLACE.",
    "Patrol boats of STATE circled the island of PLACE.",
    "The garrison of PLACE drilled on the football field.",
    "Military lorries filled the only road across PLACE.",
    "Soldiers of STATE painted the barracks of PLACE white.",
    "The barracks above the harbour of PLACE had been empty for a generation.",
    "Officers of STATE rented rooms in the inn of PLACE.",
    "A military band of STATE played on the pier of PLACE.",
];

/// Invents a deployment announced on `day`.
pub(crate) fn garrison(rng: &mut Rng, cast: &mut Cast, ledger: &mut Ledger, day: Date) -> Story {
    let state = *rng.choice(STATES).expect("there are states");
    let island = cast.places.draw();
    let headlines = [
        format!("{state} to send soldiers to {island}"),
        format!("Soldiers of {state} on {island}"),
        format!("{island} waits for the soldiers of {state}"),
        format!("What {state} wants on {island}"),
        format!("New garrison on {island} divides islanders"),
    ];
    let mut story = Story::new(rng, later(day, 1), island, &headlines);
    let scenes = SCENES.iter().map(|s| s.replace("STATE", state).replace("PLACE", island));
    story.scenes = Deck::new(rng, &scenes.collect::<Vec<_>>());
    let ministry = Source::body("the Defence Ministry");
    let governor = Source::titled("Governor", cast.person());
    plan(rng, &mut story, ledger, (&ministry, state, island));
    arrivals(rng, &mut story, ledger, (&ministry, island));
    stationed(rng, &mut story, ledger, (&ministry, &governor, island));
    landing(&mut story, ledger, rng, (&ministry, state, island));
    story
}

fn soldiers(n: u32) -> String {
    counted(n, "soldiers")
}

fn plan(
    rng: &mut Rng,
    story: &mut Story,
    ledger: &mut Ledger,
    (ministry, state, island): (&Source, &str, &str),
) {
    let series = ledger.series(format!("to be sent to {island}"));
    let value = rng.u32(4..9) * 100 + 50;
    let wordings = [
        format!("{state} will send {} to {island}", soldiers(value)),
        format!("{state} plans to send {} to {island}", soldiers(value)),
    ];
    let day = story.days[0];
    let figure = Mark::Figure { series, value, as_of: None, planned: true };
    story.add(Claim::new(day, Some(ministry), &wordings).mark(figure).lead());
}

fn arrivals(
    rng: &mut Rng,
    story: &mut Story,
    ledger: &mut Ledger,
    (ministry, island): (&Source, &str),
) {
    let series = ledger.series(format!("arrived on {island}"));
    let mut value = rng.u32(90..180);
    let mut values = Vec::new();
    for day in &story.days[1..] {
        values.push((*day, value));
        value += rng.u32(20..60);
    }
    let tell = |n: u32, _| {
        vec![
            format!("{} have arrived on {island}", soldiers(n)),
            format!("{} have arrived on the island", soldiers(n)),
            format!("{} had arrived on {island}", soldiers(n)),
        ]
    };
    for at in story.counts((series, ministry), &values, tell) {
        story.claims[at].lead = true;
    }
}

fn stationed(
    rng: &mut Rng,
    story: &mut Story,
    ledger: &mut Ledger,
    (ministry, governor, island): (&Source, &Source, &str),
) {
    let series = ledger.series(format!("stationed on {island}"));
    let value = rng.u32(900..1_900);
    let tell = |n: u32, _| {
        vec![
            format!("{} are stationed on {island}", soldiers(n)),
            format!("{} are stationed on the island of {island}", soldiers(n)),
        ]
    };
    let day = story.days[1];
    story.counts((series, ministry), &[(day, value)], tell);
    if rng.bool() {
        story.counts((series, governor), &[(day, value + rng.u32(300..900))], tell);
    }
}

/// The general's visit: announced first, then held.
fn landing(
    story: &mut Story,
    ledger: &mut Ledger,
    rng: &mut Rng,
    (ministry, state, island): (&Source, &str, &str),
) {
    let held = story.days[rng.usize(1..story.days.len())];
    let event = ledger.event(format!("the president of {state} visits {island}"), held);
    let on = weekday(held);
    let planned = [
        format!("the president of {state} will [0:visit] {island} on {on}"),
        format!("the president of {state} plans to [0:visit] {island} on {on}"),
    ];
    let announced = Claim::new(story.days[0], Some(ministry), &planned);
    let at = story.add(announced.mark(Mark::Event { event, past: false }));
    let past = [
        format!("the president of {state} [0:visited] {island} on {on}"),
        format!("the president of {state} [0:visited] {island} on {on} and spoke to fishermen"),
    ];
    let mut told = Claim::new(held, None, &past).mark(Mark::Event { event, past: true });
    told.replaces = Some(at);
    story.add(told);
}
