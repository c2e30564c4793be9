//! Between records and the strings of a form.

use entente_kernel::{Lang, Text};
use entente_record::{Datum, Draft, Field, Fields, Kind};

/// The strings that a form shows for a draft.
pub(crate) fn fields_of(kind: &Kind, draft: &Draft) -> Fields {
    let mut fields = Fields::default();
    for (field, datum) in kind.fields.iter().zip(&draft.values) {
        enter(&mut fields, "", field, datum);
    }
    for (part, rows) in kind.children.iter().zip(&draft.children) {
        for (number, row) in rows.iter().enumerate() {
            let prefix = format!("{}.{number}.", part.name);
            for (field, datum) in part.fields.iter().zip(row) {
                enter(&mut fields, &prefix, field, datum);
            }
        }
    }
    fields.push("class", draft.class.clone());
    fields
}

fn enter(fields: &mut Fields, prefix: &str, field: &Field, datum: &Datum) {
    let name = format!("{prefix}{}", field.name);
    match datum {
        Datum::Empty => {}
        Datum::Text(Text { en, zh }) => {
            for (lang, words) in [(Lang::En, en), (Lang::Zh, zh)] {
                fields.push(format!("{name}_{}", lang.code()), words.clone().unwrap_or_default());
            }
        }
        Datum::Words(words) => words.iter().for_each(|word| fields.push(name.clone(), word.clone())),
        Datum::Flag(on) => fields.push(name, if *on { "yes" } else { "" }),
        Datum::Money(money) => {
            fields.push(name.clone(), money.decimal());
            fields.push(format!("{name}_currency"), money.currency.code());
        }
        datum => fields.push(name, datum.plain().unwrap_or_default()),
    }
}

/// Puts a value that the address brought into a form, unless there is one already.
pub(crate) fn put(fields: &mut Fields, name: &str, value: &str) {
    if fields.one(name).is_empty() && value.chars().count() <= 500 {
        fields.push(name, value);
    }
}
