//! Walking over what the user named, reading each file, and putting the result in order.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use std::path::{Path, PathBuf};

use globset::GlobBuilder;
use text::Article;
use walkdir::WalkDir;
use world::World;

use crate::decode::{declared_in_page, decode};
use crate::draft::{About, Draft, sha256};
use crate::json;
use crate::kind::{Kind, tell};
use crate::language::other_language;
use crate::list::{LABELS, Lists};
use crate::source::{self, Source};
use crate::{feed, mhtml, page, warc};

/// What the user named.
#[derive(Clone, Debug)]
pub enum Input {
    /// A file, a folder, or a glob pattern.
    Path(PathBuf),
    /// What came on standard input.
    Stdin(Vec<u8>),
    /// A document that came from elsewhere.
    Document(Document),
}

/// Bytes that are no file, with what is known of where they came from.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// What it is called where it is spoken of, with its ending where it has one.
    pub name: String,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// The address it was published at.
    pub url: Option<String>,
    /// The character set that its sender declared.
    pub charset: Option<String>,
}

/// Something that was not read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// Its path as given, with the line or record where only that is meant.
    pub path: String,
    /// Why, in words for the user.
    pub reason: String,
}

/// Everything that was read, and what was not.
#[derive(Clone, Debug, Default)]
pub struct Intake {
    /// The articles, in order of path and id; ids are unique.
    pub articles: Vec<Article>,
    /// Articles in other languages than English: taken in with their metadata, not to be read.
    /// They are also listed among the skipped.
    pub foreign: Vec<Article>,
    /// What was not read, and why.
    pub skipped: Vec<Skipped>,
    /// Inputs named by the user that do not exist.
    pub missing: Vec<String>,
    /// What else is worth telling: the same article given twice.
    pub notes: Vec<String>,
}

/// How far reading has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Files read so far.
    pub files: usize,
    /// Files to read in all.
    pub of: usize,
    /// Articles found so far.
    pub articles: usize,
}

/// Reads all inputs. What cannot be read is listed, and stops nothing else. The result does not
/// depend on the order of the inputs.
pub fn gather(inputs: &[Input], world: &World, progress: &mut dyn FnMut(&Progress)) -> Intake {
    let mut reader = Reader { world, lists: Lists::default(), intake: Intake::default() };
    let files = reader.files(inputs);
    for (files_read, (path, named)) in files.iter().enumerate() {
        reader.file(path, *named);
        let articles = reader.intake.articles.len();
        progress(&Progress { files: files_read + 1, of: files.len(), articles });
    }
    for input in inputs {
        match input {
            Input::Path(_) => {}
            Input::Stdin(bytes) => {
                let opened = source::unpack(Box::new(Cursor::new(bytes.clone())));
                reader.opened("-", opened, None);
            }
            Input::Document(document) => {
                if let Err(reason) = reader.document(document) {
                    reader.skip(&document.name, reason);
                }
            }
        }
    }
    reader.finish()
}

struct Reader<'w> {
    world: &'w World,
    lists: Lists,
    intake: Intake,
}

