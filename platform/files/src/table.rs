//! Rows out of files: CSV in UTF-8 or GB18030, divided by commas, semicolons or tabs; JSON lines; packed or not.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use encoding_rs::{Encoding, GB18030, UTF_8};
use entente_kernel::{Class, Problem, Result};
use serde_json::Value as Json;

/// Most bytes of a file, unpacked.
const MOST: u64 = 512 << 20;

/// A file, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// The columns, in order of appearance.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Row>,
}

/// One row: values by column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row(BTreeMap<String, String>);

impl Row {
    /// The value in a column; `""` without one.
    #[must_use]
    pub fn get(&self, column: &str) -> &str {
        self.0.get(column).map_or("", String::as_str)
    }

    /// Columns and values.
    pub fn columns(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

impl Table {
    /// Reads a file: JSON lines when the first sign is `{`, otherwise CSV with a header. Errors: `file-unreadable`,
    /// `file-too-large`, `file-encoding`, `file-malformed` with the row.
    pub fn read(path: &Path) -> Result<Self> {
        Self::of_text(&decoded(&bytes(path)?)?)
    }

    /// The rows of a text. Errors: `file-malformed` with the row.
    pub fn of_text(text: &str) -> Result<Self> {
        if text.trim_start().starts_with('{') { json_lines(text) } else { csv_rows(text) }
    }
}

fn unreadable(path: &Path, why: impl std::fmt::Display) -> Problem {
    Problem::new(Class::Malformed, "file-unreadable").with("path", path.display()).because(why)
}

fn malformed(row: usize, why: impl std::fmt::Display) -> Problem {
    Problem::new(Class::Malformed, "file-malformed").with("row", row).because(why)
}

fn bytes(path: &Path) -> Result<Vec<u8>> {
    let mut read = crate::open(path)?;
    let mut bytes = Vec::new();
    let taken = read.by_ref().take(MOST + 1).read_to_end(&mut bytes).map_err(|e| unreadable(path, e))?;
    if u64::try_from(taken).unwrap_or(u64::MAX) > MOST {
        return Err(Problem::new(Class::TooLarge, "file-too-large").with("max", MOST >> 20));
    }
    Ok(bytes)
}

/// UTF-8 with or without its mark, UTF-16 with it, otherwise GB18030, in which every older Chinese encoding is
/// contained. Errors: `file-encoding`.
pub fn decoded(bytes: &[u8]) -> Result<String> {
    decoded_owned(bytes.to_vec())
}

/// As [`decoded`]; what is UTF-8 already is not copied.
pub(crate) fn decoded_owned(bytes: Vec<u8>) -> Result<String> {
    let bytes = match String::from_utf8(bytes) {
        Ok(mut text) => {
            if text.starts_with('\u{feff}') {
                text.remove(0);
            }
            return Ok(text);
        }
        Err(other) => other.into_bytes(),
    };
    let wide = Encoding::for_bom(&bytes).map(|(encoding, _)| encoding).filter(|encoding| *encoding != UTF_8);
    let (text, _, had_errors) = wide.unwrap_or(GB18030).decode(&bytes);
    if had_errors {
        return Err(Problem::new(Class::WrongType, "file-encoding"));
    }
    Ok(text.into_owned())
}

fn csv_rows(text: &str) -> Result<Table> {
    let mut reader =
        csv::ReaderBuilder::new().flexible(false).delimiter(divider(text)).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|e| malformed(0, e))?.clone();
    let columns: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
    let mut rows = Vec::new();
    for (at, record) in reader.records().enumerate() {
        let record = record.map_err(|e| malformed(at + 1, e))?;
        rows.push(Row(columns.iter().cloned().zip(record.iter().map(str::to_owned)).collect()));
    }
    Ok(Table { columns, rows })
}

/// What divides the columns: of the three in use the one that the header holds most often.
pub(crate) fn divider(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    let count = |divider: &u8| header.bytes().filter(|byte| byte == divider).count();
    [b'\t', b';', b','].into_iter().max_by_key(count).unwrap_or(b',')
}

fn json_lines(text: &str) -> Result<Table> {
    let mut table = Table::default();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let json: Json = serde_json::from_str(line).map_err(|e| malformed(at + 1, e))?;
        let members = json.as_object().ok_or_else(|| malformed(at + 1, "not an object"))?;
        let mut row = BTreeMap::new();
        for (name, value) in members {
            if !table.columns.contains(name) {
                table.columns.push(name.clone());
            }
            row.insert(name.clone(), plain(value));
        }
        table.rows.push(Row(row));
    }
    Ok(table)
}

/// Lists are joined by `; `; what has no plain form stays JSON.
fn plain(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        Json::Array(all) => all.iter().map(plain).collect::<Vec<_>>().join("; "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_chinese_encodings_and_marks_are_read() {
        let (gb, _, _) = GB18030.encode("名称,年\n轴承,2019\n");
        let table = csv_rows(&decoded(&gb).unwrap()).unwrap();
        assert_eq!(table.rows[0].get("名称"), "轴承");
        assert_eq!(decoded(b"\xef\xbb\xbfa").unwrap(), "a");
        assert_eq!(decoded(b"a\xff\xffb").unwrap_err().code, "file-encoding");
    }

    #[test]
    fn a_row_that_does_not_fit_is_named() {
        assert_eq!(csv_rows("a,b\n1,2\n3\n").unwrap_err().args[0].1, "2");
        assert_eq!(csv_rows("a\tb;c\td\n1\t2\t3\n").unwrap().columns, ["a", "b;c", "d"]);
        assert_eq!(csv_rows("a;b\n1,5;2\n").unwrap().rows[0].get("a"), "1,5");
        assert_eq!(json_lines("{\"a\":1}\n{oops\n").unwrap_err().args[0].1, "2");
        assert_eq!(json_lines("{\"a\":[\"x\",2]}\n").unwrap().rows[0].get("a"), "x; 2");
    }
}
