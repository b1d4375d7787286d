//! What is read from files and folders, and what is listed as not read.

mod common;

use article::{Input, gather};
use common::{REPORT, folder, ids, read};
use world::World;

#[test]
fn a_folder_takes_what_it_knows_of_its_texts_from_its_list() {
    let list = br#"[{"id": "a", "outlet": "www.bbc.com", "title": "Ferry sinks",
        "url": "https://www.bbc.com/news/1", "published": "2019-03-05T04:15:41", "authors": ["J. Doe"]}]"#;
    let folder = folder(&[
        ("articles.json", list),
        ("gold.json", b"{}"),
        ("a.txt", REPORT.as_bytes()),
        (".hidden.txt", b"The hidden one."),
    ]);
    let intake = read(folder.path());
    assert_eq!(ids(&intake), ["a"]);
    assert!(intake.skipped.is_empty(), "{:?}", intake.skipped);
    let a = &intake.articles[0];
    assert_eq!(a.text, REPORT);
    assert_eq!(a.outlet.as_ref().expect("an outlet").name, "BBC");
    assert_eq!(a.byline.as_deref(), Some("J. Doe"));
    assert_eq!(a.published.expect("a date").date.to_string(), "2019-03-05");
    assert!(a.path.as_deref().expect("a path").ends_with("a.txt"));
}

#[test]
fn json_lines_are_read_past_a_broken_row() {
    let rows = format!(
        "{{\"id\": 1, \"text\": \"{REPORT}\"}}\n{{\"id\": 2, \"text\"\n\n{{\"id\": 3, \"maintext\": \"{REPORT} More.\"}}\n\
         {{\"id\": 4, \"text\": \"{REPORT} \\ud800 Broken.\"}}\n{{\"id\": 5}}\n"
    );
    let folder = folder(&[("a.jsonl", rows.as_bytes())]);
    let intake = read(&folder.path().join("a.jsonl"));
    assert_eq!(ids(&intake), ["1", "3", "4"]);
    assert!(intake.articles[2].text.contains('\u{FFFD}'));
    assert_eq!(intake.articles[2].notes, ["lone surrogates replaced"]);
    let skipped: Vec<_> = intake.skipped.iter().map(|s| s.path.rsplit(", ").next()).collect();
    assert_eq!(skipped, [Some("line 2"), Some("line 6")]);
}

#[test]
fn order_repetition_and_missing_inputs() {
    let folder = folder(&[
        ("a.txt", REPORT.as_bytes()),
        ("deep/b.txt", b"Another report tells of the ferry."),
        ("deep/c.txt", REPORT.as_bytes()),
    ]);
    let at = |name: &str| Input::Path(folder.path().join(name));
    let inputs = [at("deep"), at("a.txt"), at("*.txt"), at("none.txt"), at("no*.txt")];
    let forward = gather(&inputs, World::bundled(), &mut |_| ());
    let mut backward = inputs.to_vec();
    backward.reverse();
    let backward = gather(&backward, World::bundled(), &mut |_| ());
    assert_eq!(forward.articles.len(), 2);
    assert_eq!(forward.articles, backward.articles);
    assert_eq!((forward.notes.len(), forward.missing.len()), (1, 2));
    assert_eq!(forward.missing, backward.missing);
}
