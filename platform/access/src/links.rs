//! Links that set a password once: invitations and resets.

use std::net::IpAddr;

use entente_kernel::{Class, Id, Instant, Problem, Result};
use entente_store::{By, Db, Reads, Tx, scalar};
use tokio::task::JoinHandle;

use crate::account::existing;
use crate::accounts::{cell, find_by_login, set_password};
use crate::limits::{self, RESET, RESET_FROM};
use crate::password::{Params, apart, hash, refuse_weak};
use crate::{Account, Secret, Site, Status, letters, mail};

/// What a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The first password of a new account; seven days.
    Invite,
    /// A new password instead of a forgotten one; one hour.
    Reset,
}

impl Purpose {
    fn code(self) -> &'static str {
        match self {
            Self::Invite => "invite",
            Self::Reset => "reset",
        }
    }

    fn seconds(self) -> i64 {
        match self {
            Self::Invite => 7 * 24 * 3600,
            Self::Reset => 3600,
        }
    }
}

/// A link that can still be used.
#[derive(Debug, Clone)]
pub struct Link {
    /// Whose password it sets.
    pub account: Account,
    /// What it is for.
    pub purpose: Purpose,
    /// Until when.
    pub expires_at: Instant,
}

/// Makes a link without mailing it (the command line shows it); earlier ones of the account stop. Errors: 404,
/// `account-disabled` and, for an invitation of an account with a password, `account-active` (409).
pub fn issue(tx: &mut Tx<'_>, id: Id, purpose: Purpose) -> Result<Secret> {
    let account = existing(tx, id)?;
    match (account.status, purpose) {
        (Status::Disabled, _) => return Err(Problem::conflict("account-disabled")),
        (Status::Active, Purpose::Invite) => return Err(Problem::conflict("account-active")),
        _ => {}
    }
    void(tx, id)?;
    let key = Secret::draw(tx.chance(), "");
    let (now, expires) = (tx.now(), tx.now().plus_seconds(purpose.seconds()));
    let sql = "INSERT INTO one_time_link (token_hash, account, purpose, created_at, expires_at)
               VALUES ($1, $2, $3, $4, $5)";
    tx.execute(sql, &[key.digest().into(), id.into(), purpose.code().into(), now.into(), expires.into()])?;
    tx.audit("account", id, purpose.code(), &[cell("link_until", None, Some(expires.to_string()))])?;
    Ok(key)
}

/// Mails an invitation. Errors: as [`issue`]; `required` on `email` when the account has no address.
pub fn invite(tx: &mut Tx<'_>, id: Id, site: &Site) -> Result<()> {
    let account = existing(tx, id)?;
    let Some(address) = &account.profile.email else { return Err(Problem::field("email", "required")) };
    let key = issue(tx, id, Purpose::Invite)?;
    let until = tx.now().plus_seconds(Purpose::Invite.seconds());
    mail::queue(tx, &letters::invitation(&account, address, site, &key, until))?;
    Ok(())
}

/// What a key opens; `None` when it is unknown, used, too old, or its account disabled. Looking does not use it up:
/// mail filters open links.
pub fn peek(reads: &mut dyn Reads, key: &Secret) -> Result<Option<Link>> {
    let sql = "SELECT account, purpose, expires_at FROM one_time_link
               WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2";
    let Some(row) = reads.first(sql, &[key.digest().into(), reads.now().into()])? else { return Ok(None) };
    let account = existing(reads, row.get(0)?)?;
    let purpose = if row.get::<String>(1)? == "invite" { Purpose::Invite } else { Purpose::Reset };
    let link = Link { account, purpose, expires_at: row.get(2)? };
    Ok((link.account.status != Status::Disabled).then_some(link))
}

/// Sets the password of a link's account, uses the link up and ends the account's sessions. Errors: `link-invalid`
/// (404), 422 on `password`.
pub async fn redeem(db: &Db, key: Secret, password: Secret, params: Params, operation: &str) -> Result<Id> {
    let invalid = || Problem::new(Class::NotFound, "link-invalid");
    let looked = key.clone();
    let link = db.read(move |reads| peek(reads, &looked)).await?.ok_or_else(invalid)?;
    refuse_weak(&password, &own_names(&link.account))?;
    let hashed = hashed_apart(db, password, params).await?;
    let id = link.account.id;
    let by = By { actor: Some(id), operation: operation.to_owned() };
    // Looked at again, since someone may have been faster.
    db.write(by, move |tx| {
        let link = peek(tx, &key)?.ok_or_else(invalid)?;
        set_password(tx, link.account.id, &hashed)
    })
    .await?;
    Ok(id)
}

