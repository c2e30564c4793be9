//! Workbooks of Excel 2007 and later, one cell at a time, so that a sheet's size on paper costs nothing.

use std::io::Cursor;

use calamine::{CellErrorType, DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use entente_kernel::{Class, Problem, Result};

use crate::child::{Emit, Part};
use crate::limits::damaged;

/// Reads every sheet that a person sees. Errors: `file-damaged`, `file-malformed` with the line.
pub(crate) fn read(bytes: Vec<u8>, emit: Emit) -> Result<()> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(explained)?;
    let shown = |sheet: &&calamine::Sheet| {
        sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible
    };
    let names: Vec<String> = book.sheets_metadata().iter().filter(shown).map(|s| s.name.clone()).collect();
    for name in names {
        emit(Part::Sheet(name.clone()))?;
        sheet(&mut book, &name, emit)?;
    }
    Ok(())
}

fn explained(why: XlsxError) -> Problem {
    match why {
        XlsxError::Password => Problem::new(Class::WrongType, "file-password"),
        why => damaged(why),
    }
}

fn sheet(book: &mut Xlsx<Cursor<Vec<u8>>>, name: &str, emit: Emit) -> Result<()> {
    let mut cells = book.worksheet_cells_reader(name).map_err(explained)?;
    let (mut number, mut line) = (0, Vec::new());
    loop {
        let next = cells.next_cell().map_err(|why| {
            Problem::new(Class::Malformed, "file-malformed").with("row", number.max(1)).because(why)
        })?;
        let Some(cell) = next else { break };
        let (row, column) = cell.get_position();
        let (row, column) = (position(row)?, position(column)?);
        if row + 1 != number {
            flush(number, &mut line, emit)?;
            number = row + 1;
        }
        let text = text(cell.get_value());
        if !text.is_empty() {
            line.resize(line.len().max(column + 1), String::new());
            if let Some(slot) = line.get_mut(column) {
                *slot = text;
            }
        }
    }
    flush(number, &mut line, emit)
}

fn flush(number: usize, line: &mut Vec<String>, emit: Emit) -> Result<()> {
    emit(Part::Line(number, std::mem::take(line)))
}

/// A place in a sheet; Excel's own borders are 1,048,576 lines and 16,384 columns.
fn position(at: u32) -> Result<usize> {
    usize::try_from(at).ok().filter(|at| *at < 1 << 20).ok_or_else(|| damaged("a cell outside of the sheet"))
}

/// A cell as the forms understand it.
fn text(value: &DataRef) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => plain(*number),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(flag) => flag.to_string(),
        DataRef::DateTime(moment) => day(moment),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.strip_suffix("T00:00:00").unwrap_or(text).to_owned()
        }
        DataRef::Error(error) => error_sign(error).to_owned(),
        DataRef::Empty => String::new(),
    }
}

/// A number with the 15 digits that Excel shows, without an exponent: 0.1 + 0.2 is 0.3 to everybody but the machine.
fn plain(number: f64) -> String {
    let shown: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    if shown == 0.0 { "0".into() } else { shown.to_string() }
}

/// A date; with the time when there is one; the time alone for spans and times of no day.
fn day(moment: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let days = moment.as_f64();
    if moment.is_duration() {
        return plain(days);
    }
    let time = format!("{hour:02}:{minute:02}:{second:02}");
    match () {
        () if (0.0..1.0).contains(&days) => time,
        () if time == "00:00:00" => format!("{year:04}-{month:02}-{day:02}"),
        () => format!("{year:04}-{month:02}-{day:02} {time}"),
    }
}

const fn error_sign(error: &CellErrorType) -> &'static str {
    match error {
        CellErrorType::Div0 => "#DIV/0!",
        CellErrorType::NA => "#N/A",
        CellErrorType::Name => "#NAME?",
        CellErrorType::Null => "#NULL!",
        CellErrorType::Num => "#NUM!",
        CellErrorType::Ref => "#REF!",
        _ => "#VALUE!",
    }
}
