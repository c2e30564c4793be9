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

fn start(driver: &str) -> House {
    let folder = std::env::temp_dir().join(format!("entente-stories-{}", std::process::id()));
    let (web, wire) = (free_port(), free_port());
    let address = format!("127.0.0.1:{web}");
    let data = folder.join("house");
    std::fs::create_dir_all(&folder).unwrap();
    // Few rows at once, so that a story can meet a list that is made in the background.
    let settings = folder.join("entente.toml");
    std::fs::write(&settings, "export_rows = 30\n").unwrap();
    let settings = settings.to_str().unwrap();
    let demo = ["demo", "--settings", settings, "--listen", &address, "--data", data.to_str().unwrap()];
    let said = BufReader::new(keep(env!("CARGO_BIN_EXE_entente"), &folder, &demo, Stdio::piped()).unwrap());
    let ready = said.lines().map_while(Result::ok).any(|line| line.starts_with("Entente answers"));
    assert!(ready, "the demo did not start");
    keep(driver, &folder, &[&format!("--port={wire}")], Stdio::null());
    let answers = (0..400).any(|_| {
        std::thread::sleep(Duration::from_millis(50));
        std::net::TcpStream::connect(("127.0.0.1", wire)).is_ok()
    });
    assert!(answers, "the driver did not start");
    House { base: format!("http://{address}"), driver: format!("http://127.0.0.1:{wire}"), folder: data }
}
