//! API tokens: bearer tokens with the rights of their account, shown once.

use entente_kernel::{FieldProblem, Id, Instant, Problem, Result};
use entente_store::{Reads, Tx};

use crate::account::existing;
use crate::accounts::cell;
use crate::sessions::{TOUCH, actor_from};
use crate::{Actor, Role, Secret, Status};

/// What tokens begin with, so that scanners of leaked secrets know them.
pub const PREFIX: &str = "ent_";

/// A token as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    /// To revoke it by.
    pub id: Id,
    /// What its owner calls it.
    pub name: String,
    /// When it was made.
    pub created_at: Instant,
    /// When it ends.
    pub expires_at: Instant,
    /// When it was last used, to five minutes.
    pub last_used_at: Option<Instant>,
}

/// The token behind a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Used {
    /// Its id.
    pub id: Id,
    /// True when the caller should write [`touch`].
    pub touch: bool,
}

/// Makes a token that ends after `days` (1 to 730). Errors: 404, `account-disabled` (409) when the account is not
/// active, 422 on `name` (1 to 100 characters) and `days`.
pub fn create(tx: &mut Tx<'_>, account: Id, name: &str, days: u32) -> Result<(Secret, Id)> {
    if existing(tx, account)?.status != Status::Active {
        return Err(Problem::conflict("account-disabled"));
    }
    let name = name.trim();
    let length = name.chars().count();
    let mut wrong = Vec::new();
    if name.is_empty() {
        wrong.push(FieldProblem::new("name", "required"));
    } else if length > 100 {
        wrong.push(FieldProblem::new("name", "too-long").with("max", 100).with("length", length));
    } else if name.chars().any(char::is_control) {
        wrong.push(FieldProblem::new("name", "control-characters"));
    }
    if !(1..=730).contains(&days) {
        wrong.push(FieldProblem::new("days", "token-days").with("max", 730));
    }
    if !wrong.is_empty() {
        return Err(Problem::invalid(wrong));
    }
    let token = Secret::draw(tx.chance(), PREFIX);
    let (id, expires) = (tx.new_id(), tx.now().plus_seconds(i64::from(days) * 24 * 3600));
    let params =
        [token.digest().into(), id.into(), account.into(), name.into(), tx.now().into(), expires.into()];
    let sql = "INSERT INTO api_token (token_hash, id, account, name, created_at, expires_at)
               VALUES ($1, $2, $3, $4, $5, $6)";
    tx.execute(sql, &params)?;
    let cells = [
        cell("token", None, Some(id.to_string())),
        cell("token_name", None, Some(name.into())),
        cell("token_until", None, Some(expires.to_string())),
    ];
    tx.audit("account", account, "create-token", &cells)?;
    Ok((token, id))
}

/// Ends a token of `account` at once. Errors: 404 when it is not one of that account's live tokens.
pub fn revoke(tx: &mut Tx<'_>, account: Id, token: Id) -> Result<()> {
    let sql = "UPDATE api_token SET revoked_at = $1 WHERE id = $2 AND account = $3 AND revoked_at IS NULL";
    if tx.execute(sql, &[tx.now().into(), token.into(), account.into()])? == 0 {
        return Err(Problem::not_found());
    }
    tx.audit("account", account, "revoke-token", &[cell("token", Some(token.to_string()), None)])
}

/// The live tokens of an account, the newest first.
pub fn list(reads: &mut dyn Reads, account: Id) -> Result<Vec<ApiToken>> {
    let sql = "SELECT id, name, created_at, expires_at, last_used_at FROM api_token
               WHERE account = $1 AND revoked_at IS NULL AND expires_at > $2 ORDER BY created_at DESC, id";
    let rows = reads.query(sql, &[account.into(), reads.now().into()])?;
    rows.iter()
        .map(|row| {
            Ok(ApiToken {
                id: row.get(0)?,
                name: row.get(1)?,
                created_at: row.get(2)?,
                expires_at: row.get(3)?,
                last_used_at: row.get(4)?,
            })
        })
        .collect()
}

