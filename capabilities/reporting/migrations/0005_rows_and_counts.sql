-- The records that each number of a published report counts, as its packet names them: a page reads what it shows.
CREATE TABLE report_row (
  report UUID NOT NULL REFERENCES report (id), figure BIGINT NOT NULL, record UUID NOT NULL,
  PRIMARY KEY (report, figure, record)
);
-- The last time that a published report was counted again: the job that is to do it, and what came of the last one.
CREATE TABLE report_count (
  report UUID PRIMARY KEY REFERENCES report (id), job UUID, counted_at BIGINT, outcome TEXT
);
