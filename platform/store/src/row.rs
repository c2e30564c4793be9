//! Rows, and typed reading of their columns.

use entente_kernel::{Date, Id, Instant, Problem, Result};
use uuid::Uuid;

use crate::Value;

/// One result row; columns by position, as the statement lists them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row(pub Vec<Value>);

impl Row {
    /// Column `at` as `T`. Errors: an internal problem when the column is missing or of another type.
    pub fn get<T: FromValue>(&self, at: usize) -> Result<T> {
        let value = self.0.get(at).ok_or_else(|| Problem::internal(format!("no column {at}")))?;
        T::from_value(value.clone()).ok_or_else(|| Problem::internal(format!("column {at} holds {value:?}")))
    }

    /// Column `at` as `T`, out of the row, which is empty there afterwards. Errors: as [`Row::get`].
    pub fn take<T: FromValue>(&mut self, at: usize) -> Result<T> {
        let value = self.0.get_mut(at).map(std::mem::take);
        let value = value.ok_or_else(|| Problem::internal(format!("no column {at}")))?;
        T::from_value(value).ok_or_else(|| Problem::internal(format!("column {at} holds another type")))
    }

    /// Column `at` as stored; null when there is none.
    #[must_use]
    pub fn value(&self, at: usize) -> &Value {
        self.0.get(at).unwrap_or(&Value::Null)
    }
}

/// Types that a column can be read as. SQLite hands ids out as blobs and dates as text; this is where they meet.
pub trait FromValue: Sized {
    /// The value as `Self`, or `None` when it is of another type.
    fn from_value(value: Value) -> Option<Self>;
}

impl FromValue for i64 {
    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Int(n) => Some(n),
            Value::Bool(b) => Some(Self::from(b)),
            _ => None,
        }
    }
}

impl FromValue for bool {
    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Bool(b) => Some(b),
            Value::Int(n) => Some(n != 0),
            _ => None,
        }
    }
}

impl FromValue for String {
    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Text(s) => Some(s),
            _ => None,
        }
    }
}

impl FromValue for Vec<u8> {
    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Bytes(b) => Some(b),
            _ => None,
        }
    }
}

impl FromValue for Id {
    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Id(id) => Some(id),
            Value::Bytes(b) => Uuid::from_slice(&b).ok().map(Id),
            Value::Text(s) => Id::parse(&s),
            _ => None,
        }
    }
}

impl FromValue for Date {
    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Date(d) => Some(d),
            Value::Text(s) => s.parse().ok(),
            _ => None,
        }
    }
}

impl FromValue for Instant {
    fn from_value(value: Value) -> Option<Self> {
        i64::from_value(value).map(Instant)
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: Value) -> Option<Self> {
        if value.is_null() { Some(None) } else { T::from_value(value).map(Some) }
    }
}
