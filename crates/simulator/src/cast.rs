//! Who takes part: names without repetition, sources, agencies and outlets.

use fastrand::Rng;

use crate::truth::Voice;

/// Something to draw from without repetition.
#[derive(Clone, Debug)]
pub(crate) struct Deck<T>(Vec<T>);

impl<T: Clone> Deck<T> {
    pub(crate) fn new(rng: &mut Rng, of: &[T]) -> Deck<T> {
        let mut cards = of.to_vec();
        rng.shuffle(&mut cards);
        Deck(cards)
    }

    /// The next, where one is left.
    pub(crate) fn next(&mut self) -> Option<T> {
        self.0.pop()
    }

    /// The next; there must be enough for one stream.
    pub(crate) fn draw(&mut self) -> T {
        self.next().expect("a deck has enough for one stream")
    }
}

/// Somebody who says things.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// As introduced: `Mara Velden, a spokeswoman for Blue Strait Lines`.
    pub(crate) first: String,
    /// As mentioned after that: `Velden`.
    pub(crate) again: String,
    /// As an agency cites it: without a role.
    pub(crate) cited: String,
    /// Whose word it is.
    pub(crate) voice: Voice,
}

impl Source {
    /// An office or organisation, with its article: `the coastguard`.
    pub(crate) fn body(name: &str) -> Source {
        let bare = name.strip_prefix("the ").unwrap_or(name).to_owned();
        let voice = Voice { names: vec![bare] };
        let name = name.to_owned();
        Source { first: name.clone(), again: name.clone(), cited: name, voice }
    }

    /// Somebody who speaks for this body: from now on one voice with it.
    pub(crate) fn speaker(&mut self, (given, surname): Person, role: &str) -> Source {
        self.voice.names.push(format!("{given} {surname}"));
        Source {
            first: format!("{given} {surname}, {role} {}", self.first),
            again: surname.to_owned(),
            cited: self.first.clone(),
            voice: self.voice.clone(),
        }
    }

    /// Somebody who is introduced by a role: `Marek Dole, a passenger`.
    pub(crate) fn named((given, surname): Person, role: &str) -> Source {
        let name = format!("{given} {surname}");
        Source {
            first: format!("{name}, {role}"),
            again: surname.to_owned(),
            cited: name.clone(),
            voice: Voice { names: vec![name] },
        }
    }

    /// Somebody with a title: `Governor Ada Corwen`.
    pub(crate) fn titled(title: &str, (given, surname): Person) -> Source {
        Source {
            first: format!("{title} {given} {surname}"),
            again: surname.to_owned(),
            cited: format!("{title} {given} {surname}"),
            voice: Voice { names: vec![format!("{given} {surname}")] },
        }
    }
}

/// Given name and surname.
pub(crate) type Person = (&'static str, &'static str);

/// A news agency: its name and how it signs.
#[derive(Clone, Debug)]
pub(crate) struct Agency {
    pub(crate) name: &'static str,
    pub(crate) initials: &'static str,
}

impl Agency {
    pub(crate) fn voice(&self) -> Voice {
        Voice { names: vec![self.name.to_owned(), self.initials.to_owned()] }
    }
}

/// What an outlet does with what it gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Habit {
    /// Prints agency copy as it comes.
    Prints,
    /// Puts a sentence or two of its own to agency copy.
    Rewrites,
    /// Tells in its own words what the agency reports, and says so.
    Relays,
    /// Has its own reporters.
    Reports,
}

/// An outlet.
#[derive(Clone, Debug)]
pub(crate) struct Outlet {
    pub(crate) name: &'static str,
    pub(crate) habit: Habit,
}

/// Everybody of a stream.
#[derive(Clone, Debug)]
pub(crate) struct Cast {
    pub(crate) given: Deck<&'static str>,
    pub(crate) surnames: Deck<&'static str>,
    pub(crate) places: Deck<&'static str>,
    pub(crate) remarks: Deck<&'static str>,
    pub(crate) agency: Agency,
    pub(crate) outlets: Vec<Outlet>,
}

