//! The side that has a file read: starts the child, feeds it, and ends it when it takes too much.

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use entente_kernel::{Class, Problem, Result};

use crate::child::{self, Emit, Part, Said, Wanted};
use crate::limits::{CODES, damaged, too_heavy, too_large, too_slow};
use crate::{Limits, Sheet, Sheets};

/// How many children may be at work at once; the others wait.
const AT_ONCE: usize = 2;
/// The signals by which the kernel ends a child at its limit of time.
const BY_TIME: [i32; 2] = [24, 9];

/// Reads files that nobody vouches for, each in a process of its own that may neither take much nor harm much.
#[derive(Debug, Clone)]
pub struct Bounded {
    place: Place,
    turns: Arc<(Mutex<usize>, Condvar)>,
}

#[derive(Debug, Clone)]
enum Place {
    Child(PathBuf),
    Here,
}

/// What reading a file took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cost {
    /// By the clock.
    pub time: Duration,
    /// Most bytes of memory beside the program's own; 0 when the child did not come to its end.
    pub memory: u64,
}

impl Bounded {
    /// By children of `program`, which is called as `program read table|text MEMORY SECONDS` and calls
    /// [`crate::child()`].
    #[must_use]
    pub fn new(program: impl Into<PathBuf>) -> Self {
        Self { place: Place::Child(program.into()), turns: Arc::default() }
    }

    /// By children of the program that runs, also after its file was replaced by a newer one.
    #[must_use]
    pub fn by_this_program() -> Self {
        let running = PathBuf::from("/proc/self/exe");
        Self::new(if running.exists() { running } else { std::env::current_exe().unwrap_or_default() })
    }

    /// In this process, bound by the limits of size alone: for tests and for files of the operator's own.
    #[must_use]
    pub fn in_this_process() -> Self {
        Self { place: Place::Here, turns: Arc::default() }
    }

    /// Every table of a CSV or Excel file. Errors: `file-damaged`, `file-malformed` with the line, `file-encoding`,
    /// `file-password`, `file-not-table`, `file-too-large`, `file-too-heavy`, `file-too-slow`.
    pub fn table(&self, input: impl Read + Send, limits: &Limits) -> Result<Sheets> {
        let mut sheets = Sheets::default();
        self.read(Wanted::Table, input, limits, &mut |part| {
            sheets.take(part);
            Ok(())
        })?;
        Ok(sheets)
    }

    /// The text of a PDF, a Word document or a plain text. Errors: as [`Bounded::table`], and `file-no-text`.
    pub fn text(&self, input: impl Read + Send, limits: &Limits) -> Result<String> {
        let mut text = String::new();
        self.read(Wanted::Text, input, limits, &mut |part| {
            if let Part::Text(more) = part {
                text.push_str(&more);
            }
            Ok(())
        })?;
        Ok(text)
    }

    /// Reads a file piece by piece, and says what it took. What was emitted before an error does not count. Errors: as
    /// [`Bounded::table`] and [`Bounded::text`], and those of `emit`.
    pub fn read(&self, wanted: Wanted, input: impl Read + Send, limits: &Limits, emit: Emit) -> Result<Cost> {
        let started = Instant::now();
        match &self.place {
            Place::Child(program) => {
                let _turn = Turn::wait(&self.turns);
                let memory = in_child(program, wanted, input, limits, emit)?;
                Ok(Cost { time: started.elapsed(), memory })
            }
            Place::Here => {
                let mut bytes = Vec::new();
                input.take(limits.input + 1).read_to_end(&mut bytes).map_err(damaged)?;
                if size(bytes.len()) > limits.input {
                    return Err(too_large(limits.input));
                }
                child::read(wanted, bytes, emit)?;
                Ok(Cost { time: started.elapsed(), memory: 0 })
            }
        }
    }
}

impl Sheets {
    fn take(&mut self, part: Part) {
        match part {
            Part::Sheet(name) => self.sheets.push(Sheet { name, lines: Vec::new() }),
            Part::Line(number, cells) => {
                if let Some(sheet) = self.sheets.last_mut() {
                    sheet.lines.push(crate::Line { number, cells });
                }
            }
            Part::Text(_) => {}
        }
    }
}

/// A place among the children at work.
struct Turn<'a>(&'a (Mutex<usize>, Condvar));

impl<'a> Turn<'a> {
    fn wait(turns: &'a (Mutex<usize>, Condvar)) -> Self {
        let at_work = turns.0.lock().unwrap_or_else(PoisonError::into_inner);
        let full = |at_work: &mut usize| *at_work >= AT_ONCE;
        *turns.1.wait_while(at_work, full).unwrap_or_else(PoisonError::into_inner) += 1;
        Self(turns)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        *self.0.0.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        self.0.1.notify_one();
    }
}

fn size(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

fn start(program: &Path, wanted: Wanted, limits: &Limits) -> Result<Child> {
    let seconds = limits.time.as_secs().max(1);
    Command::new(program)
        .args(["read", wanted.word(), &limits.memory.to_string(), &seconds.to_string()])
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|why| Problem::internal(format!("{}: {why}", program.display())))
}

/// How the child's life ended.
struct Ended {
    status: Option<ExitStatus>,
    overdue: bool,
}

