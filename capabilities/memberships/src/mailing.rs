//! To whom a bulletin goes, why, and whether it was opened.

use entente_access::Actor;
use entente_kernel::{Id, Instant, Result};
use entente_record::{Choice, Datum, Draft, Held, Record, Typed, Write, create, edit, load};
use entente_store::{Reads, Tx, Value, scalar};

use crate::words::BulletinTopic;
use crate::{Bulletin, BulletinSubscription};

/// One copy of a bulletin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Who got it.
    pub account: Id,
    /// The topics for whose sake.
    pub topics: Vec<BulletinTopic>,
    /// When it went out.
    pub sent_at: Instant,
    /// When it was first opened.
    pub opened_at: Option<Instant>,
}

/// Writes down who gets it and why; the inbox tells them.
pub(crate) fn send(tx: &mut Tx<'_>, _: &Actor, record: &Record) -> Result<()> {
    let bulletin = <Bulletin as Typed>::from_record(record)?;
    let kind = Bulletin::KIND;
    let draft = Draft::of(record).with(kind, "sent_on", Datum::Date(record.meta.state_since));
    let write = Write { effective: Some(record.meta.state_since), ..Write::default() };
    let sql = "SELECT id FROM account WHERE status = 'active' ORDER BY id";
    let active: Vec<Id> = tx.query(sql, &[])?.iter().map(|row| row.get(0)).collect::<Result<_>>()?;
    for account in active {
        let Some(wanted) = subscription(tx, account)? else { continue };
        let Datum::Words(wanted) = wanted.value(BulletinSubscription::KIND, "topics").clone() else {
            continue;
        };
        let shared = bulletin.topics.iter().map(|topic| Choice::word(*topic));
        let shared: Vec<&str> = shared.filter(|word| wanted.iter().any(|own| own == word)).collect();
        if shared.is_empty() {
            continue;
        }
        let sql =
            "INSERT INTO bulletin_delivery (bulletin, account, topics, sent_at) VALUES ($1, $2, $3, $4)";
        tx.execute(sql, &[record.meta.id.into(), account.into(), shared.join(" ").into(), tx.now().into()])?;
    }
    edit(tx, &Actor::system(), kind, record.meta.id, &draft, &write).map(|_| ())
}

/// Every copy of a bulletin. It was opened when its reader said so, or read its notice in the inbox.
pub fn deliveries(reads: &mut dyn Reads, bulletin: Id) -> Result<Vec<Delivery>> {
    copies(reads, "", &[bulletin.into()])
}

/// The copy of one reader.
pub(crate) fn delivery(reads: &mut dyn Reads, bulletin: Id, account: Id) -> Result<Option<Delivery>> {
    Ok(copies(reads, "AND d.account = $2", &[bulletin.into(), account.into()])?.pop())
}

fn copies(reads: &mut dyn Reads, which: &str, params: &[Value]) -> Result<Vec<Delivery>> {
    let sql = format!(
        "SELECT d.account, d.topics, d.sent_at, coalesce(d.opened_at, MIN(n.read_at)) FROM bulletin_delivery d
         LEFT JOIN notice n ON n.account = d.account AND n.record = d.bulletin WHERE d.bulletin = $1 {which}
         GROUP BY d.account, d.topics, d.sent_at, d.opened_at ORDER BY d.sent_at, d.account"
    );
    let delivery = |row: &entente_store::Row| {
        let topics: String = row.get(1)?;
        Ok(Delivery {
            account: row.get(0)?,
            topics: topics.split(' ').filter_map(BulletinTopic::from_word).collect(),
            sent_at: row.get(2)?,
            opened_at: row.get(3)?,
        })
    };
    reads.query(&sql, params)?.iter().map(delivery).collect()
}

/// Notes that somebody opened a copy; the first time counts.
pub fn opened(tx: &mut Tx<'_>, bulletin: Id, account: Id) -> Result<()> {
    let sql = "UPDATE bulletin_delivery SET opened_at = $3 WHERE bulletin = $1 AND account = $2 AND opened_at IS NULL";
    tx.execute(sql, &[bulletin.into(), account.into(), tx.now().into()]).map(|_| ())
}

/// The subscription of an account.
pub fn subscription(reads: &mut dyn Reads, account: Id) -> Result<Option<Record>> {
    let sql = "SELECT id FROM bulletin_subscription WHERE account = $1 AND deleted_at IS NULL";
    match scalar::<Id>(reads, sql, &[account.to_string().into()])? {
        Some(id) => load(reads, BulletinSubscription::KIND, id),
        None => Ok(None),
    }
}

/// Somebody says what to read about; nothing lets it rest.
pub fn subscribe(tx: &mut Tx<'_>, actor: &Actor, account: Id, topics: &[BulletinTopic]) -> Result<Record> {
    let kind = BulletinSubscription::KIND;
    let topics = topics.to_vec().hold();
    if let Some(old) = subscription(tx, account)? {
        let draft = Draft::of(&old).with(kind, "topics", topics);
        return edit(tx, &Actor::system(), kind, old.meta.id, &draft, &Write::default());
    }
    let sql = "SELECT login FROM account WHERE id = $1";
    let login: String = scalar(tx, sql, &[account.into()])?.unwrap_or_default();
    let name = actor.name.show(actor.lang);
    let name = if name.is_empty() { login } else { name.to_owned() };
    let draft = Draft::new(kind).with(kind, "reader", Datum::Line(name)).with(kind, "topics", topics).with(
        kind,
        "account",
        Datum::Line(account.to_string()),
    );
    create(tx, &Actor::system(), kind, &draft)
}
