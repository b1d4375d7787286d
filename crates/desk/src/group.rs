//! A new article joins a situation or starts one.
//!
//! Its near neighbours are found through the terms that weigh most, among the articles next to it in
//! time. The situations of those that may tell its story are formed anew together with it, from
//! links that are kept; all others stay as they are.
//!
//! What words weigh depends on what else has come. It is counted again, and all situations formed
//! anew, whenever a small desk has grown by a quarter, or doubled while more comes; later it hardly
//! moves.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use reading::{Reading, redate};
use record::grouping::{
    Clues, HOLDERS, LINK, NEIGHBOURS, ONE_STORY, Profile, Rarity, groups, has_prose, settled_among,
    tell_of_the_same,
};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use text::{Article, Date, Published};
use world::World;

use crate::corrections::{self, Ties};
use crate::pack::{pack, unpack};
use crate::read::{Kept, Read, keep_settled, one};
use crate::{Error, Kind};

/// Lets an article that was read join a situation or start one; gives the situation's key. A page of
/// hardly any prose belongs to none.
pub(crate) fn join(
    db: &Transaction<'_>,
    read: &Read,
    (rarity, world): (&Rarity, &World),
) -> Result<Option<String>, Error> {
    let (kept, Some(reading)) = (&read.kept, &read.reading) else { return Ok(None) };
    if !has_prose(&kept.article) {
        return Ok(None);
    }
    let links = place(db, kept, reading, (rarity, world))?;
    for undated in undated(db, &links)? {
        if !can_be_dated(db, undated, rarity)? {
            continue;
        }
        let Some((kept, reading)) = one(db, undated)? else { continue };
        forget(db, undated)?;
        place(db, &kept, &reading, (rarity, world))?;
    }
    let key = "SELECT s.key FROM members m JOIN situations s ON s.id = m.situation \
               WHERE m.article = ?1";
    Ok(db.prepare_cached(key)?.query_row([kept.id], |row| row.get(0)).optional()?)
}

/// Lets an article join a situation once more, as it came: what was settled of its date is settled
/// anew.
pub(crate) fn join_again(
    db: &Transaction<'_>,
    article: i64,
    by: (&Rarity, &World),
) -> Result<(), Error> {
    // What neighbours were dated by it is dated anew, too.
    for article in dated_by(db, article)? {
        let Some((kept, reading)) = one(db, article)? else { continue };
        let reading = redate(&kept.article, reading, by.1);
        keep_settled(db, article, kept.article.published, &reading)?;
        forget(db, article)?;
        join(db, &Read { kept, reading: Some(reading) }, by)?;
        for situation in situations_of(db, &[article])?.into_keys() {
            stale(db, situation)?;
        }
    }
    Ok(())
}

/// An article, and those linked with it whose date is another than they came with.
fn dated_by(db: &Transaction<'_>, article: i64) -> Result<Vec<i64>, Error> {
    let sql = "SELECT l.other, r.published FROM links l JOIN readings r ON r.article = l.other \
               WHERE l.article = ?1 ORDER BY l.other";
    let mut linked = db.prepare_cached(sql)?;
    let mut rows = linked.query([article])?;
    let mut found = vec![article];
    while let Some(row) = rows.next()? {
        let other = row.get(0)?;
        let settled: Option<Published> = unpack(row.get_ref(1)?.as_blob().unwrap_or_default())?;
        if one(db, other)?.is_some_and(|(kept, _)| kept.article.published != settled) {
            found.push(other);
        }
    }
    Ok(found)
}

/// Forms the situations of some articles anew.
pub(crate) fn form_again(db: &Transaction<'_>, articles: &[i64], now: &str) -> Result<(), Error> {
    let before = situations_of(db, articles)?;
    let all: Vec<i64> = before.values().flatten().copied().collect();
    let formed = formed(db, &all)?;
    settle(db, &before, formed, now)
}

/// Compares an article with those kept, and forms the situations anew that it may belong to.
fn place(
    db: &Transaction<'_>,
    kept: &Kept,
    reading: &Reading,
    by: (&Rarity, &World),
) -> Result<Vec<Link>, Error> {
    let links = compare(db, kept, reading, by)?;
    let near: Vec<i64> =
        links.iter().filter(|link| link.alike >= ONE_STORY).map(|link| link.other).collect();
    regroup(db, kept.id, &near, &kept.came)?;
    Ok(links)
}

