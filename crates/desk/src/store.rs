//! One SQLite file: the write-ahead log, one writer and many readers.

use std::fs::{self, File, TryLockError};
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, OpenFlags, OptionalExtension, Transaction, TransactionBehavior};
use rusqlite_migration::{M, Migrations};

use crate::{Error, Kind};

/// Steps from the empty file to the newest layout. A released step is never changed: a file of
/// every earlier layout is kept in `tests/layouts`.
const STEPS: [&str; 9] = [
    include_str!("../migrations/1-store.sql"),
    include_str!("../migrations/2-sources.sql"),
    include_str!("../migrations/3-watch.sql"),
    include_str!("../migrations/4-settings.sql"),
    include_str!("../migrations/5-renewed.sql"),
    include_str!("../migrations/6-sources.sql"),
    include_str!("../migrations/7-clues.sql"),
    include_str!("../migrations/8-search.sql"),
    include_str!("../migrations/9-counts.sql"),
];
/// How long a statement waits for another program that writes to the same file, in milliseconds.
const BUSY_MILLISECONDS: u64 = 60_000;
/// Readers kept open.
const READERS: usize = 8;
/// Most memory for pages of the file, in KiB: of the writer, and of each reader.
const WRITER_CACHE: i64 = 64 << 10;
const READER_CACHE: i64 = 8 << 10;

/// A desk's file.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    // Closed before the writer, which then, as the last, brings the log into the file.
    readers: Mutex<Vec<Connection>>,
    writer: Mutex<Connection>,
}

/// That this program alone keeps a desk, until this is dropped or the program ends: it visits the
/// sources and derives what follows from whatever comes, others included.
#[derive(Debug)]
pub struct Keeping {
    path: PathBuf,
    _lock: File,
}

impl Drop for Keeping {
    fn drop(&mut self) {
        // A desk that nobody uses is one file. Where this fails the other stays, and does no harm.
        let _ = fs::remove_file(&self.path);
    }
}

impl Store {
    /// Opens the desk at `path`, made new where there is none, and brings an older layout up to
    /// date.
    ///
    /// # Errors
    /// If the file cannot be opened, is no desk, is damaged, or was written by a newer program.
    pub fn open(path: &Path) -> Result<Store, Error> {
        let doing = || format!("opening the desk {}", path.display());
        let fail = |e: &dyn std::fmt::Display| Error::new(Kind::Store, doing(), e);
        let mut writer = connect(path, OpenFlags::default()).map_err(|e| fail(&e))?;
        Migrations::new(STEPS.map(M::up).to_vec()).to_latest(&mut writer).map_err(|e| fail(&e))?;
        Ok(Store {
            path: path.to_owned(),
            readers: Mutex::new(Vec::new()),
            writer: Mutex::new(writer),
        })
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Does `work` in one transaction: all of it is kept once this returns, or none of it. Writers
    /// wait for each other.
    ///
    /// # Errors
    /// Those of `work`, and of the store.
    pub fn write<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut writer = lock(&self.writer);
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = work(&transaction)?;
        transaction.commit()?;
        Ok(done)
    }

    /// Looks something up, in one state of the store, without waiting for writers.
    ///
    /// # Errors
    /// Those of `look`, and of the store.
    pub fn read<T>(&self, look: impl FnOnce(&Connection) -> Result<T, Error>) -> Result<T, Error> {
        let free = lock(&self.readers).pop();
        let mut reader = match free {
            Some(reader) => reader,
            None => connect(&self.path, OpenFlags::SQLITE_OPEN_READ_ONLY)?,
        };
        let transaction = reader.transaction()?;
        let found = look(&transaction);
        drop(transaction);
        let mut readers = lock(&self.readers);
        if readers.len() < READERS {
            readers.push(reader);
        }
        found
    }

    /// How large the file is, in bytes.
    ///
    /// # Errors
    /// Those of the store.
    pub fn bytes(&self) -> Result<u64, Error> {
        self.read(|db| {
            let sql = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()";
            let bytes: i64 = db.query_row(sql, [], |row| row.get(0))?;
            Ok(u64::try_from(bytes).unwrap_or_default())
        })
    }

    /// A setting.
    ///
    /// # Errors
    /// Those of the store.
    pub fn setting(&self, name: &str) -> Result<Option<String>, Error> {
        self.read(|db| {
            let sql = "SELECT value FROM settings WHERE name = ?1";
            Ok(db.query_row(sql, [name], |row| row.get(0)).optional()?)
        })
    }

    /// Sets a setting.
    ///
    /// # Errors
    /// Those of the store.
    pub fn set(&self, name: &str, value: &str) -> Result<(), Error> {
        self.write(|db| {
            let sql = "INSERT OR REPLACE INTO settings (name, value) VALUES (?1, ?2)";
            db.execute(sql, [name, value])?;
            Ok(())
        })
    }

