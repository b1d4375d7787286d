-- What the date of a report, or of a neighbour, is settled by; none yet for reports from before.
ALTER TABLE profiles ADD COLUMN clues BLOB;
