//! Petitions as calendars show them.

use entente_access::Actor;
use entente_kernel::{Lang, Period, Result, Text};
use entente_record::{Filter, Query, Typed};
use entente_store::Reads;
use entente_web::DueRow;

use crate::Petition;
use crate::access::keeps;

/// Most petitions that a calendar looks at.
const MOST: usize = 500;

/// What the office has to answer in these days.
pub(crate) fn list(reads: &mut dyn Reads, actor: &Actor, days: Period) -> Result<Vec<DueRow>> {
    if !keeps(actor) {
        return Ok(Vec::new());
    }
    let mut filters = vec![Filter::State(vec!["open".into()])];
    filters.extend(days.from.map(|day| Filter::From("due", day.into())));
    filters.extend(days.to.map(|day| Filter::To("due", day.into())));
    let query = Query { filters, limit: MOST, ..Query::new(Lang::En) };
    let found = entente_record::list(reads, actor, Petition::KIND, &query)?.records;
    let mut rows = Vec::new();
    for record in &found {
        let petition = Petition::from_record(record)?;
        let Some(day) = petition.due else { continue };
        rows.push(DueRow {
            day,
            remind: 14,
            title: Text::en(petition.wish),
            about: Text::default(),
            what: "petition",
            kind: Petition::KIND.name,
            record: petition.meta.id,
            field: "due",
            href: format!("/petitions/{}", petition.meta.id),
            owner: String::new(),
            office: String::new(),
            uid: format!("petition-{}", petition.meta.id),
            version: petition.meta.version,
            changed_at: petition.meta.changed_at,
        });
    }
    Ok(rows)
}
