//! Bringing a database to the program's shape: one list of migrations for both engines.

use entente_kernel::{Class, Instant, Problem, Result, hex};
use sha2::{Digest, Sha256};

use crate::Target;
use crate::engine::{Connection, connect};

/// One released step. Never edited once released; a change is a new migration.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// Unique and stable, e.g. `partners-0001`.
    pub name: &'static str,
    /// Statements in the common subset; the line `HISTORY OF table;` adds the table's history (see [`migrate`]).
    pub sql: &'static str,
}

/// The store's own tables; they come first in every list.
#[must_use]
pub fn own_migrations() -> Vec<Migration> {
    vec![
        Migration { name: "store-0001", sql: include_str!("../migrations/0001_store.sql") },
        Migration { name: "store-0002", sql: include_str!("../migrations/0002_together.sql") },
    ]
}

/// The year in which `effective_year` puts everything before it too.
pub const EARLIEST_YEAR: i16 = 1950;

/// Applies what is missing of `list`, in order, each with its own transaction; gives the names applied.
///
/// `HISTORY OF t;` creates `t_history`: the columns of `t` plus the effective and the recorded span, the actor, the act and its
/// reason. `TIMES OF t BY key, …;` makes that history quick to ask. `YEARS OF t;` gives its versions the year of their first
/// day, as `effective_year`, from [`EARLIEST_YEAR`] on. Errors: `database-newer` when the database knows a migration that this program does not,
/// `migration-edited` when a released one was changed.
pub fn migrate(target: &Target, list: &[Migration], now: Instant) -> Result<Vec<&'static str>> {
    let mut connection = connect(target, false)?;
    let connection = &mut *connection;
    connection.batch(
        "CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY, digest TEXT NOT NULL, at BIGINT NOT NULL)",
    )?;
    refuse_newer(connection, list)?;
    let mut applied = Vec::new();
    for migration in list {
        connection.begin_write()?;
        match apply(connection, migration, now) {
            Ok(true) => applied.push(migration.name),
            Ok(false) => {}
            Err(problem) => {
                connection.batch("ROLLBACK").ok();
                return Err(problem);
            }
        }
        connection.commit()?;
    }
    Ok(applied)
}

pub(crate) fn refuse_newer(connection: &mut dyn Connection, list: &[Migration]) -> Result<()> {
    for row in connection.query("SELECT name FROM migration ORDER BY name", &[])? {
        let name: String = row.get(0)?;
        if !list.iter().any(|m| m.name == name) {
            return Err(Problem::new(Class::Unavailable, "database-newer").with("migration", name));
        }
    }
    Ok(())
}

fn apply(connection: &mut dyn Connection, migration: &Migration, now: Instant) -> Result<bool> {
    let digest = hex(&Sha256::digest(migration.sql.as_bytes()));
    let known = connection.query("SELECT digest FROM migration WHERE name = $1", &[migration.name.into()])?;
    if let Some(row) = known.first() {
        if row.get::<String>(0)? == digest {
            return Ok(false);
        }
        return Err(Problem::new(Class::Unavailable, "migration-edited").with("migration", migration.name));
    }
    let sql = expand(migration.sql, connection.year());
    connection.define(&sql)?;
    if migration.name == "store-0001" {
        let sql = "INSERT INTO chain_head (one, audit_seq, audit_hash, outbox_seq) VALUES (1, 0, $1, 0)";
        connection.execute(sql, &[Vec::<u8>::new().into()])?;
    }
    let sql = "INSERT INTO migration (name, digest, at) VALUES ($1, $2, $3)";
    connection.execute(sql, &[migration.name.into(), digest.into(), now.into()])?;
    Ok(true)
}

/// Writes out the `HISTORY OF`, `TIMES OF` and `YEARS OF` lines.
fn expand(sql: &str, year: &str) -> String {
    let written_out =
        |line: &str| history_of(line).or_else(|| times_of(line)).or_else(|| years_of(line, year));
    sql.lines().map(|line| written_out(line).unwrap_or_else(|| line.to_owned()) + "\n").collect()
}

/// `TIMES OF t BY a, b;`: counts as of any day are read off one index, and lists ordered by `a` or `b` off another.
fn times_of(line: &str) -> Option<String> {
    let (table, keys) = line.trim().strip_prefix("TIMES OF ")?.strip_suffix(';')?.split_once(" BY ")?;
    let times = "recorded_from, recorded_to, effective_from, effective_to";
    let mut out = format!("DROP INDEX {table}_history_span;");
    out += &format!(" CREATE INDEX {table}_history_times ON {table}_history ({times}, class, state, id);");
    for key in keys.split(',').map(str::trim) {
        out +=
            &format!(" CREATE INDEX {table}_history_{key} ON {table}_history ({key}, id, {times}, class);");
    }
    Some(out)
}

fn years_of(line: &str, year: &str) -> Option<String> {
    let table = line.trim().strip_prefix("YEARS OF ")?.strip_suffix(';')?;
    Some(format!("ALTER TABLE {table}_history ADD COLUMN effective_year {year};"))
}

fn history_of(line: &str) -> Option<String> {
    let table = line.trim().strip_prefix("HISTORY OF ")?.strip_suffix(';')?;
    let added = [
        "effective_from DATE",
        "effective_to DATE",
        "recorded_from BIGINT",
        "recorded_to BIGINT",
        "audit_seq BIGINT",
        "actor UUID",
        "act TEXT",
        "reason TEXT",
    ];
    let mut out = format!("CREATE TABLE {table}_history AS SELECT * FROM {table} WHERE 1 = 0;");
    for column in added {
        out += &format!(" ALTER TABLE {table}_history ADD COLUMN {column};");
    }
    out += &format!(" CREATE INDEX {table}_history_id ON {table}_history (id, recorded_from);");
    out += &format!(
        " CREATE INDEX {table}_history_span ON {table}_history (effective_from, effective_to, recorded_from);"
    );
    Some(out)
}

/// The tables that `list` creates, in order of creation, so that a table comes after those it refers to.
#[must_use]
pub fn tables(list: &[Migration]) -> Vec<String> {
    let mut found = Vec::new();
    for line in list.iter().flat_map(|m| m.sql.lines()) {
        let line = line.trim();
        if let Some(rest) = line.strip_prefix("CREATE TABLE ") {
            found.extend(rest.split([' ', '(']).next().map(str::to_owned));
        } else if let Some(table) = line.strip_prefix("HISTORY OF ").and_then(|t| t.strip_suffix(';')) {
            found.push(format!("{table}_history"));
        }
    }
    found
}
