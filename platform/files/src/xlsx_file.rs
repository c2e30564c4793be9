//! Excel files made line by line.

use std::io::Write;
use std::path::Path;

use entente_kernel::{Problem, Result};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use crate::Cell;

/// Most lines of a sheet, by Excel's own measure.
const MOST_LINES: u32 = 1_048_576;
/// Most letters of a cell, by Excel's own measure.
const MOST_LETTERS: usize = 32_767;
/// Most digits that a number of Excel keeps.
const MOST_DIGITS: usize = 15;
/// Width of a column in letters of the header, between these two.
const WIDTHS: (usize, usize) = (10, 40);

/// An Excel file of one sheet that is being written: its lines go to a temporary file at once, so that memory does not
/// grow with them.
pub struct XlsxFile {
    book: Workbook,
    next: u32,
    date: Format,
}

fn failed(why: XlsxError) -> Problem {
    Problem::internal(why)
}

impl XlsxFile {
    /// Begins a file with a sheet of that name and a header that stays in sight. Temporary files stand in `folder`.
    /// Errors: those of the folder.
    pub fn new(sheet: &str, header: &[String], folder: &Path) -> Result<Self> {
        let mut book = Workbook::new();
        // The same lines make the same bytes: the day of taking stands in the file's name, not in the file.
        let made = ExcelDateTime::from_ymd(1980, 1, 1).map_err(failed)?;
        book.set_properties(&DocProperties::new().set_creation_datetime(&made));
        book.set_tempdir(folder).map_err(failed)?;
        let page = book.add_worksheet_with_constant_memory().map_err(failed)?;
        page.set_name(name(sheet)).map_err(failed)?;
        page.set_freeze_panes(1, 0).map_err(failed)?;
        let bold = Format::new().set_bold();
        for (column, title) in (0_u16..).zip(header) {
            let width = title.chars().count().clamp(WIDTHS.0, WIDTHS.1) + 2;
            let width = f64::from(u16::try_from(width).unwrap_or_default());
            page.set_column_width(column, width).map_err(failed)?;
            page.write_string_with_format(0, column, cut(title), &bold).map_err(failed)?;
        }
        Ok(Self { book, next: 1, date: Format::new().set_num_format("yyyy-mm-dd") })
    }

    /// Writes a line. Texts stay texts, whatever they begin with. Errors: `sheet-full` beyond Excel's 1,048,576 lines.
    pub fn line(&mut self, cells: &[Cell]) -> Result<()> {
        if self.next >= MOST_LINES {
            return Err(Problem::conflict("sheet-full").with("max", MOST_LINES));
        }
        let page = self.book.worksheet_from_index(0).map_err(failed)?;
        for (column, cell) in (0_u16..).zip(cells) {
            write(page, self.next, column, cell, &self.date).map_err(failed)?;
        }
        self.next += 1;
        Ok(())
    }

    /// Ends the file and writes it out. Errors: those of `out`.
    pub fn finish(mut self, out: impl Write + Send) -> Result<()> {
        self.book.save_to_writer(out).map_err(failed)
    }
}

fn write(
    page: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Cell,
    date: &Format,
) -> std::result::Result<(), XlsxError> {
    match cell {
        Cell::Empty => return Ok(()),
        Cell::Text(text) => page.write_string(row, column, cut(text))?,
        Cell::Int(number) => return write(page, row, column, &Cell::Decimal(number.to_string()), date),
        Cell::Decimal(text) => match number(text) {
            Some(number) => page.write_number(row, column, number)?,
            None => page.write_string(row, column, cut(text))?,
        },
        // Excel knows no day before 1900.
        Cell::Date(day) if day.year() < 1900 => page.write_string(row, column, day.to_string())?,
        Cell::Date(day) => page.write_datetime_with_format(row, column, day, date)?,
        Cell::Flag(flag) => page.write_boolean(row, column, *flag)?,
    };
    Ok(())
}

/// A number that Excel keeps to the last digit; others stay texts.
fn number(text: &str) -> Option<f64> {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    if digits <= MOST_DIGITS { text.parse().ok() } else { None }
}

/// As many letters as a cell holds.
fn cut(text: &str) -> &str {
    text.char_indices().nth(MOST_LETTERS).map_or(text, |(at, _)| text.get(..at).unwrap_or(text))
}

/// A name that Excel takes: 31 letters, none of `[]:*?/\`, no apostrophe at either end.
fn name(sheet: &str) -> String {
    let plain: String = sheet.chars().filter(|sign| !"[]:*?/\\".contains(*sign)).take(31).collect();
    let plain = plain.trim_matches(|sign: char| sign == '\'' || sign.is_whitespace());
    if plain.is_empty() { "1".into() } else { plain.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Bounded, FileType, Limits};

    #[test]
    fn the_same_lines_make_the_same_bytes() {
        let made = |pause| {
            let mut file = XlsxFile::new("Partners", &["name".to_owned()], &std::env::temp_dir()).unwrap();
            file.line(&["Alpha".into()]).unwrap();
            // Longer than the second that a moment in a file is told to.
            std::thread::sleep(std::time::Duration::from_millis(pause));
            let mut bytes = Vec::new();
            file.finish(&mut bytes).unwrap();
            bytes
        };
        assert!(made(0) == made(1100));
    }

    #[test]
    fn a_file_comes_back_as_it_was_written() {
        let header = ["名称".to_owned(), "since".into(), "amount".into()];
        let mut file = XlsxFile::new("Partners / 合作伙伴", &header, &std::env::temp_dir()).unwrap();
        let day = |text: &str| Cell::Date(text.parse().unwrap());
        file.line(&["=HYPERLINK(\"x\")".into(), day("2024-05-01"), Cell::Decimal("-1234.50".into())])
            .unwrap();
        file.line(&[Cell::Empty, day("1850-01-02"), Cell::Decimal("1234567890123456.7".into())]).unwrap();
        file.line(&[]).unwrap();
        file.line(&[Cell::Flag(true), Cell::Int(7), Cell::Int(i64::MAX)]).unwrap();
        let mut bytes = Vec::new();
        file.finish(&mut bytes).unwrap();
        assert_eq!(FileType::of(&bytes), FileType::Xlsx);
        let read = Bounded::in_this_process().table(bytes.as_slice(), &Limits::default()).unwrap();
        let sheet = &read.sheets[0];
        assert_eq!(sheet.name, "Partners  合作伙伴");
        let lines: Vec<_> = sheet.lines.iter().map(|line| (line.number, line.cells.join("|"))).collect();
        assert_eq!(
            lines,
            [
                (1, "名称|since|amount".into()),
                (2, "=HYPERLINK(\"x\")|2024-05-01|-1234.5".into()),
                (3, "|1850-01-02|1234567890123456.7".into()),
                (5, format!("true|7|{}", i64::MAX)),
            ]
        );
    }
}
