//! The side that reads a file: in a child process, its bytes come on standard input and what is read goes out as JSON
//! lines on standard output.

use std::fs;
use std::io::{self, BufWriter, Read, Write};
use std::process::ExitCode;

use entente_kernel::{Class, Problem, Result};
use rustix::process::{Resource, Rlimit, setrlimit};
use serde::{Deserialize, Serialize};

use crate::{FileType, delimited, docx, limits, pdf, table, workbook};

/// Bytes of a piece of plain text.
const PIECE: usize = 64 << 10;

/// A piece of what was read, in the file's order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Part {
    /// A sheet begins; its name.
    Sheet(String),
    /// A line of the sheet that began last: its number from 1 and its cells, none of them empty at the end.
    Line(usize, Vec<String>),
    /// Text.
    Text(String),
}

/// Takes the pieces of what is read; an error ends the reading.
pub type Emit<'a> = &'a mut dyn FnMut(Part) -> Result<()>;

/// What is wanted of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Its tables.
    Table,
    /// Its text.
    Text,
}

impl Wanted {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Text => "text",
        }
    }
}

/// A line of the child's answer.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Said {
    Part(Part),
    Problem {
        code: String,
        args: Vec<(String, String)>,
        detail: String,
    },
    /// All is read; the most bytes of memory that it took.
    End {
        peak: u64,
    },
}

/// Reads a file that is in memory. Errors: those of [`crate::Bounded`], but for its limits.
pub(crate) fn read(wanted: Wanted, bytes: Vec<u8>, emit: Emit) -> Result<()> {
    let emit = &mut |part| match part {
        Part::Line(number, mut cells) => {
            let filled = cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
            cells.truncate(filled);
            if cells.is_empty() { Ok(()) } else { emit(Part::Line(number, cells)) }
        }
        Part::Text(text) if text.is_empty() => Ok(()),
        part => emit(part),
    };
    match (wanted, FileType::of(&bytes)) {
        (Wanted::Table, FileType::Xlsx | FileType::Macros | FileType::Zip) => workbook::read(bytes, emit),
        (_, FileType::OldOffice) if is_locked(&bytes) => Err(Problem::new(Class::WrongType, "file-password")),
        (Wanted::Table, FileType::Text | FileType::Script) => delimited::read(bytes, emit),
        (Wanted::Table, _) => Err(Problem::new(Class::WrongType, "file-not-table")),
        (Wanted::Text, FileType::Pdf) => pdf::read(&bytes, emit),
        (Wanted::Text, FileType::Docx) => docx::read(bytes, emit),
        (Wanted::Text, FileType::Text) => in_pieces(&table::decoded_owned(bytes)?, emit),
        (Wanted::Text, _) => Err(Problem::new(Class::WrongType, "file-no-text")),
    }
}

/// So that whoever listens may stop before the end.
fn in_pieces(text: &str, emit: Emit) -> Result<()> {
    let mut rest = text;
    while !rest.is_empty() {
        let (piece, more) = rest.split_at(rest.floor_char_boundary(PIECE));
        emit(Part::Text(piece.to_owned()))?;
        rest = more;
    }
    Ok(())
}

/// Office wraps a file with a password into one of its old form.
fn is_locked(bytes: &[u8]) -> bool {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(name.len()).any(|window| window == name)
}

/// The whole life of a child process: binds itself to `memory` bytes beside what it has and to `seconds` of the
/// processor, reads standard input, answers on standard output. `wanted` is `table` or `text`.
#[must_use]
pub fn child(wanted: &str, memory: u64, seconds: u64) -> ExitCode {
    let started = memory_of("VmRSS:");
    // What a panic says is of no use to anybody; that it happened shows in how the process ends.
    std::panic::set_hook(Box::new(|_| {}));
    if bind(memory, seconds).is_err() {
        return ExitCode::from(2);
    }
    let wanted = if wanted == Wanted::Text.word() { Wanted::Text } else { Wanted::Table };
    let mut out = BufWriter::new(io::stdout().lock());
    let mut say = |said: &Said| {
        let written = serde_json::to_writer(&mut out, said).map_err(io::Error::other);
        written.and_then(|()| out.write_all(b"\n")).map_err(limits::damaged)
    };
    let mut bytes = Vec::new();
    let done = match io::stdin().lock().read_to_end(&mut bytes) {
        Ok(_) => read(wanted, bytes, &mut |part| say(&Said::Part(part))),
        Err(why) => Err(limits::damaged(why)),
    };
    let last = match done {
        Ok(()) => Said::End { peak: memory_of("VmHWM:").saturating_sub(started) },
        Err(problem) => Said::Problem {
            code: problem.code.to_owned(),
            args: problem.args.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
            detail: problem.detail.unwrap_or_default(),
        },
    };
    if say(&last).is_ok() && out.flush().is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn bind(memory: u64, seconds: u64) -> rustix::io::Result<()> {
    let to = |most: u64| Rlimit { current: Some(most), maximum: Some(most) };
    setrlimit(Resource::As, to(memory_of("VmSize:").saturating_add(memory)))?;
    // The first limit's signal says why; the second cannot be refused.
    setrlimit(Resource::Cpu, Rlimit { current: Some(seconds), maximum: Some(seconds + 1) })?;
    setrlimit(Resource::Fsize, to(0))?;
    setrlimit(Resource::Core, to(0))?;
    setrlimit(Resource::Nofile, to(16))
}

/// One of the kernel's figures about this process, in bytes; 0 where there are none.
fn memory_of(name: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kibibytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kibibytes.unwrap_or_default() << 10
}
