//! Names of countries and regions, from CLDR.

use std::collections::HashMap;
use std::sync::LazyLock;

use entente_kernel::{Lang, sort_key};
use icu_experimental::displaynames::multi::RegionDisplayNames;
use icu_locale_core::subtags::Region;
use icu_locale_core::{Locale, locale};

/// Code and name, in the order of each language.
static NAMES: LazyLock<[Vec<(String, String)>; 2]> = LazyLock::new(|| Lang::ALL.map(table));

/// Names by code.
static BY_CODE: LazyLock<[HashMap<String, String>; 2]> =
    LazyLock::new(|| Lang::ALL.map(|lang| all_of(lang).iter().cloned().collect()));

/// The name of an ISO 3166 code; the code itself where there is none.
#[must_use]
pub(crate) fn name(code: &str, lang: Lang) -> String {
    let [english, chinese] = &*BY_CODE;
    let named = if lang == Lang::En { english } else { chinese };
    named.get(code).map_or(code, |name| name.as_str()).to_owned()
}

/// Every country and region, by name.
#[must_use]
pub(crate) fn all(lang: Lang) -> &'static [(String, String)] {
    all_of(lang)
}

fn all_of(lang: Lang) -> &'static [(String, String)] {
    let [english, chinese] = &*NAMES;
    if lang == Lang::En { english } else { chinese }
}

fn table(lang: Lang) -> Vec<(String, String)> {
    let locale: Locale = if lang == Lang::En { locale!("en") } else { locale!("zh-Hans") };
    let Ok(names) = RegionDisplayNames::try_new(locale.into(), Default::default()) else { return Vec::new() };
    let letters = || 'A'..='Z';
    let mut all: Vec<(String, String)> = letters()
        .flat_map(|first| letters().map(move |second| format!("{first}{second}")))
        .filter(|code| !NOT_COUNTRIES.contains(&code.as_str()))
        .filter_map(|code| {
            let region = Region::try_from_str(&code).ok()?;
            Some((code, names.of(region)?.to_owned()))
        })
        .collect();
    all.sort_by_cached_key(|(_, name)| sort_key(name, lang));
    all
}

/// Codes of CLDR that ISO 3166 does not assign.
const NOT_COUNTRIES: [&str; 13] =
    ["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XK", "ZZ"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_are_named_in_both_languages() {
        assert_eq!(name("DE", Lang::En), "Germany");
        assert_eq!(name("DE", Lang::Zh), "德国");
        assert_eq!(name("QQ", Lang::En), "QQ");
        assert!((240..=255).contains(&all(Lang::En).len()), "{}", all(Lang::En).len());
    }
}
