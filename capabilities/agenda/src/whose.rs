//! Whose things a calendar shows.

use entente_access::Actor;
use entente_kernel::{Period, Result, fold};
use entente_store::{Reads, Row, Value};
use entente_web::{DueRow, Web};

/// Whose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Whose {
    /// The reader's own.
    Mine,
    /// Those of the reader's offices and of the people there.
    Office,
    /// Everybody's.
    All,
}

impl Whose {
    /// All of them, with their words in addresses and locale keys.
    pub(crate) const ALL: [(Self, &'static str); 3] =
        [(Self::Mine, "me"), (Self::Office, "office"), (Self::All, "all")];

    /// Reads the word; the reader's own where it says nothing.
    pub(crate) fn parse(word: &str) -> Self {
        Self::ALL.into_iter().find(|(_, own)| *own == word).map_or(Self::Mine, |(whose, _)| whose)
    }

    /// The word.
    pub(crate) fn word(self) -> &'static str {
        Self::ALL.into_iter().find(|(whose, _)| *whose == self).map_or("", |(_, word)| word)
    }
}

/// What is due for the reader in these days, in order of days.
pub(crate) fn due(
    web: &Web,
    reads: &mut dyn Reads,
    actor: &Actor,
    whose: Whose,
    days: Period,
) -> Result<Vec<DueRow>> {
    let mut rows = Vec::new();
    for due in web.dues() {
        rows.extend((due.list)(reads, actor, days)?);
    }
    match whose {
        Whose::All => {}
        Whose::Mine => {
            let own = names(reads, "WHERE a.id = $1", &[actor.account.into()])?;
            rows.retain(|row| own.contains(&fold(&row.owner)));
        }
        Whose::Office => {
            if let Some(offices) = offices(actor) {
                let people = people_of(reads, &offices)?;
                rows.retain(|row| offices.contains(&row.office) || people.contains(&fold(&row.owner)));
            }
        }
    }
    rows.sort_by(|a, b| (a.day, &a.uid).cmp(&(b.day, &b.uid)));
    Ok(rows)
}

/// The offices that the actor's roles are held for; `None` for a role that is held for all of them.
fn offices(actor: &Actor) -> Option<Vec<String>> {
    actor.grants.iter().map(|grant| grant.office.clone()).collect()
}

/// What the people of these offices are called.
fn people_of(reads: &mut dyn Reads, offices: &[String]) -> Result<Vec<String>> {
    let mut people = Vec::new();
    for office in offices {
        let sql = "JOIN account_grant g ON g.account = a.id WHERE g.revoked_at IS NULL AND g.office = $1";
        people.extend(names(reads, sql, &[office.clone().into()])?);
    }
    Ok(people)
}

/// Log-in names and names of accounts, folded.
fn names(reads: &mut dyn Reads, which: &str, params: &[Value]) -> Result<Vec<String>> {
    let sql = format!("SELECT a.login, a.name_en, a.name_zh FROM account a {which}");
    let mut all = Vec::new();
    for row in reads.query(&sql, params)? {
        all.extend(of(&row)?.into_iter().flatten().map(|name| fold(&name)));
    }
    Ok(all)
}

fn of(row: &Row) -> Result<[Option<String>; 3]> {
    Ok([row.get(0)?, row.get(1)?, row.get(2)?])
}

/// The address part that keeps the choice.
pub(crate) fn kept(whose: Whose) -> String {
    format!("for={}", whose.word())
}

/// True for staff.
pub(crate) fn is_staff(actor: &Actor) -> bool {
    actor.audience == entente_access::Audience::Internal
}
