//! What other records link to this one: every room shows itself on every page without knowing the others.

use entente_access::{Action, Cond};
use entente_kernel::{Id, Result};
use entente_record::{COUNTED, Field, Filter, Kind, Order, Query, Shape, list, open_groups};

use crate::cx::Cx;

/// Rows shown of each kind.
const SHOWN: usize = 5;

/// Records of one kind that link here.
pub(crate) struct Related {
    /// The kind in words, with the field's name where the kind links here twice.
    pub(crate) label: String,
    /// Their list.
    pub(crate) href: String,
    /// How many.
    pub(crate) count: String,
    /// Address, title and state of the latest.
    pub(crate) rows: Vec<(String, String, String)>,
}

/// For each kind with a field that links to `kind` and can be filtered by: the records that this reader may see.
pub(crate) fn of(cx: &mut Cx<'_>, kind: &'static Kind, id: Id) -> Result<Vec<Related>> {
    let mut all = Vec::new();
    let kinds: Vec<&'static Kind> = cx.web.registry().kinds().collect();
    for other in kinds {
        if (other.rule)(&cx.actor, Action::See).when == Cond::Nothing {
            continue;
        }
        let open = open_groups(cx.reads, &cx.actor, other, None)?;
        let links = |f: &&'static Field| matches!(f.shape, Shape::Link(to) if to == kind.name);
        for field in other.fields.iter().filter(links).filter(|f| f.filter && open.contains(&f.group)) {
            all.extend(by(cx, other, field, id)?);
        }
    }
    Ok(all)
}

fn by(cx: &mut Cx<'_>, other: &'static Kind, field: &'static Field, id: Id) -> Result<Option<Related>> {
    let mut query = Query::new(cx.t.lang);
    query.filters = vec![Filter::Is(field.name, id.into())];
    query.order = Order { by: "changed_at", descending: true };
    query.limit = SHOWN;
    let listing = list(cx.reads, &cx.actor, other, &query)?;
    if listing.records.is_empty() {
        return Ok(None);
    }
    let mut rows = Vec::new();
    for record in &listing.records {
        let title = super::open_title(cx, other, record)?;
        let title = title.map_or_else(|| cx.t.m(other.name), |title| title.show(cx.t.lang).to_owned());
        rows.push((format!("/{}/{}", other.path, record.meta.id), title, cx.state(other, record)));
    }
    let many = listing.count > COUNTED;
    let count = if many { format!("{}+", cx.t.number(COUNTED)) } else { cx.t.number(listing.count) };
    let href = format!("/{}?{}={id}", other.path, field.name);
    Ok(Some(Related { label: cx.t.m(&format!("{}-many", other.name)), href, count, rows }))
}
