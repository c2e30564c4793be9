//! What other rooms do for this one. Rules and guards are plain functions, so what they ask for stands here.

use std::sync::{Arc, OnceLock};

use entente_access::Actor;
use entente_contracts::{Domicile, Domiciles, Kept, Obligations};
use entente_kernel::{Id, Result};
use entente_record::{Kind, Record};
use entente_store::{Reads, Tx};

use crate::duties::dated;
use crate::{Agreement, queries};

struct Ties {
    domiciles: Arc<dyn Domiciles>,
    obligations: Arc<dyn Obligations>,
}

static TIES: OnceLock<Ties> = OnceLock::new();

/// Keeps who answers; the first one stays, for a program has one list of rooms.
pub(crate) fn tie(domiciles: Arc<dyn Domiciles>, obligations: Arc<dyn Obligations>) {
    TIES.get_or_init(|| Ties { domiciles, obligations });
}

/// Where the parties of an agreement are at home, in their order.
pub(crate) fn domiciles(reads: &mut dyn Reads, agreement: &Record) -> Result<Vec<Domicile>> {
    let parties = queries::parties(agreement);
    match TIES.get() {
        Some(ties) => ties.domiciles.of(reads, &parties),
        None => Ok(vec![Domicile::default(); parties.len()]),
    }
}

/// True when a party is abroad, or nobody knows where one is.
pub(crate) fn has_party_abroad(reads: &mut dyn Reads, agreement: &Record) -> Result<bool> {
    Ok(domiciles(reads, agreement)?.iter().any(|one| one.abroad != Some(false)))
}

/// Makes obligations of the duties from today on.
pub(crate) fn promise(tx: &mut Tx<'_>, agreement: &Record) -> Result<()> {
    let promises = dated(agreement, tx.today())?;
    let about: (&'static Kind, Id) = (Agreement::KIND, agreement.meta.id);
    match TIES.get() {
        Some(ties) => ties.obligations.promise(tx, about, agreement.meta.fictional, &promises),
        None => Ok(()),
    }
}

/// What became of the obligations.
pub(crate) fn kept(reads: &mut dyn Reads, actor: &Actor, agreement: Id) -> Result<Kept> {
    TIES.get().map_or(Ok(Kept::default()), |ties| ties.obligations.kept(reads, actor, agreement))
}

/// A condition in SQL: something promised under the agreement `{t}` moved at the instant `{1}` or later.
pub(crate) fn moved_since() -> &'static str {
    TIES.get().map_or("1 = 0", |ties| ties.obligations.moved_since())
}
