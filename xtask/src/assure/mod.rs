//! `cargo xtask assure`: the program's promises under faults, shown by causing them. The bars stand in
//! `docs/assurance.md`, with what was measured.

mod authorise;
mod backup;
mod crawl;
mod dice;
mod difference;
mod disk;
mod house;
mod kill;
mod plant;
mod postgres;
mod races;
mod writers;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use clap::{Subcommand, ValueEnum};

use crate::postgres::{Mortal, Server, programs};
use crate::shell::{self, Outcome};
use house::House;

/// What the command line says.
#[derive(clap::Args)]
pub(crate) struct Options {
    #[command(subcommand)]
    part: Part,
    /// The program to judge; a debug build of this tree without one
    #[arg(long, global = true)]
    program: Option<PathBuf>,
    /// The engine under it
    #[arg(long, global = true, value_enum, default_value_t = Engine::Sqlite)]
    engine: Engine,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Engine {
    Sqlite,
    Postgres,
}

#[derive(Subcommand, Clone)]
enum Part {
    /// kill -9 of the server under people who write
    Kill(kill::Kill),
    /// Many do the same thing at the same moment
    Races(races::Races),
    /// Backups under people who write, restored elsewhere, damaged and refused
    Backup(backup::Backup),
    /// The disk fills up under people who write
    Disk(disk::Disk),
    /// kill -9 of the database server under people who write
    Postgres(postgres::Postgres),
    /// Everyone asks for everything
    Authorise(authorise::Authorise),
    /// Two installations that differ in what a reader may not see
    Difference(difference::Difference),
    /// All of them in a short form
    Short,
}

/// Empty databases on a throw-away server, if there is one.
pub(crate) struct Databases<'a> {
    server: Option<&'a Server>,
    lane: usize,
    made: usize,
}

impl Databases<'_> {
    /// The address of a new one.
    ///
    /// # Errors
    /// When it cannot be made.
    fn fresh(&mut self) -> Outcome<Option<String>> {
        let Some(server) = self.server else { return Ok(None) };
        self.made += 1;
        let url = server.url();
        let name = format!("assure_{}_{}_{}", std::process::id(), self.lane, self.made);
        let psql = programs().ok_or("no PostgreSQL")?.join("psql");
        let sql = format!("CREATE DATABASE {name} TEMPLATE template0");
        shell::output(Command::new(psql).args([&url, "-q", "-c", &sql]))?;
        Ok(url.rsplit_once('/').map(|(server, _)| format!("{server}/{name}")))
    }
}

/// Runs one part, or all in a short form.
///
/// # Errors
/// The first promise that was not kept.
pub(crate) fn run(options: &Options) -> Outcome {
    let program = match &options.program {
        Some(program) => program.clone(),
        None => built()?,
    };
    let server = match (options.engine, &options.part) {
        (Engine::Sqlite, Part::Kill(_) | Part::Races(_) | Part::Disk(_) | Part::Authorise(_))
        | (_, Part::Postgres(_) | Part::Difference(_)) => None,
        _ => programs().map(|_| Server::start()).transpose()?,
    };
    if let Part::Short = options.part {
        let failed = short(&program, server.as_ref())?.into_iter().filter(|(_, held)| !held).count();
        return if failed == 0 { Ok(()) } else { Err(format!("{failed} promises not kept")) };
    }
    let mut databases = Databases { server: server.as_ref(), lane: 0, made: 0 };
    println!("{}", part(&options.part, options.engine, &program, &mut databases, None)?);
    Ok(())
}

