//! The file of rules: what is read, and what is told of a mistake.

use proptest::prelude::*;

use super::*;
use crate::alerts::Notice;

const DOCS: &str = include_str!("../../../../../docs/watch.md");

/// The blocks of code of the documentation in a language.
fn blocks(language: &str) -> impl Iterator<Item = &'static str> {
    let fence = format!("```{language}\n");
    DOCS.split("```").map(str::trim_start).filter_map(move |block| {
        let block = block.strip_prefix(fence.trim_start_matches("```").trim_end())?;
        Some(block.trim_start())
    })
}

#[test]
fn the_documentation_holds() {
    let [example] = blocks("toml").collect::<Vec<_>>()[..] else { panic!("one example") };
    let rules = Rules::parse("watch.toml", example).unwrap();
    assert_eq!((rules.rules.len(), rules.ladders.len(), rules.channels.len()), (8, 1, 4));
    let kinds: Vec<&str> = rules
        .rules
        .iter()
        .map(|rule| match rule.condition().unwrap() {
            Condition::Figure(_) => "figure",
            Condition::Event(_) => "event",
            Condition::Dispute(_) => "dispute",
            Condition::Overdue(_) => "overdue",
            Condition::FirstWords(_) => "first_words",
            Condition::Said(_) => "said",
        })
        .collect();
    let wanted =
        ["figure", "figure", "event", "event", "dispute", "overdue", "first_words", "said"];
    assert_eq!(kinds, wanted);
    let phases: Vec<&str> =
        rules.ladders[0].phases.iter().map(|p| p.name.get_ref().as_str()).collect();
    assert_eq!(phases, ["guarded", "elevated", "grave"]);
    let [json] = blocks("json").collect::<Vec<_>>()[..] else { panic!("one notice") };
    let notice: Notice = serde_json::from_str(json).unwrap();
    let value: serde_json::Value = serde_json::from_str(json).unwrap();
    assert_eq!(serde_json::to_value(&notice).unwrap(), value);
}

#[test]
fn an_empty_file_watches_nothing() {
    assert_eq!(Rules::parse("watch.toml", "# nothing yet\n").unwrap(), Rules::default());
}

