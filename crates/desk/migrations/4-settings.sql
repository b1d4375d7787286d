-- What the users of the desk have set: the text of the watch rules, by name `watch`.
CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
