-- What was watched for and found: history, never derived again. Times are RFC 3339 in UTC.

-- An alert as it was when it fired. `rests` is what the same fact rested on when it was last seen.
CREATE TABLE alerts (
    id TEXT PRIMARY KEY,
    rule TEXT NOT NULL,
    situation TEXT,
    item TEXT NOT NULL,
    qualifier TEXT NOT NULL,
    fired TEXT NOT NULL,
    withdrawn TEXT,
    why TEXT,
    alert TEXT NOT NULL,
    rests TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX alerts_by_situation ON alerts (situation);
CREATE INDEX alerts_by_rule ON alerts (rule, fired);
CREATE INDEX alerts_by_item ON alerts (item);

-- The articles that an alert rests on, by the SHA-256 of their text.
CREATE TABLE alert_articles (
    content TEXT NOT NULL,
    alert TEXT NOT NULL REFERENCES alerts,
    PRIMARY KEY (content, alert)
) WITHOUT ROWID;
CREATE INDEX alert_articles_by_alert ON alert_articles (alert);

-- What there is to tell, in order: that an alert fired, that it was withdrawn.
CREATE TABLE notices (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    alert TEXT NOT NULL REFERENCES alerts,
    kind TEXT NOT NULL,
    at TEXT NOT NULL,
    UNIQUE (alert, kind)
);

-- Each notice by each channel it goes out by: pending, done or failed.
CREATE TABLE deliveries (
    channel TEXT NOT NULL,
    notice INTEGER NOT NULL REFERENCES notices,
    state TEXT NOT NULL DEFAULT 'pending',
    tries INTEGER NOT NULL DEFAULT 0,
    next_try TEXT NOT NULL,
    last_error TEXT,
    done TEXT,
    PRIMARY KEY (channel, notice)
) WITHOUT ROWID;
CREATE INDEX deliveries_by_state ON deliveries (state, channel, notice);

-- Planned events whose day has not passed.
CREATE TABLE waiting (
    rule TEXT NOT NULL,
    situation TEXT NOT NULL,
    item TEXT NOT NULL,
    waiting TEXT NOT NULL,
    PRIMARY KEY (rule, situation, item)
) WITHOUT ROWID;

-- The phase that each ladder is in, and since when; no phase: at rest.
CREATE TABLE ladders (
    ladder TEXT PRIMARY KEY,
    phase TEXT,
    since TEXT
) WITHOUT ROWID;

-- Since when the conditions of each phase have held.
CREATE TABLE phase_clocks (
    ladder TEXT NOT NULL,
    phase TEXT NOT NULL,
    enter_since TEXT,
    leave_since TEXT,
    PRIMARY KEY (ladder, phase)
) WITHOUT ROWID;

-- When and on what evidence each phase was entered and left.
CREATE TABLE phase_log (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    ladder TEXT NOT NULL,
    phase TEXT NOT NULL,
    change TEXT NOT NULL,
    at TEXT NOT NULL,
    why TEXT NOT NULL,
    evidence TEXT NOT NULL
);
CREATE INDEX phase_log_by_ladder ON phase_log (ladder, id);
