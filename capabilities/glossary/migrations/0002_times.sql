-- Counts and lists as of any day.
TIMES OF term BY english_key_en, chinese_key_zh;
