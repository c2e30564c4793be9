//! Where a person stands besides the records: letters, lines of imports, kept answers, notes on other records.

use std::collections::BTreeSet;

use entente_access::Sql;
use entente_kernel::{Id, Result};
use entente_record::Kind;
use entente_store::{Reads, Tx, erase_cells_where};

use crate::words::naming;

/// A note on another record that names the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedIn {
    /// The note.
    pub note: Id,
    /// The kind of the record on which it stands.
    pub kind: String,
    /// That record.
    pub record: Id,
    /// What it says.
    pub body: String,
}

/// A sort of copy: its table, and what in it may hold a word.
pub(crate) struct Copies {
    table: &'static str,
    columns: &'static [&'static str],
    /// Holds the id of a record, as text or as id.
    by_record: Option<&'static str>,
    /// What makes it empty; nothing removes the rows.
    empties: Option<&'static str>,
}

/// Letters that wait or were sent.
pub(crate) const LETTERS: Copies = Copies {
    table: "mail",
    columns: &["to_address", "subject", "body", "html"],
    by_record: None,
    empties: None,
};
/// Lines of imported tables as they came.
pub(crate) const LINES: Copies = Copies {
    table: "import_line",
    columns: &["cells"],
    by_record: Some("record"),
    empties: Some("cells = '[]', wrong = NULL"),
};
/// Answers that are kept for repeated requests.
pub(crate) const ANSWERS: Copies =
    Copies { table: "idempotency", columns: &["answer"], by_record: None, empties: None };

impl Copies {
    fn condition(&self, sql: &mut Sql, records: &[(&'static Kind, Id)], words: &BTreeSet<String>) {
        sql.push("(");
        naming(sql, self.columns, words);
        if let Some(column) = self.by_record {
            for (_, id) in records {
                sql.push(&format!(" OR {column} = ")).bind(*id);
            }
        }
        sql.push(")");
        if self.empties.is_some() {
            sql.push(" AND cells <> '[]'");
        }
    }

    /// How many there are.
    pub(crate) fn count(
        &self,
        reads: &mut dyn Reads,
        records: &[(&'static Kind, Id)],
        words: &BTreeSet<String>,
    ) -> Result<i64> {
        let mut sql = Sql::new(format!("SELECT count(*) FROM {} WHERE ", self.table));
        self.condition(&mut sql, records, words);
        reads.count(&sql.text, &sql.params)
    }

    /// Takes them away.
    pub(crate) fn erase(
        &self,
        tx: &mut Tx<'_>,
        records: &[(&'static Kind, Id)],
        words: &BTreeSet<String>,
    ) -> Result<u64> {
        let head = match self.empties {
            Some(set) => format!("UPDATE {} SET {set} WHERE ", self.table),
            None => format!("DELETE FROM {} WHERE ", self.table),
        };
        let mut sql = Sql::new(head);
        self.condition(&mut sql, records, words);
        tx.execute(&sql.text, &sql.params)
    }
}

/// Notes on other records that name the person; a person has to say which are meant.
pub(crate) fn named_in(
    reads: &mut dyn Reads,
    records: &[(&'static Kind, Id)],
    words: &BTreeSet<String>,
) -> Result<Vec<NamedIn>> {
    let mut sql = Sql::new("SELECT id, kind, record, body FROM note WHERE ");
    naming(&mut sql, &["body"], words);
    sql.push(" ORDER BY at, id");
    let mut found = Vec::new();
    for row in reads.query(&sql.text, &sql.params)? {
        let record: Id = row.get(2)?;
        if !records.iter().any(|(_, id)| *id == record) {
            found.push(NamedIn { note: row.get(0)?, kind: row.get(1)?, record, body: row.get(3)? });
        }
    }
    Ok(found)
}

/// Empties notes on other records, in the chain too.
pub(crate) fn erase_notes(tx: &mut Tx<'_>, notes: &[Id]) -> Result<()> {
    for id in notes {
        let sql = "SELECT record, body FROM note WHERE id = $1 AND body <> ''";
        let Some(row) = tx.first(sql, &[(*id).into()])? else { continue };
        let (record, body): (Id, String) = (row.get(0)?, row.get(1)?);
        erase_cells_where(tx, record, &["note"], &|old, new| {
            [old, new].into_iter().flatten().any(|text| text == body)
        })?;
        let now = tx.now();
        tx.execute(
            "UPDATE note SET body = '', removed_at = COALESCE(removed_at, $2) WHERE id = $1",
            &[(*id).into(), now.into()],
        )?;
    }
    Ok(())
}

/// Removes the files and outcomes of jobs that were about one of these records.
pub(crate) fn erase_job_files(tx: &mut Tx<'_>, records: &[(&'static Kind, Id)]) -> Result<()> {
    for (_, id) in records {
        let about = format!("%{id}%");
        tx.execute(
            "DELETE FROM job_file WHERE job IN (SELECT id FROM job WHERE input LIKE $1)",
            &[about.into()],
        )?;
    }
    Ok(())
}
