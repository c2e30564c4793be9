//! What an erasure will take, and what stays: everything that somebody looks at before deciding.

use std::collections::BTreeMap;

use entente_kernel::{Id, Result, Text, hex};
use entente_record::{Extent, Gone, Kind, Registry, Shape, at_risk, load};
use entente_store::Reads;
use sha2::{Digest, Sha256};

use crate::elsewhere::{ANSWERS, LETTERS, LINES, NamedIn, named_in};
use crate::{reach, words};

/// A record of the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The name of its kind.
    pub kind: &'static str,
    /// The record.
    pub id: Id,
    /// What it is called.
    pub title: Text,
    /// Its number.
    pub reference: String,
    /// What goes.
    pub gone: Gone,
}

/// A document on one of these records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// The document.
    pub id: Id,
    /// What it is called.
    pub title: String,
    /// Its versions.
    pub versions: i64,
}

/// An account of the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The account.
    pub id: Id,
    /// Its log-in name.
    pub login: String,
}

/// What stays, and how much of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stays {
    /// The name of a kind whose records lead to the person's.
    pub kind: &'static str,
    /// How many.
    pub count: i64,
}

/// Everything that an erasure will take, and what stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The records, the person's own first.
    pub records: Vec<Part>,
    /// The documents on them.
    pub documents: Vec<Paper>,
    /// The accounts.
    pub accounts: Vec<Account>,
    /// Lines of imported tables.
    pub lines: i64,
    /// Letters.
    pub letters: i64,
    /// Answers kept for repeated requests.
    pub answers: i64,
    /// Notes on other records that name the person.
    pub notes: Vec<NamedIn>,
    /// Records of others that lead to these, which stay nameless.
    pub stays: Vec<Stays>,
}

impl Plan {
    /// Names the plan as it is now, so that nobody carries out another one than was looked at.
    #[must_use]
    pub fn digest(&self) -> String {
        let text = format!("{self:?}");
        hex(&Sha256::digest(text.as_bytes())).chars().take(32).collect()
    }
}

/// What erasing a person's data would take away now.
pub fn plan(reads: &mut dyn Reads, registry: &Registry, kind: &'static Kind, id: Id) -> Result<Plan> {
    let found = reach(reads, registry, kind, id)?;
    let mut records = Vec::new();
    for (kind, id) in &found {
        let Some(record) = load(reads, kind, *id)? else { continue };
        records.push(Part {
            kind: kind.name,
            id: *id,
            title: record.title_text(),
            reference: record.meta.reference.clone(),
            gone: at_risk(reads, kind, *id, Extent::Person, &[])?,
        });
    }
    let accounts = accounts_of(reads, &found)?;
    let ids: Vec<Id> = accounts.iter().map(|account| account.id).collect();
    let known = words(reads, &found, &ids)?;
    Ok(Plan {
        records,
        documents: papers(reads, &found)?,
        accounts,
        lines: LINES.count(reads, &found, &known)?,
        letters: LETTERS.count(reads, &found, &known)?,
        answers: ANSWERS.count(reads, &found, &known)?,
        notes: named_in(reads, &found, &known)?,
        stays: stays(reads, registry, &found)?,
    })
}

/// The accounts that belong to one of these records and still hold something.
pub(crate) fn accounts_of(reads: &mut dyn Reads, records: &[(&'static Kind, Id)]) -> Result<Vec<Account>> {
    let mut found = Vec::new();
    for (_, id) in records {
        let sql = "SELECT id, login FROM account WHERE person = $1 ORDER BY created_at, id";
        for row in reads.query(sql, &[(*id).into()])? {
            found.push(Account { id: row.get(0)?, login: row.get(1)? });
        }
    }
    Ok(found)
}

fn papers(reads: &mut dyn Reads, records: &[(&'static Kind, Id)]) -> Result<Vec<Paper>> {
    let mut found = Vec::new();
    for (_, id) in records {
        let sql = "SELECT d.id, d.title, (SELECT count(*) FROM document_version v WHERE v.document = d.id)
                   FROM document d WHERE d.record = $1 AND d.title <> '' ORDER BY d.created_at, d.id";
        for row in reads.query(sql, &[(*id).into()])? {
            found.push(Paper { id: row.get(0)?, title: row.get(1)?, versions: row.get(2)? });
        }
    }
    Ok(found)
}

/// Links from records of others.
fn stays(reads: &mut dyn Reads, registry: &Registry, records: &[(&'static Kind, Id)]) -> Result<Vec<Stays>> {
    let mut counts: BTreeMap<&'static str, i64> = BTreeMap::new();
    for kind in registry.kinds() {
        let own = kind.fields.iter().filter(|field| !field.subject).map(|field| (kind.table, "id", field));
        let parts = kind
            .children
            .iter()
            .flat_map(|part| part.fields.iter().map(move |field| (part.table, "owner", field)));
        for (table, key, field) in own.chain(parts) {
            let Shape::Link(target) = field.shape else { continue };
            for (_, id) in records.iter().filter(|(there, _)| there.name == target) {
                let sql = format!("SELECT DISTINCT {key} FROM {table} WHERE {} = $1", field.name);
                for row in reads.query(&sql, &[(*id).into()])? {
                    let from: Id = row.get(0)?;
                    if !records.iter().any(|(_, known)| *known == from) {
                        *counts.entry(kind.name).or_default() += 1;
                    }
                }
            }
        }
    }
    Ok(counts.into_iter().map(|(kind, count)| Stays { kind, count }).collect())
}
