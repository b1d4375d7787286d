//! The user's own files: tables of the world, and how reliable sources are held to be.

use crate::util::Folder;

const REPORT: &str = "PORT LISLE, March 5 (Strait Wire) -- Twelve people were killed on Tuesday \
                      when a ferry capsized off Gull Point, the Varnian coastguard said.\n";

#[test]
fn a_table_of_the_users_is_known_to_the_reading() {
    let folder = Folder::new();
    folder
        .put("a.txt", REPORT)
        .put("mine/agencies.tsv", "agency/strait\tStrait Wire\t\tstrait.example\n")
        .put("mine/countries.tsv", "country/XV\tVarnia\t\t\tXV\t\tVarnian\tVarnians\tLisle\n");
    let agencies = |args: &[&str]| {
        let record = folder.run(args).json();
        record["articles"][0]["origin"]["agencies"].clone()
    };
    let brief = ["brief", "--format", "json", "a.txt"];
    assert_eq!(agencies(&brief), serde_json::json!([]));
    let all = [&brief[..], &["--world", "mine"]].concat();
    assert_eq!(agencies(&all), serde_json::json!(["Strait Wire"]));
    let one = [&brief[..], &["--world", "mine/agencies.tsv"]].concat();
    assert_eq!(agencies(&one), serde_json::json!(["Strait Wire"]));
    let known = folder.run(&all).out.contains("country/XV");
    assert!(known, "the country of the table is in the record");
}

#[test]
fn a_table_that_cannot_be_used_says_where_and_why() {
    let folder = Folder::new();
    folder
        .put("a.txt", REPORT)
        .put("empty/notes.md", "nothing")
        .put("towns.tsv", "place/x\tLisle\n")
        .put("outlets.tsv", "# mine\nThe Tide\ttide.example\n");
    for (table, wanted) in [
        ("nowhere", "nowhere"),
        ("empty", "countries.tsv"),
        ("towns.tsv", "outlets.tsv"),
        ("outlets.tsv", "line 2"),
    ] {
        let ran = folder.run(&["brief", "a.txt", "--world", table]);
        assert_eq!(ran.code, 1, "{table}: {}", ran.err);
        assert!(ran.err.contains(wanted) && ran.out.is_empty(), "{table}: {}", ran.err);
    }
}

#[test]
fn ratings_are_shown_and_change_no_grade() {
    let folder = Folder::new();
    let outlet = "{\"outlet\": \"Harbour Post\", \"published\": \"2025-03-05\", \"text\": ";
    let text = REPORT.replace('\n', " ");
    folder.put("a.jsonl", format!("{outlet}{text:?}}}\n")).put(
        "mine.toml",
        "[reliability]\n\"harbour post\" = \"B\"\n\"Varnian coastguard\" = \"A\"\n\"Nobody\" = \"F\"\n",
    );
    let plain = folder.run(&["brief", "--format", "json", "a.jsonl"]).json();
    let ran = folder.run(&["brief", "--format", "json", "a.jsonl", "--sources", "mine.toml"]);
    let rated = ran.json();
    assert_eq!(rated["articles"][0]["reliability"], "B");
    let entities = rated["entities"].as_array().expect("entities");
    let guard = entities.iter().find(|e| e["reliability"] == "A");
    assert!(guard.is_some_and(|e| e["name"].as_str().is_some_and(|n| n.contains("coastguard"))));
    assert!(ran.err.contains("Nobody") && ran.out.contains("Nobody"), "{}", ran.err);
    for facts in ["events", "figures", "series", "disputes"] {
        assert_eq!(plain[facts], rated[facts], "{facts}");
    }
    let page = folder.run(&["brief", "a.jsonl", "--sources", "mine.toml"]).out;
    assert!(page.contains("reliability B, usually reliable"), "{page}");
}

#[test]
fn ratings_that_cannot_be_used_say_why() {
    let folder = Folder::new();
    folder
        .put("a.txt", REPORT)
        .put("grade.toml", "[reliability]\ncoastguard = \"AA\"\n")
        .put("key.toml", "[grades]\ncoastguard = \"A\"\n")
        .put("broken.toml", "[reliability\n");
    for (file, wanted) in [
        ("grade.toml", "no grade"),
        ("key.toml", "grades"),
        ("broken.toml", "line 1"),
        ("nowhere.toml", "nowhere.toml"),
    ] {
        let ran = folder.run(&["brief", "a.txt", "--sources", file]);
        assert_eq!(ran.code, 1, "{file}: {}", ran.err);
        assert!(ran.err.contains(wanted) && ran.out.is_empty(), "{file}: {}", ran.err);
    }
}
