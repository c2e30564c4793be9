//! Writing a package.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use csv::{Terminator, WriterBuilder};
use entente_kernel::{Class, Instant, Problem, Result};

use super::case::{Sum, Writing};
use super::cell::cell;
use super::descriptor::{Descriptor, Licence, Own, Resource, resource};
use super::files::put_files;
use super::shape::{Type, shapes};
use super::table::{Plan, plans};
use super::{DESCRIPTOR, FORMAT, Scope, unwritable};
use crate::backup::had;
use crate::engine::{Connection, connect};
use crate::migrate::refuse_newer;
use crate::{Migration, Target};

/// Where a package is written.
pub enum Destination<'a> {
    /// A zip file when it ends so, otherwise a folder.
    Path(&'a Path),
    /// A zip file that has been opened.
    Zip(File),
}

/// What a package holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Packed {
    /// Tables.
    pub tables: usize,
    /// Rows of them all.
    pub rows: u64,
    /// Documents' files.
    pub files: usize,
}

/// Hears the table at work and the rows of all so far; its error stops it.
pub type Report<'a> = &'a mut dyn FnMut(&str, u64) -> Result<()>;

/// Writes everything but secrets and what passes, as it stands in one snapshot; others may go on reading and writing.
/// Errors: `package-exists`, `package-unwritable`, `database-newer`, `database-empty`.
pub fn pack_up(
    target: &Target,
    list: &[Migration],
    scope: &Scope,
    to: Destination<'_>,
    now: Instant,
    report: Report<'_>,
) -> Result<Packed> {
    let empty = || Problem::new(Class::NotFound, "database-empty").with("target", target);
    if target.file().is_some_and(|file| !file.exists()) {
        return Err(empty());
    }
    let mut source = connect(target, true)?;
    if source.columns("chain_head")?.is_empty() {
        return Err(empty());
    }
    let (path, mut writing) = match to {
        Destination::Path(path) => (Some(path), Writing::at(path)?),
        Destination::Zip(file) => (None, Writing::zip(file, None)),
    };
    let packed = pack(&mut *source, list, scope, &mut writing, now, report);
    let done = packed.and_then(|packed| writing.finish().map(|()| packed));
    if let (Err(_), Some(path)) = (&done, path) {
        Writing::abandon(path);
    }
    done
}

fn pack(
    source: &mut dyn Connection,
    list: &[Migration],
    scope: &Scope,
    writing: &mut Writing,
    now: Instant,
    report: Report<'_>,
) -> Result<Packed> {
    source.begin_snapshot()?;
    refuse_newer(source, list)?;
    let migrations = had(source, list)?;
    let applied: Vec<Migration> =
        list.iter().filter(|m| migrations.iter().any(|(name, _)| name == m.name)).copied().collect();
    let plans = plans(&applied, scope)?;
    let mut resources: Vec<Resource> = Vec::new();
    let mut packed = Packed::default();
    for plan in &plans {
        let mut rows = 0;
        let sum = writing.put(&plan.path(), &mut |out| {
            rows = 0;
            write_table(source, plan, scope, out, &mut |done| {
                rows = done;
                report(&plan.shape.name, packed.rows + done)
            })
        })?;
        resources.push(resource(plan, sum.bytes, hash(&sum), rows));
        packed.tables += 1;
        packed.rows += rows;
    }
    for pieces in &scope.pieces {
        let files = put_files(source, pieces, writing, &mut |table| report(table, packed.rows))?;
        packed.files += files.len();
        resources.extend(files);
    }
    source.batch("ROLLBACK")?;
    let there = |name: &str| resources.iter().any(|resource| resource.name == name);
    let pieces = |name: &str| scope.pieces.iter().any(|pieces| pieces.table == name);
    let left_out = shapes(&applied)?.into_iter().map(|shape| shape.name);
    let own = Own {
        format: FORMAT,
        build: scope.build.clone(),
        migrations,
        left_out: left_out.filter(|name| !there(name) && !pieces(name)).collect(),
    };
    let descriptor = described(scope, own, resources, now);
    let json = serde_json::to_vec_pretty(&descriptor).map_err(Problem::internal)?;
    writing.put(DESCRIPTOR, &mut |out| {
        out.write_all(&json).map_err(|e| unwritable(Path::new(DESCRIPTOR), &e))
    })?;
    Ok(packed)
}

pub(super) fn hash(sum: &Sum) -> String {
    format!("sha256:{}", sum.sha256)
}

fn described(scope: &Scope, own: Own, resources: Vec<Resource>, now: Instant) -> Descriptor {
    let (name, title) = scope.licence.clone();
    Descriptor {
        profile: "https://datapackage.org/profiles/2.0/datapackage.json".into(),
        name: "entente".into(),
        title: scope.title.clone(),
        description:
            "Everything that an installation of Entente holds, but for secrets and what passes anyway. \
                      docs/package.md of the program explains it."
                .into(),
        created: now.to_string(),
        licenses: vec![Licence { name, title }],
        entente: own,
        resources,
    }
}

fn write_table(
    source: &mut dyn Connection,
    plan: &Plan,
    scope: &Scope,
    out: &mut dyn Write,
    report: &mut dyn FnMut(u64) -> Result<()>,
) -> Result<()> {
    let mut file = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out);
    file.write_record(plan.columns()).map_err(Problem::internal)?;
    let instead: Vec<(usize, &str, &str)> = scope
        .instead
        .iter()
        .filter(|(table, ..)| *table == plan.shape.name)
        .flat_map(|(_, column, word, other)| {
            plan.places(&[(*column).to_owned()]).into_iter().map(move |at| (at, *word, *other))
        })
        .collect();
    let (sql, mut rows) = (question(source, plan), 0);
    source.each(&sql, &mut |row| {
        let mut cells = Vec::with_capacity(row.0.len());
        for (column, value) in plan.shape.columns.iter().zip(&row.0) {
            cells.push(cell(column, value)?);
        }
        for (at, word, other) in &instead {
            if let Some(cell) = cells.get_mut(*at).filter(|cell| cell == word) {
                *cell = (*other).to_owned();
            }
        }
        rows += 1;
        file.write_record(&cells).map_err(Problem::internal)?;
        if rows % 1000 == 0 { report(rows) } else { Ok(()) }
    })?;
    file.flush().map_err(Problem::internal)?;
    report(rows)
}

/// All rows, in an order that both engines share: no two of them differ in nothing that is written.
fn question(source: &dyn Connection, plan: &Plan) -> String {
    let shape = &plan.shape;
    let leading = shape.leading();
    let rest = plan.columns().into_iter().filter(|name| !leading.contains(name));
    let rest: Vec<String> = if shape.key.is_empty() { rest.collect() } else { Vec::new() };
    let mut order = Vec::new();
    for name in leading.iter().chain(&rest) {
        let Some(column) = shape.column(name) else { continue };
        if !column.filled {
            order.push(format!("{name} IS NULL"));
        }
        order.push(if column.is == Type::Text { source.bytewise(name) } else { name.clone() });
    }
    format!("SELECT {} FROM {} ORDER BY {}", plan.columns().join(", "), shape.name, order.join(", "))
}
