-- Ground state: what came, never edited.

-- Bytes as they came, addressed by their SHA-256 (hexadecimal), compressed with zstd.
CREATE TABLE documents (
    sha256 TEXT PRIMARY KEY,
    bytes BLOB NOT NULL,
    size INTEGER NOT NULL
) WITHOUT ROWID;

-- Each time a document came, and how. Times are RFC 3339 in UTC.
CREATE TABLE arrivals (
    id INTEGER PRIMARY KEY,
    document TEXT NOT NULL REFERENCES documents,
    how TEXT NOT NULL,
    came TEXT NOT NULL,
    url TEXT,
    answered_by TEXT,
    path TEXT,
    status INTEGER,
    headers TEXT NOT NULL DEFAULT '[]',
    source INTEGER REFERENCES sources
);
CREATE INDEX arrivals_by_url ON arrivals (url);
CREATE INDEX arrivals_by_document ON arrivals (document);

-- Where articles are looked for: a feed, a sitemap, a page. `folders` is a JSON array, the
-- outermost first.
CREATE TABLE sources (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    title TEXT,
    folders TEXT NOT NULL DEFAULT '[]',
    added TEXT NOT NULL
);

-- Articles, as the room `article` takes them out of documents. `content` is the SHA-256 of the
-- text; the same text of the same outlet, address and date is one article, however often it came.
CREATE TABLE articles (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    content TEXT NOT NULL,
    document TEXT NOT NULL REFERENCES documents,
    arrival INTEGER NOT NULL REFERENCES arrivals,
    came TEXT NOT NULL,
    url TEXT,
    outlet TEXT,
    title TEXT,
    published TEXT,
    language TEXT NOT NULL,
    article BLOB NOT NULL
);
CREATE INDEX articles_by_url ON articles (url);
CREATE INDEX articles_by_content ON articles (content);
CREATE INDEX articles_by_came ON articles (came);

-- What of a document was not taken as an article, and why.
CREATE TABLE skipped (
    id INTEGER PRIMARY KEY,
    arrival INTEGER NOT NULL REFERENCES arrivals,
    place TEXT NOT NULL,
    reason TEXT NOT NULL
);

-- What readers have put right: a log that only grows. `change` is JSON, `kind` its word; an entry
-- that takes back another names it in `undoes`.
CREATE TABLE corrections (
    id INTEGER PRIMARY KEY,
    made TEXT NOT NULL,
    who TEXT NOT NULL,
    why TEXT NOT NULL,
    kind TEXT NOT NULL,
    undoes INTEGER REFERENCES corrections,
    change TEXT NOT NULL
);
CREATE INDEX corrections_by_kind ON corrections (kind);
CREATE INDEX corrections_by_undone ON corrections (undoes) WHERE undoes IS NOT NULL;
-- The articles that each is about, by key.
CREATE TABLE corrected (
    article TEXT NOT NULL,
    correction INTEGER NOT NULL REFERENCES corrections,
    PRIMARY KEY (article, correction)
) WITHOUT ROWID;
CREATE TRIGGER corrections_are_not_changed BEFORE UPDATE ON corrections BEGIN
    SELECT raise(ABORT, 'the log of corrections only grows');
END;
CREATE TRIGGER corrections_are_not_deleted BEFORE DELETE ON corrections BEGIN
    SELECT raise(ABORT, 'the log of corrections only grows');
END;
-- Replacing a row deletes the one before without the trigger above.
CREATE TRIGGER corrections_are_not_replaced BEFORE INSERT ON corrections
WHEN EXISTS (SELECT 1 FROM corrections WHERE id = new.id) BEGIN
    SELECT raise(ABORT, 'the log of corrections only grows');
END;
CREATE TRIGGER corrected_is_not_changed BEFORE UPDATE ON corrected BEGIN
    SELECT raise(ABORT, 'the log of corrections only grows');
END;
CREATE TRIGGER corrected_is_not_deleted BEFORE DELETE ON corrected BEGIN
    SELECT raise(ABORT, 'the log of corrections only grows');
