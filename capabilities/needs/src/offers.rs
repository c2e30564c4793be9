//! What this room offers to others: a need that they open.

use entente_access::Actor;
use entente_contracts::{NewNeed, NewNeedSort, OpensNeed};
use entente_kernel::{Id, Result};
use entente_record::{Datum, Draft, Held, create};
use entente_store::Tx;

use crate::Need;
use crate::need::{NeedSource, Wanted};

/// Needs as this room keeps them.
#[derive(Debug, Clone, Copy, Default)]
pub struct KeptNeeds;

impl OpensNeed for KeptNeeds {
    fn open(&self, tx: &mut Tx<'_>, actor: &Actor, need: &NewNeed) -> Result<Id> {
        let kind = Need::KIND;
        let wanted = match need.sort {
            NewNeedSort::Development => Wanted::Development,
            NewNeedSort::Diagnosis => Wanted::Diagnosis,
            NewNeedSort::Planning => Wanted::Planning,
        };
        let draft = Draft { fictional: need.fictional, ..Draft::new(kind) }
            .with(kind, "title", need.title.hold())
            .with(kind, "statement", need.statement.hold())
            .with(kind, "wanted", wanted.hold())
            .with(kind, "organisation", Datum::Link(need.organisation))
            .with(kind, "source", NeedSource::Officer.hold())
            .with(kind, "office", need.office.hold());
        create(tx, actor, kind, &draft).map(|record| record.meta.id)
    }
}
