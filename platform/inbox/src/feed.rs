//! The feeder: from what was written to what people hear of it.

mod happened;
mod tell;

use std::sync::Arc;

use entente_kernel::{Id, Result};
use entente_record::Registry;
use entente_store::{By, Db, Reads, Tx, advance, cursor, pending, scalar};

use crate::follow;
use crate::notice::{self, New};
use crate::people::People;

/// Rows of the chain, and events, taken up in one step.
const STEP: usize = 200;
/// The name under which the outbox is followed.
const CONSUMER: &str = "inbox";

/// The accounts that a record names, by its id.
pub type Whom = Arc<dyn Fn(&mut dyn Reads, &People, Id) -> Result<Vec<Id>> + Send + Sync>;

/// People whom records of a kind name: they follow the record, and hear that they are named.
#[derive(Clone)]
pub struct Named {
    /// The kind's name.
    pub kind: &'static str,
    /// The sort of the notice; its text is the locale message `notice-<sort>`.
    pub sort: &'static str,
    /// The fields that name them; who may not read the first one does not hear of it.
    pub fields: &'static [&'static str],
    /// Whom the record names now.
    pub whom: Whom,
}

/// What one step of the feeder writes.
#[derive(Default)]
pub(crate) struct Plan {
    pub(crate) follow: Vec<(Id, &'static str, Id)>,
    pub(crate) notices: Vec<New>,
}

/// Takes up everything that was written since; gives the number of rows and events. The first call on a database only
/// notes where the chain ends: nobody hears of what was before there were inboxes.
pub fn feed(db: &Db, registry: &Registry, named: &[Named]) -> Result<usize> {
    let mut all = 0;
    loop {
        let (registry, named) = (registry.clone(), named.to_vec());
        let from = db.read_now(place)?;
        let Some((audit, outbox)) = from else {
            db.write_now(By::system("inbox"), begin)?;
            return Ok(0);
        };
        let (plan, to) = db.read_now(move |reads| step(reads, &registry, &named, (audit, outbox)))?;
        let taken = usize::try_from(to.0 - audit + to.1 - outbox).unwrap_or(0);
        if taken == 0 {
            return Ok(all);
        }
        all += taken;
        db.write_now(By::system("inbox"), move |tx| write(tx, &plan, (audit, outbox), to))?;
    }
}

/// How far the chain and the outbox have been followed; `None` before the first time.
fn place(reads: &mut dyn Reads) -> Result<Option<(i64, i64)>> {
    let audit: Option<i64> = scalar(reads, "SELECT audit_seq FROM inbox_cursor WHERE one = 1", &[])?;
    let outbox = cursor(reads, CONSUMER)?;
    Ok(audit.map(|audit| (audit, outbox)))
}

fn begin(tx: &mut Tx<'_>) -> Result<()> {
    let sql = "SELECT audit_seq, outbox_seq FROM chain_head WHERE one = 1";
    let (audit, outbox) = match tx.first(sql, &[])? {
        Some(row) => (row.get::<i64>(0)?, row.get::<i64>(1)?),
        None => (0, 0),
    };
    let sql = "INSERT INTO inbox_cursor (one, audit_seq) VALUES (1, $1) ON CONFLICT (one) DO NOTHING";
    tx.execute(sql, &[audit.into()])?;
    advance(tx, CONSUMER, outbox)
}

/// What the next rows and events lead to, and how far they reach.
fn step(
    reads: &mut dyn Reads,
    registry: &Registry,
    named: &[Named],
    (audit, outbox): (i64, i64),
) -> Result<(Plan, (i64, i64))> {
    let mut plan = Plan::default();
    let rows = happened::rows(reads, audit, STEP)?;
    let last = rows.last().map_or(audit, |row| row.seq);
    let mut teller = tell::Teller { named, people: None };
    for row in &rows {
        for one in happened::records(reads, registry, row)? {
            teller.tell(reads, &one, &mut plan)?;
        }
    }
    let events = pending(reads, outbox, STEP)?;
    let end = events.last().map_or(outbox, |event| event.seq);
    plan.notices.extend(events.iter().filter_map(tell::of_job));
    Ok((plan, (last, end)))
}

/// Writes a step, unless another process was faster.
fn write(tx: &mut Tx<'_>, plan: &Plan, from: (i64, i64), to: (i64, i64)) -> Result<()> {
    let sql = "UPDATE inbox_cursor SET audit_seq = $2 WHERE one = 1 AND audit_seq = $1";
    if tx.execute(sql, &[from.0.into(), to.0.into()])? == 0 || cursor(tx, CONSUMER)? != from.1 {
        return Err(entente_kernel::Problem::conflict("inbox-followed"));
    }
    advance(tx, CONSUMER, to.1)?;
    for (account, kind, record) in &plan.follow {
        follow::begin(tx, *account, kind, *record)?;
    }
    plan.notices.iter().try_for_each(|new| notice::write(tx, new))
}
