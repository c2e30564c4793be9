//! The command line.

// Before the commands: its `println` is theirs.
#[macro_use]
mod say;

mod accounts;
mod backup;
pub(crate) mod check;
mod copy;
mod doctor;
mod erasures;
mod eval;
mod export;
mod import;
mod kinds;
mod routes;
mod serve;
mod verify;
mod verify_report;

use std::io::{IsTerminal, Write, stderr};
use std::os::unix::fs::DirBuilderExt;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use entente_kernel::{Clock, Problem, SystemClock};
use entente_store::{Db, Options, Target, migrate};

use crate::rooms;
use crate::settings::Settings;

/// `0.1.0 (commit)`.
pub(crate) const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), " (", env!("ENTENTE_COMMIT"), ")");

#[derive(Parser)]
#[command(name = "entente", version = VERSION, about = "Runs a university's cooperation in one program")]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

/// What every command takes.
#[derive(Args)]
struct Common {
    /// Settings file (TOML).
    #[arg(long, global = true)]
    settings: Option<PathBuf>,
    /// Folder for the database.
    #[arg(long, global = true)]
    data: Option<PathBuf>,
    /// `sqlite:PATH` or `postgres://user@host/name`.
    #[arg(long, global = true)]
    database: Option<String>,
}

#[derive(Subcommand)]
enum Command {
    /// Serves the installation.
    Serve(serve::Serve),
    /// Builds the demo world, when it is not there yet, and serves it on a loopback address.
    Demo(serve::Demo),
    /// Makes accounts.
    #[command(subcommand)]
    User(accounts::User),
    /// Makes tokens for programs.
    #[command(subcommand)]
    Token(accounts::Token),
    /// Brings records in from files.
    #[command(subcommand)]
    Import(import::Import),
    /// Copies a whole database into an empty one, between engines.
    Copy(copy::Copy),
    /// Writes what the installation holds so that other programs can read it.
    #[command(subcommand)]
    Export(export::Export),
    /// Writes the whole database into one file while the program runs, or checks such a file.
    Backup(backup::Backup),
    /// Fills an empty installation from a backup, on either engine.
    Restore(backup::Restore),
    /// Repeats the erasures of the register that the database does not know: after an older backup was restored.
    Erasures(erasures::Erasures),
    /// Walks the audit chain and names every row that was altered, removed or moved.
    Verify,
    /// Checks the signed packet of a yearly report, without any database.
    VerifyReport(verify_report::VerifyReport),
    /// Checks what must hold in every database and names each violation.
    Check,
    /// Looks at the installation and says what to do: settings, disk, database, mail, backups, search.
    Doctor(doctor::Doctor),
    /// Judges ranking and resolution on files of one's own.
    #[command(subcommand)]
    Eval(eval::Eval),
    /// Lists every address with its method and rule.
    Routes(routes::Routes),
    /// Lists the kinds of records with their tables, reference prefixes and paths.
    Kinds,
    /// Reads a file that nobody vouches for from standard input: what this program starts as its own child.
    #[command(hide = true)]
    Read {
        /// `table` or `text`.
        wanted: String,
        /// Most bytes of memory beside the program's own.
        memory: u64,
        /// Most seconds of the processor.
        seconds: u64,
    },
}

/// Runs the command that was given. The error is for the person at the terminal.
pub(crate) fn run() -> Result<ExitCode, String> {
    let cli = Cli::parse();
    // Before anything else of the program is touched.
    if let Command::Read { wanted, memory, seconds } = &cli.command {
        return Ok(entente_files::child(wanted, *memory, *seconds));
    }
    let mut settings = Settings::load(cli.common.settings.as_deref())?;
    if let Some(data) = cli.common.data {
        settings.data = data;
    }
    if let Some(database) = cli.common.database {
        settings.database = database;
    }
    // The demo's partners are at home or abroad as they were written down.
    let demo = matches!(cli.command, Command::Demo(_));
    rooms::at_home(if demo { DEMO_HOME } else { &settings.country });
    let done = match cli.command {
        Command::Serve(what) => what.run(&settings),
        Command::Demo(what) => what.run(&settings),
        Command::User(what) => what.run(&settings),
        Command::Token(what) => what.run(&settings),
        Command::Import(what) => what.run(&settings),
        Command::Copy(what) => what.run(),
        Command::Export(what) => what.run(&settings),
        Command::Backup(what) => what.run(&settings),
        Command::Restore(what) => what.run(&settings),
        Command::Erasures(what) => what.run(&settings),
        Command::Verify => verify::run(&settings),
        Command::VerifyReport(what) => what.run(),
        Command::Check => check::run(&settings),
        Command::Doctor(what) => what.run(&settings),
        Command::Eval(what) => what.run(),
        Command::Routes(what) => {
            what.run();
            Ok(())
        }
        Command::Kinds => kinds::run(),
        Command::Read { .. } => Ok(()),
    };
    done.map(|()| ExitCode::SUCCESS)
}

/// Where the demo university is at home.
const DEMO_HOME: &str = "CN";

/// Three are for the work beside the requests (search, matching, linking), which after a start can take long; were
/// there no more, nobody would be answered meanwhile.
const READERS: usize = 5;