/// The undated among the articles linked with a new one that tell of much the same, the likest first:
/// it may tell when they were published.
fn undated(db: &Transaction<'_>, links: &[Link]) -> Result<Vec<i64>, Error> {
    /// So many are looked at again for one new article.
    const MOST: usize = 4;
    let mut same: Vec<&Link> = links.iter().filter(|link| link.same).collect();
    same.sort_by(|a, b| b.alike.total_cmp(&a.alike).then(a.other.cmp(&b.other)));
    let mut published = db.prepare_cached("SELECT published FROM readings WHERE article = ?1")?;
    let mut found = Vec::new();
    for Link { other, .. } in same {
        let settled: Vec<u8> = published.query_row([other], |row| row.get(0))?;
        if unpack::<Option<Published>>(&settled)?.is_none() {
            found.push(*other);
        }
    }
    found.truncate(MOST);
    Ok(found)
}

/// Drops the terms that an article is found by, and its links. Its profile is written over: to drop
/// it would look for what refers to it in all terms and links.
fn forget(db: &Transaction<'_>, article: i64) -> Result<(), Error> {
    let sql = "SELECT day, profile FROM profiles WHERE article = ?1";
    let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let found: Option<(i64, Vec<u8>)> =
        db.prepare_cached(sql)?.query_row([article], row).optional()?;
    let Some((day, profile)) = found else { return Ok(()) };
    let mut delete =
        db.prepare_cached("DELETE FROM terms WHERE term = ?1 AND day = ?2 AND article = ?3")?;
    for (term, _) in unpack::<Profile>(&profile)?.terms() {
        delete.execute(params![term.cast_signed(), day, article])?;
    }
    for sql in [
        "DELETE FROM links WHERE other = ?1 \
         AND article IN (SELECT other FROM links WHERE article = ?1)",
        "DELETE FROM links WHERE article = ?1",
    ] {
        db.prepare_cached(sql)?.execute([article])?;
    }
    Ok(())
}

/// Settles the date of an article among its near neighbours, and keeps its profile and its links to
/// them.
fn compare(
    db: &Transaction<'_>,
    kept: &Kept,
    reading: &Reading,
    (rarity, world): (&Rarity, &World),
) -> Result<Vec<Link>, Error> {
    let mut profile = Profile::of(&kept.article, reading, rarity);
    let day = |profile: &Profile| {
        let days = profile.days.map(|d| d.from).or_else(|| kept.came.get(..10)?.parse().ok());
        days.map_or(0, number)
    };
    let clues = Clues::of(&kept.article, reading, rarity);
    let near = nearest(db, &profile, day(&profile))?;
    let near = looks(db, &near, rarity)?;
    let published = match corrections::published(db, &kept.article.id)? {
        Some(right) => Some(right),
        None => settled_among((&profile, &clues), &near.looks),
    };
    if published.is_some() {
        let article = Article { published, ..kept.article.clone() };
        let reading = redate(&article, reading.clone(), world);
        keep_settled(db, kept.id, published, &reading)?;
        // The days that it names are others too.
        profile = Profile::of(&article, &reading, rarity);
    }
    let links = links(&profile, &near);
    keep_profile(db, kept.id, (&profile, &clues), day(&profile))?;
    keep_links(db, kept.id, &links)?;
    Ok(links)
}

/// Articles as others are compared with them, and dated by them.
struct Looks {
    articles: Vec<i64>,
    looks: Vec<(Profile, Clues)>,
}

/// What is kept of some articles, with the dates that readers have put right.
fn looks(db: &Transaction<'_>, articles: &[i64], rarity: &Rarity) -> Result<Looks, Error> {
    let sql = "SELECT a.key, p.profile, p.clues FROM profiles p \
               JOIN articles a ON a.id = p.article WHERE p.article = ?1";
    let mut statement = db.prepare_cached(sql)?;
    let mut found = Looks { articles: Vec::new(), looks: Vec::new() };
    for article in articles {
        let mut rows = statement.query([article])?;
        let Some(row) = rows.next()? else { continue };
        let key: String = row.get(0)?;
        let profile: Profile = unpack(row.get_ref(1)?.as_blob().unwrap_or_default())?;
        let mut clues = match row.get::<_, Option<Vec<u8>>>(2)? {
            Some(clues) => unpack(&clues)?,
            None => clues_of_before(db, *article, rarity)?,
        };
        if let Some(right) = corrections::published(db, &key)? {
            clues = clues.dated(Some(right));
        }
        found.articles.push(*article);
        found.looks.push((profile, clues));
    }
    Ok(found)
}

