-- What is counted or looked for on every page, without a look at rows that hold whole readings and
-- records.
CREATE INDEX readings_failed ON readings (article) WHERE failed IS NOT NULL;
CREATE INDEX situations_by_reports ON situations (reports);
-- Passages that were found are narrowed and put in order by these alone: the rows of thousands lie
-- all over the file.
CREATE INDEX facts_short ON facts (id, kind, day);
DROP INDEX facts_by_day;
CREATE INDEX facts_by_day ON facts (day, kind);
DROP INDEX facts_by_speaker;
CREATE INDEX facts_by_speaker ON facts (speaker, day, situation);
