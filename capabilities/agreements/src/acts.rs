//! The verbs of this room: writing texts, approving and signing them, entering into force, renewing.

mod assenting;
mod renewing;
mod writing;

pub use assenting::{Said, approve, sign};
pub(crate) use renewing::may_renew;
pub use renewing::{entered, renew};
pub use writing::{NewText, write};

use entente_access::Actor;
use entente_kernel::{Id, Problem, Result};
use entente_record::{Datum, Draft, Held, Record, Write, edit, load, step};
use entente_store::{Reads, Tx};

use crate::words::Holder;
use crate::{Agreement, queries, ties};

/// Notes who has the agreement now, since today.
pub fn hand_over(tx: &mut Tx<'_>, agreement: Id, holder: Option<Holder>, name: &str) -> Result<()> {
    let record = load(tx, Agreement::KIND, agreement)?.ok_or_else(Problem::not_found)?;
    let (holder, name) = (holder.hold(), name.to_owned().hold());
    let kind = Agreement::KIND;
    if *record.value(kind, "holder") == holder && *record.value(kind, "holder_name") == name {
        return Ok(());
    }
    let since = if holder.is_empty() { Datum::Empty } else { Datum::Date(tx.today()) };
    let draft = Draft::of(&record).with(kind, "holder", holder).with(kind, "holder_name", name).with(
        kind,
        "holder_since",
        since,
    );
    edit(tx, &Actor::system(), kind, agreement, &draft, &Write::default()).map(|_| ())
}

/// Writes the country that follows from the parties.
pub(crate) fn settle_country(tx: &mut Tx<'_>, agreement: Id) -> Result<()> {
    let record = load(tx, Agreement::KIND, agreement)?.ok_or_else(Problem::not_found)?;
    let country = country(tx, &record)?.hold();
    if *record.value(Agreement::KIND, "country") == country {
        return Ok(());
    }
    let draft = Draft::of(&record).with(Agreement::KIND, "country", country);
    edit(tx, &Actor::system(), Agreement::KIND, agreement, &draft, &Write::default()).map(|_| ())
}

/// Where the first party abroad is at home, or else the first party.
pub(crate) fn country(reads: &mut dyn Reads, agreement: &Record) -> Result<Option<String>> {
    let all = ties::domiciles(reads, agreement)?;
    let chosen = all.iter().find(|one| one.abroad == Some(true)).or_else(|| all.first());
    Ok(chosen.and_then(|one| one.country.clone()))
}

/// An agreed or partly signed text is negotiated again.
pub(crate) fn fall_back(tx: &mut Tx<'_>, agreement: &Record) -> Result<()> {
    if !["agreed", "partly_signed"].contains(&agreement.meta.state.as_str()) {
        return Ok(());
    }
    step(tx, &Actor::system(), Agreement::KIND, agreement.meta.id, "fall_back", &Write::default()).map(|_| ())
}

/// The first of the actor's organisations that is a party.
pub(crate) fn own_party(actor: &Actor, agreement: &Record) -> Option<Id> {
    queries::parties(agreement).into_iter().find(|party| actor.organisations.contains(party))
}