/// Opens the installation's database, brought to this program's shape.
fn open(settings: &Settings) -> Result<Db, String> {
    let target = target(settings)?;
    migrate(&target, &rooms::migrations(), SystemClock.now()).map_err(|p| explain(&p))?;
    let options = Options { readers: READERS, zone: settings.zone()?, ..Options::default() };
    Db::open(&target, options).map_err(|p| explain(&p))
}

fn target(settings: &Settings) -> Result<Target, String> {
    if settings.database.is_empty() {
        make_data_folder(settings)?;
    }
    address(settings)
}

/// For the account alone that runs the program; a folder that is there stays as it is.
fn make_data_folder(settings: &Settings) -> Result<(), String> {
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(&settings.data);
    made.map_err(|e| format!("data folder {}: {e}", settings.data.display()))
}

/// Where the database is, with nothing made or touched.
fn address(settings: &Settings) -> Result<Target, String> {
    if settings.database.is_empty() {
        return Ok(Target::Sqlite(settings.data.join("entente.db")));
    }
    settings.database.parse().map_err(|p: Problem| explain(&p))
}

/// Shows how many are done, where somebody watches.
fn progress(done: impl std::fmt::Display, what: &str) {
    if stderr().is_terminal() {
        eprint!("\r{done} {what}");
        stderr().flush().ok();
    }
}

/// What went wrong and what to do, for a terminal.
fn explain(problem: &Problem) -> String {
    let of = |name: &str| problem.args.iter().find(|(n, _)| *n == name).map_or("", |(_, value)| value);
    let detail = problem.detail.as_deref().unwrap_or_default();
    match problem.code {
        "database-address" => {
            format!("{:?} is not a database; give sqlite:PATH or postgres://user@host/name", of("given"))
        }
        "database-unreadable" => {
            format!(
                "the database {} cannot be read ({detail}); is it an Entente database, and may you read it?",
                of("path")
            )
        }
        "database-unreachable" => format!(
            "the database server does not answer ({detail}); is it running, and is the address right?"
        ),
        "database-newer" => format!(
            "the database was written by a newer Entente (migration {}); use that version, or restore a backup",
            of("migration")
        ),
        "demo-unfinished" => format!(
            "{} holds records, but no whole demo: it was cut short while it was made, or is being made this moment; \
             delete it and begin anew, or choose another place with --data or --database",
            of("target")
        ),
        "administrator-exists" => "there is an administrator already; ask one of them for an account".into(),
        "database-empty" => {
            format!("{} holds no Entente database; check --data and --database", of("target"))
        }
        "register-unreadable" => {
            format!("the register of erasures {} cannot be read or written: {detail}", of("path"))
        }
        "backup-exists" => format!("{} exists already; name another file, or a folder", of("path")),
        "backup-unwritable" => {
            format!("{} cannot be written: {detail}; is there space, and may you write there?", of("path"))
        }
        "backup-damaged" => format!(
            "{} is damaged or no backup of Entente ({detail}); nothing was touched; take an older one",
            of("path")
        ),
        "backup-newer" => {
            format!(
                "{} was written by a newer Entente in a form of its own; restore it with that one",
                of("path")
            )
        }
        "restore-not-empty" => format!(
            "{} already holds an Entente database, which was left alone; name an empty one with --database, or another \
             folder with --data, or move the old one away",
            of("target")
        ),
        "package-exists" => {
            format!("{} is there already and not empty; name another folder or file", of("path"))
        }
        "package-unwritable" => {
            format!("{} cannot be written: {detail}; is there space, and may you write there?", of("path"))
        }
        "package-damaged" => {
            format!("the package is damaged: {}: {detail}; nothing was written", of("resource"))
        }
        "package-wrong" => format!(
            "the package cannot be taken: {}, row {}, {}: {detail}; nothing was written",
            of("resource"),
            of("row"),
            of("field")
        ),
        "package-newer" => {
            "the package was written by a newer Entente in a form of its own; read it with that one".into()
        }
        "copy-not-empty" => format!("{} already holds records; copy into an empty database", of("target")),
        "file-unreadable" => format!("{} cannot be read: {detail}", of("path")),
        "file-not-ror" => format!("{} is neither a ROR dump nor ROR JSON lines: {detail}", of("path")),
        "file-malformed" => format!("row {} of the file cannot be read: {detail}", of("row")),
        "file-encoding" => "the file is neither UTF-8 nor GB18030; save it as UTF-8".into(),
        "file-too-large" => format!("the file is larger than {} MiB; divide it", of("max")),
        "terms-columns" => "the file needs a column named english and one named chinese".into(),
        "not-a-dictionary" => "this is not a dictionary in CC-CEDICT's format".into(),
        "mapping-unreadable" => format!("the mapping cannot be read: {detail}"),
        _ => problem.to_string(),
    }
}

/// The model of meaning in a folder.
pub(crate) fn model(folder: &std::path::Path) -> Result<std::sync::Arc<entente_meaning::Model>, String> {
    entente_meaning::Model::open(folder).map(std::sync::Arc::new).map_err(|e| format!("--embeddings: {e}"))
}
