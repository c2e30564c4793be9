//! Embedded SQLite through rusqlite.

use std::path::Path;

use entente_kernel::{Class, Problem, Result};
use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags, ToSql, ffi, params_from_iter};

use crate::{Row, Value};

pub(super) struct Sqlite(Connection);

impl Sqlite {
    pub(super) fn open(path: &Path, read_only: bool) -> Result<Self> {
        let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        if !read_only {
            flags |= OpenFlags::SQLITE_OPEN_CREATE;
        }
        let unreadable = |e: rusqlite::Error| {
            Problem::new(Class::Unavailable, "database-unreadable").with("path", path.display()).because(e)
        };
        let connection = Connection::open_with_flags(path, flags).map_err(unreadable)?;
        connection.set_prepared_statement_cache_capacity(256);
        // Without it SQLite prepares parameterised joins anew on every run, because the cache clears their bindings.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(unreadable)?;
        connection
            .execute_batch(
                "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
                 PRAGMA foreign_keys = ON; PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY;
                 PRAGMA secure_delete = ON;",
            )
            .map_err(unreadable)?;
        // The one writer keeps the pages that scattered ids touch; readers stay small.
        let writer = "PRAGMA cache_size = -65536";
        let role = if read_only { "PRAGMA query_only = ON" } else { writer };
        connection.execute_batch(role).map_err(unreadable)?;
        Ok(Self(connection))
    }
}

impl super::Connection for Sqlite {
    fn query(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>> {
        let mut statement = self.0.prepare_cached(&numbered(sql)).map_err(|e| problem(sql, &e))?;
        let width = statement.column_count();
        let mut rows = statement.query(params_from_iter(params)).map_err(|e| problem(sql, &e))?;
        let mut found = Vec::new();
        while let Some(row) = rows.next().map_err(|e| problem(sql, &e))? {
            found.push(read_row(row, width, sql)?);
        }
        Ok(found)
    }

    fn each(&mut self, sql: &str, take: &mut dyn FnMut(Row) -> Result<()>) -> Result<()> {
        let mut statement = self.0.prepare(&numbered(sql)).map_err(|e| problem(sql, &e))?;
        let width = statement.column_count();
        let mut rows = statement.query(()).map_err(|e| problem(sql, &e))?;
        while let Some(row) = rows.next().map_err(|e| problem(sql, &e))? {
            take(read_row(row, width, sql)?)?;
        }
        Ok(())
    }

    fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64> {
        let mut statement = self.0.prepare_cached(&numbered(sql)).map_err(|e| problem(sql, &e))?;
        let changed = statement.execute(params_from_iter(params)).map_err(|e| problem(sql, &e))?;
        Ok(u64::try_from(changed).unwrap_or(0))
    }

    fn batch(&mut self, sql: &str) -> Result<()> {
        self.0.execute_batch(sql).map_err(|e| problem(sql, &e))
    }

    /// Only under the word INTEGER is a numeric key the row's own number, without an index beside it. Under the word DATE
    /// each comparison would first try to read the day as a number, which doubles what a question over a history costs.
    fn define(&mut self, sql: &str) -> Result<()> {
        self.batch(&sql.replace("BIGINT PRIMARY KEY", "INTEGER PRIMARY KEY").replace(" DATE", " TEXT"))
    }

    /// Columns that are added later cannot be stored ones.
    fn year(&self) -> &'static str {
        "BIGINT GENERATED ALWAYS AS (max(1950, CAST(substr(effective_from, 1, 4) AS INTEGER))) VIRTUAL"
    }

    fn begin_snapshot(&mut self) -> Result<()> {
        // The first read fixes what is seen.
        self.batch("BEGIN; SELECT count(*) FROM sqlite_schema")
    }

    fn begin_write(&mut self) -> Result<()> {
        self.batch("BEGIN IMMEDIATE")
    }

    fn columns(&mut self, table: &str) -> Result<Vec<String>> {
        let rows = self.query("SELECT name FROM pragma_table_info($1) ORDER BY cid", &[table.into()])?;
        rows.iter().map(|row| row.get(0)).collect()
    }

    fn defer_foreign_keys(&mut self) -> Result<()> {
        self.batch("PRAGMA defer_foreign_keys = ON")
    }

    /// What was overwritten is zeroes in the file already (`secure_delete`); the log beside it still has it.
    fn scrub(&mut self) -> Result<()> {
        let busy = self.query("PRAGMA wal_checkpoint(TRUNCATE)", &[])?;
        match busy.first().map(|row| row.get::<i64>(0)).transpose()? {
            Some(0) => Ok(()),
            _ => Err(Problem::new(Class::Unavailable, "database-busy")),
        }
    }

    fn broken(&self) -> bool {
        false
    }
}

fn read_row(row: &rusqlite::Row<'_>, width: usize, sql: &str) -> Result<Row> {
    let mut values = Vec::with_capacity(width);
    for at in 0..width {
        values.push(value(row.get_ref(at).map_err(|e| problem(sql, &e))?)?);
    }
    Ok(Row(values))
}

/// `$1` is a *name* to SQLite, numbered by appearance; `?1` is a number.
fn numbered(sql: &str) -> String {
    sql.replace('$', "?")
}

fn value(raw: ValueRef<'_>) -> Result<Value> {
    Ok(match raw {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(n) => Value::Int(n),
        ValueRef::Text(s) => Value::Text(String::from_utf8_lossy(s).into_owned()),
        ValueRef::Blob(b) => Value::Bytes(b.to_vec()),
        ValueRef::Real(_) => return Err(Problem::internal("a floating-point column")),
    })
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Null => ToSqlOutput::Borrowed(ValueRef::Null),
            Self::Bool(b) => ToSqlOutput::Borrowed(ValueRef::Integer(i64::from(*b))),
            Self::Int(n) => ToSqlOutput::Borrowed(ValueRef::Integer(*n)),
            Self::Text(s) => ToSqlOutput::Borrowed(ValueRef::Text(s.as_bytes())),
            Self::Bytes(b) => ToSqlOutput::Borrowed(ValueRef::Blob(b)),
            Self::Id(id) => ToSqlOutput::Borrowed(ValueRef::Blob(id.0.as_bytes())),
            Self::Date(d) => ToSqlOutput::Owned(rusqlite::types::Value::Text(d.to_string())),
        })
    }
}

fn no_room(error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error().map(|e| e.extended_code);
    code.is_some_and(|code| [ffi::SQLITE_IOERR_WRITE, ffi::SQLITE_IOERR_SHMSIZE].contains(&code))
}

fn problem(sql: &str, error: &rusqlite::Error) -> Problem {
    let detail = format!("{error} in: {sql}");
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => Problem::new(Class::StorageFull, "storage-full").because(detail),
        // A quota that is used up, or a full disk under the index of the log, is not called full by the engine.
        Some(ErrorCode::SystemIoFailure) if no_room(error) => {
            Problem::new(Class::StorageFull, "storage-full").because(detail)
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            Problem::new(Class::Unavailable, "database-busy").because(detail)
        }
        Some(ErrorCode::ConstraintViolation) if detail.contains("UNIQUE") => {
            Problem::conflict("duplicate-key").because(detail)
        }
        Some(ErrorCode::ConstraintViolation) => Problem::conflict("constraint").because(detail),
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
            Problem::new(Class::Unavailable, "database-unreadable").with("path", "").because(detail)
        }
        _ => Problem::internal(detail),
    }
}