#[test]
fn mistakes_are_told_by_line_and_key() {
    let rule = |condition: &str| format!("[[rule]]\nname = 'ferry'\n{condition}\n");
    let ladder = |phase: &str| {
        format!("{}[[ladder]]\nname = 'strait'\n[[ladder.phase]]\n{phase}\n", rule("dispute = {}"))
    };
    let channel = |of: &str| format!("[[channel]]\nname = 'out'\n{of}\n");
    let files = [
        rule("figures = { counts = 'cars' }"),
        rule("figure = { counts = 'cars', is = 'many' }"),
        rule("figure = { counts = 'cars', is = '>= 10', by = { origns = 2 } }"),
        rule("figure = { counts = 'cars', is = '>= 10', by = { origins = 0 } }"),
        rule("figure = { counts = 'cars', is = '>= 10', by = { grade = 7 } }"),
        rule("figure = { counts = 'cars', is = '>= 10', status = 'actuall' }"),
        rule("figure = { counts = 'cars', changed_by = '-3' }"),
        rule("figure = { counts = 'cars' }"),
        rule("figure = { counts = 'cars', is = '> 1', changed_by = '3' }"),
        rule("figure = { is = '> 1' }"),
        rule("figure = { counts = ' ', is = '> 1' }"),
        rule("figure = { counts = 12, is = '> 1' }"),
        rule("event = { kind = 'atack' }"),
        rule("event = { plover = 'assault' }"),
        rule("said = { words = 'mines', by = {} }"),
        rule("overdue = { grace_days = -1 }"),
        rule(""),
        rule("event = {}\ndispute = {}"),
        rule("dispute = {}") + &rule("event = {}"),
        "[[rule]]\nname = \"a\\nb\"\n".to_owned(),
        "[[rule]\nname = 'a'\n".to_owned(),
        "rules = []\n".to_owned(),
        ladder("name = 'guarded'\nenter = { any = ['fery'] }"),
        ladder("name = 'guarded'\nenter = {}"),
        ladder("name = 'guarded'\nenter = { any = ['ferry'], for_day = 2 }"),
        ladder("name = 'guarded'"),
        channel(""),
        channel("webhook = { url = 'ftp://hooks.example/', secret = { env = 'S' } }"),
        channel("webhook = { url = 'https://me:pw@hooks.example/', secret = { env = 'S' } }"),
        channel("webhook = { url = 'https://hooks.example/', secret = 'hush' }"),
        channel("webhook = { url = 'https://hooks.example/' }"),
        channel("command = { run = [] }"),
        channel("mail = { server = 'm.example', from = 'nobody', to = 'a@m.example' }"),
        channel(
            "mail = { server = 'm.example', from = \"A\\r\\nBcc: x <a@m.example>\", to = 'a@m.example' }",
        ),
        channel(
            "mail = { server = 'm.example', from = 'a@m.example', to = 'a@m.example', security = 'ssl' }",
        ),
        channel(
            "mail = { server = 'm.example', from = 'a@m.example', to = 'a@m.example', user = 'u' }",
        ),
        channel(
            "mail = { server = 'm.example', from = 'a@m.example', to = 'a@m.example', \
             security = 'none', user = 'u', password = { env = 'P' } }",
        ),
        channel("only = 'ferry'\natom = { file = 'a' }"),
        channel("only = ['ferry']\natom = { file = 'a' }"),
    ];
    let told: Vec<String> = files
        .iter()
        .map(|file| {
            let error = Rules::parse("watch.toml", file).unwrap_err();
            assert_eq!(error.kind(), Kind::Invalid);
            error.why().to_owned()
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    line 3, `figures`: there is no key "figures" here (did you mean "figure"?); keys here: name, title, situations, counts_for_days, figure, event, dispute, overdue, first_words, said
    line 3, `is`: "many" is no comparison: one of >=, >, <=, <, = and a number, ">= 10000"
    line 3, `origns`: there is no key "origns" here (did you mean "origins"?); keys here: origins, parties, grade
    line 3, `origins`: invalid value: integer `0`, expected 1 or more
    line 3, `grade`: 7 is no grade: 1 (confirmed) to 6 (cannot be judged)
    line 3, `status`: "actuall" is no status of a figure (did you mean "actual"?); allowed: actual, planned, predicted, alleged, denied
    line 3, `changed_by`: "-3" is no change: a number, or a share such as "10 %"
    line 2, `name`: "ferry" asks nothing of the figure: give is, changed_by or by
    line 2, `name`: "ferry" asks for is and changed_by: make a rule of each
    line 3, `figure`: the key "counts" is missing
    line 3, `counts`: an empty phrase fits nothing; leave the key out
    line 3, `counts`: invalid type: integer `12`, expected words in quotation marks, or a list of them
    line 3, `kind`: "atack" is no kind of event (did you mean "attack"?); allowed: attack, accident, disaster, call, meeting, briefing, visit, statement, deployment, launch, release, arrest, legal, sanction, disclosure, rescue, agreement, protest, election, aid, other
    line 3, `plover`: "assault" is no PLOVER root code (did you mean "ASSAULT"?); allowed: AGREE, CONSULT, SUPPORT, CONCEDE, COOPERATE, AID, RETREAT, REQUEST, ACCUSE, REJECT, THREATEN, PROTEST, SANCTION, MOBILIZE, COERCE, ASSAULT, accident, disaster, legal, disclosure
    line 2, `name`: "ferry" asks nothing: give by = { origins = 2 }
    line 3, `grace_days`: invalid value: integer `-1`, expected 0 or more
    line 2, `name`: "ferry" has no condition: give one of figure, event, dispute, overdue, first_words, said
    line 2, `name`: "ferry" has several conditions: make a rule of each, of figure, event, dispute, overdue, first_words, said
    line 5, `name`: there is another rule or ladder called "ferry"
    line 2, `name`: a rule or ladder needs a name of one line
    line 1, `[[rule]`: unclosed array table, expected `]`
    line 1, `rules`: there is no key "rules" here (did you mean "rule"?); keys here: rule, ladder, channel
    line 8, `any`: there is no rule called "fery" (did you mean "ferry"?)
    line 7, `name`: a condition of a phase names rules: all, any or none of them
    line 8, `for_day`: there is no key "for_day" here (did you mean "for_days"?); keys here: all, any, none, for_days
    line 6, `[[ladder.phase]]`: the key "enter" is missing
    line 2, `name`: a channel is one of atom, webhook, command, mail
    line 3, `url`: "ftp://hooks.example/" is not of http or https
    line 3, `url`: an address here holds no user or password
    line 3, `secret`: "hush" is not allowed here; allowed: file, env
    line 3, `webhook`: the key "secret" is missing
    line 3, `run`: a program and its arguments, each by itself: ["/usr/bin/notify", "--desk"]
    line 3, `from`: "nobody" is no e-mail address: Invalid input
    line 3, `from`: "A\r\nBcc: x <a@m.example>" is no e-mail address: Invalid input
    line 3, `security`: "ssl" is not allowed here; allowed: starttls, tls, none
    line 2, `name`: user and password go together: give both or none
    line 2, `name`: a password is sent in the clear only to a server on this machine: set security to starttls or tls
    line 3, `only`: invalid type: string "ferry", expected a list
    line 3, `only`: there is no rule or ladder called "ferry"
    "#);
}

proptest! {
    /// A file with a hole in it is read or refused.
    #[test]
    fn no_file_stops_the_reader(from in 0_usize..3000, to in 0_usize..3000, put in "[ -~é\n]{0,6}") {
        let example = blocks("toml").next().unwrap_or_default();
        let (from, to) = (from.min(to), from.max(to));
        let kept = example.chars().take(from).chain(put.chars()).chain(example.chars().skip(to));
        let _ = Rules::parse("watch.toml", &kept.collect::<String>());
    }
}
