//! `entente user …` and `entente token …`

use std::io::stdin;

use clap::Subcommand;
use entente_access::links::{self, Purpose};
use entente_access::password::{Params, hash, refuse_weak};
use entente_access::{NewAccount, Profile, Role, Secret, Site, accounts, tokens};
use entente_kernel::{Lang, OsChance, Problem, Text};
use entente_store::By;

use super::{explain, open};
use crate::rooms::ROLES;
use crate::settings::Settings;

/// Accounts.
#[derive(Subcommand)]
pub(super) enum User {
    /// Makes the first administrator; the password is read from standard input.
    FirstAdministrator {
        /// The log-in name.
        login: String,
        /// The name to show.
        #[arg(long)]
        name: String,
    },
    /// Prints a link with which the account chooses a new password, once and within the hour; for when no letter can
    /// reach its owner.
    Reset {
        /// The log-in name.
        login: String,
    },
}

/// Tokens.
#[derive(Subcommand)]
pub(super) enum Token {
    /// Makes a bearer token and prints it, this once.
    Create {
        /// The log-in name of its account.
        login: String,
        /// What the token is for.
        #[arg(long)]
        name: String,
        /// How many days it is valid.
        #[arg(long, default_value_t = 90)]
        days: u32,
    },
}

impl User {
    pub(super) fn run(&self, settings: &Settings) -> Result<(), String> {
        match self {
            Self::FirstAdministrator { login, name } => first_administrator(settings, login, name),
            Self::Reset { login } => reset(settings, login),
        }
    }
}

fn first_administrator(settings: &Settings, login: &str, name: &str) -> Result<(), String> {
    let role = ROLES.iter().find(|r| r.id == "administrator").copied();
    let role: Role = role.ok_or("no role of administrators")?;
    eprintln!("Password (12 characters or more):");
    let mut password = String::new();
    stdin().read_line(&mut password).map_err(|e| e.to_string())?;
    let password = Secret::new(password.trim_end_matches(['\r', '\n']));
    refuse_weak(&password, &[login]).map_err(|p| explain(&p))?;
    let hashed = hash(&password, Params::OWASP, &OsChance).map_err(|p| explain(&p))?;
    let profile = Profile { name: Text::en(name), email: None, lang: Lang::En };
    let new = NewAccount { login: login.to_owned(), profile, person: None };
    let db = open(settings)?;
    let by = By::system("user first-administrator");
    let made = db.write_now(by, move |tx| accounts::create_first_administrator(tx, &role, &new, &hashed));
    made.map_err(|p| explain(&p))?;
    println!("{login} is the first administrator");
    Ok(())
}

fn reset(settings: &Settings, login: &str) -> Result<(), String> {
    let name = login.to_owned();
    let made = open(settings)?.write_now(By::system("user reset"), move |tx| {
        let account = accounts::find_by_login(tx, &name)?.ok_or_else(Problem::not_found)?;
        links::issue(tx, account.id, Purpose::Reset)
    });
    let key = made
        .map_err(|p| if p.code == "not-found" { format!("nobody is called {login}") } else { explain(&p) })?;
    let site = Site { base_url: settings.base(), name: Text::default() };
    println!("{}", site.link(&key));
    Ok(())
}

impl Token {
    pub(super) fn run(&self, settings: &Settings) -> Result<(), String> {
        let Self::Create { login, name, days } = self;
        let (login, name, days) = (login.clone(), name.clone(), *days);
        let made = open(settings)?.write_now(By::system("token create"), move |tx| {
            let account = accounts::find_by_login(tx, &login)?.ok_or_else(Problem::not_found)?;
            tokens::create(tx, account.id, &name, days)
        });
        let (token, _) = made.map_err(|p| explain(&p))?;
        println!("{}", token.reveal());
        Ok(())
    }
}
