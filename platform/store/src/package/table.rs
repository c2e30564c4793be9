//! Which tables a package holds, and which of their columns.

use entente_kernel::Result;

use super::shape::{Column, Reference, Shape, by_name, shapes};
use super::{Scope, is_secret};
use crate::Migration;

/// A table of a package.
pub(super) struct Plan {
    /// Its columns without those that stay behind or are made anew, its references without those that lead to what
    /// stays behind.
    pub(super) shape: Shape,
    pub(super) title: String,
    /// Titles of the columns, in their order.
    pub(super) titles: Vec<String>,
    /// Columns made anew, as positions in the scope.
    pub(super) derived: Vec<usize>,
}

impl Plan {
    pub(super) fn path(&self) -> String {
        format!("data/{}.csv", self.shape.name)
    }

    pub(super) fn columns(&self) -> Vec<String> {
        self.shape.columns.iter().map(|column| column.name.clone()).collect()
    }

    /// Positions of columns by their names.
    pub(super) fn places(&self, names: &[String]) -> Vec<usize> {
        let place = |name: &String| self.shape.columns.iter().position(|column| column.name == *name);
        names.iter().filter_map(place).collect()
    }
}

/// The tables of a package with these migrations, in order of creation.
pub(super) fn plans(list: &[Migration], scope: &Scope) -> Result<Vec<Plan>> {
    let all = shapes(list)?;
    let mut plans: Vec<Plan> = all.iter().filter(|s| !stays(s, scope)).map(|s| plan(s, scope)).collect();
    let there: Vec<Shape> = plans.iter().map(|plan| plan.shape.clone()).collect();
    let there = by_name(&there);
    for plan in &mut plans {
        let own = plan.shape.clone();
        plan.shape.references.retain(|reference| {
            let to = there.get(reference.table.as_str());
            let has = |shape: &Shape, names: &[String]| names.iter().all(|n| shape.column(n).is_some());
            to.is_some_and(|to| has(to, &reference.to)) && has(&own, &reference.columns)
        });
    }
    Ok(plans)
}

/// True for a table that stays behind, or is written as files.
fn stays(shape: &Shape, scope: &Scope) -> bool {
    let secret = |column: &Column| is_secret(&column.name) && column.filled;
    scope.left_out.contains(&shape.name.as_str())
        || scope.pieces.iter().any(|pieces| pieces.table == shape.name)
        || shape.columns.iter().any(secret)
}

fn plan(shape: &Shape, scope: &Scope) -> Plan {
    let name = shape.name.as_str();
    let base = name.strip_suffix("_history").unwrap_or(name);
    let is_history = base != name;
    let made = |(_, derived): &(usize, &super::Derived)| {
        derived.table == base && shape.column(&derived.column).is_some()
    };
    let derived: Vec<usize> = scope.derived.iter().enumerate().filter(made).map(|(at, _)| at).collect();
    let anew = |column: &str| {
        derived.iter().filter_map(|at| scope.derived.get(*at)).any(|derived| derived.column == column)
    };
    let blank = |column: &str| scope.blank.contains(&(name, column)) || is_secret(column);
    let known = |column: &str| {
        scope.known.iter().find(|((table, own), _)| table == base && own == column).map(|(_, known)| known)
    };
    let mut out = Shape { name: name.to_owned(), columns: Vec::new(), ..shape.clone() };
    let mut titles = Vec::new();
    for column in shape.columns.iter().filter(|c| !anew(&c.name) && !blank(&c.name)) {
        let mut column = column.clone();
        let known = known(&column.name);
        titles.push(known.map(|known| known.title.clone()).unwrap_or_default());
        // The past may hold words, and lead to records, that are no longer there.
        if let Some(known) = known.filter(|_| !is_history) {
            if !known.words.is_empty() {
                column.words.clone_from(&known.words);
            }
            if let Some(table) = &known.leads_to {
                let (columns, to) = (vec![column.name.clone()], vec![String::from("id")]);
                let new = Reference { columns, table: table.clone(), to };
                if !out.references.iter().any(|old| old.columns == new.columns) {
                    out.references.push(new);
                }
            }
        }
        out.columns.push(column);
    }
    let title = scope.titles.iter().find(|(table, _)| table == base).map(|(_, title)| title.clone());
    let title = title.unwrap_or_default();
    let title = if is_history && !title.is_empty() { format!("{title}: history / 历史") } else { title };
    Plan { shape: out, title, titles, derived }
}
