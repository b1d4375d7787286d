//! What the tests of this crate share.

#![allow(dead_code)]

use std::fs;
use std::path::Path;

use article::{Input, Intake, gather};
use tempfile::TempDir;
use world::World;

/// A short report.
pub(crate) const REPORT: &str =
    "The ferry sank on Monday, and twelve people were taken from the water.";

/// A page with a report.
pub(crate) const PAGE: &str = r#"<!DOCTYPE html><html><head><title>Ferry sinks - The Quay Times</title>
    <meta property="article:published_time" content="2019-05-06T21:00:00+02:00"></head>
    <body><nav><a href="/">Home</a></nav><article><h1>Ferry sinks</h1>
    <p>An old ferry sank off the coast on Monday evening, and twelve people were taken from the water.</p>
    <p>The harbour master said that the ship had been inspected in March, and that nothing was found.</p>
    <p>The owner, a small firm with three ships, said that it would answer every question it was asked.</p>
    </article></body></html>"#;

/// A folder with these files.
pub(crate) fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("files lie in the folder")).expect("created");
        fs::write(path, bytes).expect("written");
    }
    folder
}

/// What is read from a path.
pub(crate) fn read(path: &Path) -> Intake {
    gather(&[Input::Path(path.to_owned())], World::bundled(), &mut |_| ())
}

/// The ids of what was read.
pub(crate) fn ids(intake: &Intake) -> Vec<&str> {
    intake.articles.iter().map(|a| a.id.as_str()).collect()
}

/// What was not read: the last part of each path, and the reason.
pub(crate) fn skipped(intake: &Intake) -> Vec<(&str, &str)> {
    intake
        .skipped
        .iter()
        .map(|s| (s.path.rsplit('/').next().unwrap_or(&s.path), s.reason.as_str()))
        .collect()
}

/// Compressed with gzip.
pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).expect("written to memory");
    packed.finish().expect("written to memory")
}