/// The clues of an article that came before clues were kept.
fn clues_of_before(db: &Transaction<'_>, article: i64, rarity: &Rarity) -> Result<Clues, Error> {
    let Some((kept, reading)) = one(db, article)? else {
        let why = format!("the reading of the article in row {article} is gone");
        return Err(Error::new(Kind::Store, "comparing an article with its neighbours", why)
            .advise("`twosource desk rebuild` makes readings and records again"));
    };
    let clues = Clues::of(&kept.article, &reading, rarity);
    db.prepare_cached("UPDATE profiles SET clues = ?2 WHERE article = ?1")?
        .execute(params![article, pack(&clues)?])?;
    Ok(clues)
}

/// Whether those like an undated article tell its date by now.
fn can_be_dated(db: &Transaction<'_>, article: i64, rarity: &Rarity) -> Result<bool, Error> {
    let sql = "SELECT other FROM links WHERE article = ?1 ORDER BY alike DESC, other LIMIT ?2";
    let most = i64::try_from(NEIGHBOURS).unwrap_or(i64::MAX);
    let mut linked = db.prepare_cached(sql)?;
    let linked = linked.query_map(params![article, most], |row| row.get(0))?;
    let articles: Vec<i64> = [Ok(article)].into_iter().chain(linked).collect::<Result<_, _>>()?;
    let mut near = looks(db, &articles, rarity)?;
    if near.articles.first() != Some(&article) {
        return Ok(false);
    }
    let (profile, clues) = near.looks.remove(0);
    Ok(settled_among((&profile, &clues), &near.looks).is_some())
}

/// Articles from which on words are counted again by a rebuild only: it holds up everybody else who
/// writes, and what words weigh hardly moves any more.
const SETTLED: i64 = 500;

/// Whether a small desk has more than so many times the articles of when words were counted.
pub(crate) fn has_grown(db: &Connection, times: f64) -> Result<bool, Error> {
    let counted: i64 = db.query_row("SELECT counted FROM made_by", [], |row| row.get(0))?;
    if counted >= SETTLED {
        return Ok(false);
    }
    let now: i64 = db.query_row("SELECT count(*) FROM profiles", [], |row| row.get(0))?;
    Ok(now as f64 > counted as f64 * times)
}

/// Counts words over all articles, compares all by what they weigh now, and forms all situations
/// anew; gives what words weigh.
pub(crate) fn all_anew(db: &Transaction<'_>, world: &World) -> Result<Rarity, Error> {
    let sql = "SELECT a.id, a.article FROM profiles p JOIN articles a ON a.id = p.article \
               ORDER BY a.published IS NULL, a.key";
    let mut rarity = Rarity::background();
    let mut all = db.prepare(sql)?;
    let mut articles: Vec<i64> = Vec::new();
    let mut rows = all.query([])?;
    while let Some(row) = rows.next()? {
        rarity.count(&unpack(row.get_ref(1)?.as_blob().unwrap_or_default())?);
        articles.push(row.get(0)?);
    }
    db.execute_batch("DELETE FROM links; DELETE FROM terms; DELETE FROM profiles;")?;
    for article in &articles {
        if let Some((kept, reading)) = one(db, *article)? {
            compare(db, &kept, &reading, (&rarity, world))?;
        }
    }
    let before = situations_of(db, &articles)?;
    let latest: Option<String> =
        db.query_row("SELECT max(came) FROM articles", [], |row| row.get(0))?;
    let formed = formed(db, &articles)?;
    settle(db, &before, formed, &latest.unwrap_or_default())?;
    let counted = i64::try_from(articles.len()).unwrap_or(i64::MAX);
    db.execute("UPDATE made_by SET counted = ?1, rarity = ?2", params![counted, pack(&rarity)?])?;
    Ok(rarity)
}

/// Days since 1970.
fn number(day: Date) -> i64 {
    let first = jiff::civil::date(1970, 1, 1);
    first.until(day).map_or(0, |span| i64::from(span.get_days()))
}