impl Reader<'_> {
    /// The files that the inputs stand for, each once, in order; `true` where the user named the
    /// file itself.
    fn files(&mut self, inputs: &[Input]) -> Vec<(PathBuf, bool)> {
        let mut files = BTreeMap::new();
        let mut add = |path: PathBuf, named: bool| {
            let real = path.canonicalize().unwrap_or_else(|_| path.clone());
            let entry = files.entry(real).or_insert_with(|| (path.clone(), named));
            entry.1 |= named;
            if path < entry.0 {
                entry.0 = path;
            }
        };
        for input in inputs {
            let Input::Path(path) = input else { continue };
            if path.is_dir() {
                self.walk(path, &mut |found| add(found, false));
            } else if path.symlink_metadata().is_ok() {
                add(path.clone(), true);
            } else if !self.glob(path, &mut |found| add(found, false)) {
                self.intake.missing.push(path.display().to_string());
            }
        }
        let mut files: Vec<_> = files.into_values().collect();
        files.sort();
        files
    }

    fn walk(&mut self, folder: &Path, found: &mut dyn FnMut(PathBuf)) {
        let hidden = |name: &std::ffi::OsStr| name.as_encoded_bytes().starts_with(b".");
        let entries = WalkDir::new(folder).follow_links(true).sort_by_file_name();
        for entry in entries.into_iter().filter_entry(|e| e.depth() == 0 || !hidden(e.file_name()))
        {
            match entry {
                Ok(entry) if entry.file_type().is_dir() => {}
                Ok(entry) => found(entry.into_path()),
                Err(error) => {
                    let path = error.path().unwrap_or(folder).to_owned();
                    let why = match (error.loop_ancestor(), error.io_error()) {
                        (Some(_), _) => "a link to a folder that holds it".to_owned(),
                        (None, Some(io)) => source::reason(io),
                        (None, None) => error.to_string(),
                    };
                    self.skip(path.display(), why);
                }
            }
        }
    }

    /// Finds the files and folders that a pattern stands for; whether there were any.
    fn glob(&mut self, pattern: &Path, found: &mut dyn FnMut(PathBuf)) -> bool {
        let is_pattern = |part: &str| part.contains(['*', '?', '[', '{']);
        let Some(text) = pattern.to_str().filter(|p| is_pattern(p)) else { return false };
        let Ok(glob) = GlobBuilder::new(text).literal_separator(true).build() else { return false };
        let matcher = glob.compile_matcher();
        let literal =
            |part: &std::path::Component| !part.as_os_str().to_str().is_some_and(is_pattern);
        let base: PathBuf = pattern.components().take_while(literal).collect();
        let here = base.as_os_str().is_empty();
        let mut any = false;
        let root = if here { Path::new(".") } else { &base };
        for entry in WalkDir::new(root).follow_links(true).sort_by_file_name().into_iter().flatten()
        {
            let path = entry.path();
            let path = if here { path.strip_prefix(".").unwrap_or(path) } else { path };
            if !matcher.is_match(path) {
                continue;
            }
            any = true;
            if entry.file_type().is_dir() {
                self.walk(path, found);
            } else {
                found(path.to_owned());
            }
        }
        any
    }

    fn skip(&mut self, path: impl ToString, reason: impl Into<String>) {
        self.intake.skipped.push(Skipped { path: path.to_string(), reason: reason.into() });
    }

    fn file(&mut self, path: &Path, named: bool) {
        let beside = path.file_name().and_then(|n| n.to_str()).is_some_and(|n| LABELS.contains(&n));
        if (beside && !named) || self.lists.is_list(path) {
            return;
        }
        let about = self.lists.about(path);
        self.opened(&path.display().to_string(), source::open(path), about);
    }

    fn opened(&mut self, path: &str, opened: Result<Source, String>, about: Option<Draft>) {
        let read = opened.and_then(|source| self.read(path, source, about));
        if let Err(reason) = read {
            self.skip(path, reason);
        }
    }

    /// Reads a document that is no file.
    fn document(&mut self, document: &Document) -> Result<(), String> {
        let Document { name, bytes, url, charset } = document;
        let mut source = source::unpack(Box::new(Cursor::new(bytes.clone())))?;
        if tell(name, source::head(&mut source)?) == Kind::Page {
            let bytes = source::whole(&mut source)?;
            return self.page(name, None, &bytes, url.clone(), charset.clone());
        }
        let about = About { url: url.clone(), ..About::default() };
        self.read(name, source, Some(Draft { about, ..Draft::default() }))
    }

    /// Reads one opened input.
    fn read(&mut self, path: &str, mut source: Source, about: Option<Draft>) -> Result<(), String> {
        let head = source::head(&mut source)?;
        if head.is_empty() {
            return Err("empty".to_owned());
        }
        match tell(path, head) {
            Kind::Text => {
                let decoded = decode(&source::whole(&mut source)?, None);
                let mut draft = about.unwrap_or_default();
                draft.text = decoded.text;
                draft.notes.extend(decoded.note);
                self.add(path, None, draft);
                Ok(())
            }
            Kind::Page => self.page(path, None, &source::whole(&mut source)?, None, None),
            Kind::Mhtml => {
                let (html, url) = mhtml::read(&source::whole(&mut source)?)?;
                self.page(path, None, html.as_bytes(), url, Some("utf-8".to_owned()))
            }
            Kind::Json => self.json(path, &source::whole(&mut source)?),
            Kind::JsonLines => {
                self.json_lines(path, &mut source);
                Ok(())
            }
            Kind::Feed => self.feed(path, &source::whole(&mut source)?),
            Kind::Warc => {
                self.warc(path, source);
                Ok(())
            }
            Kind::Other(what) => Err(what.to_owned()),
        }
    }

    /// Reads a page; `which` tells which one of several in the input it is.
    fn page(
        &mut self,
        path: &str,
        which: Option<String>,
        bytes: &[u8],
        url: Option<String>,
        charset: Option<String>,
    ) -> Result<(), String> {
        let decoded = decode(bytes, charset.or_else(|| declared_in_page(bytes)).as_deref());
        let mut draft = page::read(&decoded.text, url.as_deref(), self.world)?;
        draft.notes.extend(decoded.note);
        self.add(path, which, draft);
        Ok(())
    }

    fn json(&mut self, path: &str, bytes: &[u8]) -> Result<(), String> {
        let (value, note) = json::value(bytes)?;
        let drafts = json::drafts(&value);
        if drafts.is_empty() {
            return Err("no article in this JSON".to_owned());
        }
        let many = drafts.len() > 1;
        for (n, mut draft) in drafts.into_iter().enumerate() {
            draft.notes.extend(note.clone());
            self.add_json(path, many.then(|| format!("item {}", n + 1)), draft);
        }
        Ok(())
    }

    fn json_lines(&mut self, path: &str, source: &mut Source) {
        let mut wrong = Vec::new();
        let found =
            |line: usize, row: Draft| self.add_json(path, Some(format!("line {line}")), row);
        json::lines(source, found, |line, why| wrong.push((line, why)));
        for (line, why) in wrong {
            self.skip(format!("{path}, line {line}"), why);
        }
    }

    /// Takes an article from JSON in. Its text is kept as it is unless it is markup.
    fn add_json(&mut self, path: &str, which: Option<String>, mut draft: Draft) {
        if page::is_markup(&draft.text) {
            draft.text = page::fragment(&draft.text, self.world);
        }
        self.add(path, which, draft);
    }

    fn feed(&mut self, path: &str, bytes: &[u8]) -> Result<(), String> {
        let (drafts, teasers) = feed::read(bytes, self.world)?;
        if drafts.is_empty() {
            return Err("a feed whose items carry no text".to_owned());
        }
        if teasers > 0 {
            self.skip(path, format!("{teasers} items carry no text"));
        }
        for draft in drafts {
            let which = draft.about.url.clone();
            self.add(path, which, draft);
        }
        Ok(())
    }

    fn warc(&mut self, path: &str, source: Source) {
        let mut wrong = Vec::new();
        let found = |page: warc::Response| {
            let place = page.url.clone().map_or(path.to_owned(), |url| format!("{path}, {url}"));
            if let Err(why) = self.page(path, page.url.clone(), &page.body, page.url, page.charset)
            {
                self.skip(place, why);
            }
        };
        warc::read(source, found, |record, why| wrong.push((record, why)));
        for (record, why) in wrong {
            self.skip(format!("{path}, record {record}"), why);
        }
    }

    /// Takes an article in, unless it is empty or in another language.
    fn add(&mut self, path: &str, which: Option<String>, mut draft: Draft) {
        let place = which.map_or(path.to_owned(), |which| format!("{path}, {which}"));
        if draft.text.trim().is_empty() {
            return self.skip(place, "no text");
        }
        draft.about.path = Some(path.to_owned());
        let Some(language) = other_language(&draft.text) else {
            return self.intake.articles.push(draft.finish(self.world));
        };
        self.skip(place, format!("in {}; only English is read", language.name));
        let mut article = draft.finish(self.world);
        article.language = language.code.to_owned();
        self.intake.foreign.push(article);
    }

    fn finish(self) -> Intake {
        let mut intake = self.intake;
        for articles in [&mut intake.articles, &mut intake.foreign] {
            articles.sort_by(|a, b| order(a).cmp(&order(b)));
            let repeated = once(articles);
            intake.notes.extend(repeated);
        }
        unique_ids(intake.articles.iter_mut().chain(&mut intake.foreign));
        intake.notes.sort();
        intake.notes.dedup();
        intake.skipped.sort();
        intake.skipped.dedup();
        intake.missing.sort();
        intake.missing.dedup();
        intake
    }
}

