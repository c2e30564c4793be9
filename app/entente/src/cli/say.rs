//! Words for whoever reads the standard output.

use std::fmt::Arguments;
use std::io::{ErrorKind, Write, stdout};
use std::process;

/// What the system says of a program whose reader has gone: 128 and the number of the signal.
const READER_GONE: i32 = 128 + 13;

/// Stands in front of the standard library's for every command: that one panics when its reader has gone.
macro_rules! println {
    ($($words:tt)*) => { $crate::cli::say::line(format_args!($($words)*)) };
}

/// Writes a line. When nobody reads any more (`entente routes | head`), the program ends without a word.
pub(super) fn line(words: Arguments<'_>) {
    let mut out = stdout().lock();
    if let Err(error) = writeln!(out, "{words}") {
        if error.kind() != ErrorKind::BrokenPipe {
            eprintln!("entente: standard output: {error}");
        }
        process::exit(READER_GONE);
    }
}
