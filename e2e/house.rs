//! The demo on a port of its own, and a driver; both are started once and end with the tests.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, OnceLock};
use std::time::Duration;

/// Where program and driver answer.
pub(crate) struct House {
    pub(crate) base: String,
    pub(crate) driver: String,
    folder: Folder,
}

impl House {
    /// Where its letters lie.
    pub(crate) fn mail(&self) -> std::path::PathBuf {
        self.folder.0.join("mail")
    }
}

struct Folder(std::path::PathBuf);

static CHILDREN: Mutex<Vec<Child>> = Mutex::new(Vec::new());
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

fn start(driver: &str) -> House {
    let folder = std::env::temp_dir().join(format!("entente-stories-{}", std::process::id()));
    let (web, wire) = (free_port(), free_port());
    let mut program = Command::new(env!("CARGO_BIN_EXE_entente"));
    program.args(["demo", "--listen", &format!("127.0.0.1:{web}"), "--data"]).arg(&folder);
    // Both end when this process does: they are asked to by the test's end, and by the closed pipe otherwise.
    let mut child = program.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let said = BufReader::new(child.stdout.take().unwrap());
    let ready = said.lines().map_while(Result::ok).any(|line| line.starts_with("Entente answers"));
    assert!(ready, "the demo did not start");
    let drives = Command::new(driver).arg(format!("--port={wire}")).stdout(Stdio::null()).spawn().unwrap();
    CHILDREN.lock().unwrap().extend([child, drives]);
    while std::net::TcpStream::connect(("127.0.0.1", wire)).is_err() {
        std::thread::sleep(Duration::from_millis(50));
    }
    House {
        base: format!("http://127.0.0.1:{web}"),
        driver: format!("http://127.0.0.1:{wire}"),
        folder: Folder(folder),
    }
}

/// How many stories are under way or still to come; the last one closes the house.
static LEFT: Mutex<usize> = Mutex::new(crate::browse::STORIES);

/// Counts a story as done.
pub(crate) fn done() {
    let mut left = LEFT.lock().unwrap();
    *left -= 1;
    if *left == 0 {
        for mut child in CHILDREN.lock().unwrap().drain(..) {
            let _ = child.kill();
            let _ = child.wait();
        }
        if let Some(Some(house)) = HOUSE.get() {
            let _ = std::fs::remove_dir_all(&house.folder.0);
        }
    }
}
