-- Sources that are not visited, and why: 'paused' or 'removed' by a reader; 'moved' to an address that
-- is a source itself. What came of them stays. Empty: it is visited.
ALTER TABLE sources ADD COLUMN rest TEXT;
ALTER TABLE sources ADD COLUMN rest_since TEXT;
ALTER TABLE sources ADD COLUMN moved_to TEXT;

-- Where the last visits were sent on to for good, and how many in a row.
ALTER TABLE visits ADD COLUMN moving_to TEXT;
ALTER TABLE visits ADD COLUMN moving INTEGER NOT NULL DEFAULT 0;

-- The address that a page was known by first, where it has moved: its versions are kept under that.
ALTER TABLE pages ADD COLUMN first TEXT;

-- Addresses that sources had before they moved.
CREATE TABLE former_addresses (
    url TEXT NOT NULL,
    source INTEGER NOT NULL REFERENCES sources,
    until TEXT NOT NULL,
    PRIMARY KEY (url, source)
) WITHOUT ROWID;
CREATE INDEX former_addresses_by_source ON former_addresses (source, until);
