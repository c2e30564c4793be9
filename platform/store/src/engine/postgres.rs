//! PostgreSQL through the synchronous client of the tokio-postgres family.

use std::collections::HashMap;
use std::error::Error;
use std::time::Duration;

use entente_kernel::{Class, Date, Id, Problem, Result};
use postgres::error::SqlState;
use postgres::fallible_iterator::FallibleIterator;
use postgres::types::private::BytesMut;
use postgres::types::{FromSql, IsNull, ToSql, Type};
use postgres::{Client, Config, NoTls, Statement};
use uuid::Uuid;

use crate::{Row, Value};

/// Statements kept prepared on one connection; dynamic lists stay far below.
const KEPT: usize = 512;

/// How long a server that says nothing is waited for, in connecting and for what was sent to it.
const PATIENCE: Duration = Duration::from_secs(10);

pub(super) struct Postgres {
    client: Client,
    prepared: HashMap<String, Statement>,
}

impl Postgres {
    pub(super) fn open(url: &str, read_only: bool) -> Result<Self> {
        let away = |e: postgres::Error| Problem::new(Class::Unavailable, "database-unreachable").because(e);
        let mut config: Config = url.parse().map_err(away)?;
        // A server that is gone without a word must not hold a thread for minutes.
        config.connect_timeout(PATIENCE).tcp_user_timeout(PATIENCE);
        let mut client = config.connect(NoTls).map_err(away)?;
        let mode = if read_only { "SET default_transaction_read_only = on;" } else { "" };
        client
            .batch_execute(&format!("SET TIME ZONE 'UTC'; SET statement_timeout = '60s'; {mode}"))
            .map_err(|e| problem("connect", &e))?;
        Ok(Self { client, prepared: HashMap::new() })
    }

    fn prepare(&mut self, sql: &str) -> Result<Statement> {
        if let Some(statement) = self.prepared.get(sql) {
            return Ok(statement.clone());
        }
        if self.prepared.len() >= KEPT {
            self.prepared.clear();
        }
        let statement = self.client.prepare(sql).map_err(|e| problem(sql, &e))?;
        self.prepared.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }
}

impl super::Connection for Postgres {
    fn query(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>> {
        let statement = self.prepare(sql)?;
        let params = borrowed(params);
        let rows = self.client.query(&statement, &params).map_err(|e| problem(sql, &e))?;
        let mut found = Vec::with_capacity(rows.len());
        for row in rows {
            found.push(read_row(&row, sql)?);
        }
        Ok(found)
    }

    fn each(&mut self, sql: &str, take: &mut dyn FnMut(Row) -> Result<()>) -> Result<()> {
        let none: [&(dyn ToSql + Sync); 0] = [];
        let mut rows = self.client.query_raw(sql, none).map_err(|e| problem(sql, &e))?;
        while let Some(row) = rows.next().map_err(|e| problem(sql, &e))? {
            take(read_row(&row, sql)?)?;
        }
        Ok(())
    }

    fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64> {
        let statement = self.prepare(sql)?;
        let params = borrowed(params);
        self.client.execute(&statement, &params).map_err(|e| problem(sql, &e))
    }

    fn batch(&mut self, sql: &str) -> Result<()> {
        self.client.batch_execute(sql).map_err(|e| problem(sql, &e))
    }

    /// The limit on a statement's time is for requests; a large table is read as slowly as it is taken.
    fn year(&self) -> &'static str {
        "BIGINT GENERATED ALWAYS AS (greatest(1950, CAST(extract(YEAR FROM effective_from) AS BIGINT))) STORED"
    }

    fn begin_snapshot(&mut self) -> Result<()> {
        self.batch(
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = 0;
             SELECT count(*) FROM pg_class",
        )
    }

    /// Two servers on one database queue at this lock, so that writes are as serial as on the embedded engine.
    fn begin_write(&mut self) -> Result<()> {
        self.batch("BEGIN; SELECT pg_advisory_xact_lock(20260101)")
    }

    /// COMMIT alone would end a failed transaction as a rollback and report success; a statement before it fails.
    fn commit(&mut self) -> Result<()> {
        self.batch("SELECT 1; COMMIT")
    }

    fn columns(&mut self, table: &str) -> Result<Vec<String>> {
        let sql = "SELECT column_name::text FROM information_schema.columns
                   WHERE table_schema = current_schema() AND table_name = $1 AND is_generated = 'NEVER' ORDER BY ordinal_position";
        self.query(sql, &[table.into()])?.iter().map(|row| row.get(0)).collect()
    }

