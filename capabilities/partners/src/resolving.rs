//! Organisations on file, as the resolver knows them.

use entente_kernel::{Lang, Text};
use entente_record::{Datum, Draft};
use entente_resolution::{Name, NameSort, Organisation as Known};

use crate::Organisation;

/// What the resolver needs of an organisation; `number_of` gives the number of one by its ROR id.
#[must_use]
pub fn known_of(number: u128, draft: &Draft, number_of: &dyn Fn(&str) -> Option<u128>) -> Known {
    let kind = Organisation::KIND;
    let value = |field: &str| {
        let at = kind.fields.iter().position(|f| f.name == field);
        at.and_then(|at| draft.values.get(at)).unwrap_or(&Datum::Empty)
    };
    let line = |field: &str| if let Datum::Line(line) = value(field) { line.clone() } else { String::new() };
    let wordings =
        |field: &str| if let Datum::Text(text) = value(field) { wordings(text) } else { Vec::new() };
    let full = |text: String| Name { text, sort: NameSort::Full };
    let mut names: Vec<Name> = wordings("name").into_iter().map(full).collect();
    let mut parents = Vec::new();
    for (part, rows) in kind.children.iter().zip(&draft.children) {
        let cell = |row: &[Datum], name: &str| {
            let at = part.fields.iter().position(|f| f.name == name);
            at.and_then(|at| row.get(at)).and_then(Datum::plain).unwrap_or_default()
        };
        for row in rows {
            match part.name {
                "names" => names.push(Name { text: cell(row, "name"), sort: sort_of(&cell(row, "sort")) }),
                _ if cell(row, "sort") == "parent" => parents.extend(number_of(&cell(row, "ror"))),
                _ => {}
            }
        }
    }
    Known {
        id: number,
        names,
        country: line("domicile"),
        city: wordings("city"),
        region: wordings("region").into_iter().next().unwrap_or_default(),
        teaches: line("sort") == "university",
        active: line("status") == "active",
        parents,
    }
}

fn wordings(text: &Text) -> Vec<String> {
    Lang::ALL.iter().filter_map(|lang| text.get(*lang)).map(str::to_owned).collect()
}

pub(crate) fn sort_of(word: &str) -> NameSort {
    match word {
        "official" => NameSort::Full,
        "acronym" => NameSort::Acronym,
        _ => NameSort::Other,
    }
}
