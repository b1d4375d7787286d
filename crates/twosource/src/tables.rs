//! The user's own files: tables of the world, and how reliable sources are held to be.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use record::{Rating, Reliability};
use toml::{Table, Value};
use world::{Kind, World};

/// The bundled knowledge about the world with the user's tables before it: a file, or a folder of
/// files, each named for what it holds.
pub(crate) fn world(path: &Path) -> Result<World> {
    let mut found = Vec::new();
    for file in files(path)? {
        let kind = kind(&file)?;
        let table = fs::read_to_string(&file)
            .with_context(|| format!("could not read the table {}", file.display()))?;
        if let Err(error) = world::check(kind, &table) {
            bail!("{} line {}: {}", file.display(), error.line, error.what);
        }
        found.push((kind, table));
    }
    let tables: Vec<(Kind, &str)> = found.iter().map(|(kind, table)| (*kind, &**table)).collect();
    Ok(World::with(&tables))
}

/// The file itself, or the `.tsv` files of a folder, by name.
fn files(path: &Path) -> Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let reading = || format!("could not list the tables in {}", path.display());
    let mut files = Vec::new();
    for entry in fs::read_dir(path).with_context(reading)? {
        let file = entry.with_context(reading)?.path();
        if file.extension().is_some_and(|ending| ending == "tsv") {
            files.push(file);
        }
    }
    files.sort();
    if files.is_empty() {
        bail!("{} holds no table; a table is named {}", path.display(), names());
    }
    Ok(files)
}

fn kind(file: &Path) -> Result<Kind> {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    match Kind::of_table(&stem) {
        Some(kind) => Ok(kind),
        None => bail!("{} is no table by its name; a table is named {}", file.display(), names()),
    }
}

/// "countries.tsv, agencies.tsv or …".
fn names() -> String {
    let names: Vec<String> = Kind::tables().map(|name| format!("{name}.tsv")).collect();
    let (last, others) = names.split_last().expect("there are tables");
    format!("{} or {last}", others.join(", "))
}

/// The key of the table of ratings.
const RELIABILITY: &str = "reliability";

/// The ratings of a file: a table `[reliability]` of names and letters.
pub(crate) fn ratings(path: &Path) -> Result<Vec<Rating>> {
    let text = fs::read_to_string(path)
        .with_context(|| format!("could not read the ratings in {}", path.display()))?;
    parse(&text).with_context(|| format!("could not use the ratings in {}", path.display()))
}

fn parse(text: &str) -> Result<Vec<Rating>> {
    let mut file: Table = text.parse()?;
    let ratings = file.remove(RELIABILITY);
    if let Some(other) = file.keys().next() {
        bail!("unknown key {other:?}; ratings stand under [{RELIABILITY}]");
    }
    let Some(Value::Table(ratings)) = ratings else {
        bail!("there is no table [{RELIABILITY}] with lines such as \"Harbour Post\" = \"B\"");
    };
    ratings.into_iter().map(|(name, value)| rating(name, &value)).collect()
}

fn rating(name: String, value: &Value) -> Result<Rating> {
    match value.as_str().and_then(Reliability::parse) {
        Some(reliability) => Ok(Rating { name, reliability }),
        None => {
            let grade =
                |(_, letter, words): &(Reliability, &str, &str)| format!("{letter} ({words})");
            let grades: Vec<String> = Reliability::ALL.iter().map(grade).collect();
            bail!("{name:?}: {value} is no grade; grades are {}", grades.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratings_are_read_and_faults_named() {
        let check = |text: &str, wanted: Result<usize, &str>| match (parse(text), wanted) {
            (Ok(found), Ok(n)) => assert_eq!(found.len(), n, "{text}"),
            (Err(error), Err(words)) => {
                assert!(format!("{error:#}").contains(words), "{text}: {error:#}");
            }
            (found, wanted) => panic!("{text}: {found:?}, not {wanted:?}"),
        };
        check("[reliability]\n\"Harbour Post\" = \"B\"\nArvid = \"A\"\n", Ok(2));
        check("[reliability]\n", Ok(0));
        check("[reliability]\nArvid = \"G\"\n", Err("usually reliable"));
        check("[reliability]\nArvid = 1\n", Err("\"Arvid\": 1 is no grade"));
        check("Arvid = \"B\"\n", Err("[reliability]"));
        check("", Err("there is no table"));
        check("[reliability", Err("line 1"));
    }
}
