//! The record that a line is about.

use entente_access::{Action, Actor, Sql};
use entente_kernel::{Id, Lang, Result, Text, sort_key};
use entente_record::{Datum, Draft, Kind, Shape};
use entente_store::{Reads, Value};

use crate::mapping::{BY_REFERENCE, BY_TITLE};

/// What a line says that its record is known by, in one text; nothing when the line does not say.
pub(crate) fn key_of(kind: &Kind, key: &str, draft: &Draft, reference: &str) -> Option<String> {
    let text = match key {
        "" => return None,
        BY_REFERENCE => reference.to_owned(),
        BY_TITLE => draft.values.first().and_then(Datum::plain).unwrap_or_default(),
        unique => kind.position(unique).and_then(|at| draft.values.get(at)).and_then(Datum::plain)?,
    };
    Some(text).filter(|text| !text.trim().is_empty())
}

/// The live record that the actor may see and that a draft means by its key.
pub(crate) fn meant(
    reads: &mut dyn Reads,
    actor: &Actor,
    kind: &Kind,
    key: &str,
    draft: &Draft,
    reference: &str,
) -> Result<Option<Id>> {
    let mut sql = Sql::new(format!("SELECT t.id FROM {} t WHERE t.deleted_at IS NULL AND ", kind.table));
    match key {
        "" => return Ok(None),
        BY_REFERENCE if reference.is_empty() => return Ok(None),
        BY_REFERENCE => {
            sql.push("t.reference = ").bind(reference);
        }
        BY_TITLE => match draft.values.first() {
            Some(datum) if !datum.is_empty() => titled(&mut sql, kind, datum),
            _ => return Ok(None),
        },
        unique => {
            let datum = kind.position(unique).and_then(|at| draft.values.get(at));
            let Some(text) = datum.and_then(Datum::plain) else { return Ok(None) };
            sql.push(&format!("t.{unique} = ")).bind(text);
        }
    }
    sql.push(" AND ").cond(&(kind.rule)(actor, Action::See).when, "t").push(" ORDER BY t.id LIMIT 1");
    reads.first(&sql.text, &sql.params)?.map(|row| row.get(0)).transpose()
}

/// A record that a text in a link's column means: by its number, an identifier or its exact name.
pub(crate) fn named(reads: &mut dyn Reads, actor: &Actor, kind: &Kind, text: &str) -> Result<Option<Id>> {
    let mut sql = Sql::new(format!("SELECT t.id FROM {} t WHERE t.deleted_at IS NULL AND (", kind.table));
    sql.push("t.reference = ").bind(text);
    if let Some(id) = Id::parse(text) {
        sql.push(" OR t.id = ").bind(id);
    }
    for field in kind.fields.iter().filter(|f| f.unique && !matches!(f.shape, Shape::Link(_))) {
        sql.push(&format!(" OR t.{} = ", field.name)).bind(text);
    }
    sql.push(") AND ").cond(&(kind.rule)(actor, Action::See).when, "t").push(" LIMIT 1");
    if let Some(row) = reads.first(&sql.text, &sql.params)? {
        return row.get(0).map(Some);
    }
    for lang in Lang::ALL {
        let both = if lang == Lang::En { Text::en(text) } else { Text::new("", text) };
        let mut sql = Sql::new(format!("SELECT t.id FROM {} t WHERE t.deleted_at IS NULL AND ", kind.table));
        titled(&mut sql, kind, &Datum::Text(both));
        sql.push(" AND ").cond(&(kind.rule)(actor, Action::See).when, "t").push(" ORDER BY t.id LIMIT 1");
        if let Some(row) = reads.first(&sql.text, &sql.params)? {
            return row.get(0).map(Some);
        }
    }
    Ok(None)
}

/// "Is called so", by way of the sort keys' index where there is one.
fn titled(sql: &mut Sql, kind: &Kind, datum: &Datum) {
    let Some(title) = kind.title() else {
        sql.push("1 = 0");
        return;
    };
    let keys = title.key_columns();
    let mut same = |column: String, text: &str, lang: Lang| {
        if let Some(key) = keys.get(usize::from(lang == Lang::Zh)) {
            sql.push(&format!("t.{key} = ")).bind(Value::Bytes(sort_key(text, lang))).push(" AND ");
        }
        sql.push(&format!("t.{column} = ")).bind(text);
    };
    match (datum, title.shape) {
        (Datum::Text(text), Shape::Bilingual | Shape::BilingualProse) => {
            let (lang, name) = match (&text.en, &text.zh) {
                (Some(en), _) => (Lang::En, en.as_str()),
                (None, zh) => (Lang::Zh, zh.as_deref().unwrap_or_default()),
            };
            same(format!("{}_{}", title.name, lang.code()), name, lang);
        }
        (datum, _) => same(title.name.to_owned(), &datum.plain().unwrap_or_default(), Lang::En),
    }
}
