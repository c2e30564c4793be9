//! The bounded child alone, for the tests of this crate; in the program it is `entente read`.

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let number = |at: usize| arguments.get(at).and_then(|word| word.parse().ok()).unwrap_or_default();
    entente_files::child(arguments.get(2).map_or("", String::as_str), number(3), number(4))
}