/// Gives the most bytes of memory that the child took.
fn in_child(
    program: &Path,
    wanted: Wanted,
    input: impl Read + Send,
    limits: &Limits,
    emit: Emit,
) -> Result<u64> {
    let mut child = start(program, wanted, limits)?;
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let (Some(stdin), Some(stdout), Some(stderr)) = (stdin, stdout, stderr) else {
        return Err(Problem::internal("a child without pipes"));
    };
    let deadline = Instant::now() + limits.time;
    let (done, finished) = channel();
    thread::scope(|scope| {
        let feeding = scope.spawn(|| feed(input, stdin, limits.input));
        let complaint = scope.spawn(move || first_words(stderr));
        let ending = scope.spawn(move || end(child, &finished, deadline));
        let heard = listen(BufReader::new(stdout), limits, emit);
        // Whoever waits for this has gone only when the child has.
        done.send(heard.is_ok()).ok();
        let ended = ending.join().map_err(|_| Problem::internal("the watch over a child broke"))?;
        feeding.join().map_err(|_| Problem::internal("what feeds a child broke"))??;
        let complaint = complaint.join().unwrap_or_default();
        match heard? {
            Some(peak) => Ok(peak),
            None => Err(why(&ended, &complaint, limits)),
        }
    })
}

/// Hands the file over; a child that no longer listens is no error here. Errors: `file-too-large`.
fn feed(mut input: impl Read, mut stdin: ChildStdin, most: u64) -> Result<()> {
    let mut buffer = vec![0; 64 << 10];
    let mut taken = 0;
    loop {
        let read = match input.read(&mut buffer) {
            Ok(read) => read,
            Err(why) if why.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(why) => return Err(Problem::internal(why)),
        };
        taken += size(read);
        if taken > most {
            return Err(too_large(most));
        }
        let piece = buffer.get(..read).unwrap_or_default();
        if piece.is_empty() || stdin.write_all(piece).is_err() {
            return Ok(());
        }
    }
}

/// Hears the child out. Gives its peak of memory, or nothing when it ended in the middle. Errors: its own, those of
/// `emit`, `file-too-large` when it says too much.
fn listen(stdout: impl BufRead, limits: &Limits, emit: Emit) -> Result<Option<u64>> {
    let mut stdout = stdout.take(limits.output + 1);
    let mut line = Vec::new();
    let mut heard = 0;
    loop {
        line.clear();
        heard += size(stdout.read_until(b'\n', &mut line).map_err(damaged)?);
        if heard > limits.output {
            return Err(too_large(limits.output));
        }
        if line.last() != Some(&b'\n') {
            return Ok(None);
        }
        match serde_json::from_slice(&line).map_err(damaged)? {
            Said::Part(part) => emit(part)?,
            Said::End { peak } => return Ok(Some(peak)),
            Said::Problem { detail, .. } if is_hungry(&detail) => return Err(too_heavy(limits.memory)),
            Said::Problem { code, args, detail } => return Err(said(&code, &args, detail)),
        }
    }
}

/// A problem as the child named it.
fn said(code: &str, args: &[(String, String)], detail: String) -> Problem {
    let Some((code, class)) = CODES.iter().find(|(known, _)| *known == code) else {
        return damaged(code);
    };
    let arg = |name: &'static str| {
        let found = args.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| (name, value.clone()))
    };
    let args = ["row", "max", "seconds"].into_iter().filter_map(arg).collect();
    Problem { args, detail: Some(detail), ..Problem::new(*class, code) }
}

fn first_words(stderr: impl Read) -> String {
    let (mut words, mut stderr) = (Vec::new(), stderr);
    stderr.by_ref().take(4096).read_to_end(&mut words).ok();
    std::io::copy(&mut stderr, &mut std::io::sink()).ok();
    String::from_utf8_lossy(&words).into_owned()
}

/// Waits for the child, and kills it at the deadline or when nobody listens any more.
fn end(mut child: Child, finished: &Receiver<bool>, deadline: Instant) -> Ended {
    let left = deadline.saturating_duration_since(Instant::now());
    let mut overdue = match finished.recv_timeout(left) {
        Ok(heard_out) => !heard_out,
        Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => true,
    };
    // A child that was heard out has nothing left to do but to end.
    while !overdue && matches!(child.try_wait(), Ok(None)) {
        thread::sleep(Duration::from_millis(1));
        overdue = Instant::now() > deadline;
    }
    if overdue {
        child.kill().ok();
    }
    Ended { status: child.wait().ok(), overdue }
}

/// Rust's words for memory that was refused, by an abort or by an error.
fn is_hungry(words: &str) -> bool {
    words.contains("memory allocation") || words.contains("out of memory")
}

/// Why a child fell silent.
fn why(ended: &Ended, complaint: &str, limits: &Limits) -> Problem {
    let signal = ended.status.and_then(|status| status.signal());
    match signal {
        _ if is_hungry(complaint) => too_heavy(limits.memory),
        _ if ended.overdue => too_slow(limits.time),
        Some(signal) if BY_TIME.contains(&signal) => too_slow(limits.time),
        _ => {
            let status = ended.status.map(|status| status.to_string()).unwrap_or_default();
            Problem::new(Class::Malformed, "file-damaged").because(format!("{status} {complaint}"))
        }
    }
}
