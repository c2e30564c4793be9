//! Taking the values of a record away for good: from its row, every version of its past, its notes and tags, and the
//! values of the audit chain. The rows and the digests stay, so that figures and the chain hold.

use entente_access::Sql;
use entente_kernel::{Id, Instant, Lang, Problem, Result, sort_key};
use entente_store::{Cell, Reads, Tx, Value, erase_cells, scalar};

use crate::{Children, Datum, Field, Kind, Record, Shape};

/// Why values go, and so which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// A person's data: the fields that are declared personal.
    Person,
    /// The end of a record in the trash: every text that is not counted by.
    Trash,
}

/// When a record's values went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Erased {
    /// When.
    pub at: Instant,
    /// Why.
    pub extent: Extent,
}

/// How much of a record there is to take away, or was taken.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gone {
    /// The names of the fields and parts that hold something, now or in the past.
    pub fields: Vec<&'static str>,
    /// Versions of the past.
    pub versions: i64,
    /// Notes.
    pub notes: i64,
    /// Tags, past ones too.
    pub tags: i64,
    /// Cells of the audit chain; counted when they are erased.
    pub cells: usize,
}

impl Extent {
    /// Its word in the table.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Trash => "trash",
        }
    }

    /// The extent of that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Person, Self::Trash].into_iter().find(|extent| extent.word() == word)
    }

    /// Whether a field's values go.
    fn takes(self, field: &Field, counted: &[&str]) -> bool {
        let text = matches!(
            field.shape,
            Shape::Line
                | Shape::Prose
                | Shape::Bilingual
                | Shape::BilingualProse
                | Shape::Url
                | Shape::Email
                | Shape::Identifier(_, _)
        );
        field.personal || self == Self::Trash && text && !counted.contains(&field.name)
    }
}

/// When the values of a record went; `None` while they are there.
pub fn erased(reads: &mut dyn Reads, record: Id) -> Result<Option<Erased>> {
    let sql = "SELECT at, extent FROM erased_record WHERE record = $1";
    let Some(row) = reads.first(sql, &[record.into()])? else { return Ok(None) };
    let extent = Extent::parse(&row.get::<String>(1)?).unwrap_or(Extent::Person);
    Ok(Some(Erased { at: row.get(0)?, extent }))
}

/// Those of these records whose values went.
pub fn erased_between(reads: &mut dyn Reads, records: &[Id]) -> Result<Vec<Id>> {
    let mut found = Vec::new();
    for chunk in records.chunks(500) {
        let mut sql = Sql::new("SELECT record FROM erased_record WHERE ");
        sql.among("record", chunk.iter().copied());
        for row in reads.query(&sql.text, &sql.params)? {
            found.push(row.get(0)?);
        }
    }
    Ok(found)
}

/// Errors: `erased` (409) for a record whose values are gone: nothing is written into it again.
pub(crate) fn refuse_erased(reads: &mut dyn Reads, record: Id) -> Result<()> {
    match erased(reads, record)? {
        None => Ok(()),
        Some(Erased { extent: Extent::Person, .. }) => Err(Problem::conflict("erased")),
        Some(_) => Err(Problem::conflict("removed-for-good")),
    }
}

/// Errors: `erased` (409) when a record whose values are gone would hold any of them again.
pub(crate) fn refuse_values(kind: &Kind, record: &Record, extent: Extent) -> Result<()> {
    let holds = |fields: &[Field], values: &[Datum]| {
        let said = |datum: &Datum| datum.plain().is_some_and(|text| !text.is_empty());
        fields.iter().zip(values).any(|(field, datum)| extent.takes(field, &[]) && said(datum))
    };
    let parts = kind.children.iter().zip(&record.children);
    let in_parts = parts.into_iter().any(|(part, rows)| rows.iter().any(|row| holds(part.fields, row)));
    if in_parts || holds(kind.fields, &record.values) { Err(Problem::conflict("erased")) } else { Ok(()) }
}

/// What [`erase`] would take away from a record now. `counted` are the texts by which figures are told apart.
pub fn at_risk(reads: &mut dyn Reads, kind: &Kind, id: Id, extent: Extent, counted: &[&str]) -> Result<Gone> {
    let mut gone = Gone::default();
    let versions = format!("SELECT count(*) FROM {}_history WHERE id = $1", kind.table);
    gone.versions = reads.count(&versions, &[id.into()])?;
    for field in kind.fields.iter().filter(|field| extent.takes(field, counted)) {
        if held(reads, &format!("{}_history", kind.table), "id", field, id)? {
            gone.fields.push(field.name);
        }
    }
    for part in kind.children {
        for field in part.fields.iter().filter(|field| extent.takes(field, counted)) {
            if held(reads, part.table, "owner", field, id)? {
                gone.fields.push(part.name);
                break;
            }
        }
    }
    gone.notes = reads.count("SELECT count(*) FROM note WHERE record = $1 AND body <> ''", &[id.into()])?;
    gone.tags = reads.count("SELECT count(*) FROM tag WHERE record = $1", &[id.into()])?;
    Ok(gone)
}

