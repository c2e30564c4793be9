//! What the whole-system data package holds, as the composition root knows it: words, links and names of the kinds,
//! what stays behind, and what is made anew.

pub(crate) mod job;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use entente_access::keys;
use entente_kernel::{Lang, Result, Text, sort_key};
use entente_record::{ANY, Field, Kind, Registry, Shape};
use entente_store::{Derived, Known, Pieces, Scope, Value};
use entente_web::{Capability, Locales};

use crate::cli::VERSION;
use crate::rooms::{self, Engines};
use crate::settings::Settings;

/// Tables of what passes anyway; those with secrets stay behind by the names of their columns.
const LEFT_OUT: [&str; 7] =
    ["mail", "digest_letter", "login_attempt", "idempotency", "job", "job_file", "migration"];

/// The licence of a package that says nothing else: its name in the list of the Open Definition, and its title.
pub(crate) const CLOSED: (&str, &str) = ("other-closed", "All rights reserved");

/// The scope of this program's packages.
pub(crate) fn scope(settings: &Settings, licence: Option<&str>) -> Result<Scope> {
    let rooms = rooms::rooms(&Engines::new());
    let words = Words::of(&rooms, settings)?;
    let mut scope = Scope {
        title: Words::title(settings),
        build: VERSION.into(),
        licence: licence.map_or((CLOSED.0.into(), CLOSED.1.into()), |name| (name.into(), name.into())),
        left_out: LEFT_OUT.to_vec(),
        blank: vec![("import_run", "job"), ("report_count", "job")],
        instead: vec![("account", "status", "active", "invited")],
        pieces: vec![Pieces {
            table: "document_chunk",
            key: ["document", "number"],
            of: "document_version",
            name: "file_name",
            size: entente_documents::CHUNK,
        }],
        derived: of_accounts(),
        ..Scope::default()
    };
    for kind in rooms.iter().flat_map(|room| &room.kinds) {
        of_kind(kind, &words, &mut scope);
    }
    Ok(scope)
}

/// Labels in both languages, and the kinds.
struct Words {
    locales: Arc<Locales>,
    registry: Registry,
}

impl Words {
    fn of(rooms: &[Capability], settings: &Settings) -> Result<Self> {
        let sources: Vec<_> = rooms.iter().map(|room| room.locales).collect();
        let zone = settings.zone().map_err(entente_kernel::Problem::internal)?;
        let registry = Registry::new(rooms.iter().flat_map(|room| room.kinds.clone()).collect());
        Ok(Self { locales: Locales::new(&sources, zone, Vec::new())?, registry })
    }

    fn both(&self, key: &str) -> String {
        let both = Lang::ALL.map(|lang| self.locales.of(lang).maybe(key).unwrap_or_default());
        both.iter().filter(|text| !text.is_empty()).cloned().collect::<Vec<_>>().join(" / ")
    }

    fn title(settings: &Settings) -> String {
        let names = [&settings.institution.name_en, &settings.institution.name_zh];
        let names: Vec<&str> =
            names.into_iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
        if names.is_empty() { "Entente".into() } else { names.join(" / ") }
    }
}

/// The keys by which accounts are found.
fn of_accounts() -> Vec<Derived> {
    let from: Vec<String> = ["login", "name_en", "name_zh", "email"].map(str::to_owned).to_vec();
    let made = |column: &str, at: usize| Derived {
        table: "account".into(),
        column: column.into(),
        from: from.clone(),
        make: Box::new(move |from| {
            let text = |at: usize| from.get(at).copied().flatten();
            let name = Text::new(text(1).unwrap_or_default(), text(2).unwrap_or_default());
            let [login, search] = keys(text(0).unwrap_or_default(), name, text(3));
            if at == 0 { login } else { search }
        }),
    };
    vec![made("login_key", 0), made("search_key", 1)]
}

/// What the declaration of a kind says of its tables.
fn of_kind(kind: &'static Kind, words: &Words, scope: &mut Scope) {
    let own = |name: &str| (kind.table.to_owned(), name.to_owned());
    scope.titles.push((kind.table.to_owned(), words.both(&format!("{}-many", kind.name))));
    let states: Vec<String> =
        kind.states.map_or_else(Vec::new, |s| s.all.iter().map(|state| state.word.to_owned()).collect());
    scope.known.push((own("state"), Known { title: words.both("state"), words: states, leads_to: None }));
    let classes = ["public", "members", "internal", "restricted"].map(str::to_owned).to_vec();
    scope.known.push((own("class"), Known { words: classes, ..Known::default() }));
    for field in kind.fields {
        of_field(kind.table, &format!("{}-{}", kind.name, field.name), field, words, scope);
        scope.derived.extend(sort_keys(kind.table, field));
    }
    for part in kind.children {
        let title = words.both(&format!("{}-{}", kind.name, part.name));
        scope.titles.push((part.table.to_owned(), title));
        for field in part.fields {
            let label = format!("{}-{}-{}", kind.name, part.name, field.name);
            of_field(part.table, &label, field, words, scope);
        }
    }
}

fn of_field(table: &str, label: &str, field: &Field, words: &Words, scope: &mut Scope) {
    let title = words.both(label);
    let choices = match field.shape {
        Shape::Choice(_, all) => all.iter().map(|word| (*word).to_owned()).collect(),
        _ => Vec::new(),
    };
    let leads_to = match field.shape {
        Shape::Link(kind) if kind != ANY => words.registry.kind(kind).map(|kind| kind.table.to_owned()),
        _ => None,
    };
    for column in field.columns() {
        let known = Known { title: title.clone(), words: choices.clone(), leads_to: leads_to.clone() };
        scope.known.push(((table.to_owned(), column), known));
    }
}

/// The keys by which both engines order a field's texts alike.
fn sort_keys(table: &str, field: &'static Field) -> Vec<Derived> {
    let of = |(column, lang): (String, Lang)| Derived {
        table: table.to_owned(),
        column,
        from: field.columns(),
        make: Box::new(move |from| {
            let text = |at: usize| from.get(at).copied().flatten().unwrap_or_default();
            let text = Text::new(text(0), text(1));
            Value::Bytes(sort_key(text.show(lang), lang))
        }),
    };
    field.key_columns().into_iter().zip(Lang::ALL).map(of).collect()
}
