YEARS OF membership;
DROP INDEX membership_history_members;
-- Members as of any day, as known at any instant: of each year only the versions that last until that day.
CREATE INDEX membership_history_members ON membership_history
  (state, effective_year, lasts_until, recorded_from, recorded_to, effective_from, effective_to, run_since, class, branch, level, id);
