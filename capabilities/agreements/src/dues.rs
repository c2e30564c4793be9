//! What is due with agreements in force: the last day for notice, and the end of the term.

use entente_access::{Action, Actor, Cond};
use entente_kernel::{Date, Lang, Period, Result, Text};
use entente_record::{Filter, Order, Query, Typed, list};
use entente_store::Reads;
use entente_web::DueRow;

use crate::{Agreement, queries};

/// Most agreements that a calendar looks at.
const MOST: usize = 1000;

/// Days before notice or end on which people want to hear of it, so that there is time for a review.
const REMIND: i64 = 60;

/// Notices and ends of agreements in force that have no successor yet, for those who handle or oversee agreements.
pub(crate) fn list_due(reads: &mut dyn Reads, actor: &Actor, days: Period) -> Result<Vec<DueRow>> {
    if (Agreement::KIND.rule)(actor, Action::Fields("handling")).when != Cond::All {
        return Ok(Vec::new());
    }
    let first = Date::constant(1900, 1, 1);
    let mut filters = vec![
        Filter::State(vec!["in_force".into()]),
        Filter::From("until", days.from.unwrap_or(first).into()),
        Filter::Where(
            "NOT EXISTS (SELECT 1 FROM agreement s WHERE s.replaces = {t}.id AND s.deleted_at IS NULL
               AND s.state <> 'abandoned')"
                .into(),
            Vec::new(),
        ),
    ];
    // Notice may be due years before the end.
    let furthest = days.to.and_then(|day| day.checked_add(jiff::Span::new().days(1100)).ok());
    filters.extend(furthest.map(|day| Filter::To("until", day.into())));
    let order = Order { by: "until", descending: false };
    let query = Query { filters, order, limit: MOST, ..Query::new(Lang::En) };
    let mut rows = Vec::new();
    for listed in list(reads, actor, Agreement::KIND, &query)?.records {
        let Some(record) = entente_record::load(reads, Agreement::KIND, listed.meta.id)? else { continue };
        let agreement = Agreement::from_record(&record)?;
        let ends =
            [(queries::notice_day(&record), "agreement-due-notice"), (agreement.until, "agreement-due-end")];
        for (day, what) in ends {
            rows.extend(day.filter(|day| days.covers(*day)).map(|day| row(&agreement, day, what)));
        }
    }
    Ok(rows)
}

fn row(agreement: &Agreement, day: Date, what: &'static str) -> DueRow {
    DueRow {
        day,
        remind: REMIND,
        title: agreement.title.clone(),
        about: Text::default(),
        what,
        kind: Agreement::KIND.name,
        record: agreement.meta.id,
        field: "until",
        href: format!("/agreements/{}", agreement.meta.id),
        owner: String::new(),
        office: agreement.office.clone(),
        uid: format!("{what}-{}", agreement.meta.id),
        version: agreement.meta.version,
        changed_at: agreement.meta.changed_at,
    }
}
