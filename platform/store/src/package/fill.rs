//! Filling an empty database from a package.

use entente_kernel::{Instant, Problem, Result};

use super::case::{Reading, Summing};
use super::check::{Checked, each_row, values};
use super::descriptor::Resource;
use super::files::{key_of, rows_of};
use super::pack::{Report, hash};
use super::table::Plan;
use super::{Scope, damaged};
use crate::backup::{fill_shape, refuse_filled};
use crate::copy::{insert, per_statement};
use crate::engine::Connection;
use crate::{Migration, Row, Target, Value};

/// Rows with bytes in one statement: pieces of documents are large.
const PIECES: usize = 8;

/// Fills the empty database `to` in one transaction and brings it to this program's shape. Errors: `restore-not-empty`,
/// `package-damaged` when the package changed since it was read.
pub fn fill_from_package(
    package: &Checked,
    to: &Target,
    list: &[Migration],
    scope: &Scope,
    now: Instant,
    report: Report<'_>,
) -> Result<()> {
    refuse_filled(to, list)?;
    fill_shape(to, &package.shape, list, now, |target| {
        target.batch("DELETE FROM chain_head")?;
        fill(target, package, scope, report)
    })
}

fn fill(target: &mut dyn Connection, package: &Checked, scope: &Scope, report: Report<'_>) -> Result<()> {
    let mut reading = Reading::at(&package.path)?;
    let mut done = 0;
    for plan in &package.plans {
        let resource = package.descriptor.resources.iter().find(|r| r.name == plan.shape.name);
        let resource = resource.ok_or_else(|| Problem::internal("a table without a resource"))?;
        let mut rows = Rows::of(plan, scope);
        same(&mut reading, resource, &mut |file| {
            each_row(file, plan, &mut |place, record| {
                rows.push(target, values(plan, place, record)?)?;
                done += 1;
                if done % 1000 == 0 { report(&plan.shape.name, done) } else { Ok(()) }
            })?;
            rows.flush(target)
        })?;
    }
    for resource in &package.descriptor.resources {
        let (Some(key), Some(pieces)) = (key_of(&resource.path), scope.pieces.first()) else { continue };
        let mut columns: Vec<String> = pieces.key.map(str::to_owned).to_vec();
        columns.extend(["position", "bytes"].map(str::to_owned));
        same(&mut reading, resource, &mut |file| {
            let mut waiting: Vec<Row> = Vec::new();
            rows_of(key, pieces.size, file, &mut |row| {
                waiting.push(row);
                if waiting.len() < PIECES {
                    return Ok(());
                }
                insert(target, pieces.table, &columns, &std::mem::take(&mut waiting))
            })?;
            insert(target, pieces.table, &columns, &waiting)
        })?;
        report(pieces.table, done)?;
    }
    Ok(())
}

/// Reads a file that must still be what it was when it was checked.
fn same(
    reading: &mut Reading,
    resource: &Resource,
    read: &mut dyn FnMut(&mut dyn std::io::Read) -> Result<()>,
) -> Result<()> {
    reading.open(&resource.path, |file| {
        let mut summing = Summing::new(file);
        read(&mut summing)?;
        std::io::copy(&mut summing, &mut std::io::sink()).map_err(|e| damaged(&resource.path, e))?;
        if hash(&summing.sum()) == resource.hash {
            Ok(())
        } else {
            Err(damaged(&resource.path, "it changed while it was read"))
        }
    })
}

/// Rows on their way into a table, with the columns that are made anew.
struct Rows<'p> {
    plan: &'p Plan,
    scope: &'p Scope,
    columns: Vec<String>,
    waiting: Vec<Row>,
}

impl<'p> Rows<'p> {
    fn of(plan: &'p Plan, scope: &'p Scope) -> Self {
        let mut columns = plan.columns();
        let derived = plan.derived.iter().filter_map(|at| scope.derived.get(*at));
        columns.extend(derived.map(|derived| derived.column.clone()));
        Self { plan, scope, columns, waiting: Vec::new() }
    }

    fn push(&mut self, target: &mut dyn Connection, mut values: Vec<Value>) -> Result<()> {
        for at in &self.plan.derived {
            let Some(derived) = self.scope.derived.get(*at) else { continue };
            let from: Vec<Option<String>> = self
                .plan
                .places(&derived.from)
                .into_iter()
                .map(|at| values.get(at).and_then(Value::plain))
                .collect();
            let from: Vec<Option<&str>> = from.iter().map(Option::as_deref).collect();
            values.push((derived.make)(&from));
        }
        self.waiting.push(Row(values));
        if self.waiting.len() >= per_statement(self.columns.len()) { self.flush(target) } else { Ok(()) }
    }

    fn flush(&mut self, target: &mut dyn Connection) -> Result<()> {
        insert(target, &self.plan.shape.name, &self.columns, &std::mem::take(&mut self.waiting))
    }
}
