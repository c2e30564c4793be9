//! What other records link to this one: every room shows itself on every page without knowing the others.

use entente_access::{Action, Cond};
use entente_kernel::{Id, Result};
use entente_record::{
    COUNTED, Children, Datum, Field, Filter, Kind, Order, Query, Record, Shape, list, load, open_groups,
    owners,
};

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
    /// Address and title of the latest, with their state or what the link says of them.
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
        for part in other.children {
            for field in part.fields.iter().filter(|f| links(f) && open.contains(&f.group)) {
                all.extend(in_part(cx, other, part, field, id)?);
            }
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
    let mut rows = Vec::new();
    for record in &listing.records {
        rows.push(row(cx, other, record, cx.state(other, record))?);
    }
    let (label, href) =
        (cx.t.m(&format!("{}-many", other.name)), format!("/{}?{}={id}", other.path, field.name));
    Ok(related(cx, label, href, listing.count, rows))
}

/// Records one of whose parts links here, such as the people of an organisation, each with what the part says of it.
fn in_part(
    cx: &mut Cx<'_>,
    other: &'static Kind,
    part: &'static Children,
    field: &'static Field,
    id: Id,
) -> Result<Option<Related>> {
    let most = usize::try_from(COUNTED).unwrap_or(0) + 1;
    let linking = owners(cx.reads, part, field, id, most)?;
    if linking.is_empty() {
        return Ok(None);
    }
    let mut query = Query::new(cx.t.lang);
    query.filters = vec![Filter::Ids(linking)];
    query.order = Order { by: "changed_at", descending: true };
    query.limit = SHOWN;
    let listing = list(cx.reads, &cx.actor, other, &query)?;
    let mut rows = Vec::new();
    for record in &listing.records {
        let whole = load(cx.reads, other, record.meta.id)?;
        let said = whole.map(|record| said(cx, other, part, &record, id)).unwrap_or_default();
        rows.push(row(cx, other, record, said)?);
    }
    let label = cx.t.m(&format!("{}-many", other.name));
    let href = format!("/{}?{}.{}={id}", other.path, part.name, field.name);
    Ok(related(cx, label, href, listing.count, rows))
}

/// The texts of the part's row that links to `id`, such as a role.
fn said(cx: &Cx<'_>, other: &Kind, part: &Children, record: &Record, id: Id) -> String {
    let at = other.children.iter().position(|p| p.name == part.name);
    let rows = at.and_then(|at| record.children.get(at));
    let row = rows.and_then(|rows| rows.iter().find(|row| row.contains(&Datum::Link(id))));
    let words = row.into_iter().flatten().filter_map(|datum| match datum {
        Datum::Text(text) if !text.is_empty() => Some(text.show(cx.t.lang).to_owned()),
        _ => None,
    });
    words.collect::<Vec<_>>().join(" · ")
}

fn row(
    cx: &mut Cx<'_>,
    other: &'static Kind,
    record: &Record,
    said: String,
) -> Result<(String, String, String)> {
    let title = super::open_title(cx, other, record)?;
    let title = title.map_or_else(|| cx.t.m(other.name), |title| title.show(cx.t.lang).to_owned());
    Ok((format!("/{}/{}", other.path, record.meta.id), title, said))
}

fn related(
    cx: &Cx<'_>,
    label: String,
    href: String,
    count: i64,
    rows: Vec<(String, String, String)>,
) -> Option<Related> {
    let many = count > COUNTED;
    let count = if many { format!("{}+", cx.t.number(COUNTED)) } else { cx.t.number(count) };
    (!rows.is_empty()).then_some(Related { label, href, count, rows })
}
