//! A program under measurement: started, watched, ended.

use std::io::{BufRead, BufReader};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::http::Http;
use crate::shell::Outcome;

/// Ticks of CPU time in a second, as Linux counts them.
const TICKS: u64 = 100;

/// A server on a port of its own.
pub(super) struct Program {
    child: Child,
    pub(super) port: u16,
    /// From the start to the first answered page.
    pub(super) first_page: Duration,
}

pub(crate) fn free_port() -> Outcome<u16> {
    let listener = TcpListener::bind("127.0.0.1:0").map_err(|e| e.to_string())?;
    Ok(listener.local_addr().map_err(|e| e.to_string())?.port())
}

impl Program {
    /// Starts Entente's demo over a folder.
    ///
    /// # Errors
    /// When it does not answer within two minutes.
    pub(super) fn entente(program: &Path, folder: &Path) -> Outcome<Self> {
        let port = free_port()?;
        let mut command = Command::new(program);
        command.args(["demo", "--listen", &format!("127.0.0.1:{port}"), "--data"]).arg(folder);
        Self::start(command, port, "/login")
    }

    /// Starts Entente's demo over a database server; the folder holds the rest.
    ///
    /// # Errors
    /// When it does not answer within two minutes.
    pub(super) fn on_server(program: &Path, folder: &Path, url: &str) -> Outcome<Self> {
        let port = free_port()?;
        let mut command = Command::new(program);
        command
            .args(["--database", url, "demo", "--listen", &format!("127.0.0.1:{port}"), "--data"])
            .arg(folder);
        Self::start(command, port, "/login")
    }

    /// Starts the bare baseline over the same file.
    ///
    /// # Errors
    /// When it does not answer.
    pub(super) fn bare(program: &Path, file: &Path, bytes: usize) -> Outcome<Self> {
        let port = free_port()?;
        let mut command = Command::new(program);
        command.arg(file).args([port.to_string(), bytes.to_string()]);
        Self::start(command, port, "/")
    }

    fn start(mut command: Command, port: u16, first: &str) -> Outcome<Self> {
        let begin = Instant::now();
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|e| format!("cannot start {command:?}: {e}"))?;
        // What it prints is read and dropped, or its pipe would fill.
        let out = child.stdout.take();
        std::thread::spawn(move || out.map(|out| BufReader::new(out).lines().for_each(drop)));
        while begin.elapsed() < Duration::from_secs(120) {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() && Http::open(port)?.get(first)?.status == 200
            {
                return Ok(Self { child, port, first_page: begin.elapsed() });
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Err(format!("{command:?} does not answer"))
    }

    /// Waits until the work beside the requests is done: half a second without use of the processor.
    pub(super) fn settle(&self) {
        let mut before = self.cpu();
        for _ in 0..240 {
            std::thread::sleep(Duration::from_millis(500));
            let now = self.cpu();
            if now == before {
                return;
            }
            before = now;
        }
    }

    /// CPU time used so far, in all threads.
    pub(super) fn cpu(&self) -> Duration {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap_or_default();
        let after = stat.rsplit(')').next().unwrap_or_default();
        let ticks =
            |at: usize| after.split_whitespace().nth(at).and_then(|t| t.parse::<u64>().ok()).unwrap_or(0);
        Duration::from_millis((ticks(11) + ticks(12)) * 1000 / TICKS)
    }

    /// The most memory that a child of the program ever held, in KiB, until `done`.
    pub(super) fn watch_children(&self, done: &AtomicBool, peak: &AtomicU64) {
        let parent = format!("PPid:\t{}\n", self.child.id());
        while !done.load(Ordering::Relaxed) {
            for entry in std::fs::read_dir("/proc").into_iter().flatten().flatten() {
                let status = std::fs::read_to_string(entry.path().join("status")).unwrap_or_default();
                if status.contains(&parent) {
                    peak.fetch_max(kib(&status, "VmHWM:"), Ordering::Relaxed);
                }
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// Memory in use that is not a mapped file, in MiB.
    pub(super) fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        kib(&status, "RssAnon:") / 1024
    }
}

fn kib(status: &str, name: &str) -> u64 {
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|l| l.split_whitespace().next()).and_then(|n| n.parse().ok()).unwrap_or(0)
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
