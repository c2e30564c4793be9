//! Cells of files that people take away, and CSV made of them.

use std::io::Write;

use csv::{Terminator, WriterBuilder};
use entente_kernel::{Date, Problem, Result};

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// A text.
    Text(String),
    /// A whole number.
    Int(i64),
    /// A decimal number as it is written: `-1234.50`.
    Decimal(String),
    /// A day.
    Date(Date),
    /// Yes or no.
    Flag(bool),
}

impl Cell {
    /// The cell as a text, without any guard.
    #[must_use]
    pub fn plain(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) | Self::Decimal(text) => text.clone(),
            Self::Int(number) => number.to_string(),
            Self::Date(day) => day.to_string(),
            Self::Flag(flag) => flag.to_string(),
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text.to_owned()) }
    }
}

/// A text that no spreadsheet program takes for a formula: what begins like one gets an apostrophe, a plain number
/// like `-5` or `+1.50` does not. What has apostrophes already gets one more, so that [`unguarded`] gives back exactly
/// what was there. Source: OWASP, CSV Injection.
#[must_use]
pub fn guarded(text: String) -> String {
    if is_formula(text.trim_start_matches('\'')) { format!("'{text}") } else { text }
}

/// The text that [`guarded`] was given.
#[must_use]
pub fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if is_formula(rest.trim_start_matches('\'')) => rest,
        _ => text,
    }
}

fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']) && !is_number(text)
}

/// Digits with at most one sign and one point.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let all = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    all(whole) && all(part)
}

/// A CSV file (RFC 4180, UTF-8) that is being written.
pub struct CsvFile<W: Write>(csv::Writer<W>);

impl<W: Write> CsvFile<W> {
    /// Begins a file, with the mark by which Excel knows UTF-8 if `mark` says so. Errors: those of `out`.
    pub fn new(mut out: W, mark: bool) -> Result<Self> {
        if mark {
            out.write_all(b"\xef\xbb\xbf").map_err(Problem::internal)?;
        }
        Ok(Self(WriterBuilder::new().terminator(Terminator::CRLF).flexible(true).from_writer(out)))
    }

    /// Writes a line; texts are guarded. Errors: those of the file.
    pub fn line(&mut self, cells: &[Cell]) -> Result<()> {
        let texts = cells.iter().map(|cell| guarded(cell.plain()));
        self.0.write_record(texts).map_err(Problem::internal)
    }

    /// Ends the file. Errors: those of the file.
    pub fn finish(self) -> Result<W> {
        self.0.into_inner().map_err(|why| Problem::internal(why.error()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_begins_like_a_formula_is_guarded_and_a_number_is_not() {
        for formula in
            ["=1+1", "+A1", "-A1", "@SUM(A1)", "\t=1", "\r=1", "-", "+", "-1-2", "-.5", "-1e5", "＝1"]
        {
            assert_eq!(guarded(formula.into()), format!("'{formula}"));
        }
        for plain in ["-5", "+5", "-5.20", "5", "", "a=b", "2024-05-01", "'s Hertogenbosch", "''", "'-5"] {
            assert_eq!(guarded(plain.into()), plain);
        }
    }

    proptest! {
        #[test]
        fn no_cell_is_a_formula_and_each_comes_back(text in "['=+@\\t\\r0-9.a＝-]{0,5}|[-+]?[0-9]{1,3}(\\.[0-9]{1,2})?|.*") {
            let cell = guarded(text.clone());
            let begins = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
            prop_assert!(!begins || cell.parse::<f64>().is_ok(), "{cell:?}");
            prop_assert_eq!(unguarded(&cell), text);
        }
    }

    #[test]
    fn a_file_comes_back_as_it_was_written() {
        let mut file = CsvFile::new(Vec::new(), true).unwrap();
        file.line(&["名称".into(), "note".into()]).unwrap();
        let day = Cell::Date("2024-05-01".parse().unwrap());
        file.line(&["a,\"b\"\nc".into(), day, Cell::Int(-5), Cell::Flag(true), "=1".into()]).unwrap();
        let bytes = file.finish().unwrap();
        assert!(bytes.starts_with(b"\xef\xbb\xbf"));
        let sheets =
            crate::Bounded::in_this_process().table(bytes.as_slice(), &crate::Limits::default()).unwrap();
        let lines = &sheets.sheets[0].lines;
        assert_eq!(lines[0].cells, ["名称", "note"]);
        assert_eq!(lines[1].cells, ["a,\"b\"\nc", "2024-05-01", "-5", "true", "'=1"]);
    }
}