fn keep_profile(
    db: &Transaction<'_>,
    article: i64,
    (profile, clues): (&Profile, &Clues),
    day: i64,
) -> Result<(), Error> {
    let put = "INSERT INTO profiles (article, day, profile, clues) VALUES (?1, ?2, ?3, ?4) \
               ON CONFLICT (article) DO UPDATE SET day = ?2, profile = ?3, clues = ?4";
    db.prepare_cached(put)?.execute(params![article, day, pack(profile)?, pack(clues)?])?;
    let mut insert = db
        .prepare_cached("INSERT INTO terms (term, day, article, weight) VALUES (?1, ?2, ?3, ?4)")?;
    for (term, weight) in profile.terms() {
        insert.execute(params![term.cast_signed(), day, article, weight])?;
    }
    Ok(())
}

/// The near neighbours of an article, the nearest first.
fn nearest(db: &Transaction<'_>, profile: &Profile, day: i64) -> Result<Vec<i64>, Error> {
    let half = i64::try_from(HOLDERS / 2).unwrap_or(i64::MAX);
    let before = "SELECT article, weight FROM terms WHERE term = ?1 AND day <= ?2 \
                  ORDER BY day DESC, article DESC LIMIT ?3";
    let after = "SELECT article, weight FROM terms WHERE term = ?1 AND day > ?2 \
                 ORDER BY day, article LIMIT ?3";
    let mut shared: BTreeMap<i64, f64> = BTreeMap::new();
    for (term, weight) in profile.terms() {
        for sql in [before, after] {
            let mut holders = db.prepare_cached(sql)?;
            let mut rows = holders.query(params![term.cast_signed(), day, half])?;
            while let Some(row) = rows.next()? {
                *shared.entry(row.get(0)?).or_default() += weight * row.get::<_, f64>(1)?;
            }
        }
    }
    let mut nearest: Vec<(i64, f64)> = shared.into_iter().collect();
    nearest.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    Ok(nearest.into_iter().take(NEIGHBOURS).map(|(article, _)| article).collect())
}

/// What joins an article with another.
struct Link {
    other: i64,
    /// How likely both tell one story.
    alike: f64,
    /// Whether they tell of much the same.
    same: bool,
}

/// What joins an article with its near neighbours, in order of these.
fn links(profile: &Profile, near: &Looks) -> Vec<Link> {
    let link = |(other, (look, _)): (&i64, &(Profile, Clues))| Link {
        other: *other,
        alike: profile.alike(look),
        same: tell_of_the_same(profile, look),
    };
    let all = near.articles.iter().zip(&near.looks).map(link);
    let mut found: Vec<Link> = all.filter(|link| link.alike >= LINK).collect();
    found.sort_by_key(|link| link.other);
    found
}

fn keep_links(db: &Transaction<'_>, article: i64, links: &[Link]) -> Result<(), Error> {
    let mut insert =
        db.prepare_cached("INSERT INTO links (article, other, alike) VALUES (?1, ?2, ?3)")?;
    for Link { other, alike, .. } in links {
        insert.execute(params![article, other, alike])?;
        insert.execute(params![other, article, alike])?;
    }
    Ok(())
}

/// Forms the situations anew that `near` articles are in, together with a new one.
fn regroup(db: &Transaction<'_>, new: i64, near: &[i64], came: &str) -> Result<(), Error> {
    let mut with_own: Vec<i64> = near.iter().copied().chain([new]).collect();
    // A reader may have told it together with others that it is not like.
    with_own.extend(Ties::of(db, &[new])?.together());
    let before = situations_of(db, &with_own)?;
    let articles: BTreeSet<i64> = before.values().flatten().copied().chain([new]).collect();
    let articles: Vec<i64> = articles.into_iter().collect();
    let formed = formed(db, &articles)?;
    settle(db, &before, formed, came)
}

