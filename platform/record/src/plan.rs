//! The fixed statements of each kind, written once per process.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use crate::kind::META_COLUMNS;
use crate::load::select_columns;
use crate::{Children, Field, Kind};

/// Statements whose text depends on the declaration alone.
pub(crate) struct Plan {
    pub(crate) insert: String,
    pub(crate) update: String,
    pub(crate) insert_history: String,
    pub(crate) close_history: String,
    pub(crate) load: String,
    /// Per part: the insertion of a row.
    pub(crate) insert_rows: Vec<String>,
    /// Per part: the rows known now.
    pub(crate) load_rows: Vec<String>,
}

/// The columns of a version's two times, in the order in which they are written and read.
pub(crate) const SPAN: &str = "effective_from, effective_to, recorded_from, recorded_to, actor, act, reason";

static PLANS: RwLock<Option<HashMap<&'static str, Arc<Plan>>>> = RwLock::new(None);

/// The statements of a kind.
pub(crate) fn plan(kind: &Kind) -> Arc<Plan> {
    let known = PLANS.read().unwrap_or_else(PoisonError::into_inner);
    if let Some(plan) = known.as_ref().and_then(|plans| plans.get(kind.table)) {
        return Arc::clone(plan);
    }
    drop(known);
    let plan = Arc::new(write(kind));
    let mut plans = PLANS.write().unwrap_or_else(PoisonError::into_inner);
    plans.get_or_insert_default().insert(kind.table, Arc::clone(&plan));
    plan
}

fn write(kind: &Kind) -> Plan {
    let mut columns: Vec<String> = META_COLUMNS.split(", ").map(str::to_owned).collect();
    columns.extend(kind.fields.iter().flat_map(Field::all_columns));
    let (table, all, width) = (kind.table, columns.join(", "), columns.len());
    let sets: Vec<String> =
        columns.iter().enumerate().skip(1).map(|(at, c)| format!("{c} = ${}", at + 1)).collect();
    Plan {
        insert: format!("INSERT INTO {table} ({all}) VALUES ({})", marks(width)),
        update: format!("UPDATE {table} SET {} WHERE id = $1", sets.join(", ")),
        insert_history: format!("INSERT INTO {table}_history ({all}, {SPAN}) VALUES ({})", marks(width + 7)),
        close_history: format!(
            "UPDATE {table}_history SET recorded_to = $1
             WHERE id = $2 AND recorded_to IS NULL AND (effective_to IS NULL OR effective_to > $3)"
        ),
        load: format!("SELECT {} FROM {table} t WHERE t.id = $1", select_columns(kind, false)),
        insert_rows: kind.children.iter().map(insert_row).collect(),
        load_rows: kind.children.iter().map(load_row).collect(),
    }
}

fn marks(count: usize) -> String {
    (1..=count).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ")
}

fn insert_row(part: &Children) -> String {
    let columns: Vec<String> = part.fields.iter().flat_map(Field::all_columns).collect();
    let marks = marks(3 + columns.len());
    format!(
        "INSERT INTO {} (owner, position, recorded_from, {}) VALUES ({marks})",
        part.table,
        columns.join(", ")
    )
}

fn load_row(part: &Children) -> String {
    let columns: Vec<String> = part.fields.iter().flat_map(Field::columns).collect();
    format!(
        "SELECT {} FROM {} WHERE owner = $1 AND recorded_to IS NULL ORDER BY position",
        columns.join(", "),
        part.table
    )
}