END;

-- Derived: `rebuild` makes all of it again.

-- What came of each correction in each record that it is about; `lacks` is what it did not find
-- there, empty where it found all.
CREATE TABLE acted (
    situation INTEGER NOT NULL REFERENCES situations ON DELETE CASCADE,
    correction INTEGER NOT NULL REFERENCES corrections,
    passages INTEGER NOT NULL,
    lacks TEXT NOT NULL,
    PRIMARY KEY (situation, correction)
) WITHOUT ROWID;

-- The program and model that made what is derived, and what words weigh in it, counted over so
-- many articles.
CREATE TABLE made_by (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    program TEXT NOT NULL,
    counted INTEGER NOT NULL,
    rarity BLOB NOT NULL
);

-- What the program reads in an article, by the date of publication that is settled for it.
-- `failed`: why there is none.
CREATE TABLE readings (
    article INTEGER PRIMARY KEY REFERENCES articles,
    published BLOB,
    reading BLOB,
    failed TEXT
);

-- Each article as it is compared with others; days are counted from 1970.
CREATE TABLE profiles (
    article INTEGER PRIMARY KEY REFERENCES articles,
    day INTEGER NOT NULL,
    profile BLOB NOT NULL
);
-- The terms that weigh most of each: how near neighbours are found.
CREATE TABLE terms (
    term INTEGER NOT NULL,
    day INTEGER NOT NULL,
    article INTEGER NOT NULL REFERENCES profiles,
    weight REAL NOT NULL,
    PRIMARY KEY (term, day, article)
) WITHOUT ROWID;
-- How likely two articles tell one story; each pair both ways.
CREATE TABLE links (
    article INTEGER NOT NULL REFERENCES profiles,
    other INTEGER NOT NULL REFERENCES profiles,
    alike REAL NOT NULL,
    PRIMARY KEY (article, other)
) WITHOUT ROWID;

-- Developing stories and their records. `stale`: an article has come that the record lacks.
CREATE TABLE situations (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    stale INTEGER NOT NULL,
    title TEXT NOT NULL DEFAULT '',
    from_day TEXT,
    to_day TEXT,
    reports INTEGER NOT NULL DEFAULT 0,
    moved TEXT NOT NULL,
    news TEXT NOT NULL DEFAULT '',
    record BLOB
);
CREATE INDEX situations_by_moved ON situations (moved);
CREATE INDEX situations_stale ON situations (stale) WHERE stale;

-- The situation that one went into: its key still leads there.
CREATE TABLE former (
    key TEXT PRIMARY KEY,
    situation INTEGER NOT NULL REFERENCES situations ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX former_by_situation ON former (situation);

CREATE TABLE members (
    article INTEGER PRIMARY KEY REFERENCES articles,
    situation INTEGER NOT NULL REFERENCES situations
);
CREATE INDEX members_by_situation ON members (situation);

-- What can be searched: reports and what they say, each with its passage (code points).
CREATE TABLE facts (
    id INTEGER PRIMARY KEY,
    situation INTEGER NOT NULL REFERENCES situations,
    article INTEGER NOT NULL REFERENCES articles,
    kind TEXT NOT NULL,
    speaker TEXT,
    outlet TEXT,
    day TEXT,
    from_point INTEGER NOT NULL,
    to_point INTEGER NOT NULL,
    words TEXT NOT NULL
);
CREATE INDEX facts_by_situation ON facts (situation);
CREATE INDEX facts_by_speaker ON facts (speaker);
CREATE VIRTUAL TABLE found USING fts5 (
    words, content = 'facts', content_rowid = 'id', tokenize = 'porter unicode61'
);
CREATE TRIGGER facts_come AFTER INSERT ON facts BEGIN
    INSERT INTO found (rowid, words) VALUES (new.id, new.words);
END;
CREATE TRIGGER facts_go AFTER DELETE ON facts BEGIN
    INSERT INTO found (found, rowid, words) VALUES ('delete', old.id, old.words);
END;
