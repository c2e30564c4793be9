//! Countries named in a text.

use std::sync::LazyLock;

use crate::text::{KINDS, Word, words};

/// Words of a country's name, with its code; longer names first.
static COUNTRIES: LazyLock<Vec<(Vec<String>, &'static str)>> = LazyLock::new(|| {
    let rows = include_str!("../data/countries.tsv").lines().filter_map(|line| line.split_once('\t'));
    let mut all: Vec<(Vec<String>, &'static str)> = rows
        .flat_map(|(code, names)| names.split(';').map(move |name| (code, name)))
        .map(|(code, name)| (words(name).into_iter().map(|word| word.text).collect(), code))
        .collect();
    all.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    all
});

/// Codes of the countries that a text names, each once. A longer name hides a shorter one in it ("North Korea" is not
/// "Korea"), and so does the name of an organisation ("University of Georgia").
pub(crate) fn countries_in(text: &[Word]) -> Vec<&'static str> {
    let mut found = Vec::new();
    let organised = |segment: usize| {
        text.iter().any(|word| word.segment == segment && KINDS.contains(&word.text.as_str()))
    };
    let mut taken: Vec<bool> = text.iter().map(|word| organised(word.segment)).collect();
    for (name, code) in COUNTRIES.iter() {
        for at in 0..text.len() {
            let here = text.get(at..at + name.len()).unwrap_or_default();
            let free = taken.get(at..at + name.len()).is_some_and(|taken| taken.iter().all(|t| !t));
            if free && !here.is_empty() && here.iter().map(|word| &word.text).eq(name) {
                taken.iter_mut().skip(at).take(name.len()).for_each(|taken| *taken = true);
                if !found.contains(code) {
                    found.push(code);
                }
            }
        }
    }
    found
}

/// The first name of a country.
pub(crate) fn name_of(code: &str) -> Option<&'static str> {
    let rows = include_str!("../data/countries.tsv").lines().filter_map(|line| line.split_once('\t'));
    rows.into_iter().find(|(held, _)| *held == code).and_then(|(_, names)| names.split(';').next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_abbreviations_and_other_scripts_are_found() {
        let of = |text: &str| countries_in(&words(text));
        assert_eq!(of("Xi'an, P.R. China"), ["CN"]);
        assert_eq!(of("Boston, MA, U.S.A."), ["US"]);
        assert_eq!(of("北京, 中国"), ["CN"]);
        assert_eq!(of("Pyongyang, North Korea"), ["KP"]);
        assert!(of("Department of Physics").is_empty());
        assert!(of("University of Georgia, Athens").is_empty());
    }
}
