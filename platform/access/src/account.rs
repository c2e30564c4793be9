//! Accounts: what they hold, and finding them.

use entente_kernel::{FieldProblem, Id, Instant, Lang, Problem, Result, Text, fold};
use entente_store::{Reads, Row, Value};
use lettre::Address;

use crate::Sql;

/// Whether an account may log in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Made, but no password is set yet.
    Invited,
    /// May log in.
    Active,
    /// May not; its log-in name is free for others.
    Disabled,
}

impl Status {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Invited, Self::Active, Self::Disabled];

    /// The word in columns, files and message keys.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::Active => "active",
            Self::Disabled => "disabled",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.code() == code)
    }
}

/// What its owner may change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// The name, in one language at least.
    pub name: Text,
    /// Where mail goes; without it there are no invitations and no resets by mail.
    pub email: Option<String>,
    /// The language of pages and mail.
    pub lang: Lang,
}

/// An account to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAccount {
    /// The log-in name: 2 to 100 letters, digits and `. _ @ + -`; unique without regard to case and width.
    pub login: String,
    /// The rest.
    pub profile: Profile,
    /// The record of the person it belongs to.
    pub person: Option<Id>,
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: Id,
    /// The log-in name as it was given.
    pub login: String,
    /// Name, address and language.
    pub profile: Profile,
    /// The record of the person it belongs to.
    pub person: Option<Id>,
    /// Whether it may log in.
    pub status: Status,
    /// True once a password was set.
    pub has_password: bool,
    /// When it was made.
    pub created_at: Instant,
    /// When it was last changed.
    pub changed_at: Instant,
    /// Counts its changes from 1, for optimistic locking.
    pub version: i64,
}

/// Which accounts to list.
#[derive(Debug, Clone, Default)]
pub struct Which {
    /// Only those of this status.
    pub status: Option<Status>,
    /// Only those whose log-in name, names or address contain this.
    pub containing: String,
    /// Only those after this account, in order of log-in name.
    pub after: Option<Id>,
    /// At most so many; 0 means 50.
    pub limit: usize,
}

const COLUMNS: &str = "a.id, a.login, a.name_en, a.name_zh, a.email, a.lang, a.person, a.status,
    CASE WHEN a.password IS NULL THEN 0 ELSE 1 END, a.created_at, a.changed_at, a.version";

fn account(row: &Row) -> Result<Account> {
    let status: String = row.get(7)?;
    let profile = Profile {
        name: Text { en: row.get(2)?, zh: row.get(3)? },
        email: row.get(4)?,
        lang: Lang::parse(&row.get::<String>(5)?).unwrap_or_default(),
    };
    Ok(Account {
        id: row.get(0)?,
        login: row.get(1)?,
        profile,
        person: row.get(6)?,
        status: Status::parse(&status).ok_or_else(|| Problem::internal("an unknown status"))?,
        has_password: row.get(8)?,
        created_at: row.get(9)?,
        changed_at: row.get(10)?,
        version: row.get(11)?,
    })
}

/// The account, if it exists.
pub fn find(reads: &mut dyn Reads, id: Id) -> Result<Option<Account>> {
    let sql = format!("SELECT {COLUMNS} FROM account a WHERE a.id = $1");
    reads.first(&sql, &[id.into()])?.as_ref().map(account).transpose()
}

/// The account that is invited or active under a log-in name, without regard to case and width.
pub fn find_by_login(reads: &mut dyn Reads, login: &str) -> Result<Option<Account>> {
    let sql = format!("SELECT {COLUMNS} FROM account a WHERE a.login_key = $1 AND a.status <> 'disabled'");
    reads.first(&sql, &[login_key(login)])?.as_ref().map(account).transpose()
}

/// The accounts that belong to a person's record, in order of log-in name.
pub fn of_person(reads: &mut dyn Reads, person: Id) -> Result<Vec<Account>> {
    let sql = format!("SELECT {COLUMNS} FROM account a WHERE a.person = $1 ORDER BY a.login_key, a.id");
    reads.query(&sql, &[person.into()])?.iter().map(account).collect()
}

/// Accounts in order of log-in name.
pub fn list(reads: &mut dyn Reads, which: &Which) -> Result<Vec<Account>> {
    let mut sql = Sql::new(format!("SELECT {COLUMNS} FROM account a WHERE 1 = 1"));
    if let Some(status) = which.status {
        sql.push(" AND a.status = ").bind(status.code());
    }
    let words = fold(&which.containing);
    if !words.is_empty() {
        let pattern = words.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        sql.push(" AND a.search_key LIKE ").bind(format!("%{pattern}%")).push(" ESCAPE '\\'");
    }
    if let Some(after) = which.after {
        sql.push(" AND (a.login_key, a.id) > (SELECT b.login_key, b.id FROM account b WHERE b.id = ");
        sql.bind(after).push(")");
    }
    sql.push(" ORDER BY a.login_key, a.id LIMIT ").bind(if which.limit == 0 { 50 } else { which.limit });
    reads.query(&sql.text, &sql.params)?.iter().map(account).collect()
}

/// The account, or 404.
pub(crate) fn existing(reads: &mut dyn Reads, id: Id) -> Result<Account> {
    find(reads, id)?.ok_or_else(Problem::not_found)
}

/// The unique key of a log-in name.
pub(crate) fn login_key(login: &str) -> Value {
    Value::Bytes(fold(login).into_bytes())
}

/// What a search looks through.
pub(crate) fn search_key(login: &str, profile: &Profile) -> String {
    let parts = [
        login,
        profile.name.en.as_deref().unwrap_or_default(),
        profile.name.zh.as_deref().unwrap_or_default(),
        profile.email.as_deref().unwrap_or_default(),
    ];
    fold(&parts.join(" "))
}

/// What is made of an account's texts for finding it: the unique key of its log-in name, and what a search looks
/// through. For whoever writes the table's rows from elsewhere.
#[must_use]
pub fn keys(login: &str, name: Text, email: Option<&str>) -> [Value; 2] {
    let profile = Profile { name, email: email.map(str::to_owned), lang: Lang::En };
    [login_key(login), search_key(login, &profile).into()]
}

/// Wrong fields of a profile.
pub(crate) fn wrong_in(profile: &Profile) -> Vec<FieldProblem> {
    let mut wrong = Vec::new();
    if profile.name.is_empty() {
        wrong.push(FieldProblem::new("name", "required"));
    }
    for text in [&profile.name.en, &profile.name.zh].into_iter().flatten() {
        let length = text.chars().count();
        if length > 200 {
            wrong.push(FieldProblem::new("name", "too-long").with("max", 200).with("length", length));
        } else if text.chars().any(char::is_control) {
            wrong.push(FieldProblem::new("name", "control-characters"));
        }
    }
    if profile.email.as_ref().is_some_and(|e| e.len() > 254 || e.parse::<Address>().is_err()) {
        wrong.push(FieldProblem::new("email", "email"));
    }
    wrong
}

/// What is wrong with a log-in name in itself.
pub(crate) fn wrong_login(login: &str) -> Option<FieldProblem> {
    let fits = (2..=100).contains(&login.chars().count());
    let plain = login.chars().all(|c| c.is_alphanumeric() || "._@+-".contains(c));
    (!fits || !plain).then(|| FieldProblem::new("login", "login-characters"))
}
