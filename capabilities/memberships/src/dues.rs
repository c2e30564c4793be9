//! What is due: renewals, payments, services.

use entente_access::Actor;
use entente_kernel::{Date, Lang, Period, Result, Text};
use entente_record::{Datum, Filter, Kind, Order, Query, Record, list};
use entente_store::Reads;
use entente_web::DueRow;

use crate::{Invoice, Membership, ServiceRequest, access};

/// Most records of each sort.
const MOST: usize = 1000;

/// Days before a renewal that people want to hear of it.
const RENEWAL: i64 = 60;

/// A sort of due things: kind, field with the day, states in which it is still to be done, what it is, and how long
/// before.
type Sort = (&'static Kind, &'static str, &'static [&'static str], &'static str, i64);

const SORTS: [Sort; 3] = [
    (Membership::KIND, "paid_until", &["active"], "membership-renewal", RENEWAL),
    (Invoice::KIND, "due", &["issued"], "invoice", 7),
    (ServiceRequest::KIND, "target", &["received", "triaged", "assigned"], "service_request", 3),
];

/// For those who handle memberships or oversee them.
pub(crate) fn list_due(reads: &mut dyn Reads, actor: &Actor, days: Period) -> Result<Vec<DueRow>> {
    let mut rows = Vec::new();
    if !access::staff(actor) {
        return Ok(rows);
    }
    for sort in SORTS {
        let (kind, field, states, ..) = sort;
        let first = Date::constant(1900, 1, 1);
        let mut filters = vec![
            Filter::State(states.iter().map(|state| (*state).to_owned()).collect()),
            Filter::From(field, days.from.unwrap_or(first).into()),
        ];
        filters.extend(days.to.map(|day| Filter::To(field, day.into())));
        if kind.name == Membership::KIND.name {
            // What has lapsed is not renewed any more.
            filters.push(Filter::From("lasts_until", reads.today().into()));
        }
        let order = Order { by: field, descending: false };
        let query = Query { filters, order, limit: MOST, ..Query::new(Lang::En) };
        let found = list(reads, actor, kind, &query)?.records;
        rows.extend(found.iter().filter_map(|record| row(&sort, record)));
    }
    Ok(rows)
}

fn row((kind, field, _, what, remind): &Sort, record: &Record) -> Option<DueRow> {
    let Datum::Date(day) = record.value(kind, field) else { return None };
    let line = |name: &str| match record.value(kind, name) {
        Datum::Line(line) => line.clone(),
        _ => String::new(),
    };
    Some(DueRow {
        day: *day,
        remind: *remind,
        title: record.title_text(),
        about: Text::default(),
        what,
        kind: kind.name,
        record: record.meta.id,
        field,
        href: format!("/{}/{}", kind.path, record.meta.id),
        owner: line("assignee"),
        office: line("office"),
        uid: format!("{what}-{}", record.meta.id),
        version: record.meta.version,
        changed_at: record.meta.changed_at,
    })
}
