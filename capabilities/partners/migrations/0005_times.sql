-- Counts and lists as of any day.
TIMES OF organisation BY name_key_en, name_key_zh;
TIMES OF person BY name_key_en, name_key_zh;
