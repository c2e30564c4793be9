-- Audit rows that speak of many records at once (a bulk edit): which records.
CREATE TABLE audit_together (
  record UUID NOT NULL,
  seq BIGINT NOT NULL REFERENCES audit (seq),
  PRIMARY KEY (record, seq)
);
