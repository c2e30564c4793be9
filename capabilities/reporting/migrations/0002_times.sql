-- Counts and lists as of any day.
TIMES OF claim BY wording_key_en, wording_key_zh;
