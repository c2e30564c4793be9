//! What reading a file may cost, and what is said when it costs more.

use std::time::Duration;

use entente_kernel::{Class, Problem};

/// What reading one file may cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Most bytes of the file.
    pub input: u64,
    /// Most bytes of what is read out of it.
    pub output: u64,
    /// Most bytes of memory beside the program's own.
    pub memory: u64,
    /// Longest time, of the clock and of the processor each.
    pub time: Duration,
}

impl Default for Limits {
    /// 50 MiB in, 64 MiB out, 200 MiB of memory, 5 seconds.
    fn default() -> Self {
        Self { input: 50 << 20, output: 64 << 20, memory: 200 << 20, time: Duration::from_secs(5) }
    }
}

/// The codes that a child may answer with.
pub(crate) const CODES: &[(&str, Class)] = &[
    ("file-damaged", Class::Malformed),
    ("file-too-large", Class::TooLarge),
    ("file-too-heavy", Class::TooLarge),
    ("file-too-slow", Class::TooLarge),
    ("file-encoding", Class::WrongType),
    ("file-malformed", Class::Malformed),
    ("file-password", Class::WrongType),
    ("file-not-table", Class::WrongType),
    ("file-no-text", Class::WrongType),
];

/// The file is damaged or not what it says.
pub(crate) fn damaged(why: impl std::fmt::Display) -> Problem {
    Problem::new(Class::Malformed, "file-damaged").because(why)
}

/// The file, or what is in it, is larger than `max` bytes.
pub(crate) fn too_large(max: u64) -> Problem {
    Problem::new(Class::TooLarge, "file-too-large").with("max", max >> 20)
}

/// Reading takes more than `max` bytes of memory.
pub(crate) fn too_heavy(max: u64) -> Problem {
    Problem::new(Class::TooLarge, "file-too-heavy").with("max", max >> 20)
}

/// Reading takes longer than `time`.
pub(crate) fn too_slow(time: Duration) -> Problem {
    Problem::new(Class::TooLarge, "file-too-slow").with("seconds", time.as_secs())
}