    /// Keeps the desk from now on; `None`: another program does already.
    ///
    /// # Errors
    /// If the file that is locked for it, beside the desk's, cannot be made.
    pub fn keep_alone(&self) -> Result<Option<Keeping>, Error> {
        let path = self.keeper();
        loop {
            let file = File::options().create(true).append(true).open(&path);
            let lock = file.map_err(|e| self.unlockable(&e))?;
            match lock.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Ok(None),
                Err(TryLockError::Error(e)) => return Err(self.unlockable(&e)),
            }
            // Whoever kept the desk may have removed the file between the two.
            let same = |named: fs::Metadata, locked: fs::Metadata| {
                (named.dev(), named.ino()) == (locked.dev(), locked.ino())
            };
            let locked = lock.metadata().map_err(|e| self.unlockable(&e))?;
            if fs::metadata(&path).is_ok_and(|named| same(named, locked)) {
                return Ok(Some(Keeping { path, _lock: lock }));
            }
        }
    }

    /// Whether some program keeps the desk: it will see to what is added.
    ///
    /// # Errors
    /// If that cannot be told.
    pub fn is_kept(&self) -> Result<bool, Error> {
        let lock = match File::open(self.keeper()) {
            Ok(lock) => lock,
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(false),
            Err(e) => return Err(self.unlockable(&e)),
        };
        match lock.try_lock_shared() {
            Ok(()) => Ok(false),
            Err(TryLockError::WouldBlock) => Ok(true),
            Err(TryLockError::Error(e)) => Err(self.unlockable(&e)),
        }
    }

    /// The file that is locked by who keeps the desk. Not the desk's own: SQLite loses its locks on
    /// that when it is opened and closed beside it.
    fn keeper(&self) -> PathBuf {
        let mut path = self.path.clone().into_os_string();
        path.push("-keeper");
        path.into()
    }

    fn unlockable(&self, why: &std::io::Error) -> Error {
        let doing = format!("seeing who keeps the desk {}", self.path.display());
        Error::new(Kind::Store, doing, why)
    }

    /// A number that changes whenever another program has written to the store.
    ///
    /// # Errors
    /// Those of the store.
    pub fn version(&self) -> Result<i64, Error> {
        Ok(lock(&self.writer).pragma_query_value(None, "data_version", |row| row.get(0))?)
    }

    /// Checks the whole file: its pages, its indexes, and that every reference leads somewhere.
    ///
    /// # Errors
    /// What is wrong, and that a backup is the way out.
    pub fn check(&self) -> Result<(), Error> {
        let doing = format!("checking the desk {}", self.path.display());
        let wrong = self.read(|db| {
            let mut wrong = Vec::new();
            db.pragma_query(None, "integrity_check", |row| {
                let found: String = row.get(0)?;
                if found != "ok" {
                    wrong.push(found);
                }
                Ok(())
            })?;
            db.pragma_query(None, "foreign_key_check", |row| {
                let (table, to): (String, String) = (row.get(0)?, row.get(2)?);
                wrong.push(format!("a row of {table} refers to a row of {to} that is not there"));
                Ok(())
            })?;
            Ok(wrong)
        })?;
        match wrong.is_empty() {
            true => Ok(()),
            false => Err(Error::new(Kind::Store, doing, wrong.join("; "))
                .advise("restore a backup, or take what is left out with `twosource desk export`")),
        }
    }

    /// Writes a copy of the whole store to `to`, while others go on using it.
    ///
    /// # Errors
    /// If `to` exists or cannot be written.
    pub fn backup(&self, to: &Path) -> Result<(), Error> {
        let doing = || format!("writing a backup to {}", to.display());
        if to.exists() {
            return Err(Error::new(Kind::Invalid, doing(), "there is a file of that name")
                .advise("name a new file"));
        }
        let path = to.to_str().ok_or_else(|| Error::new(Kind::Invalid, doing(), "no UTF-8"))?;
        // Unlike the page-wise backup, this is one state whatever is written meanwhile.
        let reader = connect(&self.path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let made = reader.execute("VACUUM INTO ?1", [path]);
        made.map_err(|e| Error::new(Kind::Store, doing(), e))?;
        Ok(())
    }
}

fn connect(path: &Path, flags: OpenFlags) -> Result<Connection, rusqlite::Error> {
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(std::time::Duration::from_millis(BUSY_MILLISECONDS))?;
    let reads = flags.contains(OpenFlags::SQLITE_OPEN_READ_ONLY);
    let cache = if reads { READER_CACHE } else { WRITER_CACHE };
    // Negative: KiB; else it would be pages.
    connection.pragma_update(None, "cache_size", -cache)?;
    if !reads {
        connection.pragma_update(None, "journal_mode", "wal")?;
        // Acknowledged means kept, even if the power fails.
        connection.pragma_update(None, "synchronous", "full")?;
    }
    connection.pragma_update(None, "foreign_keys", true)?;
    Ok(connection)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Whoever panicked left no half transaction: dropping one rolls it back.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