/// The actor of a bearer token, in two indexed look-ups; `None` when the token is unknown or over, or the account is
/// not active.
pub fn actor_of_token(
    reads: &mut dyn Reads,
    token: &Secret,
    roles: &[Role],
) -> Result<Option<(Actor, Used)>> {
    if !token.reveal().starts_with(PREFIX) {
        return Ok(None);
    }
    let now = reads.now();
    let sql = "SELECT a.id, a.name_en, a.name_zh, a.lang, a.person, t.id, t.last_used_at
               FROM api_token t JOIN account a ON a.id = t.account
               WHERE t.token_hash = $1 AND t.revoked_at IS NULL AND t.expires_at > $2 AND a.status = 'active'";
    let Some(row) = reads.first(sql, &[token.digest().into(), now.into()])? else { return Ok(None) };
    let last: Option<Instant> = row.get(6)?;
    let used = Used { id: row.get(5)?, touch: last.is_none_or(|at| at.plus_seconds(TOUCH) <= now) };
    Ok(Some((actor_from(reads, &row, roles)?, used)))
}

/// Notes that a token was used.
pub fn touch(tx: &mut Tx<'_>, token: Id) -> Result<()> {
    tx.execute("UPDATE api_token SET last_used_at = $1 WHERE id = $2", &[tx.now().into(), token.into()])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ROLES, active, by, migrations, write};
    use crate::{accounts, grants};
    use entente_testkit::{on_each_engine, start};

    #[test]
    fn a_token_has_the_rights_of_its_account_until_it_is_revoked() {
        on_each_engine(&migrations(), |bench| {
            let account = active(bench, "li.wei");
            write(bench, move |tx| grants::grant(tx, account, "officer", Some("tt"), &ROLES));
            let (token, id) = write(bench, move |tx| create(tx, account, "nightly import", 30));
            assert!(token.reveal().starts_with("ent_"));
            let ask = || {
                let token = token.clone();
                bench.db.read_now(move |r| actor_of_token(r, &token, &ROLES)).unwrap()
            };
            let (actor, used) = ask().unwrap();
            assert_eq!((actor.account, actor.has("officer"), used.touch), (Some(account), true, true));
            write(bench, move |tx| touch(tx, id));
            assert!(!ask().unwrap().1.touch);
            bench.clock.set(start().plus_seconds(30 * 24 * 3600));
            assert!(ask().is_none());
            bench.clock.set(start());
            write(bench, move |tx| revoke(tx, account, id));
            assert!(ask().is_none());
            assert!(bench.db.read_now(move |r| list(r, account)).unwrap().is_empty());
        });
    }

    #[test]
    fn disabling_an_account_ends_its_tokens_for_good() {
        on_each_engine(&migrations(), |bench| {
            let account = active(bench, "li.wei");
            let (token, _) = write(bench, move |tx| create(tx, account, "x", 1));
            write(bench, move |tx| accounts::disable(tx, account));
            write(bench, move |tx| accounts::enable(tx, account));
            let found = bench.db.read_now(move |r| actor_of_token(r, &token, &ROLES)).unwrap();
            assert!(found.is_none());
        });
    }

    #[test]
    fn name_and_days_are_checked_and_a_token_is_revoked_by_its_owner_only() {
        on_each_engine(&migrations(), |bench| {
            let (account, other) = (active(bench, "li.wei"), active(bench, "zhao.min"));
            let wrong = bench.db.write_now(by(), move |tx| create(tx, account, " ", 731)).unwrap_err();
            assert_eq!(wrong.fields.iter().map(|f| f.code).collect::<Vec<_>>(), ["required", "token-days"]);
            let (_, id) = write(bench, move |tx| create(tx, account, "x", 1));
            let foreign = bench.db.write_now(by(), move |tx| revoke(tx, other, id)).unwrap_err();
            assert_eq!(foreign.code, "not-found");
        });
    }
}
