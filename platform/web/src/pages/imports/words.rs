//! The words that people use for a kind's fields and for what stands in them, in both languages.

use entente_exchange::{Target, Vocabulary};
use entente_kernel::Lang;
use entente_record::{Kind, Shape};

use crate::country;
use crate::locale::T;
use crate::offered;
use crate::web::Web;

/// The words for these places, out of the locale files; `.also` of a field's label holds further ones, with `|` between.
pub(super) fn vocabulary(web: &Web, kind: &Kind, targets: &[Target]) -> Vocabulary {
    let mut words = Vocabulary::default();
    let both = Lang::ALL.map(|lang| web.locales().of(lang));
    words.header("reference", both.iter().map(|t| t.m("reference")));
    for target in targets {
        words.header(&target.name, both.iter().flat_map(|t| called(t, kind, target)));
        for (word, labels) in values(&both, target) {
            words.value(&target.name, &word, labels);
        }
    }
    words
}

/// The label of a place for a reader.
pub(super) fn label(t: &T, kind: &Kind, target: &Target) -> String {
    let own = t.m(&key(kind, target));
    let label = match target.part {
        Some(part) => format!("{} › {own}", t.m(&format!("{}-{part}", kind.name))),
        None => own,
    };
    match target.aspect {
        "" => label,
        "currency" => format!("{label} ({})", t.m("currency")),
        lang => format!("{label} ({})", t.m(&format!("in-{lang}"))),
    }
}

fn key(kind: &Kind, target: &Target) -> String {
    let field = target.field.name;
    target
        .part
        .map_or_else(|| format!("{}-{field}", kind.name), |part| format!("{}-{part}-{field}", kind.name))
}

/// The label with and without its language, its other names, and the name in files that came out of here.
fn called(t: &T, kind: &Kind, target: &Target) -> Vec<String> {
    let label = t.m(&key(kind, target));
    let mut names: Vec<String> = vec![target.name.clone()];
    names.extend(named(t, &key(kind, target)));
    if let Some(part) = target.part {
        names.push(format!("{} {label}", t.m(&format!("{}-{part}", kind.name))));
    }
    let tongue = match target.aspect {
        "" | "currency" => Vec::new(),
        lang => {
            let named = t.m(&format!("in-{lang}"));
            names.iter().flat_map(|name| [format!("{name} {named}"), format!("{named} {name}")]).collect()
        }
    };
    if target.aspect == "currency" {
        return vec![target.name.clone(), format!("{label} {}", t.m("currency"))];
    }
    names.extend(tongue);
    names
}

/// A text, and what else people call the same.
fn named(t: &T, key: &str) -> Vec<String> {
    let also = t.attribute(key, "also").unwrap_or_default();
    let mut names = vec![t.m(key)];
    names.extend(also.split('|').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()));
    names
}

/// Words that may stand in a place, each with its labels.
fn values(both: &[T; 2], target: &Target) -> Vec<(String, Vec<String>)> {
    match target.field.shape {
        Shape::Choice(choice, all) | Shape::Choices(choice, all) => {
            let labels =
                |word: &str| both.iter().flat_map(|t| named(t, &format!("{choice}-{word}"))).collect();
            all.iter().map(|word| ((*word).to_owned(), labels(word))).collect()
        }
        Shape::Country => Lang::ALL
            .into_iter()
            .flat_map(|lang| country::all(lang).iter())
            .map(|(code, name)| (code.clone(), vec![name.clone()]))
            .collect(),
        Shape::Offered(list) => both
            .iter()
            .flat_map(|t| offered::groups(t, list, "").into_iter().flat_map(|group| group.words))
            .map(|(word, label)| (word, vec![label]))
            .collect(),
        Shape::Office => both.iter().flat_map(T::offices).map(|(id, name)| (id, vec![name])).collect(),
        Shape::Language => both.iter().flat_map(languages).collect(),
        _ => Vec::new(),
    }
}

fn languages(t: &T) -> Vec<(String, Vec<String>)> {
    let named = ["en", "zh", "ja", "de", "fr", "ko", "es", "ru", "it", "pt", "ar"];
    named
        .iter()
        .map(|tag| ((*tag).to_owned(), t.maybe(&format!("language-{tag}")).into_iter().collect()))
        .collect()
}
