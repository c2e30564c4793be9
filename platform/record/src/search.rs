//! What of a record goes into a readership's search index.

use entente_access::{Action, Actor, Audience, Cond, Grant, Role};
use entente_kernel::{Id, Lang, Text};

use crate::{Datum, Field, Kind, Record};

/// Everyone of an audience, as one stand-in for each role of that audience (and for the public a visitor): what all of
/// them may see, everyone of the audience may see.
#[derive(Debug, Clone)]
pub struct Readership {
    /// The audience.
    pub audience: Audience,
    readers: Vec<Actor>,
}

/// The searchable words of a record for one readership.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchDocument {
    /// The record.
    pub id: Id,
    /// Its kind.
    pub kind: &'static str,
    /// Its name, as far as the readership may know it.
    pub title: Text,
    /// Other names and words with their weight (1 to 9).
    pub words: Vec<(u8, String)>,
}

impl Readership {
    /// The readership of an audience: holders of these roles without person or organisation of their own.
    #[must_use]
    pub fn new(audience: Audience, roles: &[Role]) -> Self {
        let bare = Actor { audience, ..Actor::visitor(Lang::En) };
        let reader = |role: &Role| Actor {
            grants: vec![Grant { role: role.id.to_owned(), office: None }],
            ..bare.clone()
        };
        let mut readers: Vec<Actor> = roles.iter().filter(|r| r.audience == audience).map(reader).collect();
        if readers.is_empty() {
            readers.push(bare);
        }
        Self { audience, readers }
    }

    /// The records of a kind that everyone of the readership may see.
    #[must_use]
    pub fn sees(&self, kind: &Kind) -> Cond {
        let mut all: Vec<Cond> = Vec::new();
        for reader in &self.readers {
            match (kind.rule)(reader, Action::See).when {
                Cond::All => {}
                Cond::Nothing => return Cond::Nothing,
                when if all.contains(&when) => {}
                when => all.push(when),
            }
        }
        if all.is_empty() { Cond::All } else { Cond::And(all) }
    }

    /// True when everyone of the readership may see the field on every record.
    #[must_use]
    pub fn reads(&self, kind: &Kind, field: &Field) -> bool {
        let open = |reader| (kind.rule)(reader, Action::Fields(field.group)).when == Cond::All;
        field.group == crate::GROUP_PUBLIC || self.readers.iter().all(open)
    }
}

/// The search document of a record that the readership [sees](Readership::sees): only fields that all of it may read.
#[must_use]
pub fn document(kind: &'static Kind, record: &Record, readership: &Readership) -> SearchDocument {
    let open = |field: &Field| readership.reads(kind, field);
    let mut words = Vec::new();
    if readership.audience == Audience::Internal {
        words.push((2, record.meta.reference.clone()));
    }
    let shown = kind.fields.iter().zip(&record.values).filter(|(f, _)| f.search > 0 && open(f));
    words.extend(shown.flat_map(|(f, datum)| texts(datum).into_iter().map(|t| (f.search, t))));
    for (part, rows) in kind.children.iter().zip(&record.children) {
        for row in rows {
            let shown = part.fields.iter().zip(row).filter(|(f, _)| f.search > 0 && open(f));
            words.extend(shown.flat_map(|(f, datum)| texts(datum).into_iter().map(|t| (f.search, t))));
        }
    }
    let title = if kind.title().is_some_and(open) { record.title_text() } else { Text::default() };
    SearchDocument { id: record.meta.id, kind: kind.name, title, words }
}

fn texts(datum: &Datum) -> Vec<String> {
    match datum {
        Datum::Line(line) => vec![line.clone()],
        Datum::Text(text) => [text.en.clone(), text.zh.clone()].into_iter().flatten().collect(),
        Datum::Words(words) => words.clone(),
        _ => Vec::new(),
    }
}
