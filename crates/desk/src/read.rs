//! Reading the articles that have come, several at once.

use std::num::NonZero;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use reading::{Reading, Worker};
use rusqlite::{Connection, Transaction, params};
use text::{Article, Published};

use crate::Error;
use crate::pack::{pack, unpack};

/// How many articles are not read yet: those after the last that is, for they are read in order,
/// and each gets its row, read or failed.
pub(crate) const PENDING_COUNT: &str = "SELECT count(*) FROM articles WHERE language = 'en' \
                                        AND id > (SELECT coalesce(max(article), 0) FROM readings)";

/// An article of the store.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    /// Its row.
    pub(crate) id: i64,
    /// The article as it came.
    pub(crate) article: Article,
    /// When it came (RFC 3339).
    pub(crate) came: String,
}

/// An article with what the program reads in it; without where a defect stopped that.
#[derive(Clone, Debug)]
pub(crate) struct Read {
    pub(crate) kept: Kept,
    pub(crate) reading: Option<Reading>,
}

/// Articles that are not read yet: at most ?1, of those after ?2. One bound only: of two, the wrong one
/// may be taken for where to begin.
const PENDING: &str = "SELECT id, article, came FROM articles WHERE language = 'en' \
                       AND id > max(?2, (SELECT coalesce(max(article), 0) FROM readings)) \
                       ORDER BY id LIMIT ?1";

/// The first articles that are not read yet, in order of arrival, of those after `after`.
pub(crate) fn pending(db: &Connection, after: i64, most: usize) -> Result<Vec<Kept>, Error> {
    let mut statement = db.prepare_cached(PENDING)?;
    let mut rows = statement.query([i64::try_from(most).unwrap_or(i64::MAX), after])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let article = unpack(row.get_ref(1)?.as_blob().unwrap_or_default())?;
        found.push(Kept { id: row.get(0)?, article, came: row.get(2)? });
    }
    Ok(found)
}

/// Reads articles on several threads; the result is in their order, and cut short where `stopping`.
pub(crate) fn read_all(
    kept: Vec<Kept>,
    threads: NonZero<usize>,
    stopping: &AtomicBool,
    reader: &(dyn Fn(&Worker<'_>, &Article) -> Reading + Sync),
) -> Vec<Read> {
    // Of few articles, each gets several threads.
    let each = NonZero::new(threads.get() / kept.len().max(1)).unwrap_or(NonZero::<usize>::MIN);
    let worker = |pieces: usize, work: &(dyn Fn(usize) + Sync)| on_threads(each, pieces, work);
    let slots: Vec<Mutex<Option<Reading>>> = kept.iter().map(|_| Mutex::new(None)).collect();
    on_threads(threads, kept.len(), &|at| {
        if stopping.load(Ordering::Relaxed) {
            return;
        }
        let read = AssertUnwindSafe(|| reader(&worker, &kept[at].article));
        let reading = panic::catch_unwind(read).ok();
        *slots[at].lock().unwrap_or_else(PoisonError::into_inner) = reading;
    });
    let readings =
        slots.into_iter().map(|s| s.into_inner().unwrap_or_else(PoisonError::into_inner));
    kept.into_iter().zip(readings).map(|(kept, reading)| Read { kept, reading }).collect()
}

/// Does so many pieces of work, several at once.
fn on_threads(threads: NonZero<usize>, pieces: usize, work: &(dyn Fn(usize) + Sync)) {
    let next = AtomicUsize::new(0);
    let some = || {
        loop {
            match next.fetch_add(1, Ordering::Relaxed) {
                at if at < pieces => work(at),
                _ => break,
            }
        }
    };
    std::thread::scope(|scope| {
        (1..threads.get().min(pieces)).for_each(|_| drop(scope.spawn(some)));
        some();
    });
}

/// Keeps what was read; `false`: another program at the same desk has done so already.
pub(crate) fn keep(db: &Transaction<'_>, read: &Read) -> Result<bool, Error> {
    let failed = read
        .reading
        .is_none()
        .then_some("a defect of this program stopped its reading; please report it with the text");
    let reading = read.reading.as_ref().map(pack).transpose()?;
    let published = pack(&read.kept.article.published)?;
    let new = db
        .prepare_cached(
            "INSERT OR IGNORE INTO readings (article, published, reading, failed) \
             VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![read.kept.id, published, reading, failed])?;
    Ok(new > 0)
}

/// An article as it came, and its reading, by whatever date; `None`: it has none.
pub(crate) fn one(db: &Connection, article: i64) -> Result<Option<(Kept, Reading)>, Error> {
    let sql = "SELECT a.article, a.came, r.reading FROM articles a \
               JOIN readings r ON r.article = a.id WHERE a.id = ?1 AND r.reading IS NOT NULL";
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query([article])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let blob = |at: usize| row.get_ref(at).map(|v| v.as_blob().unwrap_or_default());
    let kept = Kept { id: article, article: unpack(blob(0)?)?, came: row.get(1)? };
    Ok(Some((kept, unpack(blob(2)?)?)))
}

/// The articles of a situation, their dates settled, with their readings, in order of arrival.
pub(crate) fn members(db: &Connection, situation: i64) -> Result<Vec<(Kept, Reading)>, Error> {
    let sql = "SELECT m.article, r.published FROM members m JOIN readings r ON r.article = m.article \
               WHERE m.situation = ?1 ORDER BY m.article";
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query([situation])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let Some((mut kept, reading)) = one(db, row.get(0)?)? else { continue };
        kept.article.published = unpack(row.get_ref(1)?.as_blob().unwrap_or_default())?;
        found.push((kept, reading));
    }
    Ok(found)
}

/// Keeps a reading that is by another date of publication now.
pub(crate) fn keep_settled(
    db: &Transaction<'_>,
    article: i64,
    published: Option<Published>,
    reading: &Reading,
) -> Result<(), Error> {
    db.prepare_cached("UPDATE readings SET published = ?2, reading = ?3 WHERE article = ?1")?
        .execute(params![article, pack(&published)?, pack(reading)?])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use rusqlite::StatementStatus;

    use super::*;
    use crate::renew::STALE;

    /// Instructions of SQLite that a statement takes where it finds nothing.
    fn steps(db: &Connection, sql: &str, values: impl rusqlite::Params) -> i32 {
        let mut statement = db.prepare(sql).expect("a statement");
        let mut rows = statement.query(values).expect("it runs");
        assert!(rows.next().expect("it runs").is_none(), "nothing is to be done");
        drop(rows);
        statement.get_status(StatementStatus::VmStep)
    }

    #[test]
    fn where_nothing_is_to_be_done_nothing_is_looked_at() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = crate::group::tests::store(&folder, 500);
        let rows = "
            INSERT INTO readings (article) SELECT id FROM articles;
            INSERT INTO situations (key, stale, moved) SELECT 's' || id, 0, '' FROM articles;";
        store.write(|db| Ok(db.execute_batch(rows)?)).expect("rows");
        let [read, renewed] = store
            .read(|db| Ok([steps(db, PENDING, [32, 0]), steps(db, STALE, [2])]))
            .expect("it can be asked");
        assert!(read < 100 && renewed < 100, "{read} and {renewed} steps for 500 rows");
    }
}
