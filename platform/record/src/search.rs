//! What of a record goes into a readership's search index.

use entente_access::{Action, Actor, Audience, Cond};
use entente_kernel::{Id, Lang, Text};

use crate::{Datum, Field, Kind, Record};

/// The searchable words of a record for one readership.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchDocument {
    /// The record.
    pub id: Id,
    /// Its kind.
    pub kind: &'static str,
    /// Its name.
    pub title: Text,
    /// Other names and words with their weight (1 to 9).
    pub words: Vec<(u8, String)>,
}

/// The search document of a record for `audience`: `None` when the record is not published so far, and only fields
/// whose group every member of that readership may see on every record.
#[must_use]
pub fn document(kind: &'static Kind, record: &Record, audience: Audience) -> Option<SearchDocument> {
    let class = Audience::parse(&record.meta.class)?;
    if class > audience || record.meta.deleted_at.is_some() {
        return None;
    }
    let reader = Actor { audience, ..Actor::visitor(Lang::En) };
    if (kind.rule)(&reader, Action::See).when == Cond::Nothing {
        return None;
    }
    let open = |field: &Field| {
        field.group == crate::GROUP_PUBLIC
            || (kind.rule)(&reader, Action::Fields(field.group)).when == Cond::All
    };
    let mut words = vec![(2, record.meta.reference.clone())];
    if audience < Audience::Internal {
        words.clear();
    }
    let shown = kind.fields.iter().zip(&record.values).filter(|(f, _)| f.search > 0 && open(f));
    words.extend(shown.flat_map(|(f, datum)| texts(datum).into_iter().map(|t| (f.search, t))));
    for (part, rows) in kind.children.iter().zip(&record.children) {
        for row in rows {
            let shown = part.fields.iter().zip(row).filter(|(f, _)| f.search > 0 && open(f));
            words.extend(shown.flat_map(|(f, datum)| texts(datum).into_iter().map(|t| (f.search, t))));
        }
    }
    Some(SearchDocument { id: record.meta.id, kind: kind.name, title: record.title_text(), words })
}

fn texts(datum: &Datum) -> Vec<String> {
    match datum {
        Datum::Line(line) => vec![line.clone()],
        Datum::Text(text) => [text.en.clone(), text.zh.clone()].into_iter().flatten().collect(),
        Datum::Words(words) => words.clone(),
        _ => Vec::new(),
    }
}