/// Every part in its short form, in two lanes at once; gives each with whether it held.
///
/// # Errors
/// When the world to be harmed cannot be made.
pub(crate) fn short(program: &Path, server: Option<&Server>) -> Outcome<Vec<(String, bool)>> {
    let world = House::demo(program, "world", None)?;
    let mut left = vec![
        (Part::Kill(kill::Kill::short()), Engine::Sqlite),
        (Part::Backup(backup::Backup::short()), Engine::Sqlite),
        (Part::Races(races::Races::short()), Engine::Sqlite),
    ];
    let mut right = vec![
        (Part::Disk(disk::Disk::short()), Engine::Sqlite),
        (Part::Authorise(authorise::Authorise::short()), Engine::Sqlite),
        (Part::Difference(difference::Difference::short()), Engine::Sqlite),
    ];
    if server.is_some() {
        left.push((Part::Kill(kill::Kill::short()), Engine::Postgres));
        right.push((Part::Postgres(postgres::Postgres::short()), Engine::Postgres));
    }
    let lane = |parts: &[(Part, Engine)], lane: usize| -> Vec<(String, bool)> {
        let mut databases = Databases { server, lane, made: 0 };
        parts.iter().map(|(which, engine)| tell(which, *engine, program, &mut databases, &world)).collect()
    };
    std::thread::scope(|scope| {
        let other = scope.spawn(|| lane(&right, 2));
        let mut held = lane(&left, 1);
        held.extend(other.join().map_err(|_| "a lane fell over")?);
        Ok(held)
    })
}

/// One part in its short form, with a line of what came of it.
fn tell(
    which: &Part,
    engine: Engine,
    program: &Path,
    databases: &mut Databases<'_>,
    world: &House,
) -> (String, bool) {
    let begin = Instant::now();
    let outcome = part(which, engine, program, databases, Some(world));
    let name = format!("{} on {}", which.name(), engine.name());
    let word = if outcome.is_ok() { "ok" } else { "FAILED" };
    let said = outcome.as_ref().map_or_else(Clone::clone, Clone::clone);
    println!("assure {name} ... {word} ({} s)\n    {said}", begin.elapsed().as_secs());
    (name, outcome.is_ok())
}

/// Runs one part over a world of its own: a copy of `world`, or one made anew.
fn part(
    part: &Part,
    engine: Engine,
    program: &Path,
    databases: &mut Databases<'_>,
    world: Option<&House>,
) -> Outcome<String> {
    if let Part::Postgres(postgres) = part {
        let mut database = Mortal::new()?;
        let house = House::demo(program, part.name(), Some(database.url()))?;
        return postgres.run(&house, &mut database);
    }
    let database = match engine {
        Engine::Sqlite => None,
        Engine::Postgres => Some(databases.fresh()?.ok_or("no PostgreSQL server at hand")?),
    };
    let mut house = match (world, engine) {
        (Some(world), Engine::Sqlite) => world.twin(part.name())?,
        _ => House::demo(program, part.name(), database)?,
    };
    match part {
        Part::Kill(kill) => kill.run(&house),
        Part::Races(races) => races.run(&house),
        Part::Backup(backup) => backup.run(&house, program, databases),
        Part::Disk(disk) => disk.run(&mut house),
        Part::Authorise(authorise) => authorise.run(&house),
        Part::Difference(difference) => difference.run(&house),
        Part::Postgres(_) | Part::Short => Err("the short form is made of the others".into()),
    }
}

impl Part {
    fn name(&self) -> &'static str {
        match self {
            Self::Kill(_) => "kill",
            Self::Races(_) => "races",
            Self::Backup(_) => "backup",
            Self::Disk(_) => "disk",
            Self::Postgres(_) => "postgres",
            Self::Authorise(_) => "authorise",
            Self::Difference(_) => "difference",
            Self::Short => "short",
        }
    }
}

impl Engine {
    fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "the embedded engine",
            Self::Postgres => "PostgreSQL",
        }
    }
}

/// A debug build beside this very program.
pub(crate) fn built() -> Outcome<PathBuf> {
    shell::run(shell::cargo().args(["build", "--quiet", "-p", "entente"]))?;
    let own = std::env::current_exe().map_err(|e| e.to_string())?;
    Ok(own.with_file_name("entente"))
}