/// The groups that the links between some articles make.
fn formed(db: &Transaction<'_>, articles: &[i64]) -> Result<Vec<BTreeSet<i64>>, Error> {
    let place: BTreeMap<i64, usize> = articles.iter().enumerate().map(|(at, a)| (*a, at)).collect();
    let mut graph: Vec<BTreeMap<usize, f64>> = vec![BTreeMap::new(); articles.len()];
    let mut linked = db.prepare_cached("SELECT other, alike FROM links WHERE article = ?1")?;
    for (at, article) in articles.iter().enumerate() {
        let mut rows = linked.query([article])?;
        while let Some(row) = rows.next()? {
            if let Some(other) = place.get(&row.get(0)?) {
                graph[at].insert(*other, row.get(1)?);
            }
        }
    }
    let of = |group: Vec<usize>| group.into_iter().map(|at| articles[at]).collect();
    let mut formed: Vec<BTreeSet<i64>> = groups(graph.clone()).into_iter().map(of).collect();
    let alike = |a: i64, b: i64| graph[place[&a]].get(&place[&b]).copied().unwrap_or_default();
    Ties::of(db, articles)?.apply(&mut formed, &alike);
    Ok(formed)
}

/// The situations that articles are in, with all their members.
fn situations_of(
    db: &Transaction<'_>,
    articles: &[i64],
) -> Result<BTreeMap<i64, BTreeSet<i64>>, Error> {
    let mut of = db.prepare_cached("SELECT situation FROM members WHERE article = ?1")?;
    let mut members = db.prepare_cached("SELECT article FROM members WHERE situation = ?1")?;
    let mut found: BTreeMap<i64, BTreeSet<i64>> = BTreeMap::new();
    for article in articles {
        let Some(situation) = of.query_row([article], |row| row.get(0)).optional()? else {
            continue;
        };
        if let Entry::Vacant(new) = found.entry(situation) {
            let all = members.query_map([situation], |row| row.get(0))?;
            new.insert(all.collect::<Result<_, _>>()?);
        }
    }
    Ok(found)
}

/// Gives each group of articles its situation: the one that it shares most articles with, where no
/// other shares more; else a new one. What is left without articles leads to where they went.
fn settle(
    db: &Transaction<'_>,
    before: &BTreeMap<i64, BTreeSet<i64>>,
    groups: Vec<BTreeSet<i64>>,
    came: &str,
) -> Result<(), Error> {
    let mut claims: Vec<(usize, i64, usize)> = Vec::new();
    for (at, group) in groups.iter().enumerate() {
        for (situation, members) in before {
            let shared = members.intersection(group).count();
            if shared > 0 {
                claims.push((shared, *situation, at));
            }
        }
    }
    claims.sort_by_key(|(shared, situation, at)| (std::cmp::Reverse(*shared), *situation, *at));
    let mut given: BTreeMap<usize, i64> = BTreeMap::new();
    let mut gone: BTreeMap<i64, usize> = BTreeMap::new();
    let mut taken: BTreeSet<i64> = BTreeSet::new();
    for (_, situation, at) in claims {
        if !given.contains_key(&at) && taken.insert(situation) {
            given.insert(at, situation);
        } else if !taken.contains(&situation) {
            gone.entry(situation).or_insert(at);
        }
    }
    gone.retain(|situation, _| !taken.contains(situation));
    for (at, group) in groups.iter().enumerate() {
        let situation = match given.get(&at) {
            Some(situation) => *situation,
            None => found(db, group, before, came)?,
        };
        given.insert(at, situation);
        if before.get(&situation) == Some(group) {
            continue;
        }
        let mut put = db.prepare_cached(
            "INSERT INTO members (article, situation) VALUES (?1, ?2) \
             ON CONFLICT (article) DO UPDATE SET situation = ?2",
        )?;
        for article in group {
            put.execute([*article, situation])?;
        }
        stale(db, situation)?;
    }
    for (situation, at) in gone {
        let into = given[&at];
        db.execute("UPDATE former SET situation = ?2 WHERE situation = ?1", [situation, into])?;
        db.execute(
            "INSERT OR REPLACE INTO former (key, situation) \
             SELECT key, ?2 FROM situations WHERE id = ?1",
            [situation, into],
        )?;
        db.execute("DELETE FROM facts WHERE situation = ?1", [situation])?;
        db.execute("DELETE FROM situations WHERE id = ?1", [situation])?;
    }
    Ok(())
}

/// Marks a situation: an article has come, or gone, that its record does not know of.
pub(crate) fn stale(db: &Transaction<'_>, situation: i64) -> Result<(), Error> {
    db.prepare_cached("UPDATE situations SET stale = 1 WHERE id = ?1")?.execute([situation])?;
    Ok(())
}

