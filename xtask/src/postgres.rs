//! A throw-away PostgreSQL for one run of the tests.
//!
//! `postgres.sh` keeps the server and holds our pipe: when we end, by success, failure, Ctrl-C or worse, the pipe
//! closes, and the keeper stops the server and removes its folder.

use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::shell::{self, Outcome};

/// Debian 12's package of the server.
pub(crate) const PACKAGE: &str = "postgresql-15";

const DEBIAN_PROGRAMS: &str = "/usr/lib/postgresql";
const PREFERRED: &str = "15";
const START_LIMIT: Duration = Duration::from_secs(60);
const KEEPER: &str = include_str!("postgres.sh");

/// A running server; dropping it stops the server and removes its folder.
pub(crate) struct Server {
    keeper: Child,
    folder: PathBuf,
    port: u16,
}

/// The folder that holds `initdb` and `postgres`: Debian's version 15, its newest, or the one in `PATH`.
pub(crate) fn programs() -> Option<PathBuf> {
    let mut versions: Vec<PathBuf> = std::fs::read_dir(DEBIAN_PROGRAMS)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    versions.sort_by_key(|path| {
        let version = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        (version == PREFERRED, version.parse::<u16>().unwrap_or(0))
    });
    let in_path =
        shell::find("initdb").and_then(|file| file.canonicalize().ok()?.parent().map(PathBuf::from));
    let debian = versions.into_iter().rev().map(|version| version.join("bin"));
    debian.chain(in_path).find(|bin| bin.join("initdb").is_file() && bin.join("postgres").is_file())
}

impl Server {
    /// Creates a database cluster and starts it on a free loopback port.
    ///
    /// # Errors
    /// Says which step failed, with the server's own log.
    pub(crate) fn start() -> Outcome<Self> {
        let bin = programs().ok_or_else(|| format!("no PostgreSQL server found; install {PACKAGE}"))?;
        let owner = unprivileged_owner()?;
        let folder = create_folder(owner)?;
        let port = free_port()?;
        let mut command = Command::new("/bin/sh");
        command.args(["-c", KEEPER, "postgres.sh"]).arg(&bin).arg(&folder).arg(port.to_string());
        // A group of its own, so that a Ctrl-C in the terminal reaches the keeper through the pipe only.
        command.current_dir(&folder).stdin(Stdio::piped()).stdout(Stdio::null()).process_group(0);
        command.env_clear().env("PATH", "/usr/bin:/bin").env("LC_ALL", "C.UTF-8");
        if let Some((user, group)) = owner {
            command.uid(user).gid(group);
        }
        let keeper = command.spawn().map_err(|error| format!("cannot start PostgreSQL: {error}"))?;
        let mut server = Self { keeper, folder, port };
        server.await_ready(&bin)?;
        Ok(server)
    }

    /// Where tests connect to create databases of their own.
    pub(crate) fn url(&self) -> String {
        format!("postgres://entente@127.0.0.1:{}/postgres", self.port)
    }

    fn await_ready(&mut self, bin: &Path) -> Outcome {
        let begin = Instant::now();
        while begin.elapsed() < START_LIMIT {
            if let Ok(Some(status)) = self.keeper.try_wait() {
                return Err(format!("PostgreSQL did not start: {status}"));
            }
            let mut probe = Command::new(bin.join("pg_isready"));
            probe.args(["--quiet", "--host=127.0.0.1", "--username=entente", "--dbname=postgres"]);
            probe.arg(format!("--port={}", self.port));
            if probe.status().is_ok_and(|status| status.success()) {
                return Ok(());
            }
            sleep(Duration::from_millis(100));
        }
        let log = std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        Err(format!("PostgreSQL is not ready after {} s; its log:\n{log}", START_LIMIT.as_secs()))
    }
}

/// A server that can be killed and started again over the same cluster, and keeps what it promised: here the disk is
/// waited for. Gone with its folder when it is dropped.
pub(crate) struct Mortal {
    folder: PathBuf,
    port: u16,
    owner: Option<(u32, u32)>,
    child: Option<Child>,
}

impl Mortal {
    /// # Errors
    /// When no cluster can be made or started.
    pub(crate) fn new() -> Outcome<Self> {
        let bin = programs().ok_or_else(|| format!("no PostgreSQL server found; install {PACKAGE}"))?;
        let owner = unprivileged_owner()?;
        let folder = create_folder(owner)?;
        let mut mortal = Self { folder, port: free_port()?, owner, child: None };
        let mut make = Command::new(bin.join("initdb"));
        make.arg("--pgdata").arg(mortal.folder.join("data"));
        make.args(["--username=entente", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]);
        shell::output(mortal.as_owner(&mut make))?;
        mortal.start()?;
        Ok(mortal)
    }

    /// Where its one database is.
    pub(crate) fn url(&self) -> String {
        format!("postgres://entente@127.0.0.1:{}/postgres", self.port)
    }

