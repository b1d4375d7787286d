//! A march: how many came is contested, arrests grow, force is charged and denied.

use fastrand::Rng;
use jiff::civil::Date;

use crate::cast::{Cast, Deck, Source};
use crate::claim::{Claim, Mark};
use crate::story::{Change, Ledger, Story, counted, later, people, weekday};

const MARCHERS: &[(&str, &str, &str)] = &[
    ("farmers", "the Farmers League", "the price of milk"),
    ("nurses", "the Nurses Union", "the closing of the clinic"),
    ("teachers", "the Teachers Association", "the new school law"),
];

const CHARGES: &[&str] = &[
    "officers had beaten women at the gate",
    "the officers had used tear gas against children",
    "the officers had broken the cameras of reporters",
];

/// What reporters see; `WHO` and `PLACE` stand for the marchers and the place.
const SCENES: &[&str] = &[
    "The WHO carried banners through the main street of PLACE.",
    "Grey vans stood in every side street of PLACE.",
    "Drummers walked in front of the WHO to the town hall of PLACE.",
    "The WHO sang old songs in front of the gate of the town hall.",
    "Rows of barriers blocked the bridge of PLACE.",
    "Torn placards of the WHO lay in the gutters.",
    "Shop windows on the route of the march were covered with boards.",
    "Water cannon stood ready behind the town hall of PLACE.",
    "The WHO sat down on the tram lines in the middle of PLACE.",
    "Onlookers in PLACE clapped from their balconies as the WHO went by.",
    "Street sweepers cleaned the route of the march of the WHO.",
    "The march of the WHO ended in the market place of PLACE.",
    "A loudspeaker van led the WHO past the cathedral.",
    "Trams through PLACE stood still while the WHO marched.",
];

/// Invents a march on `day`.
pub(crate) fn march(rng: &mut Rng, cast: &mut Cast, ledger: &mut Ledger, day: Date) -> Story {
    let place = cast.places.draw();
    let (who, union, cause) = rng.choice(MARCHERS).expect("there are marchers");
    let headlines = [
        format!("Thousands of {who} march through {place}"),
        format!("Anger of {who} in {place} over {cause}"),
        format!("{place} march: {who} and police at odds"),
        format!("Why the {who} of {place} marched"),
        format!("After the march of {who} through {place}"),
    ];
    let mut story = Story::new(rng, later(day, 1), place, &headlines);
    let scenes = SCENES.iter().map(|s| s.replace("WHO", who).replace("PLACE", place));
    story.scenes = Deck::new(rng, &scenes.collect::<Vec<_>>());
    let leader = Source::body(union).speaker(cast.person(), "the leader of");
    let police = Source::body("the police");
    let event = ledger.event(format!("{who} march through {place}"), day);
    let on = weekday(day);
    let crowd = ledger.series(format!("{who} who marched through {place}"));
    let value = rng.u32(3..9) * 1_000;
    let tell = |n: u32, _| {
        let n = counted(n, who);
        vec![
            format!("{n} [1:marched] through {place} on {on} against {cause}"),
            format!("{n} [1:marched] on {on} through {place} in anger at {cause}"),
            format!("{n} had [1:marched] through {place} on {on}"),
        ]
    };
    let first = story.days[0];
    let mut told = story.counts((crowd, &police), &[(first, value)], tell);
    if rng.u8(..3) > 0 {
        let other = value * 2 + rng.u32(1..6) * 1_000;
        told.extend(story.counts((crowd, &leader), &[(first, other)], tell));
    }
    for at in told {
        let claim = &mut story.claims[at];
        claim.lead = true;
        claim.marks = vec![undated(claim.marks[0]), Mark::Event { event, past: true }];
    }
    arrests(rng, &mut story, ledger, (&police, place));
    charge(rng, &mut story, ledger, (&leader, &police));
    story
}

/// A figure whose day the words leave open: what happened on one day is told on another.
fn undated(mark: Mark) -> Mark {
    match mark {
        Mark::Figure { series, value, planned, .. } => {
            Mark::Figure { series, value, as_of: None, planned }
        }
        event => event,
    }
}

fn arrests(
    rng: &mut Rng,
    story: &mut Story,
    ledger: &mut Ledger,
    (police, place): (&Source, &str),
) {
    let series = ledger.series(format!("arrested in {place}"));
    let mut value = rng.u32(14..40);
    let mut values = Vec::new();
    for day in &story.days {
        values.push((*day, value));
        value += rng.u32(0..9);
    }
    let tell = |n: u32, change: Change| {
        let mut told = vec![
            format!("{} had been arrested in {place}", people(n)),
            format!("{} had been arrested since the march began", people(n)),
        ];
        if change == Change::First {
            told.push(format!("{} were arrested", people(n)));
        } else {
            told.push(format!("{} have been arrested so far", people(n)));
        }
        told
    };
    story.counts((series, police), &values, tell);
}

fn charge(
    rng: &mut Rng,
    story: &mut Story,
    ledger: &mut Ledger,
    (leader, police): (&Source, &Source),
) {
    let mut charges = Deck::new(rng, CHARGES);
    let day = story.days[rng.usize(..story.days.len())];
    let charge = charges.draw();
    let dispute = ledger.dispute(charge);
    let mut asserted = Claim::new(day, Some(leader), &[charge.to_owned()]);
    asserted.side = Some((dispute, false));
    story.add(asserted);
    let denial = |what: &str| {
        [
            format!("{} denied that {what}", police.first),
            format!("{} have denied that {what}", police.first),
        ]
    };
    let mut denied = Claim::denial(day, police, &denial(charge));
    denied.side = Some((dispute, true));
    story.add(denied);
    if rng.bool() {
        story.add(Claim::denial(day, police, &denial(charges.draw())));
    }
}
