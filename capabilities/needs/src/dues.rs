//! What is due with needs: their deadlines and next actions.

use std::collections::BTreeMap;

use entente_access::{Action, Actor, Cond};
use entente_kernel::{Date, Id, Lang, Period, Result, Text};
use entente_record::{Filter, Order, Query, Typed, link_titles, list};
use entente_store::Reads;
use entente_web::DueRow;

use crate::Need;
use crate::queries::OPEN;

/// Most needs of each sort.
const MOST: usize = 1000;

/// Deadlines and next actions of open needs, for those who handle needs or oversee them.
pub(crate) fn list_due(reads: &mut dyn Reads, actor: &Actor, days: Period) -> Result<Vec<DueRow>> {
    if (Need::KIND.rule)(actor, Action::Fields("handling")).when != Cond::All {
        return Ok(Vec::new());
    }
    let (mut deadlines, mut actions) =
        (open(reads, actor, "deadline", days)?, open(reads, actor, "next_due", days)?);
    let ids: Vec<Id> = deadlines.iter().chain(&actions).map(|need| need.meta.id).collect();
    let titles = link_titles(reads, actor, Need::KIND, &ids)?;
    let deadlines = deadlines.drain(..).filter_map(|need| {
        let (day, title) = (need.deadline?, called(&need, &titles));
        Some(row(&need, day, "need-deadline", (title, Text::default())))
    });
    let deadlines: Vec<DueRow> = deadlines.collect();
    let actions = actions.drain(..).filter_map(|need| {
        let (day, title) = (need.next_due?, called(&need, &titles));
        let texts = if need.next_action.is_empty() {
            (title, Text::default())
        } else {
            (need.next_action.clone(), title)
        };
        Some(row(&need, day, "need-next_action", texts))
    });
    Ok(deadlines.into_iter().chain(actions).collect())
}

fn open(reads: &mut dyn Reads, actor: &Actor, field: &'static str, days: Period) -> Result<Vec<Need>> {
    let first = Date::constant(1900, 1, 1);
    let mut filters = vec![
        Filter::State(OPEN.map(str::to_owned).to_vec()),
        Filter::From(field, days.from.unwrap_or(first).into()),
    ];
    filters.extend(days.to.map(|day| Filter::To(field, day.into())));
    let order = Order { by: field, descending: false };
    let query = Query { filters, order, limit: MOST, ..Query::new(Lang::En) };
    list(reads, actor, Need::KIND, &query)?.records.iter().map(<Need as Typed>::from_record).collect()
}

/// The need's name as far as the reader may know it, or its number.
fn called(need: &Need, titles: &BTreeMap<Id, Text>) -> Text {
    let title = titles.get(&need.meta.id).filter(|title| !title.is_empty());
    title.cloned().unwrap_or_else(|| Text::en(need.meta.reference.clone()))
}

fn row(need: &Need, day: Date, what: &'static str, (title, about): (Text, Text)) -> DueRow {
    DueRow {
        day,
        remind: 0,
        title,
        about,
        what,
        kind: Need::KIND.name,
        record: need.meta.id,
        field: if what == "need-deadline" { "deadline" } else { "next_due" },
        href: format!("/needs/{}", need.meta.id),
        owner: need.next_owner.clone(),
        office: need.office.clone(),
        uid: format!("{what}-{}", need.meta.id),
        version: need.meta.version,
        changed_at: need.meta.changed_at,
    }
}
