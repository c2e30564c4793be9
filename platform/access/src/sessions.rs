//! Sessions: who a browser speaks for, asked on each request, so that a lost role or account is lost at once.
//!
//! A session ends 12 hours after its last request and 30 days after log-in. Only the SHA-256 of its token is kept.

use entente_kernel::{Id, Instant, Lang, Problem, Result, Text, hex};
use entente_store::{Reads, Row, Tx};

use crate::secret::{digest, random, same};
use crate::{Actor, Grant, Role, Secret};

pub use crate::log_in::{Attempt, log_in};

/// Seconds without a request after which a session is over.
const IDLE: i64 = 12 * 3600;
/// Seconds after which a session is over in any case.
const LONGEST: i64 = 30 * 24 * 3600;
/// "Last seen" is written at most once in so many seconds.
pub(crate) const TOUCH: i64 = 300;
/// Seconds for which a replaced token still answers requests that were under way.
const GRACE: i64 = 30;

/// A session just opened.
#[derive(Debug, Clone)]
pub struct Opened {
    /// For the cookie, which ends with the browser or at `expires_at`.
    pub token: Secret,
    /// Whose session it is.
    pub account: Id,
    /// The latest end.
    pub expires_at: Instant,
}

/// The session behind a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its id, fit to be shown and to be ended by.
    pub id: Id,
    /// Whose session it is.
    pub account: Id,
    /// The token that forms and htmx requests carry.
    pub csrf: String,
    /// True when the caller should write [`touch`].
    pub touch: bool,
    /// True when roles changed since: the caller should [`renew`] it and set the new cookie.
    pub renew: bool,
}

impl Session {
    /// True when a request carried this session's CSRF token; takes as long for a wrong one.
    #[must_use]
    pub fn csrf_matches(&self, given: &str) -> bool {
        same(self.csrf.as_bytes(), given.as_bytes())
    }
}

/// A session as its owner sees it in the list of sessions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// To end it by.
    pub id: Id,
    /// Log-in.
    pub created_at: Instant,
    /// Last request, to five minutes.
    pub last_seen_at: Instant,
    /// What the browser called itself.
    pub user_agent: String,
}

/// The actor and session of a token, in two indexed look-ups; `None` when the session is unknown or over, or the
/// account is not active. Roles that are not among `roles` are ignored.
pub fn actor_of(reads: &mut dyn Reads, token: &Secret, roles: &[Role]) -> Result<Option<(Actor, Session)>> {
    let now = reads.now();
    let sql = "SELECT a.id, a.name_en, a.name_zh, a.lang, a.person, s.id, s.csrf, s.last_seen_at, s.renew
               FROM session s JOIN account a ON a.id = s.account
               WHERE s.token_hash = $1 AND s.revoked_at IS NULL AND s.expires_at > $2 AND s.last_seen_at > $3
                 AND a.status = 'active'";
    let params = [token.digest().into(), now.into(), now.plus_seconds(-IDLE).into()];
    let Some(row) = reads.first(sql, &params)? else { return Ok(None) };
    let session = Session {
        id: row.get(5)?,
        account: row.get(0)?,
        csrf: hex(&row.get::<Vec<u8>>(6)?),
        touch: row.get::<Instant>(7)?.plus_seconds(TOUCH) <= now,
        renew: row.get(8)?,
    };
    Ok(Some((actor_from(reads, &row, roles)?, session)))
}

/// The actor of an account with the rights that it has now, for jobs and files made on its behalf; `None` when it is
/// not active.
pub fn actor_of_account(reads: &mut dyn Reads, account: Id, roles: &[Role]) -> Result<Option<Actor>> {
    let sql = "SELECT id, name_en, name_zh, lang, person FROM account WHERE id = $1 AND status = 'active'";
    let row = reads.first(sql, &[account.into()])?;
    row.map(|row| actor_from(reads, &row, roles)).transpose()
}

/// The actor of a row that begins with `id, name_en, name_zh, lang, person`.
pub(crate) fn actor_from(reads: &mut dyn Reads, row: &Row, roles: &[Role]) -> Result<Actor> {
    let account: Id = row.get(0)?;
    let lang = Lang::parse(&row.get::<String>(3)?).unwrap_or_default();
    let name = Text { en: row.get(1)?, zh: row.get(2)? };
    let today = Some(reads.today());
    let mut actor =
        Actor { account: Some(account), name, person: row.get(4)?, today, ..Actor::visitor(lang) };
    let sql = "SELECT role, office, NULL FROM account_grant WHERE account = $1 AND revoked_at IS NULL
               UNION ALL
               SELECT NULL, NULL, organisation FROM account_organisation
               WHERE account = $1 AND removed_at IS NULL
                 AND (from_date IS NULL OR from_date <= $2) AND (to_date IS NULL OR to_date >= $2)";
    for row in reads.query(sql, &[account.into(), reads.today().into()])? {
        if let Some(organisation) = row.get(2)? {
            actor.organisations.push(organisation);
        } else if let Some(role) = row.get::<Option<String>>(0)?
            && let Some(known) = roles.iter().find(|k| k.id == role)
        {
            actor.audience = actor.audience.max(known.audience);
            actor.grants.push(Grant { role, office: row.get(1)? });
        }
    }
    actor.organisations.sort_unstable();
    actor.grants.sort_unstable_by(|a, b| (&a.role, &a.office).cmp(&(&b.role, &b.office)));
    Ok(actor)
}