    fn as_owner<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        command.current_dir(&self.folder).env("LC_ALL", "C.UTF-8");
        if let Some((user, group)) = self.owner {
            command.uid(user).gid(group);
        }
        command
    }

    /// Starts it, unless it is at work, and waits until it answers.
    ///
    /// # Errors
    /// When it does not answer in a minute.
    pub(crate) fn start(&mut self) -> Outcome {
        let bin = programs().ok_or("no PostgreSQL server found")?;
        let begin = Instant::now();
        while begin.elapsed() < START_LIMIT {
            let ended = self.child.as_mut().is_none_or(|child| !matches!(child.try_wait(), Ok(None)));
            // After a kill its children need a moment to let go of the cluster; until then it refuses to start.
            if ended {
                let mut serve = Command::new(bin.join("postgres"));
                serve.arg("-D").arg(self.folder.join("data")).args(["-p", &self.port.to_string()]);
                serve.args(["-c", "listen_addresses=127.0.0.1", "-c"]);
                serve.arg(format!("unix_socket_directories={}", self.folder.display()));
                let log = std::fs::File::options().create(true).append(true).open(self.folder.join("log"));
                serve.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log.map_err(|e| e.to_string())?);
                self.child = Some(self.as_owner(&mut serve).spawn().map_err(|e| e.to_string())?);
            }
            let mut probe = Command::new(bin.join("psql"));
            probe.args([&self.url(), "-q", "-c", "SELECT 1"]).stdout(Stdio::null()).stderr(Stdio::null());
            if probe.status().is_ok_and(|status| status.success()) {
                return Ok(());
            }
            sleep(Duration::from_millis(50));
        }
        Err("PostgreSQL did not come back".into())
    }

    /// Ends it in an instant, with every process of it.
    ///
    /// # Errors
    /// When it was not at work.
    pub(crate) fn kill(&mut self) -> Outcome {
        let mut child = self.child.take().ok_or("PostgreSQL is not at work")?;
        let children =
            shell::output(Command::new("ps").args(["-o", "pid=", "--ppid", &child.id().to_string()]));
        child.kill().map_err(|e| e.to_string())?;
        child.wait().map_err(|e| e.to_string())?;
        for id in children.unwrap_or_default().split_whitespace() {
            // Some end by themselves the moment before.
            let _ = shell::output(Command::new("kill").args(["-9", id]));
        }
        Ok(())
    }
}

impl Drop for Mortal {
    fn drop(&mut self) {
        let _ = self.kill();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        if let Err(error) = self.keeper.wait() {
            eprintln!("the throw-away PostgreSQL in {} may still run: {error}", self.folder.display());
        }
    }
}

/// The user and group that own the server when we are root, which `initdb` refuses to serve.
fn unprivileged_owner() -> Outcome<Option<(u32, u32)>> {
    if !shell::is_root() {
        return Ok(None);
    }
    let number = |flag: &str, user: &str| -> Option<u32> {
        shell::output(Command::new("id").args([flag, user])).ok()?.trim().parse().ok()
    };
    let owner =
        ["postgres", "nobody"].into_iter().find_map(|user| Some((number("-u", user)?, number("-g", user)?)));
    owner
        .map(Some)
        .ok_or_else(|| "neither user `postgres` nor `nobody` exists to run PostgreSQL as".to_owned())
}

/// A fresh folder that only the server's user can enter.
fn create_folder(owner: Option<(u32, u32)>) -> Outcome<PathBuf> {
    // Another user cannot reach a folder in root's home, and a socket's path must stay short.
    let base = if owner.is_some() { PathBuf::from("/tmp") } else { std::env::temp_dir() };
    let folder = base.join(format!("entente-test-{}-{}", std::process::id(), free_port()?));
    let problem = |error: std::io::Error| format!("cannot prepare {}: {error}", folder.display());
    std::fs::create_dir(&folder).map_err(problem)?;
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o700)).map_err(problem)?;
    if let Some((user, group)) = owner {
        chown(&folder, Some(user), Some(group)).map_err(problem)?;
    }
    Ok(folder)
}

fn free_port() -> Outcome<u16> {
    let listener = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    listener.map(|address| address.port()).map_err(|error| format!("no free port on 127.0.0.1: {error}"))
}

#[cfg(test)]
mod tests {
    use std::net::TcpStream;

    use super::*;

    #[test]
    fn a_server_answers_and_leaves_nothing_behind() {
        if programs().is_none() {
            println!("skipped: no PostgreSQL server; install {PACKAGE}");
            return;
        }
        let server = Server::start().unwrap();
        let (folder, port) = (server.folder.clone(), server.port);
        assert!(folder.exists());
        assert!(TcpStream::connect(("127.0.0.1", port)).is_ok());
        assert_eq!(server.url(), format!("postgres://entente@127.0.0.1:{port}/postgres"));
        drop(server);
        assert!(!folder.exists());
        assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
    }
}
