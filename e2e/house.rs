//! The demo on a port of its own, and a driver; both are started once and end with the tests.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::{Mutex, OnceLock};
use std::time::Duration;

/// Where program and driver answer.
pub(crate) struct House {
    pub(crate) base: String,
    pub(crate) driver: String,
    folder: PathBuf,
}

impl House {
    /// Runs a command of the program on this house's data and gives what it says.
    pub(crate) fn run(&self, arguments: &[&str]) -> String {
        run(&self.folder, arguments)
    }

    /// A house of its own over a restored backup, with the same driver.
    pub(crate) fn restored(&self, backup: &str) -> &'static House {
        let folder = self.folder.with_file_name("restored");
        run(&folder, &["restore", backup]);
        let base = open(&folder, &folder.with_file_name("restored-settings"));
        Box::leak(Box::new(House { base, driver: self.driver.clone(), folder }))
    }

    /// Where its letters lie.
    pub(crate) fn mail(&self) -> PathBuf {
        self.folder.join("mail")
    }
}

/// The keepers of program and driver. Each holds a pipe from this process and ends with it, however it ends.
static KEEPERS: Mutex<Vec<Child>> = Mutex::new(Vec::new());
static HOUSE: OnceLock<Option<House>> = OnceLock::new();

/// The house; `None`, with a word about it, where there is no driver.
pub(crate) fn house() -> Option<&'static House> {
    let house = HOUSE.get_or_init(|| {
        let Ok(driver) = std::env::var("ENTENTE_TEST_CHROMEDRIVER") else { return None };
        Some(start(&driver))
    });
    if house.is_none() {
        println!("skipped: no driver in ENTENTE_TEST_CHROMEDRIVER");
    }
    house.as_ref()
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Runs a program until this process is gone, then takes away what it left in `folder`.
fn keep(program: &str, folder: &Path, arguments: &[&str], said: Stdio) -> Option<ChildStdout> {
    const KEEPER: &str = r#"folder=$1; shift; "$@" & kept=$!; read -r _; kill $kept; wait; rm -rf "$folder""#;
    let mut keeper = Command::new("sh");
    keeper.args(["-c", KEEPER, "keeper"]).arg(folder).arg(program).args(arguments);
    keeper.stdin(Stdio::piped()).stdout(said).stderr(Stdio::null());
    let mut keeper = keeper.spawn().unwrap();
    let said = keeper.stdout.take();
    KEEPERS.lock().unwrap().push(keeper);
    said
}

fn run(data: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_entente"));
    let done = command.arg("--data").arg(data).args(arguments).output().unwrap();
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(done.status.success(), "{arguments:?}: {said} {}", String::from_utf8_lossy(&done.stderr));
    said
}

/// Serves the demo over `data` until this process ends, then takes `folder` away; gives where it answers.
fn open(data: &Path, folder: &Path) -> String {
    let address = format!("127.0.0.1:{}", free_port());
    std::fs::create_dir_all(folder).unwrap();
    // Few rows at once, so that a story can meet a list that is made in the background.
    let settings = folder.join("entente.toml");
    std::fs::write(&settings, "export_rows = 30\n").unwrap();
    let settings = settings.to_str().unwrap();
    let demo = ["demo", "--settings", settings, "--listen", &address, "--data", data.to_str().unwrap()];
    let said = BufReader::new(keep(env!("CARGO_BIN_EXE_entente"), folder, &demo, Stdio::piped()).unwrap());
    let ready = said.lines().map_while(Result::ok).any(|line| line.starts_with("Entente answers"));
    assert!(ready, "the demo did not start");
    format!("http://{address}")
}

fn start(driver: &str) -> House {
    let folder = std::env::temp_dir().join(format!("entente-stories-{}", std::process::id()));
    let data = folder.join("house");
    let (base, wire) = (open(&data, &folder), free_port());
    keep(driver, &folder, &[&format!("--port={wire}")], Stdio::null());
    let answers = (0..400).any(|_| {
        std::thread::sleep(Duration::from_millis(50));
        std::net::TcpStream::connect(("127.0.0.1", wire)).is_ok()
    });
    assert!(answers, "the driver did not start");
    House { base, driver: format!("http://127.0.0.1:{wire}"), folder: data }
}