/// Opens a session.
pub(crate) fn open(tx: &mut Tx<'_>, account: Id, user_agent: &str) -> Result<Opened> {
    let expires_at = tx.now().plus_seconds(LONGEST);
    let user_agent: String = user_agent.chars().filter(|c| !c.is_control()).take(200).collect();
    insert(tx, account, &user_agent, tx.now(), expires_at)
}

fn insert(
    tx: &mut Tx<'_>,
    account: Id,
    agent: &str,
    created_at: Instant,
    expires_at: Instant,
) -> Result<Opened> {
    let token = Secret::draw(tx.chance(), "");
    let csrf = random(tx.chance()).to_vec();
    let params = [
        token.digest().into(),
        tx.new_id().into(),
        account.into(),
        csrf.into(),
        agent.into(),
        created_at.into(),
        tx.now().into(),
        expires_at.into(),
        false.into(),
    ];
    tx.execute(
        "INSERT INTO session (token_hash, id, account, csrf, user_agent, created_at, last_seen_at, expires_at, renew)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &params,
    )?;
    Ok(Opened { token, account, expires_at })
}

/// Notes that a session was used.
pub fn touch(tx: &mut Tx<'_>, session: Id) -> Result<()> {
    tx.execute("UPDATE session SET last_seen_at = $1 WHERE id = $2", &[tx.now().into(), session.into()])?;
    Ok(())
}

/// Replaces a session's token and CSRF token; the old token answers for 30 seconds more. `None` when another request
/// has done it already, or the session is over.
pub fn renew(tx: &mut Tx<'_>, token: &Secret) -> Result<Option<Opened>> {
    let sql = "SELECT account, user_agent, created_at, expires_at FROM session
               WHERE token_hash = $1 AND renew = $2 AND revoked_at IS NULL AND expires_at > $3";
    let key = token.digest();
    let params = [key.clone().into(), true.into(), tx.now().into()];
    let Some(row) = tx.first(sql, &params)? else { return Ok(None) };
    let (account, agent, expires): (Id, String, Instant) = (row.get(0)?, row.get(1)?, row.get(3)?);
    let grace = tx.now().plus_seconds(GRACE).min(expires);
    let sql = "UPDATE session SET renew = $1, expires_at = $2 WHERE token_hash = $3";
    tx.execute(sql, &[false.into(), grace.into(), key.into()])?;
    insert(tx, account, &agent, row.get(2)?, expires).map(Some)
}

/// Ends a session by its token; one that is over already stays so.
pub fn log_out(tx: &mut Tx<'_>, token: &Secret) -> Result<()> {
    let sql = "UPDATE session SET revoked_at = $1 WHERE token_hash = $2 AND revoked_at IS NULL";
    tx.execute(sql, &[tx.now().into(), digest(token.reveal()).into()])?;
    Ok(())
}

/// The live sessions of an account, the one seen last first.
pub fn list(reads: &mut dyn Reads, account: Id) -> Result<Vec<Seen>> {
    let now = reads.now();
    let sql = "SELECT id, created_at, last_seen_at, user_agent FROM session
               WHERE account = $1 AND revoked_at IS NULL AND expires_at > $2 AND last_seen_at > $3
               ORDER BY last_seen_at DESC, id";
    let rows = reads.query(sql, &[account.into(), now.into(), now.plus_seconds(-IDLE).into()])?;
    rows.iter()
        .map(|row| {
            Ok(Seen {
                id: row.get(0)?,
                created_at: row.get(1)?,
                last_seen_at: row.get(2)?,
                user_agent: row.get(3)?,
            })
        })
        .collect()
}

/// Ends one session of an account. Errors: 404 when it is not one of that account's live sessions.
pub fn end(tx: &mut Tx<'_>, account: Id, session: Id) -> Result<()> {
    let sql = "UPDATE session SET revoked_at = $1 WHERE id = $2 AND account = $3 AND revoked_at IS NULL";
    let ended = tx.execute(sql, &[tx.now().into(), session.into(), account.into()])?;
    if ended == 0 { Err(Problem::not_found()) } else { Ok(()) }
}

/// Ends all sessions of an account, but for one to keep.
pub fn end_all(tx: &mut Tx<'_>, account: Id, but: Option<Id>) -> Result<()> {
    let kept = but.map_or("", |_| " AND id <> $3");
    let sql = format!("UPDATE session SET revoked_at = $1 WHERE account = $2 AND revoked_at IS NULL{kept}");
    let mut params = vec![tx.now().into(), account.into()];
    params.extend(but.map(Into::into));
    tx.execute(&sql, &params)?;
    Ok(())
}

#[cfg(test)]
mod tests;
