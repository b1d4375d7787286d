-- The way in: when each source is visited, what was found there, and what was lost. Times are
-- RFC 3339 in UTC, in whole seconds.

-- How the visits of a source go. `due` is empty for a page, which is only fetched (see `pages`);
-- `every` is the time between two visits in seconds, which follows the habit of the source.
CREATE TABLE visits (
    source INTEGER PRIMARY KEY REFERENCES sources,
    due TEXT,
    every INTEGER NOT NULL,
    tried TEXT,
    good TEXT,
    failures INTEGER NOT NULL DEFAULT 0,
    failing_since TEXT,
    error TEXT,
    -- Answers in a row that it is not there (404, 410).
    gone INTEGER NOT NULL DEFAULT 0,
    -- Items in the last document that could be read.
    listed INTEGER,
    etag TEXT,
    last_modified TEXT
);
CREATE INDEX visits_by_due ON visits (due);

-- Items that a source has listed. `mark` is another when the item has changed; `moment` is when
-- it was published, or first seen where that is earlier or nothing else is known.
CREATE TABLE items (
    source INTEGER NOT NULL REFERENCES sources,
    guid TEXT NOT NULL,
    mark TEXT NOT NULL,
    moment TEXT NOT NULL,
    PRIMARY KEY (source, guid)
) WITHOUT ROWID;
CREATE INDEX items_by_moment ON items (source, moment);

-- Pages to fetch, and to look at again for edits: next when `due`, never again where it is empty.
CREATE TABLE pages (
    url TEXT PRIMARY KEY,
    source INTEGER NOT NULL REFERENCES sources,
    found TEXT NOT NULL,
    moment TEXT NOT NULL,
    due TEXT,
    looked TEXT,
    failures INTEGER NOT NULL DEFAULT 0,
    error TEXT,
    sha256 TEXT,
    etag TEXT,
    last_modified TEXT
) WITHOUT ROWID;
CREATE INDEX pages_by_due ON pages (due);
CREATE INDEX pages_by_source ON pages (source);

-- What was not taken, and why.
CREATE TABLE losses (
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL REFERENCES sources,
    what TEXT NOT NULL,
    why TEXT NOT NULL,
    first TEXT NOT NULL,
    last TEXT NOT NULL,
    times INTEGER NOT NULL DEFAULT 1,
    UNIQUE (source, what, why)
);
