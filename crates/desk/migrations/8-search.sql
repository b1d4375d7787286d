-- Speakers and outlets are found by their words, as passages are: to look through all facts for a part
-- of a name takes too long where there are millions.
DROP TRIGGER facts_come;
DROP TRIGGER facts_go;
DROP TABLE found;
CREATE VIRTUAL TABLE found USING fts5 (
    words, speaker, outlet, content = 'facts', content_rowid = 'id', tokenize = 'porter unicode61'
);
INSERT INTO found (found) VALUES ('rebuild');
CREATE TRIGGER facts_come AFTER INSERT ON facts BEGIN
    INSERT INTO found (rowid, words, speaker, outlet)
    VALUES (new.id, new.words, new.speaker, new.outlet);
END;
CREATE TRIGGER facts_go AFTER DELETE ON facts BEGIN
    INSERT INTO found (found, rowid, words, speaker, outlet)
    VALUES ('delete', old.id, old.words, old.speaker, old.outlet);
END;
DROP INDEX facts_by_speaker;
CREATE INDEX facts_by_speaker ON facts (speaker, day);
CREATE INDEX facts_by_day ON facts (day);

-- To count them without a look at every row.
CREATE INDEX articles_foreign ON articles (language) WHERE language <> 'en';
CREATE INDEX situations_unmade ON situations (id) WHERE record IS NULL;
