//! Officers' terms out of a file: the CSV that the list gives out, or any table with an English and a Chinese column.

use entente_access::Actor;
use entente_files::Table;
use entente_kernel::{Class, Problem, Result, fold};
use entente_record::{Datum, Draft, Write, create, edit, load};
use entente_store::{Reads, Tx};

use crate::Term;

/// What an import did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Rows read.
    pub read: usize,
    /// Terms made.
    pub created: usize,
    /// Terms whose field or remark changed.
    pub changed: usize,
    /// Rows not taken: the number from 1, the column and the code of what is wrong.
    pub rejected: Vec<(usize, String, &'static str)>,
}

/// Headers by which a column is known, folded.
const COLUMNS: [(&str, &[&str]); 4] = [
    ("english", &["english", "en", "英文", "英语"]),
    ("chinese", &["chinese", "zh", "中文", "汉语"]),
    ("field", &["field", "领域"]),
    ("remark", &["remark", "note", "备注"]),
];

/// Takes the rows of a table; the same table a second time changes nothing. Errors: `terms-columns` without the two
/// columns.
pub fn import_terms(tx: &mut Tx<'_>, actor: &Actor, table: &Table) -> Result<Outcome> {
    let columns = COLUMNS.map(|(name, known)| {
        let fits = |column: &&String| known.contains(&fold(column).as_str());
        (name, table.columns.iter().find(fits).cloned())
    });
    if columns.iter().take(2).any(|(_, column)| column.is_none()) {
        return Err(Problem::new(Class::WrongType, "terms-columns"));
    }
    let mut outcome = Outcome { read: table.rows.len(), ..Outcome::default() };
    for (at, row) in table.rows.iter().enumerate() {
        let cells: Vec<(&str, &str)> = columns
            .iter()
            .filter_map(|(name, column)| Some((*name, row.get(column.as_ref()?).trim())))
            .collect();
        match take(tx, actor, &cells) {
            Ok(Taken::Created) => outcome.created += 1,
            Ok(Taken::Changed) => outcome.changed += 1,
            Ok(Taken::Same) => {}
            Err(problem) if problem.class == Class::Invalid => {
                outcome.rejected.extend(problem.fields.into_iter().map(|f| (at + 1, f.field, f.code)));
            }
            Err(problem) => return Err(problem),
        }
    }
    Ok(outcome)
}

enum Taken {
    Created,
    Changed,
    Same,
}

fn take(tx: &mut Tx<'_>, actor: &Actor, cells: &[(&str, &str)]) -> Result<Taken> {
    let kind = Term::KIND;
    let cell = |name: &str| cells.iter().find(|(held, _)| *held == name).map_or("", |(_, text)| text);
    let sql = "SELECT id FROM term WHERE english = $1 AND chinese = $2 AND deleted_at IS NULL";
    let known = match tx.first(sql, &[cell("english").into(), cell("chinese").into()])? {
        Some(row) => load(tx, kind, row.get(0)?)?,
        None => None,
    };
    let mut draft = known.as_ref().map_or_else(|| Draft::new(kind), Draft::of);
    for (name, text) in cells.iter().filter(|(_, text)| !text.is_empty()) {
        draft = draft.with(kind, name, Datum::Line((*text).to_owned()));
    }
    match known {
        None => create(tx, actor, kind, &draft).map(|_| Taken::Created),
        Some(before) => {
            let after = edit(tx, actor, kind, before.meta.id, &draft, &Write::default())?;
            Ok(if after.meta.version == before.meta.version { Taken::Same } else { Taken::Changed })
        }
    }
}
