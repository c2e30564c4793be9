//! Reading a package to its end, and believing it only then.

use std::collections::{HashMap, HashSet};
use std::io::Read;
use std::path::{Path, PathBuf};

use csv::{ReaderBuilder, StringRecord};
use entente_kernel::{Class, Problem, Result};
use sha2::{Digest, Sha256};

use super::case::{Reading, Summing};
use super::cell::value;
use super::descriptor::{Descriptor, Resource};
use super::files::key_of;
use super::pack::hash;
use super::shape::Type;
use super::table::{Plan, plans};
use super::{DESCRIPTOR, FORMAT, Place, Scope, damaged};
use crate::backup::shape_of;
use crate::{Migration, Value};

/// A package that was read to the end and found to be what it says.
pub struct Checked {
    pub(super) path: PathBuf,
    pub(super) descriptor: Descriptor,
    pub(super) plans: Vec<Plan>,
    pub(super) shape: Vec<Migration>,
    rows: u64,
}

impl Checked {
    /// Rows of all tables.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// When it was written.
    #[must_use]
    pub fn created(&self) -> &str {
        &self.descriptor.created
    }
}

/// Keys of rows, by table and columns: what others may lead to.
type Keys = HashMap<(String, Vec<String>), HashSet<[u8; 16]>>;

/// Reads all of a package: its bytes, columns, values, words, keys and references. Errors: `package-damaged` with the
/// resource, `package-wrong` with resource, row and field, `package-newer`, `database-newer`, `file-unreadable`.
pub fn read_package(path: &Path, list: &[Migration], scope: &Scope) -> Result<Checked> {
    let mut reading = Reading::at(path)?;
    let descriptor = descriptor(&reading.descriptor()?)?;
    let shape = shape_of(&descriptor.entente.migrations, list)?;
    let plans = plans(&shape, scope)?;
    sums_hold(&mut reading, &descriptor)?;
    let mut keys = wanted(&plans);
    let mut rows = 0;
    for plan in &plans {
        let resource = of_plan(&descriptor, plan)?;
        rows += table_holds(&mut reading, plan, resource, &mut keys)?;
    }
    for plan in plans.iter().filter(|plan| !plan.shape.references.is_empty()) {
        references_hold(&mut reading, plan, &keys)?;
    }
    files_hold(&mut reading, &descriptor, &plans, scope)?;
    Ok(Checked { path: path.to_owned(), descriptor, plans, shape, rows })
}

fn descriptor(bytes: &[u8]) -> Result<Descriptor> {
    let json: serde_json::Value = serde_json::from_slice(bytes).map_err(|e| damaged(DESCRIPTOR, e))?;
    let format = json.pointer("/entente/format").and_then(serde_json::Value::as_u64);
    match format {
        None => Err(damaged(DESCRIPTOR, "it says nothing of Entente")),
        Some(format) if format > u64::from(FORMAT) => Err(Problem::new(Class::Invalid, "package-newer")),
        Some(_) => serde_json::from_value(json).map_err(|e| damaged(DESCRIPTOR, e)),
    }
}

/// Every file is there, as long as it says and with the digest that it says.
fn sums_hold(reading: &mut Reading, descriptor: &Descriptor) -> Result<()> {
    for resource in &descriptor.resources {
        let sum = reading.open(&resource.path, |file| {
            let mut summing = Summing::new(file.take(resource.bytes + 1));
            std::io::copy(&mut summing, &mut std::io::sink()).map_err(|e| damaged(&resource.path, e))?;
            Ok(summing.sum())
        })?;
        if sum.bytes != resource.bytes {
            return Err(damaged(&resource.path, "it is not as long as the descriptor says"));
        }
        if hash(&sum) != resource.hash {
            return Err(damaged(&resource.path, "its SHA-256 is not the descriptor's"));
        }
    }
    Ok(())
}

/// The keys that somebody leads to, each without rows as yet.
fn wanted(plans: &[Plan]) -> Keys {
    let all = plans.iter().flat_map(|plan| &plan.shape.references);
    all.map(|reference| ((reference.table.clone(), reference.to.clone()), HashSet::new())).collect()
}

fn of_plan<'d>(descriptor: &'d Descriptor, plan: &Plan) -> Result<&'d Resource> {
    let name = &plan.shape.name;
    let found = descriptor.resources.iter().find(|resource| resource.name == *name);
    let found = found.ok_or_else(|| damaged(DESCRIPTOR, format!("the resource {name} is missing")))?;
    if found.path == plan.path() {
        Ok(found)
    } else {
        Err(damaged(&found.path, "it is not where it belongs"))
    }
}