impl Cast {
    pub(crate) fn new(rng: &mut Rng) -> Cast {
        let mut names = Deck::new(rng, OUTLETS);
        use Habit::{Prints, Relays, Reports, Rewrites};
        let habits = [Prints, Prints, Rewrites, Relays, Reports, Reports, Reports];
        Cast {
            given: Deck::new(rng, GIVEN),
            surnames: Deck::new(rng, SURNAMES),
            places: Deck::new(rng, PLACES),
            remarks: Deck::new(rng, REMARKS),
            agency: rng.choice(AGENCIES).expect("there are agencies").clone(),
            outlets: habits.map(|habit| Outlet { name: names.draw(), habit }).to_vec(),
        }
    }

    pub(crate) fn person(&mut self) -> Person {
        (self.given.draw(), self.surnames.draw())
    }
}

const AGENCIES: &[Agency] = &[
    Agency { name: "Straits News Agency", initials: "SNA" },
    Agency { name: "Northern Press Agency", initials: "NPA" },
];

const OUTLETS: &[&str] = &[
    "Harbour Post",
    "Lisle Courier",
    "Strait Mirror",
    "Island Herald",
    "Coast Radio",
    "Evening Ledger",
    "Northern Star",
    "Morning Beacon",
    "Valley Gazette",
    "Weekly Lantern",
];

const GIVEN: &[&str] = &[
    "Helena", "Marek", "Ines", "Piet", "Ada", "Ruth", "Olaf", "Joan", "Tomas", "Clara", "Henrik",
    "Lena", "Viktor", "Alma", "Bruno", "Edith", "Felix", "Greta", "Hugo", "Irene", "Jonas",
    "Karin", "Lukas", "Martha", "Nils", "Olga", "Paul", "Rosa", "Simon", "Tilda", "Ulrich", "Vera",
    "Walter", "Anna", "Oskar", "Emil", "Dora", "Carl", "Agnes", "Boris", "Celia", "Daniel",
    "Elias", "Frida", "Gustav", "Hanna", "Ivan", "Julia", "Klaus", "Laura", "Magnus", "Nora",
    "Otto", "Petra", "Robert", "Sofia", "Theodor", "Ursula", "Vincent", "Wilma", "Astrid",
    "Bernard", "Cora", "David",
];

const SURNAMES: &[&str] = &[
    "Marsh",
    "Dole",
    "Varga",
    "Lanner",
    "Corwen",
    "Ellery",
    "Brandt",
    "Pell",
    "Arvid",
    "Velden",
    "Sorley",
    "Quint",
    "Harrow",
    "Lindqvist",
    "Castell",
    "Morane",
    "Ostrow",
    "Fenwick",
    "Garrick",
    "Hollis",
    "Ibsen",
    "Jarvis",
    "Kessler",
    "Lomax",
    "Mercer",
    "Norling",
    "Orlov",
    "Prentice",
    "Rasmus",
    "Selwyn",
    "Thorne",
    "Ulmer",
    "Vickers",
    "Wexler",
    "Yarrow",
    "Zeller",
    "Ashdown",
    "Bellamy",
    "Crane",
    "Drummond",
    "Eastman",
    "Falk",
    "Gorman",
    "Hedlund",
    "Ingram",
    "Joyner",
    "Kerrigan",
    "Lassiter",
    "Maddox",
    "Nolan",
    "Oakley",
    "Penrose",
    "Radford",
    "Stavros",
    "Tolland",
    "Vance",
    "Whitlow",
    "Abelard",
    "Bremer",
    "Colby",
    "Dresner",
    "Elwood",
    "Farrow",
    "Grimaldi",
];

