//! Tables as text, divided by commas, semicolons or tabs.

use csv::{ReaderBuilder, StringRecord};
use entente_kernel::{Class, Problem, Result};

use crate::child::{Emit, Part};
use crate::table::{decoded_owned, divider};

/// Reads a table; lines may differ in length. Errors: `file-encoding`, `file-malformed` with the line.
pub(crate) fn read(bytes: Vec<u8>, emit: Emit) -> Result<()> {
    let text = decoded_owned(bytes)?;
    let mut reader = ReaderBuilder::new()
        .flexible(true)
        .has_headers(false)
        .delimiter(divider(&text))
        .from_reader(text.as_bytes());
    emit(Part::Sheet(String::new()))?;
    let mut record = StringRecord::new();
    let mut number = 0;
    loop {
        let start = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        let more = reader.read_record(&mut record).map_err(|why| {
            Problem::new(Class::Malformed, "file-malformed").with("row", number + 1).because(why)
        })?;
        if !more {
            return Ok(());
        }
        number += 1 + blank_lines(&text, start);
        emit(Part::Line(number, record.iter().map(str::to_owned).collect()))?;
    }
}

/// How many blank lines stand at this place: the reader passes over them, a spreadsheet program counts them.
fn blank_lines(text: &str, start: usize) -> usize {
    let mut rest = text.as_bytes().get(start..).unwrap_or_default();
    // The reader stops between the two signs of a line's end.
    if start > 0 && text.as_bytes().get(start - 1) == Some(&b'\r') {
        rest = rest.strip_prefix(b"\n").unwrap_or(rest);
    }
    let mut blank = 0;
    loop {
        rest = match rest {
            [b'\r', b'\n', rest @ ..] | [b'\r' | b'\n', rest @ ..] => rest,
            _ => return blank,
        };
        blank += 1;
    }
}

#[cfg(test)]
mod tests {
    use crate::{Bounded, Limits, Sheet};

    fn sheet(text: &[u8]) -> Sheet {
        Bounded::in_this_process().table(text, &Limits::default()).unwrap().sheets.remove(0)
    }

    #[test]
    fn lines_are_numbered_as_a_spreadsheet_program_shows_them() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["a,b", "", "\"x", "y\",2", "", "", "3"].join(end);
            let numbers: Vec<usize> = sheet(text.as_bytes()).lines.iter().map(|line| line.number).collect();
            assert_eq!(numbers, [1, 3, 6], "{end:?}");
        }
        assert_eq!(sheet(b"\n\na\n").lines[0].number, 3);
    }

    #[test]
    fn lines_of_any_length_marks_and_encodings_are_read() {
        let read = sheet("\u{feff}name;year\na;1;more\nb\n;\n".as_bytes());
        assert_eq!(read.lines[0].cells, ["name", "year"]);
        assert_eq!(read.lines[1].cells, ["a", "1", "more"]);
        assert_eq!(read.lines[2].cells, ["b"]);
        assert_eq!(read.lines.len(), 3, "a line of empty cells is none");
        let wide: Vec<u8> = "\u{feff}名称\t年\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(sheet(&wide).lines[0].cells, ["名称", "年"]);
    }
}
