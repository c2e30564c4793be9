//! The text of documents, for search.

use std::collections::BTreeMap;

use entente_access::Audience;
use entente_files::{Bounded, Limits, Part, Wanted};
use entente_kernel::{Class, Id, Problem, Result};
use entente_store::{By, Db, Reads, Value};

use crate::TextState;
use crate::bytes::Stored;

/// Most bytes of a version's text that are kept for search.
const KEPT: usize = 1 << 20;
/// Versions read in one go.
const AT_ONCE: i64 = 20;

/// Ends a reading that gave enough.
const ENOUGH: &str = "text-enough";

/// A version that waits to be read.
struct Waiting {
    document: Id,
    number: i64,
    kind: String,
    record: Id,
}

/// Reads the text of versions that wait for it, each in a bounded child, and announces their records to search. Gives
/// how many were looked at. Errors: those of the database; a file that cannot be read is marked and no error.
pub fn read_waiting(db: &Db, bounded: &Bounded) -> Result<usize> {
    let waiting = db.read_now(waiting)?;
    for one in &waiting {
        let stored = Stored::new(db.clone(), one.document, one.number);
        let (text, whole) = beginning(stored, bounded)?;
        let (state, body) = match (text.trim().is_empty(), whole) {
            (true, true) => (TextState::None, None),
            (true, false) => (TextState::Failed, None),
            (false, _) => (TextState::Read, Some(kept(&text))),
        };
        let (document, number, kind, record) = (one.document, one.number, one.kind.clone(), one.record);
        db.write_now(By::system("read documents"), move |tx| {
            let sql =
                "UPDATE document_version SET text_state = $1, body = $2 WHERE document = $3 AND number = $4";
            tx.execute(sql, &[state.word().into(), body.into(), document.into(), number.into()])?;
            tx.announce("record.changed", &kind, record, "{\"act\":\"document-read\"}")
        })?;
    }
    Ok(waiting.len())
}

/// As much text as is kept, or as could be read in time, and whether the file could be read at all. Errors: those of
/// the database.
fn beginning(stored: Stored, bounded: &Bounded) -> Result<(String, bool)> {
    let mut text = String::new();
    let done = bounded.read(Wanted::Text, stored, &Limits::default(), &mut |part| {
        if let Part::Text(more) = part {
            text.push_str(&more);
        }
        if text.len() > KEPT { Err(Problem::conflict(ENOUGH)) } else { Ok(()) }
    });
    match done {
        Ok(_) => Ok((text, true)),
        Err(problem) if problem.class == Class::Internal => Err(problem),
        Err(problem) => Ok((text, problem.code == ENOUGH)),
    }
}

fn waiting(reads: &mut dyn Reads) -> Result<Vec<Waiting>> {
    let sql = "SELECT v.document, v.number, d.kind, d.record FROM document_version v
               JOIN document d ON d.id = v.document WHERE v.text_state = 'waiting' ORDER BY v.at, v.document LIMIT $1";
    let rows = reads.query(sql, &[AT_ONCE.into()])?;
    rows.iter()
        .map(|row| {
            let (document, number) = (row.get(0)?, row.get(1)?);
            Ok::<_, Problem>(Waiting { document, number, kind: row.get(2)?, record: row.get(3)? })
        })
        .collect()
}

/// At most [`KEPT`] bytes, with single spaces and without signs that no engine stores.
fn kept(text: &str) -> String {
    let mut kept = String::new();
    for word in text.split(|sign: char| sign.is_whitespace() || sign == '\0').filter(|word| !word.is_empty())
    {
        if kept.len() + word.len() >= KEPT {
            break;
        }
        if !kept.is_empty() {
            kept.push(' ');
        }
        kept.push_str(word);
    }
    kept
}

/// Titles, file names and texts of the newest versions of documents on these records, as far as an audience that sees
/// the records may see them. Removed ones are left out.
pub fn texts(reads: &mut dyn Reads, audience: Audience, records: &[Id]) -> Result<BTreeMap<Id, Vec<String>>> {
    let mut found: BTreeMap<Id, Vec<String>> = BTreeMap::new();
    for some in records.chunks(500) {
        let places: Vec<String> = (2..some.len() + 2).map(|at| format!("${at}")).collect();
        let sql = format!(
            "SELECT d.record, d.title, v.file_name, v.body FROM document d JOIN document_version v ON v.document = d.id
             WHERE d.removed_at IS NULL AND (d.internal = FALSE OR d.internal = $1)
               AND v.number = (SELECT max(n.number) FROM document_version n WHERE n.document = d.id)
               AND d.record IN ({}) ORDER BY d.created_at, d.id",
            places.join(", ")
        );
        let mut params: Vec<Value> = vec![(audience == Audience::Internal).into()];
        params.extend(some.iter().map(|id| Value::Id(*id)));
        for row in reads.query(&sql, &params)? {
            let body: Option<String> = row.get(3)?;
            let all = [row.get(1)?, row.get(2)?, body.unwrap_or_default()];
            found.entry(row.get(0)?).or_default().extend(all.into_iter().filter(|text| !text.is_empty()));
        }
    }
    Ok(found)
}
