-- Counts and lists as of any day.
TIMES OF expert BY name_key_en, name_key_zh;
TIMES OF evidence BY title_key_en, title_key_zh;
TIMES OF technology BY title_key_en, title_key_zh;
