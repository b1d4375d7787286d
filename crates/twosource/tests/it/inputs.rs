//! What is read, what is not, and what the program says and returns.

use crate::util::{Folder, project, run};

const REPORT: &str = "PORT LISLE, March 5 (SNA) -- Twelve people were killed on Tuesday when a ferry \
                      capsized, the coastguard said on Wednesday.\n\n\"We will go on searching,\" \
                      Commodore Tomas Arvid told reporters.\n";

#[test]
fn the_commands_teach() {
    let folder = Folder::new();
    for args in [&["--help"][..], &["brief", "--help"], &["read", "--help"]] {
        let ran = folder.run(args);
        assert_eq!(ran.code, 0);
        assert!(ran.out.contains("Usage"), "{}", ran.out);
    }
    assert!(folder.run(&["brief", "--help"]).out.contains("JSON Lines"));
}

#[test]
fn wrong_usage_exits_with_two() {
    let folder = Folder::new();
    assert_eq!(folder.run(&["brief"]).code, 2);
    assert_eq!(folder.run(&["brief", "--format", "pdf", "x"]).code, 2);
    assert_eq!(folder.run(&["frobnicate"]).code, 2);
}

#[test]
fn an_ending_that_names_no_format_is_an_error_that_says_what_to_do() {
    let folder = Folder::new();
    folder.put("a.txt", REPORT);
    let ran = folder.run(&["brief", "a.txt", "-o", "out.pdf"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("--format"), "{}", ran.err);
}

#[test]
fn a_missing_input_is_named_and_fails_but_the_others_are_read() {
    let folder = Folder::new();
    folder.put("a.txt", REPORT);
    let ran = folder.run(&["brief", "--format", "json", "a.txt", "nowhere.txt"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("nowhere.txt"), "{}", ran.err);
    assert!(ran.out.contains("\"articles\""));
}

#[test]
fn nothing_readable_fails_and_says_why() {
    let folder = Folder::new();
    folder.put("zeros.txt", vec![0u8; 4096]).put("empty.txt", "");
    let ran = folder.run(&["brief", "."]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("zeros.txt") && ran.err.contains("empty.txt"), "{}", ran.err);
}

#[test]
fn unreadable_files_are_listed_and_the_rest_is_read() {
    let folder = Folder::new();
    folder
        .put("reports/a.txt", REPORT)
        .put("reports/zeros.bin", vec![0u8; 4096])
        .put("reports/broken.txt.gz", b"\x1f\x8b\x08\x00 not gzip at all")
        .put("reports/picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    let ran = folder.run(&["brief", "--format", "json", "reports"]);
    let record = ran.json();
    assert_eq!(record["articles"].as_array().map(Vec::len), Some(1));
    for name in ["zeros.bin", "broken.txt.gz", "picture.png"] {
        assert!(ran.err.contains(name), "{name} is not listed: {}", ran.err);
        assert!(ran.out.contains(name), "{name} is not in the coverage note");
    }
}

#[test]
fn standard_input_is_read() {
    let folder = Folder::new();
    let ran = folder.run_with_input(&["read", "-", "--format", "jsonl"], REPORT.as_bytes());
    let reading: serde_json::Value = serde_json::from_str(&ran.out).expect("one JSON line");
    assert_eq!(reading["article"]["text"], REPORT);
}

#[test]
fn the_same_article_given_twice_is_read_once() {
    let folder = Folder::new();
    folder.put("a.txt", REPORT).put("b.txt", REPORT);
    let record = folder.run(&["brief", "--format", "json", "a.txt", "b.txt", "a.txt"]).json();
    assert_eq!(record["articles"].as_array().map(Vec::len), Some(1));
}

/// Same bytes for any order of the inputs and any number of threads.
#[test]
fn order_and_threads_do_not_matter() {
    let project = project();
    let mut names: Vec<String> = std::fs::read_dir(project.join("examples/ferry"))
        .expect("the bundled situation")
        .map(|entry| entry.expect("an entry").path().display().to_string())
        .filter(|path| path.ends_with(".txt"))
        .collect();
    names.sort();
    let brief = |names: &[String], threads: &str, format: &str| {
        let mut args = vec!["brief", "--format", format, "--threads", threads];
        args.extend(names.iter().map(String::as_str));
        run(&project, &args, b"").out
    };
    for format in ["json", "md", "html", "csv"] {
        let first = brief(&names, "1", format);
        assert!(first.len() > 1000, "a {format} brief");
        let mut shuffled = names.clone();
        shuffled.reverse();
        assert_eq!(brief(&shuffled, "2", format), first, "{format}, reversed, two threads");
        shuffled.rotate_left(3);
        assert_eq!(brief(&shuffled, "1", format), first, "{format}, rotated, one thread");
    }
}