/// Asks for a reset mail. The answer, and the time it takes, are the same whether there is such an account or not:
/// the mail is written after the answer, by the task that is given back (wait for it in tests only). Errors:
/// `too-many-attempts` (429) from one address; too many for one name are dropped in silence.
pub async fn request_reset(
    db: &Db,
    login: String,
    address: IpAddr,
    site: Site,
    operation: &str,
) -> Result<JoinHandle<Result<()>>> {
    let by = By::system(operation);
    let (named, from) = (login.clone(), limits::network(address));
    let allowed = db
        .write(by.clone(), move |tx| {
            let wait = limits::take(tx, &RESET_FROM, &from)?;
            let dropped = wait.is_none() && limits::take(tx, &RESET, &named)?.is_some();
            Ok((wait, !dropped))
        })
        .await?;
    let wanted = match allowed {
        (Some(seconds), _) => return Err(limits::too_many(seconds)),
        (None, wanted) => wanted,
    };
    let db = db.clone();
    Ok(tokio::spawn(async move {
        if wanted { db.write(by, move |tx| mail_reset(tx, &login, &site)).await } else { Ok(()) }
    }))
}

fn mail_reset(tx: &mut Tx<'_>, login: &str, site: &Site) -> Result<()> {
    let Some(account) = find_by_login(tx, login)? else { return Ok(()) };
    let Some(address) = &account.profile.email else { return Ok(()) };
    let key = issue(tx, account.id, Purpose::Reset)?;
    let until = tx.now().plus_seconds(Purpose::Reset.seconds());
    mail::queue(tx, &letters::reset(&account, address, site, &key, until))?;
    Ok(())
}

/// Changes the password of someone who is logged in and knows the old one; ends the account's other sessions, and this
/// one too: log in again with the new one. Errors: `too-many-attempts` (429), `password-wrong` on `current`, 422 on
/// `password`.
pub async fn change_password(
    db: &Db,
    id: Id,
    current: Secret,
    password: Secret,
    site: Site,
    params: Params,
    operation: &str,
) -> Result<()> {
    let account = db.read(move |reads| existing(reads, id)).await?;
    refuse_weak(&password, &own_names(&account))?;
    let by = By { actor: Some(id), operation: operation.to_owned() };
    let login = account.login.clone();
    let wait = db.write(by.clone(), move |tx| limits::take(tx, &limits::LOG_IN, &login)).await?;
    if let Some(seconds) = wait {
        return Err(limits::too_many(seconds));
    }
    let sql = "SELECT password FROM account WHERE id = $1 AND status = 'active'";
    let stored: Option<Option<String>> = db.read(move |reads| scalar(reads, sql, &[id.into()])).await?;
    let right = apart(move || crate::password::verify(&current, stored.flatten().as_deref(), params)).await?;
    if !right {
        return Err(Problem::field("current", "password-wrong"));
    }
    let hashed = hashed_apart(db, password, params).await?;
    db.write(by, move |tx| {
        limits::give_back(tx, &limits::LOG_IN, &account.login)?;
        set_password(tx, id, &hashed)?;
        if let Some(address) = &account.profile.email {
            mail::queue(tx, &letters::password_changed(&account, address, &site))?;
        }
        Ok(())
    })
    .await
}

/// Ends the account's open links.
pub(crate) fn void(tx: &mut Tx<'_>, account: Id) -> Result<()> {
    let sql = "UPDATE one_time_link SET used_at = $1 WHERE account = $2 AND used_at IS NULL";
    tx.execute(sql, &[tx.now().into(), account.into()])?;
    Ok(())
}

/// Names that a password may not be.
fn own_names(account: &Account) -> Vec<&str> {
    let profile = &account.profile;
    [Some(&account.login), profile.email.as_ref(), profile.name.en.as_ref(), profile.name.zh.as_ref()]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect()
}

async fn hashed_apart(db: &Db, password: Secret, params: Params) -> Result<crate::password::Hashed> {
    let db = db.clone();
    apart(move || hash(&password, params, db.chance())).await?
}

#[cfg(test)]
mod tests;
