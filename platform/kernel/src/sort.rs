//! Byte-comparable sort keys, the same on every database engine.

use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed, CollatorPreferences};
use icu_locale_core::locale;

use crate::Lang;

/// Longest key kept. Names that agree so far order by id.
const KEY_BYTES: usize = 96;

thread_local! {
    static ENGLISH: Option<CollatorBorrowed<'static>> = collator(Lang::En);
    static CHINESE: Option<CollatorBorrowed<'static>> = collator(Lang::Zh);
}

fn collator(lang: Lang) -> Option<CollatorBorrowed<'static>> {
    let locale = match lang {
        Lang::En => locale!("en"),
        Lang::Zh => locale!("zh-u-co-pinyin"),
    };
    Collator::try_new(CollatorPreferences::from(&locale), CollatorOptions::default()).ok()
}

/// The collation key of `text` for readers of `lang`: Unicode collation, Chinese in pinyin order.
///
/// At most 96 bytes. Keys compare as bytes; lists order by (key, id), so that both database engines page alike.
#[must_use]
pub fn sort_key(text: &str, lang: Lang) -> Vec<u8> {
    let mut key = Vec::with_capacity(KEY_BYTES);
    let head: &str = text.char_indices().nth(KEY_BYTES).and_then(|(end, _)| text.get(..end)).unwrap_or(text);
    let store = match lang {
        Lang::En => &ENGLISH,
        Lang::Zh => &CHINESE,
    };
    store.with(|collator| match collator {
        Some(collator) => {
            let Ok(()) = collator.write_sort_key_to(head, &mut key);
        }
        None => key.extend_from_slice(crate::fold(head).as_bytes()),
    });
    key.truncate(KEY_BYTES);
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_orders_by_pinyin_and_english_ignores_case() {
        let mut names = ["重庆", "北京", "安徽"];
        names.sort_by_key(|n| sort_key(n, Lang::Zh));
        assert_eq!(names, ["安徽", "北京", "重庆"]);
        assert!(sort_key("apple", Lang::En) < sort_key("Banana", Lang::En));
        assert!(sort_key(&"x".repeat(5000), Lang::En).len() <= KEY_BYTES);
    }
}
