//! Digests: gathered, put into the mail queue, and written anew while they wait there.

use std::sync::Arc;

use entente_access::mail::{self, Message, Standing};
use entente_access::{Actor, Role, Secret, Sql, accounts, sessions};
use entente_kernel::{Id, Instant, Result};
use entente_record::Registry;
use entente_store::{By, Db, Reads, Tx, Value};

use crate::idle::{Idle, idle};
use crate::notice::{COLUMNS, Notice, read};
use crate::pace::{Pace, Settings};
use crate::rights::Rights;
use crate::settings::settings;
use crate::unsubscribe;

/// Notices that one letter spells out; it says how many more there are.
const SPELT: usize = 200;
/// Accounts looked at in one round.
const ACCOUNTS: usize = 50;
/// Seconds after which a letter that still waits is written anew.
const FRESH: i64 = 60;

/// What a letter is made of.
pub struct Digest {
    /// Its reader, with the rights of this moment.
    pub actor: Actor,
    /// Where it goes.
    pub to: String,
    /// What happened, newest first.
    pub notices: Vec<Notice>,
    /// What else happened, as a number.
    pub more: i64,
    /// What the reader follows and nobody touches; only in letters that come once a day or week.
    pub idle: Vec<Idle>,
    /// By which the reader ends these letters.
    pub key: Secret,
}

/// Makes the letter; what it says of records it asks under the reader's rights.
pub type Composer = Arc<dyn Fn(&mut dyn Reads, &Digest) -> Result<Message> + Send + Sync>;

/// What one round did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Round {
    /// Letters put into the queue.
    pub queued: usize,
    /// Letters written anew there.
    pub renewed: usize,
    /// Letters taken out of it again: their reader may see nothing of it any more, or wants no letters.
    pub withdrawn: usize,
}

/// Gathers what is due and renews what waits, on a thread that may block; to be run right before the queue is sent.
pub fn send_round(db: &Db, registry: &Registry, roles: &'static [Role], compose: &Composer) -> Result<Round> {
    let mut round = Round::default();
    let house = House { registry: registry.clone(), roles, compose: Arc::clone(compose) };
    for letter in db.read_now(stale)? {
        let house = house.clone();
        match db.write_now(By::system("digest"), move |tx| house.renew(tx, letter))? {
            Some(true) => round.renewed += 1,
            Some(false) => round.withdrawn += 1,
            None => {}
        }
    }
    for account in db.read_now(due)? {
        let house = house.clone();
        if db.write_now(By::system("digest"), move |tx| house.gather(tx, account))? {
            round.queued += 1;
        }
    }
    Ok(round)
}

/// Accounts of whose letters it is time to think.
fn due(reads: &mut dyn Reads) -> Result<Vec<Id>> {
    let sql = "SELECT account FROM digest WHERE next_at <= $1 ORDER BY next_at, account LIMIT $2";
    let now = reads.now();
    reads.query(sql, &[now.into(), ACCOUNTS.into()])?.iter().map(|row| row.get(0)).collect()
}

/// Letters that were put into the queue a while ago.
fn stale(reads: &mut dyn Reads) -> Result<Vec<Id>> {
    let sql = "SELECT mail FROM digest_letter WHERE composed_at <= $1 ORDER BY composed_at, mail LIMIT $2";
    let before = reads.now().plus_seconds(-FRESH);
    reads.query(sql, &[before.into(), ACCOUNTS.into()])?.iter().map(|row| row.get(0)).collect()
}

#[derive(Clone)]
struct House {
    registry: Registry,
    roles: &'static [Role],
    compose: Composer,
}

/// Which notices a letter is about.
#[derive(Clone, Copy)]
enum Which {
    /// Those that were neither read nor told, since then.
    New(Instant),
    /// Those of a letter that waits.
    Of(Id),
}

