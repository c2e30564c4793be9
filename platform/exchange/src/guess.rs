//! A first proposal for where columns go.

use entente_record::Kind;

use crate::mapping::{BY_REFERENCE, BY_TITLE, Mapping, Target};
use crate::vocabulary::{Vocabulary, bare};

/// How well a header fits a word: the same, begins or ends with it, or holds it.
const SAME: usize = 1_000;
const EDGE: usize = 500;
const HOLDS: usize = 200;

/// Where the columns probably go, by their headers, and for fields in two languages by the script of what stands in them.
/// Each target is given to the column that fits best, each column goes to one target.
#[must_use]
pub fn guess(
    kind: &Kind,
    targets: &[Target],
    keys: &[String],
    vocabulary: &Vocabulary,
    header: &[String],
    samples: &[Vec<String>],
) -> Mapping {
    let mut fits: Vec<(usize, usize, &str)> = Vec::new();
    for (column, title) in header.iter().enumerate() {
        let chinese = mostly_chinese(samples, column).unwrap_or_else(|| has_chinese(title));
        for target in targets {
            let score = fit(vocabulary, target, title, chinese);
            if score > 0 {
                fits.push((score, column, &target.name));
            }
        }
    }
    // Best first; of equals the leftmost column and the first target.
    let place = |name: &str| targets.iter().position(|t| t.name == name);
    fits.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)).then(place(a.2).cmp(&place(b.2))));
    let mut columns: Vec<Option<String>> = header.iter().map(|title| number(title)).collect();
    for (_, column, target) in fits {
        let given = columns.iter().any(|to| to.as_deref() == Some(target));
        if let Some(free) = columns.get_mut(column).filter(|to| to.is_none() && !given) {
            *free = Some(target.to_owned());
        }
    }
    let mut mapping = Mapping { columns, class: "internal".into(), ..Mapping::default() };
    mapping.key = key(kind, keys, &mapping, samples);
    mapping
}

/// The record's number, in files that came out of here: others call many things a number.
fn number(title: &str) -> Option<String> {
    (title.trim() == BY_REFERENCE).then(|| BY_REFERENCE.to_owned())
}

fn fit(vocabulary: &Vocabulary, target: &Target, title: &str, chinese: bool) -> usize {
    let title = bare(title);
    let words =
        vocabulary.headers().find(|(name, _)| *name == target.name).map_or(&[][..], |(_, words)| words);
    let best = words.iter().map(|word| closeness(&title, word)).max().unwrap_or(0);
    match (target.aspect, chinese) {
        _ if best == 0 => 0,
        // A column called "name" goes to the language in which it is written.
        ("en", true) | ("zh", false) => best / 2,
        _ => best,
    }
}

fn closeness(title: &str, word: &str) -> usize {
    if title == word {
        return SAME;
    }
    let (short, long) = if title.len() < word.len() { (title, word) } else { (word, title) };
    // One or two letters say too little.
    if short.chars().count() < 2 || (short.is_ascii() && short.len() < 4) {
        return 0;
    }
    let share = 100 * short.len() / long.len().max(1);
    if long.starts_with(short) || long.ends_with(short) {
        EDGE + share
    } else if long.contains(short) {
        HOLDS + share
    } else {
        0
    }
}

/// Whether what stands in a column is Chinese; `None` when nothing does.
fn mostly_chinese(samples: &[Vec<String>], column: usize) -> Option<bool> {
    let cells = samples.iter().filter_map(|row| row.get(column)).filter(|cell| !cell.trim().is_empty());
    let (mut all, mut chinese) = (0, 0);
    for cell in cells {
        all += 1;
        chinese += usize::from(has_chinese(cell));
    }
    (all > 0).then(|| 2 * chinese > all)
}

fn has_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

/// The number, else a unique field in whose column something stands, else the name.
fn key(kind: &Kind, keys: &[String], mapping: &Mapping, samples: &[Vec<String>]) -> String {
    if mapping.column(BY_REFERENCE).is_some() {
        return BY_REFERENCE.into();
    }
    let title = kind.title().map_or("", |f| f.name);
    let said = |at: usize| samples.iter().any(|row| row.get(at).is_some_and(|cell| !cell.trim().is_empty()));
    let has = |key: &&String| match key.as_str() {
        BY_REFERENCE => false,
        BY_TITLE => {
            mapping.columns.iter().flatten().any(|to| to == title || to.starts_with(&format!("{title}_")))
        }
        unique => mapping.column(unique).is_some_and(said),
    };
    keys.iter().find(has).cloned().unwrap_or_default()
}