    fn defer_foreign_keys(&mut self) -> Result<()> {
        self.batch("SET CONSTRAINTS ALL DEFERRED")
    }

    fn bytewise(&self, column: &str) -> String {
        format!("{column} COLLATE \"C\"")
    }

    fn scrub(&mut self) -> Result<()> {
        self.batch("SET statement_timeout = 0")?;
        let done = self.batch("VACUUM");
        self.batch("SET statement_timeout = '60s'")?;
        done
    }

    fn broken(&self) -> bool {
        self.client.is_closed()
    }
}

fn read_row(row: &postgres::Row, sql: &str) -> Result<Row> {
    let mut values = Vec::with_capacity(row.len());
    for at in 0..row.len() {
        let cell: Option<Value> = row.try_get(at).map_err(|e| problem(sql, &e))?;
        values.push(cell.unwrap_or_default());
    }
    Ok(Row(values))
}

fn borrowed(params: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    params
        .iter()
        .map(|value| {
            let value: &(dyn ToSql + Sync) = value;
            value
        })
        .collect()
}

/// A value takes the shape that the statement expects at its place.
impl ToSql for Value {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> std::result::Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Bool(b) => b.to_sql(ty, out),
            Self::Int(n) if *ty == Type::INT4 => i32::try_from(*n)?.to_sql(ty, out),
            Self::Int(n) if *ty == Type::INT2 => i16::try_from(*n)?.to_sql(ty, out),
            Self::Int(n) if *ty == Type::BOOL => (*n != 0).to_sql(ty, out),
            Self::Int(n) => n.to_sql(ty, out),
            Self::Text(s) if *ty == Type::DATE => s.parse::<Date>()?.to_sql(ty, out),
            Self::Text(s) => s.to_sql(ty, out),
            Self::Bytes(b) if *ty == Type::UUID => Uuid::from_slice(b)?.to_sql(ty, out),
            Self::Bytes(b) => b.to_sql(ty, out),
            Self::Id(id) if *ty == Type::BYTEA => id.0.as_bytes().as_slice().to_sql(ty, out),
            Self::Id(id) => id.0.to_sql(ty, out),
            Self::Date(d) => d.to_sql(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    postgres::types::to_sql_checked!();
}

impl<'a> FromSql<'a> for Value {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> std::result::Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(match *ty {
            Type::BOOL => Self::Bool(bool::from_sql(ty, raw)?),
            Type::INT2 => Self::Int(i16::from_sql(ty, raw)?.into()),
            Type::INT4 => Self::Int(i32::from_sql(ty, raw)?.into()),
            Type::INT8 => Self::Int(i64::from_sql(ty, raw)?),
            Type::BYTEA => Self::Bytes(Vec::from_sql(ty, raw)?),
            Type::UUID => Self::Id(Id(Uuid::from_sql(ty, raw)?)),
            Type::DATE => Self::Date(Date::from_sql(ty, raw)?),
            _ => Self::Text(String::from_sql(ty, raw)?),
        })
    }

    fn accepts(ty: &Type) -> bool {
        let read = [Type::BOOL, Type::INT2, Type::INT4, Type::INT8, Type::BYTEA, Type::UUID, Type::DATE];
        read.contains(ty) || <String as FromSql>::accepts(ty)
    }
}

fn problem(sql: &str, error: &postgres::Error) -> Problem {
    let detail =
        error.as_db_error().map_or_else(|| error.to_string(), |db| format!("{db} {:?}", db.detail()));
    let detail = format!("{detail} in: {sql}");
    match error.code() {
        Some(code) if *code == SqlState::UNIQUE_VIOLATION => {
            Problem::conflict("duplicate-key").because(detail)
        }
        Some(code) if code.code().starts_with("23") => Problem::conflict("constraint").because(detail),
        Some(code) if *code == SqlState::DISK_FULL => {
            Problem::new(Class::StorageFull, "storage-full").because(detail)
        }
        Some(code) if code.code().starts_with("57") || code.code().starts_with("08") => {
            Problem::new(Class::Unavailable, "database-unreachable").because(detail)
        }
        None if error.is_closed() || error.source().is_some_and(<dyn Error>::is::<std::io::Error>) => {
            Problem::new(Class::Unavailable, "database-unreachable").because(detail)
        }
        _ => Problem::internal(detail),
    }
}
