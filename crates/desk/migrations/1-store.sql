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

-- Derived: `rebuild` makes all of it again.

-- What the program reads in an article, with the date of publication it was read by.
CREATE TABLE readings (
    article INTEGER PRIMARY KEY REFERENCES articles,
    program TEXT NOT NULL,
    reading BLOB NOT NULL
);

-- Developing stories and their records.
CREATE TABLE situations (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    from_day TEXT,
    to_day TEXT,
    reports INTEGER NOT NULL,
    moved TEXT NOT NULL,
    program TEXT NOT NULL,
    record BLOB NOT NULL
);
CREATE INDEX situations_by_moved ON situations (moved);

CREATE TABLE members (
    article INTEGER PRIMARY KEY REFERENCES articles,
    situation INTEGER NOT NULL REFERENCES situations
);
CREATE INDEX members_by_situation ON members (situation);