/// Drops articles that were given twice, and says so.
fn once(articles: &mut Vec<Article>) -> Vec<String> {
    let mut notes = Vec::new();
    let mut same_text: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut kept: Vec<Article> = Vec::new();
    for article in std::mem::take(articles) {
        let earlier = same_text.entry(article.sha256.clone()).or_default();
        if let Some(first) = earlier.iter().map(|at| &kept[*at]).find(|a| is_same(a, &article)) {
            notes.push(format!("{}: the same article as {}", name(&article), name(first)));
        } else {
            earlier.push(kept.len());
            kept.push(article);
        }
    }
    *articles = kept;
    notes
}

fn order(a: &Article) -> (&Option<String>, &str, &Option<String>, &str) {
    (&a.path, &a.id, &a.url, &a.sha256)
}

fn name(a: &Article) -> String {
    a.path.as_ref().map_or(a.id.clone(), |path| format!("{path} ({})", a.id))
}

/// Whether two are one article given twice: the same text, and nothing that tells two publications
/// of it apart.
fn is_same(a: &Article, b: &Article) -> bool {
    fn differ<T: PartialEq>(a: &Option<T>, b: &Option<T>) -> bool {
        matches!((a, b), (Some(a), Some(b)) if a != b)
    }
    let day = |of: &Article| of.published.map(|p| p.date.date);
    a.sha256 == b.sha256
        && !differ(&a.url, &b.url)
        && !differ(&a.outlet, &b.outlet)
        && !differ(&day(a), &day(b))
}

/// Gives articles that share an id with an earlier one a longer one, from path, address and text.
fn unique_ids<'a>(articles: impl Iterator<Item = &'a mut Article>) {
    let mut taken = BTreeSet::new();
    for article in articles {
        let own = article.id.clone();
        let part = |part: &Option<String>| part.clone().unwrap_or_default();
        let about = [part(&article.path), part(&article.url), article.sha256.clone()].join("\n");
        for n in 0.. {
            if taken.insert(article.id.clone()) {
                break;
            }
            article.id = format!("{own}~{}", &sha256(&format!("{about}\n{n}"))[..6]);
        }
    }
}
