//! Making and dropping the databases themselves.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::sync::Mutex;

use entente_kernel::{Id, OsChance};
use entente_store::{Migration, Target, migrate};
use postgres::{Client, NoTls};

/// Counted by the test runner.
pub(crate) const NO_SERVER: &str = "skipped: no PostgreSQL address in ENTENTE_TEST_POSTGRES";

/// Templates made by this process, by their migrations.
static TEMPLATES: Mutex<Vec<(String, String)>> = Mutex::new(Vec::new());

/// A database that goes with the test.
pub(crate) struct Database {
    pub(crate) target: Target,
    drop_with: Option<(String, String)>,
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some((address, name)) = &self.drop_with {
            if let Ok(mut client) = Client::connect(address, NoTls) {
                client.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).ok();
            }
        } else if let Target::Sqlite(path) = &self.target {
            fs::remove_dir_all(path.parent().expect("a folder")).ok();
        }
    }
}

/// A migrated database on each engine at hand.
pub(crate) fn fresh(migrations: &[Migration]) -> Vec<Database> {
    let embedded = embedded();
    migrate(&embedded.target, migrations, crate::start()).expect("migrations apply");
    let mut all = vec![embedded];
    match server(Some(migrations)) {
        Some(server) => all.push(server),
        None => println!("{NO_SERVER}"),
    }
    all
}

pub(crate) fn embedded() -> Database {
    let folder: PathBuf = env::temp_dir().join(format!("entente-test-{}", Id::new(&OsChance)));
    fs::create_dir_all(&folder).expect("a temporary folder");
    Database { target: Target::Sqlite(folder.join("entente.db")), drop_with: None }
}

/// A database on the server: a clone of the template of `migrations`, or an empty one.
pub(crate) fn server(migrations: Option<&[Migration]>) -> Option<Database> {
    let address = env::var("ENTENTE_TEST_POSTGRES").ok()?;
    let mut client = Client::connect(&address, NoTls).expect("the test server answers");
    let name = format!("test_{}", Id::new(&OsChance).0.simple());
    // A template cannot be cloned while another session uses it, so one test clones at a time.
    let mut templates = TEMPLATES.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let template = migrations.map_or_else(
        || String::from("template0"),
        |list| template(&mut client, &address, list, &mut templates),
    );
    client.batch_execute(&format!("CREATE DATABASE {name} TEMPLATE {template}")).expect("a test database");
    Some(Database { target: Target::Postgres(at(&address, &name)), drop_with: Some((address, name)) })
}

fn template(
    client: &mut Client,
    address: &str,
    list: &[Migration],
    made: &mut Vec<(String, String)>,
) -> String {
    let key: String = list.iter().map(|m| m.name).collect::<Vec<_>>().join(" ");
    if let Some((_, name)) = made.iter().find(|(k, _)| *k == key) {
        return name.clone();
    }
    let name = format!("template_{}", Id::new(&OsChance).0.simple());
    client.batch_execute(&format!("CREATE DATABASE {name} TEMPLATE template0")).expect("a template");
    let target = Target::Postgres(at(address, &name));
    migrate(&target, list, crate::start()).expect("migrations apply");
    made.push((key, name.clone()));
    name
}

/// The same server, another database.
fn at(address: &str, name: &str) -> String {
    let (server, _) = address.rsplit_once('/').expect("postgres://user@host:port/name");
    format!("{server}/{name}")
}
