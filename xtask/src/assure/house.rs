//! An installation to do harm to: the demo world in a folder of its own, served by the program as its operators serve it.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::bench::free_port;
use crate::http::Http;
use crate::shell::{self, Outcome};

/// How long a start may take before it counts as failed.
const PATIENCE: Duration = Duration::from_secs(60);

/// What the demo sets, and nothing else.
const SETTINGS: &str = r#"
time_zone = "Asia/Shanghai"
[institution]
name_en = "Demo University"
name_zh = "演示大学"
[[offices]]
id = "domestic"
name_en = "Domestic Cooperation"
name_zh = "国内合作办公室"
[[offices]]
id = "overseas"
name_en = "Overseas Cooperation"
name_zh = "海外合作办公室"
"#;

/// An installation; its folder goes when it is dropped.
pub(super) struct House {
    program: PathBuf,
    pub(super) folder: PathBuf,
    /// The data folder.
    pub(super) data: PathBuf,
    database: Option<String>,
    pub(super) port: u16,
    /// Started through this, to put limits around it: program and arguments.
    pub(super) through: Vec<String>,
}

/// The program at work; killed when it is dropped.
pub(super) struct Running {
    child: Child,
    /// From the start to `/readyz`.
    pub(super) ready: Duration,
}

impl House {
    /// An empty one. `database` is the address of an empty database, or none for a file in the folder.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub(super) fn empty(program: &Path, name: &str, database: Option<String>) -> Outcome<Self> {
        let port = free_port()?;
        let folder =
            std::env::temp_dir().join(format!("entente-assure-{}-{name}-{port}", std::process::id()));
        fs::create_dir_all(&folder).map_err(|e| e.to_string())?;
        let data = folder.join("data");
        let mail =
            format!("\n[mail]\nfolder = {:?}\nfrom = \"Demo <demo@demo.example>\"\n", folder.join("mail"));
        fs::write(folder.join("settings.toml"), format!("{SETTINGS}{mail}")).map_err(|e| e.to_string())?;
        Ok(Self { program: program.to_owned(), folder, data, database, port, through: Vec::new() })
    }

    /// One with the demo world in it.
    ///
    /// # Errors
    /// When the demo does not start.
    pub(super) fn demo(program: &Path, name: &str, database: Option<String>) -> Outcome<Self> {
        let house = Self::empty(program, name, database)?;
        house.start_as("demo")?.stop()?;
        Ok(house)
    }

    /// The same records in a further folder.
    ///
    /// # Errors
    /// When they cannot be copied.
    pub(super) fn twin(&self, name: &str) -> Outcome<Self> {
        let twin = Self::empty(&self.program, name, None)?;
        fs::create_dir_all(&twin.data).map_err(|e| e.to_string())?;
        for entry in fs::read_dir(&self.data).map_err(|e| e.to_string())?.flatten() {
            if entry.path().is_file() {
                fs::copy(entry.path(), twin.data.join(entry.file_name())).map_err(|e| e.to_string())?;
            }
        }
        Ok(twin)
    }

    /// The program with this installation's settings.
    pub(super) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = match self.through.split_first() {
            None => Command::new(&self.program),
            Some((first, rest)) => {
                let mut command = Command::new(first);
                command.args(rest).arg(&self.program);
                command
            }
        };
        command.arg("--settings").arg(self.folder.join("settings.toml")).arg("--data").arg(&self.data);
        if let Some(database) = &self.database {
            command.args(["--database", database]);
        }
        command.args(arguments);
        command
    }

    /// Runs a command to its end.
    ///
    /// # Errors
    /// When it fails, with what it printed.
    pub(super) fn run(&self, arguments: &[&str]) -> Outcome<String> {
        shell::output(&mut self.command(arguments))
    }

    /// A bearer token of the demo's account.
    ///
    /// # Errors
    /// When it cannot be made.
    pub(super) fn token(&self, login: &str) -> Outcome<String> {
        Ok(self.run(&["token", "create", login, "--name", "assure"])?.trim().to_owned())
    }

    /// A connection in the name of a token.
    ///
    /// # Errors
    /// When nobody answers.
    pub(super) fn http(&self, token: &str) -> Outcome<Http> {
        let mut http = Http::open(self.port)?;
        if !token.is_empty() {
            http.headers = format!("Authorization: Bearer {token}\r\n");
        }
        Ok(http)
    }

    /// Starts the server and waits until it is ready.
    ///
    /// # Errors
    /// When it ends or is not ready in a minute.
    pub(super) fn start(&self) -> Outcome<Running> {
        self.start_as("serve")
    }

    fn start_as(&self, command: &str) -> Outcome<Running> {
        let log = File::options().create(true).append(true).open(self.folder.join("log"));
        let log = log.map_err(|e| e.to_string())?;
        let begin = Instant::now();
        let mut child = self
            .command(&[command, "--listen", &format!("127.0.0.1:{}", self.port)])
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .map_err(|e| format!("cannot start {}: {e}", self.program.display()))?;
        while begin.elapsed() < PATIENCE {
            if let Ok(Some(status)) = child.try_wait() {
                return Err(format!("the server ended by itself: {status}\n{}", self.log()));
            }
            if self.is_ready() {
                return Ok(Running { child, ready: begin.elapsed() });
            }
            sleep(Duration::from_millis(2));
        }
        let _ = child.kill();
        Err(format!("the server was not ready after {} s\n{}", PATIENCE.as_secs(), self.log()))
    }

    pub(super) fn is_ready(&self) -> bool {
        Http::open(self.port).and_then(|mut http| http.get("/readyz")).is_ok_and(|a| a.status == 200)
    }

    /// The end of what the server wrote.
    pub(super) fn log(&self) -> String {
        let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        lines.get(lines.len().saturating_sub(12)..).unwrap_or_default().join("\n")
    }

    /// What must hold in every database, by the program's own words.
    ///
    /// # Errors
    /// The violations.
    pub(super) fn is_sound(&self) -> Outcome {
        self.run(&["verify"])?;
        self.run(&["check"]).map(drop)
    }
}

impl Drop for House {
    fn drop(&mut self) {
        if std::env::var_os("ENTENTE_TEST_KEEP").is_none() {
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

impl Running {
    /// Ends it in an instant, as a power cut does for the process.
    ///
    /// # Errors
    /// When it had already ended: it must not do so by itself.
    pub(super) fn kill(mut self) -> Outcome {
        if let Ok(Some(status)) = self.child.try_wait() {
            return Err(format!("the server ended by itself: {status}"));
        }
        self.child.kill().map_err(|e| e.to_string())?;
        self.child.wait().map_err(|e| e.to_string()).map(drop)
    }

    /// Ends it as an operator does.
    ///
    /// # Errors
    /// When it had ended, or does not end well.
    pub(super) fn stop(mut self) -> Outcome {
        if !self.is_alive() {
            return Err("the server ended by itself".into());
        }
        let id = self.child.id().to_string();
        shell::run(Command::new("kill").args(["-INT", &id]))?;
        let status = self.child.wait().map_err(|e| e.to_string())?;
        if status.success() { Ok(()) } else { Err(format!("the server did not end well: {status}")) }
    }

    /// Its process; what it was started through has become it.
    pub(super) fn id(&self) -> u32 {
        self.child.id()
    }

    pub(super) fn is_alive(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