/// Hands every row of a table over, with its number as a spreadsheet program shows it.
pub(super) fn each_row(
    file: &mut dyn Read,
    plan: &Plan,
    take: &mut dyn FnMut(&Place<'_>, &StringRecord) -> Result<()>,
) -> Result<()> {
    let path = plan.path();
    let mut reader = ReaderBuilder::new().flexible(true).has_headers(false).from_reader(file);
    let mut record = StringRecord::new();
    let mut place = Place { resource: &path, row: 1, field: "" };
    let mut next =
        |record: &mut StringRecord, place: &Place<'_>| reader.read_record(record).map_err(|e| place.wrong(e));
    next(&mut record, &place)?;
    for name in &record {
        if plan.shape.column(name).is_none() {
            return Err(Place { field: name, ..place }.wrong("no such column is known"));
        }
    }
    for (at, column) in plan.shape.columns.iter().enumerate() {
        if record.get(at) != Some(column.name.as_str()) {
            return Err(Place { field: &column.name, ..place }.wrong("the column is missing or elsewhere"));
        }
    }
    while next(&mut record, &place)? {
        place.row += 1;
        if record.len() != plan.shape.columns.len() {
            return Err(place.wrong("it has more or fewer cells than columns"));
        }
        take(&place, &record)?;
    }
    Ok(())
}

/// The values of a row. Errors: `package-wrong`.
pub(super) fn values(plan: &Plan, place: &Place<'_>, record: &StringRecord) -> Result<Vec<Value>> {
    let mut values = Vec::with_capacity(record.len());
    for (column, cell) in plan.shape.columns.iter().zip(record) {
        let place = Place { field: &column.name, ..place.clone() };
        let Some(value) = value(column, cell) else {
            return Err(place.wrong(format!("{cell:?} is not a value of this column")));
        };
        let named =
            column.words.is_empty() || value.is_null() || column.words.iter().any(|word| word == cell);
        if !named {
            return Err(place.wrong(format!("{cell:?} is none of {}", column.words.join(", "))));
        }
        values.push(value);
    }
    Ok(values)
}

fn table_holds(reading: &mut Reading, plan: &Plan, resource: &Resource, keys: &mut Keys) -> Result<u64> {
    let name = &plan.shape.name;
    let mut unique: Vec<(Vec<String>, HashSet<[u8; 16]>)> = Vec::new();
    if !plan.shape.key.is_empty() {
        unique.push((plan.shape.key.clone(), HashSet::new()));
    }
    let alone = plan.shape.columns.iter().filter(|column| column.unique);
    unique.extend(alone.map(|column| (vec![column.name.clone()], HashSet::new())));
    let mut rows = 0;
    reading.open(&resource.path, |file| {
        each_row(file, plan, &mut |place, record| {
            rows += 1;
            values(plan, place, record)?;
            for (columns, seen) in &mut unique {
                if let Some(key) = key(plan, columns, record)
                    && !seen.insert(key)
                {
                    let field = columns.join(", ");
                    return Err(Place { field: &field, ..place.clone() }.wrong("it stands there twice"));
                }
            }
            for ((_, columns), held) in keys.iter_mut().filter(|((table, _), _)| table == name) {
                held.extend(key(plan, columns, record));
            }
            Ok(())
        })
    })?;
    Ok(rows)
}

/// The digest of some cells of a row; nothing when one of them is empty.
fn key(plan: &Plan, columns: &[String], record: &StringRecord) -> Option<[u8; 16]> {
    let mut hasher = Sha256::new();
    for at in plan.places(columns) {
        let cell = record.get(at)?;
        let text = plan.shape.columns.get(at).is_some_and(|column| column.is == Type::Text && column.filled);
        if cell.is_empty() && !text {
            return None;
        }
        hasher.update(cell.len().to_be_bytes());
        hasher.update(cell.as_bytes());
    }
    let digest: [u8; 32] = hasher.finalize().into();
    digest.first_chunk::<16>().copied()
}

fn references_hold(reading: &mut Reading, plan: &Plan, keys: &Keys) -> Result<()> {
    let deleted = plan.shape.columns.iter().position(|column| column.name == "deleted_at");
    reading.open(&plan.path(), |file| {
        each_row(file, plan, &mut |place, record| {
            // What lies in the trash may lead to what is gone for good.
            if deleted.and_then(|at| record.get(at)).is_some_and(|at| !at.is_empty()) {
                return Ok(());
            }
            for reference in &plan.shape.references {
                let Some(own) = key(plan, &reference.columns, record) else { continue };
                let held = keys.get(&(reference.table.clone(), reference.to.clone()));
                if !held.is_some_and(|held| held.contains(&own)) {
                    let field = reference.columns.join(", ");
                    let what = format!("{} has no such row", reference.table);
                    return Err(Place { field: &field, ..place.clone() }.wrong(what));
                }
            }
            Ok(())
        })
    })
}

/// Every thing has its file, and every resource is a table or the file of a thing.
fn files_hold(reading: &mut Reading, descriptor: &Descriptor, plans: &[Plan], scope: &Scope) -> Result<()> {
    let table = |resource: &&Resource| plans.iter().any(|plan| plan.shape.name == resource.name);
    let mut files: HashSet<_> = HashSet::new();
    for resource in descriptor.resources.iter().filter(|resource| !table(resource)) {
        let known = key_of(&resource.path).filter(|_| !scope.pieces.is_empty());
        files.insert(known.ok_or_else(|| damaged(&resource.path, "no such resource is known"))?);
    }
    for pieces in &scope.pieces {
        let Some(plan) = plans.iter().find(|plan| plan.shape.name == pieces.of) else { continue };
        let places = plan.places(&pieces.key.map(str::to_owned));
        reading.open(&plan.path(), |file| {
            each_row(file, plan, &mut |place, record| {
                let cells: Vec<&str> = places.iter().filter_map(|at| record.get(*at)).collect();
                let own = key_of(&format!("files/{}", cells.join("/")));
                if own.is_some_and(|own| files.remove(&own)) {
                    Ok(())
                } else {
                    Err(place.wrong("its file is missing"))
                }
            })
        })?;
    }
    match files.iter().next() {
        Some((id, number)) => Err(damaged(&format!("files/{id}/{number}"), "no document knows it")),
        None => Ok(()),
    }
}