const PLACES: &[&str] = &[
    "Gull Point",
    "Port Lisle",
    "Varnholm",
    "Tarnby",
    "Eskmouth",
    "Cape Orlan",
    "Dunmarrow",
    "Hollowmere",
    "Kestrel Bay",
    "Norvik",
    "Ostrand",
    "Pellworth",
    "Ravensey",
    "Saltmarsh",
    "Thornwick",
    "Umberley",
    "Wrackham",
    "Yarmere",
    "Zellin",
    "Brackwater",
];

pub(crate) const JOBS: &[&str] = &[
    "a baker",
    "a teacher",
    "a fisherman",
    "a nurse",
    "a farmer",
    "a student",
    "a shopkeeper",
    "a priest",
    "a carpenter",
    "a waitress",
    "a mechanic",
    "a librarian",
    "a retired judge",
    "a postman",
    "a painter",
    "a cook",
    "a gardener",
    "a tailor",
    "a pharmacist",
    "a miller",
    "a blacksmith",
    "a dentist",
    "a bookseller",
    "a hotel owner",
    "a butcher",
    "a music teacher",
    "a taxi driver",
    "a florist",
    "a cleaner",
    "a beekeeper",
];

/// What people in the street remark: nothing counted, nothing disputed.
const REMARKS: &[&str] = &[
    "the whole street was awake long before dawn",
    "the church would stay open through the night for anyone who wanted to sit there",
    "neighbours had brought soup and blankets to the school hall",
    "the telephone lines were so busy that nobody could get through to the town",
    "the fog was thicker than in any winter that people here remember",
    "children had lit candles along the wall of the old market",
    "strangers had knocked at the door and asked for a place to sleep",
    "nobody in the cafe talked about anything else",
    "the bells were ringing until the afternoon",
    "the smell of burnt oil hung over the gardens",
    "the road to the valley was full of cars and lorries",
    "it was the saddest morning in the history of the parish",
    "the radio played no music for hours",
    "the noise woke the dogs on every farm",
    "the shops would keep their shutters down until after the weekend",
    "the people of this coast look after each other",
    "the lights had gone out in the lower part of the town",
    "the rain made everything more difficult for the volunteers",
    "the post office had run out of paper and stamps",
    "visitors from abroad were taking pictures from the bridge",
    "the wind tore the flags from the roof of the town hall",
    "a kind woman had driven the old people home in her van",
    "young people were sweeping broken glass from the steps",
    "the town needs quiet now more than it needs speeches",
    "the bus company let everyone ride without a ticket",
    "the baker handed out bread to whoever was hungry",
    "the river looked black and strange that evening",
    "there was not a free room left in any inn",
    "friends from other villages kept calling to ask for news",
    "the frost had ruined the last of the apples",
    "the old bridge was swaying in the storm",
    "the dogs would not stop barking that night",
    "the cellar was full of water within minutes",
    "every window in the lane was rattling",
    "the village choir was singing in front of the chapel",
    "the snow had turned to mud along the whole quay",
    "the newspapers were sold out before breakfast",
    "the lighthouse was dark for the first time in memory",
    "the barber kept his shop open for the neighbours",
    "many people here no longer trust the authorities",
    "the fishermen were mending their nets as if nothing had happened",
    "the council never listens to the people of the hills",
    "the museum had let families sleep between the paintings",
    "the hay was still standing wet in the fields",
    "the kitchen smelled of smoke for the rest of the week",
    "the clock on the tower had stopped shortly before midnight",
    "a stranger in a grey coat had asked the way to the cemetery",
    "the grass on the hill was white with frost",
    "the milk lorry had not come for the first time in years",
    "the theatre would give its money to the families",
    "the harvest festival could not be held after such a week",
    "the swimmers of the winter club were crying on the beach",
    "the chimney of the old brewery had come down in the gale",
    "the brass band was practising as it always does",
    "the queue outside the pharmacy reached the fountain",
    "the pigeons had left the square and did not return",
    "the ice on the pond was too thin for skating",
    "the wool market had never been so quiet",
];
