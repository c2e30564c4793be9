//! Values as cells of CSV, and back.
//!
//! Nothing is an empty cell. A text column that always holds something has its text as it is; in one that may hold
//! nothing, an empty text is `\`, and a text of backslashes alone gets one more.

use entente_kernel::{Date, Id, Instant, Problem, Result, hex, unhex};

use super::shape::{Column, Type};
use crate::{FromValue, Value};

/// The cell of a value as the engine gave it. Errors: internal for a value of another type than the column's.
pub(super) fn cell(column: &Column, value: &Value) -> Result<String> {
    if value.is_null() {
        let lost = column.filled && column.is == Type::Text;
        return if lost { Err(unfit(column, value)) } else { Ok(String::new()) };
    }
    written(column, value).ok_or_else(|| unfit(column, value))
}

fn written(column: &Column, value: &Value) -> Option<String> {
    let value = value.clone();
    Some(match column.is {
        Type::Uuid => Id::from_value(value)?.to_string(),
        Type::Integer => i64::from_value(value)?.to_string(),
        Type::Instant => {
            let at = Instant::from_value(value)?;
            Some(at.to_string()).filter(|text| Instant::parse(text) == Some(at))?
        }
        Type::Boolean => bool::from_value(value)?.to_string(),
        Type::Date => Date::from_value(value)?.to_string(),
        Type::Bytes => hex(&Vec::<u8>::from_value(value)?),
        Type::Text => {
            let text = String::from_value(value)?;
            let bare = text.bytes().all(|byte| byte == b'\\');
            if bare && !column.filled { format!("{text}\\") } else { text }
        }
    })
}

fn unfit(column: &Column, value: &Value) -> Problem {
    Problem::internal(format!("column {} holds {value:?}", column.name))
}

/// The value of a cell; `None` when it is none of the column's.
pub(super) fn value(column: &Column, cell: &str) -> Option<Value> {
    if cell.is_empty() && !(column.is == Type::Text && column.filled) {
        return (!column.filled).then_some(Value::Null);
    }
    // Another way to write the same would not come out again as it went in.
    let same = |value: Value, text: &str| (text == cell).then_some(value);
    match column.is {
        Type::Uuid => Id::parse(cell).and_then(|id| same(Value::Id(id), &id.to_string())),
        Type::Integer => cell.parse::<i64>().ok().and_then(|n| same(Value::Int(n), &n.to_string())),
        Type::Instant => Instant::parse(cell).and_then(|at| same(Value::Int(at.0), &at.to_string())),
        Type::Boolean => cell.parse().ok().map(Value::Bool),
        Type::Date => cell.parse::<Date>().ok().and_then(|day| same(Value::Date(day), &day.to_string())),
        Type::Bytes => unhex(cell).and_then(|bytes| same(Value::Bytes(bytes.clone()), &hex(&bytes))),
        Type::Text => {
            let bare = !column.filled && cell.bytes().all(|byte| byte == b'\\');
            let text = if bare { cell.strip_suffix('\\').unwrap_or(cell) } else { cell };
            (!text.contains('\0')).then(|| Value::Text(text.to_owned()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(is: Type, filled: bool) -> Column {
        Column { name: "c".into(), is, filled, unique: false, words: Vec::new() }
    }

    #[test]
    fn every_value_comes_back() {
        let id = Id::parse("0191e6a0-0000-7000-8000-000000000001").unwrap();
        let at = Instant::parse("2026-03-02T01:02:03.000004Z").unwrap();
        for (is, value_in) in [
            (Type::Uuid, Value::Id(id)),
            (Type::Integer, Value::Int(i64::MIN)),
            (Type::Instant, Value::Int(at.0)),
            (Type::Boolean, Value::Bool(false)),
            (Type::Date, Value::Date("2024-02-29".parse().unwrap())),
            (Type::Bytes, Value::Bytes(vec![0, 255])),
        ] {
            for filled in [true, false] {
                let text = cell(&column(is, filled), &value_in).unwrap();
                assert_eq!(value(&column(is, filled), &text), Some(value_in.clone()), "{text}");
            }
            assert_eq!(value(&column(is, false), ""), Some(Value::Null));
            assert_eq!(value(&column(is, true), ""), None);
        }
        for text in ["", "\\", "\\\\", " a ", "null", "a\r\nb\"", "=1"] {
            for filled in [true, false] {
                let of = column(Type::Text, filled);
                let written = cell(&of, &text.into()).unwrap();
                assert_eq!(value(&of, &written), Some(text.into()), "{written:?}");
            }
        }
        assert_eq!(value(&column(Type::Text, false), ""), Some(Value::Null));
    }

    #[test]
    fn what_would_come_out_otherwise_is_no_value() {
        for (is, text) in [
            (Type::Integer, "+1"),
            (Type::Integer, "1.0"),
            (Type::Date, "2024-2-1"),
            (Type::Instant, "2026-03-02"),
            (Type::Boolean, "1"),
            (Type::Bytes, "0"),
            (Type::Bytes, "FF"),
            (Type::Uuid, "x"),
        ] {
            assert_eq!(value(&column(is, false), text), None, "{text}");
        }
    }
}
