//! The verbs of this room: saying that a record is still right, and staying out of the ranking.

use entente_access::Actor;
use entente_kernel::{Id, Result};
use entente_record::{Datum, Draft, Kind, Record, Write, edit, visible};
use entente_store::{Reads, Tx};

use crate::Expert;

/// Somebody looked the record over today and found it right. Errors: 404, 403.
pub fn confirm(tx: &mut Tx<'_>, actor: &Actor, kind: &Kind, id: Id) -> Result<Record> {
    let record = visible(tx, actor, kind, id)?;
    let draft = Draft::of(&record).with(kind, "checked", Datum::Date(tx.today()));
    edit(tx, actor, kind, id, &draft, &Write::default())
}

/// Takes an expert out of the ranking, or back in. Errors: 404, 403.
pub fn opt_out(tx: &mut Tx<'_>, actor: &Actor, expert: Id, out: bool) -> Result<Record> {
    let record = visible(tx, actor, Expert::KIND, expert)?;
    let draft = Draft::of(&record).with(Expert::KIND, "opted_out", Datum::Flag(out));
    edit(tx, actor, Expert::KIND, expert, &draft, &Write::default())
}
