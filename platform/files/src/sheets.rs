//! The one shape into which spreadsheets of every kind are read.

use std::collections::BTreeSet;

/// How many lines are looked at to find the header.
const LOOKED_AT: usize = 20;

/// A file of tables, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheets {
    /// The sheets that a person sees, in the file's order; a CSV file has one without a name.
    pub sheets: Vec<Sheet>,
}

/// One sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Its name in the file; `""` for CSV.
    pub name: String,
    /// The lines that hold anything.
    pub lines: Vec<Line>,
}

/// One line of a sheet, as text: dates as `2024-05-01`, numbers plain (`1234.5`), flags as `true` and `false`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// Its number as a spreadsheet program shows it, from 1; blank lines count.
    pub number: usize,
    /// Its cells from column A, without the empty ones at the end.
    pub cells: Vec<String>,
}

impl Line {
    /// The cell in a column, from 0; `""` without one.
    #[must_use]
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    fn filled(&self) -> usize {
        self.cells.iter().filter(|cell| !cell.trim().is_empty()).count()
    }
}

impl Sheet {
    /// Which of [`Sheet::lines`] names the columns, as it seems: the first that is at least half as full as the
    /// fullest of the first 20, so that titles above it are passed over.
    #[must_use]
    pub fn header(&self) -> usize {
        let first = self.lines.iter().take(LOOKED_AT);
        let fullest = first.clone().map(Line::filled).max().unwrap_or_default();
        first.map(Line::filled).position(|filled| filled * 2 >= fullest).unwrap_or_default()
    }

    /// The names of the columns when the line at `header` holds them: unique, and the column's letter where there is
    /// none.
    #[must_use]
    pub fn columns(&self, header: usize) -> Vec<String> {
        let named = self.lines.get(header).map_or(&[][..], |line| &line.cells);
        let widest = self.lines.iter().map(|line| line.cells.len()).max().unwrap_or_default();
        let mut taken = BTreeSet::new();
        let mut columns = Vec::with_capacity(widest);
        for at in 0..widest {
            let name = named.get(at).map(|name| name.trim()).filter(|name| !name.is_empty());
            let name =
                name.map_or_else(|| letter(at), |name| name.split_whitespace().collect::<Vec<_>>().join(" "));
            let unique = (1_usize..).map(|n| if n == 1 { name.clone() } else { format!("{name} ({n})") });
            let unique = unique.into_iter().find(|name| !taken.contains(name)).unwrap_or_default();
            taken.insert(unique.clone());
            columns.push(unique);
        }
        columns
    }

    /// The lines below the one at `header`.
    #[must_use]
    pub fn body(&self, header: usize) -> &[Line] {
        self.lines.get(header + 1..).unwrap_or_default()
    }
}

/// A column's letter as spreadsheet programs show it: 0 is A, 26 is AA.
#[must_use]
pub fn letter(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or_default()));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(lines: &[&[&str]]) -> Sheet {
        let line = |(at, cells): (usize, &&[&str])| Line {
            number: at + 1,
            cells: cells.iter().map(|cell| (*cell).to_owned()).collect(),
        };
        Sheet { name: String::new(), lines: lines.iter().enumerate().map(line).collect() }
    }

    #[test]
    fn a_title_above_the_header_is_passed_over() {
        let titled = sheet(&[&["合作企业名单"], &["名称", "国家", "年"], &["甲", "中国", "2019"]]);
        assert_eq!(titled.header(), 1);
        assert_eq!(titled.columns(1), ["名称", "国家", "年"]);
        assert_eq!(titled.body(1)[0].cell(2), "2019");
        assert_eq!(sheet(&[&["name"], &["a"]]).header(), 0);
        assert_eq!(sheet(&[]).header(), 0);
        assert!(sheet(&[]).body(0).is_empty());
    }

    #[test]
    fn columns_without_a_name_or_with_the_same_are_told_apart() {
        assert_eq!(
            sheet(&[&["a", "", "a", " b\nc "], &["1", "2", "3", "4", "5"]]).columns(0),
            ["a", "B", "a (2)", "b c", "E"]
        );
        assert_eq!([0, 25, 26, 701, 702, 16383].map(letter), ["A", "Z", "AA", "ZZ", "AAA", "XFD"]);
    }
}
