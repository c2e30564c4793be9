//! The words by which a person is known: names, addresses, numbers, log-in names, those of the past too.

use std::collections::BTreeSet;

use entente_access::Sql;
use entente_kernel::{Id, Result};
use entente_record::{Field, Kind, Shape};
use entente_store::Reads;

/// Letters from which a word in ASCII tells somebody apart; a Chinese name has two.
const TELLING: usize = 5;

/// The words of the person of `records` (as [`crate::reach`] gives them) and of these accounts.
pub fn words(
    reads: &mut dyn Reads,
    records: &[(&'static Kind, Id)],
    accounts: &[Id],
) -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    // Records about the person have titles of their own; the person's stand in kinds whose title is the name.
    let Some((root, _)) = records.first() else { return Ok(found) };
    for (kind, id) in records {
        for field in kind.fields.iter().filter(|field| field.personal && telling(kind, root, field)) {
            for column in field.columns() {
                let sql = format!(
                    "SELECT DISTINCT {column} FROM {}_history WHERE id = $1 AND {column} IS NOT NULL",
                    kind.table
                );
                for row in reads.query(&sql, &[(*id).into()])? {
                    found.insert(row.get::<String>(0)?);
                }
            }
        }
    }
    for account in accounts {
        let sql = "SELECT login, name_en, name_zh, email FROM account WHERE id = $1";
        if let Some(row) = reads.first(sql, &[(*account).into()])? {
            found.insert(row.get(0)?);
            for at in 1..4 {
                found.extend(row.get::<Option<String>>(at)?);
            }
        }
    }
    found.retain(|word| is_telling(word));
    Ok(found)
}

/// Names of the person, and whatever reaches or identifies one.
fn telling(kind: &Kind, root: &Kind, field: &Field) -> bool {
    let reaches = matches!(field.shape, Shape::Email | Shape::Identifier(_, _));
    let named = kind.name == root.name && kind.title().is_some_and(|title| title.name == field.name);
    let contact = field.group != entente_record::GROUP_PUBLIC && matches!(field.shape, Shape::Line);
    reaches || named || contact && kind.name == root.name
}

fn is_telling(word: &str) -> bool {
    let least = if word.is_ascii() { TELLING } else { 2 };
    word.trim().chars().count() >= least
}

/// Appends "one of these columns holds one of the words".
pub(crate) fn naming(sql: &mut Sql, columns: &[&str], words: &BTreeSet<String>) {
    sql.push("(1 = 0");
    for column in columns {
        for word in words {
            sql.push(&format!(" OR {column} LIKE ")).bind(pattern(word)).push(" ESCAPE '!'");
            sql.push(&format!(" OR lower({column}) LIKE ")).bind(pattern(&word.to_lowercase()));
            sql.push(" ESCAPE '!'");
        }
    }
    sql.push(")");
}

fn pattern(word: &str) -> String {
    let quoted = word.replace('!', "!!").replace('%', "!%").replace('_', "!_");
    format!("%{quoted}%")
}