fn held(reads: &mut dyn Reads, table: &str, key: &str, field: &Field, id: Id) -> Result<bool> {
    let there: Vec<String> =
        field.columns().iter().map(|c| format!("({c} IS NOT NULL AND CAST({c} AS TEXT) <> '')")).collect();
    let sql = format!("SELECT 1 FROM {table} WHERE {key} = $1 AND ({}) LIMIT 1", there.join(" OR "));
    Ok(scalar::<i64>(reads, &sql.replace("SELECT 1", "SELECT CAST(1 AS BIGINT)"), &[id.into()])?.is_some())
}

/// Takes the values away, whoever asks; the caller has decided. Notes and tags of the record go with them, and the
/// reasons that were given for its changes.
pub fn erase(tx: &mut Tx<'_>, kind: &Kind, id: Id, extent: Extent, counted: &[&str]) -> Result<Gone> {
    let mut gone = at_risk(tx, kind, id, extent, counted)?;
    let taken: Vec<&Field> = kind.fields.iter().filter(|field| extent.takes(field, counted)).collect();
    for (table, more) in [(kind.table.to_owned(), ""), (format!("{}_history", kind.table), "reason = NULL")] {
        empty(tx, &table, "id", &taken, more, id)?;
    }
    let mut names: Vec<&str> = taken.iter().map(|field| field.name).collect();
    for part in kind.children {
        if empty_rows(tx, part, extent, counted, id)? {
            names.push(part.name);
        }
    }
    let now = tx.now();
    tx.execute(
        "UPDATE note SET body = '', removed_at = COALESCE(removed_at, $2) WHERE record = $1",
        &[id.into(), now.into()],
    )?;
    tx.execute("DELETE FROM tag WHERE record = $1", &[id.into()])?;
    tx.execute("UPDATE step_log SET reason = NULL WHERE record = $1", &[id.into()])?;
    names.extend(["note", "tags", "document"]);
    gone.cells = erase_cells(tx, id, &names)?;
    tx.execute(
        "INSERT INTO erased_record (record, kind, extent, at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (record) DO UPDATE SET extent = excluded.extent",
        &[id.into(), kind.name.into(), extent.word().into(), now.into()],
    )?;
    let what = format!(
        "{}; {} versions, {} notes, {} tags, {} cells of this chain",
        gone.fields.join(", "),
        gone.versions,
        gone.notes,
        gone.tags,
        gone.cells
    );
    tx.audit(kind.name, id, "erase", &[Cell { field: "erased".into(), old: None, new: Some(what) }])?;
    tx.announce("record.changed", kind.name, id, "{\"act\":\"erase\"}")?;
    Ok(gone)
}

fn empty_rows(tx: &mut Tx<'_>, part: &Children, extent: Extent, counted: &[&str], id: Id) -> Result<bool> {
    let taken: Vec<&Field> = part.fields.iter().filter(|field| extent.takes(field, counted)).collect();
    empty(tx, part.table, "owner", &taken, "", id)?;
    Ok(!taken.is_empty())
}

fn empty(tx: &mut Tx<'_>, table: &str, key: &str, fields: &[&Field], more: &str, id: Id) -> Result<()> {
    let mut params: Vec<Value> = vec![id.into()];
    let mut sets = Vec::new();
    for field in fields {
        // A column that must hold something holds the empty text.
        let nothing = if field.required && field.columns().len() == 1 { "''" } else { "NULL" };
        sets.extend(field.columns().iter().map(|column| format!("{column} = {nothing}")));
        for (column, lang) in field.key_columns().iter().zip(Lang::ALL) {
            params.push(Value::Bytes(sort_key("", lang)));
            sets.push(format!("{column} = ${}", params.len()));
        }
    }
    sets.extend((!more.is_empty()).then(|| more.to_owned()));
    if !sets.is_empty() {
        tx.execute(&format!("UPDATE {table} SET {} WHERE {key} = $1", sets.join(", ")), &params)?;
    }
    Ok(())
}