/// A new situation, named after its first article. `before` are those that are being formed anew.
fn found(
    db: &Transaction<'_>,
    group: &BTreeSet<i64>,
    before: &BTreeMap<i64, BTreeSet<i64>>,
    came: &str,
) -> Result<i64, Error> {
    let key: String = db
        .prepare_cached("SELECT key FROM articles WHERE id = ?1")?
        .query_row([group.first()], |row| row.get(0))?;
    let name = format!("s{}", key.trim_start_matches('a'));
    // One of that name goes on where its first article has left it, or is about to go into another;
    // after a rebuild has begun, one may be there without articles.
    let mut named = db.prepare_cached(
        "SELECT id, EXISTS (SELECT 1 FROM members m WHERE m.situation = s.id) \
         FROM situations s WHERE key = ?1",
    )?;
    let mut is_held = |key: &str| {
        let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
        let found: Option<(i64, bool)> = named.query_row([key], row).optional()?;
        Ok::<bool, Error>(found.is_some_and(|(id, has)| has || before.contains_key(&id)))
    };
    let mut key = name.clone();
    let mut further = 1;
    while is_held(&key)? {
        further += 1;
        key = format!("{name}-{further}");
    }
    db.prepare_cached(
        "INSERT INTO situations (key, stale, moved) VALUES (?1, 1, ?2) \
         ON CONFLICT (key) DO UPDATE SET stale = 1",
    )?
    .execute(params![key, came])?;
    let id = "SELECT id FROM situations WHERE key = ?1";
    Ok(db.prepare_cached(id)?.query_row([key], |row| row.get(0))?)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::Store;

    /// A store with articles that are no more than rows.
    pub(crate) fn store(folder: &tempfile::TempDir, articles: i64) -> Store {
        let store = Store::open(&folder.path().join("desk.db")).expect("a store");
        store
            .write(|db| {
                db.execute("INSERT INTO documents (sha256, bytes, size) VALUES ('d', x'', 0)", [])?;
                db.execute(
                    "INSERT INTO arrivals (document, how, came, headers) \
                     VALUES ('d', 'file', '2025-03-05', '[]')",
                    [],
                )?;
                for id in 1..=articles {
                    let sql = "INSERT INTO articles (id, key, content, document, arrival, came, \
                               language, article) VALUES (?1, ?2, ?2, 'd', 1, '', 'en', x'')";
                    db.execute(sql, params![id, format!("a{id}")])?;
                }
                Ok(())
            })
            .expect("rows");
        store
    }

    #[test]
    #[allow(clippy::print_stdout)] // The seed of a test that fails is told.
    fn situations_split_and_join_in_any_way() {
        const ARTICLES: i64 = 6;
        let seed = fastrand::u64(..);
        println!("seed {seed}");
        let mut random = fastrand::Rng::with_seed(seed);
        let folder = tempfile::tempdir().expect("a folder");
        let store = store(&folder, ARTICLES);
        let mut keys = BTreeSet::new();
        for _ in 0..400 {
            let known = random.i64(1..=ARTICLES);
            let some: Vec<i64> = (1..=known).filter(|_| random.bool()).collect();
            let after = store.write(|db| {
                let before = situations_of(db, &some)?;
                let all: BTreeSet<i64> = before.values().flatten().chain(&some).copied().collect();
                let mut groups: BTreeMap<u8, BTreeSet<i64>> = BTreeMap::new();
                for article in &all {
                    groups.entry(random.u8(..3)).or_default().insert(*article);
                }
                let groups: Vec<BTreeSet<i64>> = groups.into_values().collect();
                settle(db, &before, groups.clone(), "2025-03-05")?;
                let after = situations_of(db, &all.into_iter().collect::<Vec<_>>())?;
                let formed: BTreeSet<&BTreeSet<i64>> = after.values().collect();
                assert_eq!(formed, groups.iter().collect(), "they are as they were formed");
                let mut all = db.prepare("SELECT key FROM situations")?;
                let rows = all.query_map([], |row| row.get(0))?;
                Ok(rows.collect::<Result<Vec<String>, _>>()?)
            });
            keys.extend(after.expect("it can be kept"));
        }
        // Every key that a situation ever had leads to one.
        for key in keys {
            let found = crate::look::now_at(&store, &key).expect("it is looked up");
            assert!(found.is_some(), "{key} leads nowhere");
        }
        store.check().expect("every reference leads somewhere");
    }
}