impl House {
    /// Puts the account's letter into the queue; false when there is nothing to tell, or nobody to tell it to.
    fn gather(&self, tx: &mut Tx<'_>, account: Id) -> Result<bool> {
        let sql = "SELECT since FROM digest WHERE account = $1 AND next_at <= $2";
        let Some(row) = tx.first(sql, &[account.into(), tx.now().into()])? else { return Ok(false) };
        let which = Which::New(row.get(0)?);
        tx.execute("UPDATE digest SET next_at = NULL WHERE account = $1", &[account.into()])?;
        let wanted = settings(tx, account)?;
        let quiet = wanted.after_quiet(tx.now(), tx.zone());
        if wanted.pace == Pace::Instant && quiet > tx.now() {
            let sql = "UPDATE digest SET next_at = $2 WHERE account = $1";
            tx.execute(sql, &[account.into(), quiet.into()])?;
            return Ok(false);
        }
        let Some(digest) = self.digest(tx, account, wanted, which)? else { return Ok(false) };
        let message = (self.compose)(tx, &digest)?;
        let letter = mail::queue(tx, &message)?;
        let mut sql = Sql::new("UPDATE notice SET letter = ");
        sql.bind(letter).push(" WHERE id IN (SELECT n.id FROM notice n WHERE ");
        self.which(&mut sql, &digest.actor, which);
        sql.push(")");
        tx.execute(&sql.text, &sql.params)?;
        let sql = "INSERT INTO digest_letter (mail, account, composed_at) VALUES ($1, $2, $3)";
        tx.execute(sql, &[letter.into(), account.into(), tx.now().into()])?;
        Ok(true)
    }

    /// Writes a letter that waits anew (true), or takes it back (false); `None` when it is gone or on its way.
    fn renew(&self, tx: &mut Tx<'_>, letter: Id) -> Result<Option<bool>> {
        let sql = "SELECT account FROM digest_letter WHERE mail = $1";
        let Some(row) = tx.first(sql, &[letter.into()])? else { return Ok(None) };
        let account: Id = row.get(0)?;
        match mail::standing(tx, letter)? {
            Standing::Busy => return Ok(None),
            Standing::Over => {
                tx.execute("DELETE FROM digest_letter WHERE mail = $1", &[letter.into()])?;
                return Ok(None);
            }
            Standing::Due => {}
        }
        let wanted = settings(tx, account)?;
        let Some(digest) = self.digest(tx, account, wanted, Which::Of(letter))? else {
            mail::withdraw(tx, letter)?;
            tx.execute("DELETE FROM digest_letter WHERE mail = $1", &[letter.into()])?;
            tx.execute("UPDATE notice SET letter = NULL WHERE letter = $1", &[letter.into()])?;
            return Ok(Some(false));
        };
        let message = (self.compose)(tx, &digest)?;
        mail::rewrite(tx, letter, &message)?;
        let sql = "UPDATE digest_letter SET composed_at = $2 WHERE mail = $1";
        tx.execute(sql, &[letter.into(), tx.now().into()])?;
        Ok(Some(true))
    }

    /// What the letter is made of; `None` when its reader is gone, has no address, wants no letters or may see nothing.
    fn digest(&self, tx: &mut Tx<'_>, account: Id, wanted: Settings, which: Which) -> Result<Option<Digest>> {
        let Some(actor) = sessions::actor_of_account(tx, account, self.roles)? else { return Ok(None) };
        let to = accounts::find(tx, account)?.and_then(|found| found.profile.email);
        let (Some(to), true) = (to, wanted.pace != Pace::Off) else { return Ok(None) };
        let mut sql = Sql::new(format!("SELECT {COLUMNS} FROM notice n WHERE "));
        self.which(&mut sql, &actor, which);
        sql.push(" ORDER BY n.at DESC, n.id DESC LIMIT ").bind(Value::from(SPELT));
        let rows = tx.query(&sql.text, &sql.params)?;
        let notices = rows.iter().map(read).collect::<Result<Vec<_>>>()?;
        if notices.is_empty() {
            return Ok(None);
        }
        let mut sql = Sql::new("SELECT count(*) FROM notice n WHERE ");
        self.which(&mut sql, &actor, which);
        let all = tx.count(&sql.text, &sql.params)?;
        let more = all - i64::try_from(notices.len()).unwrap_or(all);
        let idle = if wanted.pace == Pace::Instant { Vec::new() } else { idle(tx, &self.registry, &actor)? };
        let key = unsubscribe::make(tx, account)?;
        Ok(Some(Digest { actor, to, notices, more, idle, key }))
    }

    /// Appends which notices, as far as the reader may see what they tell of.
    fn which(&self, sql: &mut Sql, actor: &Actor, which: Which) {
        sql.push("n.account = ").bind(actor.account);
        match which {
            Which::New(since) => {
                sql.push(" AND n.read_at IS NULL AND n.letter IS NULL AND n.at >= ").bind(since)
            }
            Which::Of(letter) => sql.push(" AND n.read_at IS NULL AND n.letter = ").bind(letter),
        };
        sql.push(" AND ");
        Rights { registry: &self.registry, actor }.condition(sql);
    }
}
