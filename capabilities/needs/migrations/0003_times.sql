-- Counts and lists as of any day.
TIMES OF need BY title_key_en, title_key_zh;
