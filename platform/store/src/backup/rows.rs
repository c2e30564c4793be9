//! Rows as lines, the same for the same content whatever engine they come from: numbers, texts and null are JSON's,
//! bytes and ids `{"x":"hex"}`, dates ISO texts, truth 1 and 0.

use entente_kernel::{Problem, Result, hex, unhex};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

use crate::{Row, Value};

/// How many rows, and the sum of their digests: equal for equal rows in any sequence.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Number of rows.
    pub rows: u64,
    /// Four sums of 64 bits over the SHA-256 of each row's line, wrapping.
    pub digest: [u64; 4],
}

impl Tally {
    /// Counts a line without its end.
    pub(super) fn add(&mut self, line: &[u8]) {
        self.rows += 1;
        let hash = Sha256::digest(line);
        for (sum, part) in self.digest.iter_mut().zip(hash.chunks(8)) {
            *sum = sum.wrapping_add(part.iter().fold(0, |n, byte| n << 8 | u64::from(*byte)));
        }
    }
}

/// The row's line, without its end.
pub(super) fn line(row: &Row) -> String {
    Json::Array(row.0.iter().map(to_json).collect()).to_string()
}

/// The row of a line. Errors: `internal` for what [`line`] does not write.
pub(super) fn row(line: &[u8]) -> Result<Row> {
    let cells: Vec<Json> = serde_json::from_slice(line).map_err(Problem::internal)?;
    cells
        .iter()
        .map(from_json)
        .collect::<Option<Vec<_>>>()
        .map(Row)
        .ok_or_else(|| Problem::internal("a cell of no known form"))
}

fn to_json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(b) => json!(i64::from(*b)),
        Value::Int(n) => json!(n),
        Value::Text(s) => json!(s),
        Value::Bytes(b) => json!({ "x": hex(b) }),
        Value::Id(id) => json!({ "x": hex(id.0.as_bytes()) }),
        Value::Date(d) => json!(d.to_string()),
    }
}

fn from_json(json: &Json) -> Option<Value> {
    Some(match json {
        Json::Null => Value::Null,
        Json::Number(n) => Value::Int(n.as_i64()?),
        Json::String(s) => Value::Text(s.clone()),
        Json::Object(object) => Value::Bytes(unhex(object.get("x")?.as_str()?)?),
        Json::Bool(_) | Json::Array(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use entente_kernel::{Id, SeededChance};

    use super::*;

    #[test]
    fn a_row_comes_back_as_both_engines_understand_it() {
        let id = Id::new(&SeededChance::new(1));
        let values =
            vec![Value::Null, Value::Int(-7), "猫 \"\n".into(), Value::Bytes(vec![0, 255]), id.into()];
        let back = row(line(&Row(values.clone())).as_bytes()).unwrap();
        assert_eq!(back.0.get(..4), values.get(..4));
        assert_eq!(back.get::<Id>(4).unwrap(), id);
        assert_eq!(line(&Row(vec![true.into()])), line(&Row(vec![1_i64.into()])));
        assert!(row(b"[true]").is_err() && row(b"[{\"x\":\"0\"}]").is_err() && row(b"[1.5]").is_err());
    }

    #[test]
    fn a_tally_minds_content_and_number_and_not_the_sequence() {
        let of = |lines: &[&str]| {
            let mut tally = Tally::default();
            lines.iter().for_each(|line| tally.add(line.as_bytes()));
            tally
        };
        assert_eq!(of(&["a", "b", "b"]), of(&["b", "a", "b"]));
        assert_ne!(of(&["a", "b", "b"]), of(&["a", "a", "b"]));
        assert_ne!(of(&["a"]), of(&["a", "a"]));
    }
}
