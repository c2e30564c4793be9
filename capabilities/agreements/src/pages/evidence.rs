//! What happened under an agreement, for the review before its end.

use askama::Template;
use entente_documents::documents;
use entente_kernel::{Problem, Result};
use entente_record::{Choice, Filter, Kind, Query, Shape, Typed, list, step_log, visible};
use entente_web::{Cx, Page, Reply, T};

use crate::words::ReviewOutcome;
use crate::{Agreement, queries, ties};

#[derive(Template)]
#[template(path = "evidence.html")]
struct Evidence<'a> {
    t: &'a T,
    id: String,
    title: String,
    term: String,
    notice: Option<String>,
    review: Option<String>,
    done: i64,
    open: i64,
    overdue: i64,
    has_overdue: bool,
    notes: String,
    documents: Vec<String>,
    steps: Vec<String>,
    linked: Vec<(String, String, String)>,
    edit: bool,
}

/// The page: term, obligations kept and open, what links here, documents, notes, steps.
pub(crate) fn page(cx: &mut Cx<'_>) -> Result<Reply> {
    let id = cx.ask.id()?;
    let record = visible(cx.reads, &cx.actor, Agreement::KIND, id)?;
    if !cx.staff() {
        return Err(Problem::not_found());
    }
    let agreement = Agreement::from_record(&record)?;
    let kept = ties::kept(cx.reads, &cx.actor, id)?;
    let sql = "SELECT count(*) FROM note WHERE record = $1 AND removed_at IS NULL";
    let notes = cx.reads.count(sql, &[id.into()])?;
    let day = |day: Option<entente_kernel::Date>| day.map(|day| cx.t.day(day)).unwrap_or_default();
    let review = |outcome: ReviewOutcome| {
        format!("{} · {}", day(agreement.reviewed_on), cx.t.m(&format!("review-outcome-{}", outcome.word())))
    };
    let steps = step_log(cx.reads, id)?.into_iter().map(|step| {
        let name = cx.t.m(&format!("agreement-done-{}", step.step));
        format!("{} · {name}", cx.t.day(step.effective))
    });
    let page = Evidence {
        id: id.to_string(),
        title: cx.t.text(&record.title_text()).0.to_owned(),
        term: format!("{} – {}", day(agreement.since), day(agreement.until)),
        notice: queries::notice_day(&record).map(|day| cx.t.day(day)),
        review: agreement.review.map(review),
        done: kept.done,
        open: kept.open,
        overdue: kept.overdue,
        has_overdue: kept.overdue > 0,
        notes: cx.t.number(notes),
        steps: steps.collect(),
        documents: documents(cx.reads, &cx.actor, Agreement::KIND, id)?
            .into_iter()
            .map(|d| d.title)
            .collect(),
        linked: linked(cx, id)?,
        edit: crate::access::handles(&cx.actor),
        t: &cx.t.clone(),
    };
    let html = page.render().map_err(Problem::internal)?;
    let title = cx.t.m("agreement-evidence");
    cx.page(&Page::new(title, "/agreements"), &html)
}

/// How many records of each kind link to the agreement, with the way to them.
fn linked(cx: &mut Cx<'_>, id: entente_kernel::Id) -> Result<Vec<(String, String, String)>> {
    let kinds: Vec<&'static Kind> = cx.web.registry().kinds().collect();
    let mut found = Vec::new();
    for kind in kinds {
        let fields = kind.fields.iter().filter(|field| field.filter);
        for field in fields.filter(|f| matches!(f.shape, Shape::Link(to) if to == Agreement::KIND.name)) {
            let filters = vec![Filter::Is(field.name, id.into())];
            let query = Query { filters, limit: 1, ..Query::new(cx.t.lang) };
            let count = list(cx.reads, &cx.actor, kind, &query)?.count;
            if count > 0 {
                let href = format!("/{}?{}={id}", kind.path, field.name);
                let label = cx.t.m(&format!("{}-many", kind.name));
                found.push((label, href, count.to_string()));
            }
        }
    }
    Ok(found)
}
