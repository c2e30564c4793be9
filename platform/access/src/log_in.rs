//! Logging in: limits first, then one password check outside of any write, then the session.

use std::net::IpAddr;

use entente_kernel::{Class, Id, Problem, Result};
use entente_store::{By, Db, Reads, Tx};

use crate::Secret;
use crate::account::login_key;
use crate::limits::{self, LOG_IN, LOG_IN_FROM};
use crate::password::{Params, apart, verify};
use crate::sessions::{Opened, log_out, open};

/// What someone sent to log in.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// The log-in name.
    pub login: String,
    /// The password.
    pub password: Secret,
    /// Where it came from, after trusted proxies.
    pub address: IpAddr,
    /// What the browser calls itself.
    pub user_agent: String,
    /// The session that the browser had so far; it ends.
    pub replaces: Option<Secret>,
}

/// Opens a session under a new token. Errors: `log-in-failed` (401), the same for an unknown, invited or disabled
/// account as for a wrong password; `too-many-attempts` (429) with the seconds to wait after 10 failures with one
/// log-in name or 50 from one address within 15 minutes.
pub async fn log_in(db: &Db, attempt: Attempt, params: Params, operation: &str) -> Result<Opened> {
    let Attempt { login, password, address, user_agent, replaces } = attempt;
    let from = limits::network(address);
    // A place is taken before the password is looked at, so that attempts at the same time cannot share one.
    let (whom, network) = (login.clone(), from.clone());
    let wait = db.write(By::system(operation), move |tx| take_places(tx, &whom, &network)).await?;
    if let Some(seconds) = wait {
        tracing::warn!(operation, %address, "log-in refused: too many attempts");
        return Err(limits::too_many(seconds));
    }
    let known = login.clone();
    let stored = db.read(move |reads| stored_password(reads, &known)).await?;
    let hash = stored.as_ref().map(|(_, hash)| hash.clone());
    let right = apart(move || verify(&password, hash.as_deref(), params)).await?;
    let Some((account, hash)) = stored.filter(|_| right) else {
        tracing::warn!(operation, %address, "log-in failed");
        return Err(failed());
    };
    let by = By { actor: Some(account), operation: operation.to_owned() };
    let opened = db
        .write(by, move |tx| {
            // The password may have been changed, or the account disabled, while it was checked.
            if stored_password(tx, &login)? != Some((account, hash)) {
                return Err(failed());
            }
            limits::give_back(tx, &LOG_IN, &login)?;
            limits::give_back(tx, &LOG_IN_FROM, &from)?;
            if let Some(old) = replaces {
                log_out(tx, &old)?;
            }
            open(tx, account, &user_agent)
        })
        .await?;
    tracing::info!(operation, %address, %account, "logged in");
    Ok(opened)
}

fn failed() -> Problem {
    Problem::new(Class::Unauthenticated, "log-in-failed")
}

/// The address first: whoever is stopped there cannot use up the places of a name.
fn take_places(tx: &mut Tx<'_>, login: &str, network: &str) -> Result<Option<i64>> {
    match limits::take(tx, &LOG_IN_FROM, network)? {
        Some(seconds) => Ok(Some(seconds)),
        None => limits::take(tx, &LOG_IN, login),
    }
}

fn stored_password(reads: &mut dyn Reads, login: &str) -> Result<Option<(Id, String)>> {
    let sql = "SELECT id, password FROM account WHERE login_key = $1 AND status = 'active' AND password IS NOT NULL";
    reads.first(sql, &[login_key(login)])?.map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()
}
