-- In which order records were renewed: whoever shows them asks for those after the last it knows of.
ALTER TABLE situations ADD COLUMN renewed INTEGER NOT NULL DEFAULT 0;
CREATE INDEX situations_by_renewed ON situations (renewed);
