//! The append-only audit chain over salted digests, and its check.
//!
//! Each row names its changed fields with `SHA-256(salt, field, old, new)`; values and salts stand in
//! `audit_value`, where personal ones can be erased without breaking the chain. A row's hash covers the row before it.

use entente_kernel::{Id, Instant, Problem, Result, hex};
use serde_json::{Map, Value as Json, json};
use sha2::{Digest, Sha256};

use crate::{Reads, Row, Tx};

/// One changed field with its old and new value as plain text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The field's name.
    pub field: String,
    /// Before; `None` for nothing.
    pub old: Option<String>,
    /// After; `None` for nothing.
    pub new: Option<String>,
}

/// Something that [`verify`] found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The position in the chain.
    pub seq: i64,
    /// Stable code: `row-altered`, `row-removed`, `value-altered`, `value-removed` or `value-erased` (lawful).
    pub code: &'static str,
    /// The kind and record, where known.
    pub about: String,
}

impl Finding {
    /// True when it breaks what the chain promises; lawful erasures do not.
    #[must_use]
    pub fn is_fault(&self) -> bool {
        self.code != "value-erased"
    }
}

pub(crate) fn append(tx: &mut Tx<'_>, kind: &str, record: Id, act: &str, cells: &[Cell]) -> Result<()> {
    let seq = tx.head.audit_seq + 1;
    let mut salts = vec![0; 16 * cells.len()];
    tx.chance().fill(&mut salts);
    let (mut digests, mut body) = (String::from("["), String::from("{"));
    for (at, (cell, salt)) in cells.iter().zip(salts.chunks(16)).enumerate() {
        let comma = if at == 0 { "" } else { "," };
        let (salt, field) = (hex(salt), quoted(Some(&cell.field)));
        let digest = cell_digest(&salt, &cell.field, cell.old.as_deref(), cell.new.as_deref());
        let (old, new) = (quoted(cell.old.as_deref()), quoted(cell.new.as_deref()));
        digests.extend([comma, "[", &field, ",\"", &digest, "\"]"]);
        body.extend([comma, &field, ":[\"", &salt, "\",", &old, ",", &new, "]"]);
    }
    digests.push(']');
    body.push('}');
    let at = tx.now();
    let by = tx.by().clone();
    let hash = row_hash(&tx.head.audit_hash, seq, at, by.actor, &by.operation, kind, record, act, &digests);
    let params = [
        seq.into(),
        at.into(),
        by.actor.into(),
        by.operation.into(),
        kind.into(),
        record.into(),
        act.into(),
        digests.into(),
        hash.clone().into(),
    ];
    tx.execute(
        "INSERT INTO audit (seq, at, actor, operation, kind, record, act, cells, hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &params,
    )?;
    tx.execute("INSERT INTO audit_value (seq, body) VALUES ($1, $2)", &[seq.into(), body.into()])?;
    tx.head.audit_seq = seq;
    tx.head.audit_hash = hash;
    Ok(())
}

/// One row for many records: a cell is named by its record and field.
pub(crate) fn append_together(
    tx: &mut Tx<'_>,
    kind: &str,
    about: Id,
    act: &str,
    cells: Vec<(Id, Cell)>,
) -> Result<()> {
    let mut records: Vec<Id> = cells.iter().map(|(record, _)| *record).collect();
    records.sort_unstable();
    records.dedup();
    let named = |(record, cell): (Id, Cell)| Cell { field: together(record, &cell.field), ..cell };
    let cells: Vec<Cell> = cells.into_iter().map(named).collect();
    append(tx, kind, about, act, &cells)?;
    let seq = tx.head.audit_seq;
    for record in records {
        let sql = "INSERT INTO audit_together (record, seq) VALUES ($1, $2)";
        tx.execute(sql, &[record.into(), seq.into()])?;
    }
    Ok(())
}

/// The name of a record's field in a row about many.
fn together(record: Id, field: &str) -> String {
    format!("{record}.{field}")
}

/// A JSON string, or `null`.
fn quoted(text: Option<&str>) -> String {
    serde_json::to_string(&text).unwrap_or_default()
}

/// Erases the values of `fields` of one record everywhere in the chain; digests stay, so the chain still holds.
/// Gives the number of cells erased.
pub fn erase_cells(tx: &mut Tx<'_>, record: Id, fields: &[&str]) -> Result<usize> {
    erase_cells_where(tx, record, fields, &|_, _| true)
}

/// As [`erase_cells`], where the old and the new value are such as `which` says.
pub fn erase_cells_where(
    tx: &mut Tx<'_>,
    record: Id,
    fields: &[&str],
    which: &dyn Fn(Option<&str>, Option<&str>) -> bool,
) -> Result<usize> {
    let sql = "SELECT v.seq, v.body FROM audit_value v JOIN audit a ON a.seq = v.seq WHERE a.record = $1
               UNION ALL
               SELECT v.seq, v.body FROM audit_value v JOIN audit_together g ON g.seq = v.seq WHERE g.record = $1";
    let today = tx.today().to_string();
    let mut erased = 0;
    for row in tx.query(sql, &[record.into()])? {
        let mut body: Map<String, Json> =
            serde_json::from_str(&row.get::<String>(1)?).map_err(Problem::internal)?;
        let before = erased;
        for name in fields.iter().flat_map(|field| [(*field).to_owned(), together(record, field)]) {
            let text = |cell: &Json, at: usize| cell.get(at).and_then(Json::as_str).map(str::to_owned);
            let meant = body
                .get(&name)
                .filter(|cell| cell.is_array())
                .is_some_and(|cell| which(text(cell, 1).as_deref(), text(cell, 2).as_deref()));
            if meant {
                body.insert(name, json!({ "erased": today }));
                erased += 1;
            }
        }
        if erased > before {
            let text = Json::Object(body).to_string();
            tx.execute(
                "UPDATE audit_value SET body = $1 WHERE seq = $2",
                &[text.into(), row.get::<i64>(0)?.into()],
            )?;
        }
    }
    Ok(erased)
}

