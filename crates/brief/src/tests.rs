//! The views of the invented situation in [`crate::fixture`].

use crate::fixture::{coverage, record};
use crate::{TextOptions, csv, html, markdown, record_json, text};

#[test]
fn text_of_the_bridge() {
    insta::assert_snapshot!(text(&record(), &coverage(), &TextOptions::default()));
}

#[test]
fn text_fits_the_width() {
    for width in [40, 60, 100] {
        let options = TextOptions { width, colour: false, unicode: false };
        for line in text(&record(), &coverage(), &options).lines() {
            assert!(line.chars().count() <= width, "{width}: {line}");
            assert!(line.is_ascii(), "{line}");
        }
    }
}

#[test]
fn markdown_of_the_bridge() {
    insta::assert_snapshot!(markdown(&record(), &coverage()));
}

#[test]
fn html_of_the_bridge() {
    insta::assert_snapshot!(html(&record(), &coverage()));
}

#[test]
fn csv_of_the_bridge() {
    insta::assert_snapshot!(csv(&record()));
}

#[test]
fn json_of_the_bridge() {
    let json: serde_json::Value =
        serde_json::from_str(&record_json(&record(), &coverage())).unwrap();
    insta::assert_snapshot!(serde_json::to_string_pretty(&json).unwrap());
}

#[test]
fn an_empty_record_has_views() {
    let (record, coverage) = (record::Record::default(), coverage());
    assert!(text(&record, &coverage, &TextOptions::default()).contains("plan.pdf"));
    assert!(markdown(&record, &coverage).contains("plan.pdf"));
    assert!(html(&record, &coverage).contains("plan.pdf"));
    assert_eq!(csv(&record).lines().count(), 1);
}

#[test]
fn words_of_reports_cannot_become_markup() {
    let page = html(&record(), &coverage());
    assert!(!page.contains("<script"));
    assert!(page.contains("&lt;script&gt;") || page.contains("&#60;script&#62;"));
    assert!(!markdown(&record(), &coverage()).contains("<script"));
}

#[test]
fn spreadsheets_see_no_formulas() {
    let mut record = record();
    record.entities[0].name = "=HYPERLINK(\"x\")".into();
    assert!(csv(&record).contains("\"'=HYPERLINK"));
}