/// Walks the whole chain in steps of 5,000 rows; gives every finding and the number of rows read.
pub fn verify(reads: &mut dyn Reads) -> Result<(Vec<Finding>, i64)> {
    let mut findings = Vec::new();
    let mut previous: Vec<u8> = Vec::new();
    let mut expected = 1;
    loop {
        let rows = reads.query(
            "SELECT a.seq, a.at, a.actor, a.operation, a.kind, a.record, a.act, a.cells, a.hash, v.body
             FROM audit a LEFT JOIN audit_value v ON v.seq = a.seq WHERE a.seq >= $1 ORDER BY a.seq LIMIT 5000",
            &[expected.into()],
        )?;
        if rows.is_empty() {
            break;
        }
        for row in &rows {
            let seq: i64 = row.get(0)?;
            while expected < seq {
                findings.push(Finding { seq: expected, code: "row-removed", about: String::new() });
                expected += 1;
            }
            check_row(row, &previous, &mut findings)?;
            previous = row.get(8)?;
            expected = seq + 1;
        }
    }
    let head = reads.first("SELECT audit_seq, audit_hash FROM chain_head WHERE one = 1", &[])?;
    let head = head.ok_or_else(|| Problem::internal("chain_head is empty"))?;
    for seq in expected..=head.get::<i64>(0)? {
        findings.push(Finding { seq, code: "row-removed", about: String::new() });
    }
    if expected == head.get::<i64>(0)? + 1 && head.get::<Vec<u8>>(1)? != previous {
        findings.push(Finding { seq: expected - 1, code: "row-altered", about: String::from("chain_head") });
    }
    Ok((findings, expected - 1))
}

fn check_row(row: &Row, previous: &[u8], findings: &mut Vec<Finding>) -> Result<()> {
    let seq: i64 = row.get(0)?;
    let (kind, record, cells): (String, Id, String) = (row.get(4)?, row.get(5)?, row.get(7)?);
    let about = format!("{kind} {record}");
    let hash = row_hash(
        previous,
        seq,
        row.get(1)?,
        row.get(2)?,
        &row.get::<String>(3)?,
        &kind,
        record,
        &row.get::<String>(6)?,
        &cells,
    );
    if hash != row.get::<Vec<u8>>(8)? {
        findings.push(Finding { seq, code: "row-altered", about: about.clone() });
    }
    let digests: Vec<(String, String)> = serde_json::from_str(&cells).unwrap_or_default();
    let body: Option<String> = row.get(9)?;
    let body: Map<String, Json> = body.and_then(|b| serde_json::from_str(&b).ok()).unwrap_or_default();
    for (field, digest) in digests {
        let code = match body.get(&field) {
            None => "value-removed",
            Some(Json::Object(_)) => "value-erased",
            Some(cell) => {
                let text = |at: usize| cell.get(at).and_then(Json::as_str);
                if cell_digest(text(0).unwrap_or_default(), &field, text(1), text(2)) == digest {
                    continue;
                }
                "value-altered"
            }
        };
        findings.push(Finding { seq, code, about: format!("{about} {field}") });
    }
    Ok(())
}

fn cell_digest(salt: &str, field: &str, old: Option<&str>, new: Option<&str>) -> String {
    let mut hasher = Sha256::new();
    for part in [Some(salt), Some(field), old, new] {
        absorb(&mut hasher, part.map(str::as_bytes));
    }
    hex(&hasher.finalize())
}

#[expect(clippy::too_many_arguments, reason = "the columns of one audit row, in order")]
fn row_hash(
    previous: &[u8],
    seq: i64,
    at: Instant,
    actor: Option<Id>,
    operation: &str,
    kind: &str,
    record: Id,
    act: &str,
    cells: &str,
) -> Vec<u8> {
    let mut hasher = Sha256::new();
    absorb(&mut hasher, Some(previous));
    absorb(&mut hasher, Some(&seq.to_be_bytes()));
    absorb(&mut hasher, Some(&at.0.to_be_bytes()));
    absorb(&mut hasher, actor.as_ref().map(|id| id.0.as_bytes().as_slice()));
    absorb(&mut hasher, Some(operation.as_bytes()));
    absorb(&mut hasher, Some(kind.as_bytes()));
    absorb(&mut hasher, Some(record.0.as_bytes()));
    absorb(&mut hasher, Some(act.as_bytes()));
    absorb(&mut hasher, Some(cells.as_bytes()));
    hasher.finalize().to_vec()
}

/// Length before content, so that no two different rows read alike; nothing is told from empty.
fn absorb(hasher: &mut Sha256, part: Option<&[u8]>) {
    match part {
        None => hasher.update([0]),
        Some(bytes) => {
            hasher.update([1]);
            hasher.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
            hasher.update(bytes);
        }
    }
}
