//! Claimed beside evidenced: each claim with the number of its measure, and the records behind it.

use askama::Template;
use entente_access::Action;
use entente_kernel::{Problem, Result};
use entente_measures::{Asked as Question, Figure, Moment, Unit, address, behind, figures};
use entente_record::{Query, Record, get_where, list, open_groups};
use entente_web::pages::labels;
use entente_web::{Cx, Page, Reply, T};

use crate::asked::{Asked, Missing};
use crate::claim::{self, Claim};

/// Claims on the page.
const MOST: usize = 200;
/// Records that are named of a claim.
const NAMED: usize = 12;

#[derive(Template)]
#[template(path = "beside.html")]
struct Beside<'a> {
    t: &'a T,
    lines: Vec<Line>,
    cut: bool,
}

/// A claim and what bears it out.
struct Line {
    href: String,
    wording: String,
    lang: &'static str,
    subject: String,
    scope: String,
    said_for: String,
    sources: Vec<(String, Option<String>)>,
    claimed: String,
    evidenced: Evidenced,
}

/// What the records show.
enum Evidenced {
    /// Why there is no number.
    Nothing(String),
    /// The number, its rows, and the difference in words.
    Number {
        name: String,
        said: String,
        href: Option<String>,
        day: String,
        difference: String,
        rows: Vec<(String, String)>,
    },
}

/// The page, with the reader's own rights.
pub(crate) fn page(cx: &mut Cx<'_>) -> Result<Reply> {
    let see = (Claim::KIND.rule)(&cx.actor, Action::See).when;
    let found = get_where::<Claim>(cx.reads, &see, MOST + 1)?;
    let cut = found.len() > MOST;
    let mut lines = Vec::new();
    let mut sources = claim::sources(cx.reads, &found)?;
    for claim in found.into_iter().take(MOST) {
        let said_by = sources.remove(&claim.meta.id).unwrap_or_default();
        lines.push(line(cx, &claim, said_by)?);
    }
    lines.sort_by(|a, b| a.wording.cmp(&b.wording));
    let html = Beside { t: &cx.t, lines, cut }.render().map_err(Problem::internal)?;
    let title = cx.t.m("claim-beside");
    cx.page(&Page::new(title, "/claims/beside"), &html)
}

fn line(cx: &mut Cx<'_>, claim: &Claim, sources: Vec<(String, Option<String>)>) -> Result<Line> {
    let evidenced = evidenced(cx, claim)?;
    let t = &cx.t;
    let (wording, lang) = t.text(&claim.wording);
    // Four digits may be a year, which has no separators.
    let plain = |figure: i64| if figure < 10_000 { figure.to_string() } else { t.number(figure) };
    let number = claim.figure.map(plain).unwrap_or_default();
    let word = claim.qualifier.map(|q| t.m(&format!("qualifier-{}", entente_record::Choice::word(q))));
    let claimed = [word.unwrap_or_default(), number, t.text(&claim.unit).0.to_owned()];
    Ok(Line {
        href: format!("/claims/{}", claim.meta.id),
        wording: wording.to_owned(),
        lang: lang.unwrap_or(t.lang.tag()),
        subject: t.text(&claim.subject).0.to_owned(),
        scope: t.text(&claim.scope).0.to_owned(),
        said_for: claim.said_for.map_or_else(|| t.m("claim-undated"), |day| t.day(day)),
        sources,
        claimed: claimed.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "),
        evidenced,
    })
}

/// What the records show of a claim on its day, or today when it is undated.
fn evidenced(cx: &mut Cx<'_>, claim: &Claim) -> Result<Evidenced> {
    if claim.measure.is_empty() {
        return Ok(Evidenced::Nothing(cx.t.m("claim-no-measure")));
    }
    let (web, actor) = (cx.web.clone(), cx.actor.clone());
    let open = |m: &entente_measures::Measure| open_groups(cx.reads, &actor, m.kind, None);
    let asked = match Asked::of(web.measures(), &actor, open, (&claim.measure, "", &claim.narrowed))? {
        Ok(asked) => asked,
        // The room is not built: no number, not even zero.
        Err(Missing::Measure) => return Ok(Evidenced::Nothing(cx.t.m("report-none-yet"))),
        Err(_) => return Ok(Evidenced::Nothing(cx.t.m("claim-not-open"))),
    };
    let day = claim.said_for.unwrap_or_else(|| cx.today());
    let at = Moment::on(cx.reads, day, None, web.db().zone());
    let question = Question { by: Vec::new(), slices: asked.slices.clone(), at };
    let found = figures(cx.reads, &actor, &asked.measure, &question)?;
    let own = |f: &&Figure| asked.currency.is_none() || f.currency == asked.currency;
    let Some(figure) = found.totals.iter().find(own) else {
        return Ok(Evidenced::Nothing(cx.t.m("report-none-yet")));
    };
    if figure.records == 0 && !figure.few {
        let query = Query { as_of: at.as_of(), ..Query::new(cx.t.lang) };
        if entente_record::count_up_to(cx.reads, &actor, asked.measure.kind, &query, 1)? == 0 {
            return Ok(Evidenced::Nothing(cx.t.m("report-none-yet")));
        }
    }
    number(cx, claim, &asked, figure, &at)
}

fn number(cx: &mut Cx<'_>, claim: &Claim, asked: &Asked, figure: &Figure, at: &Moment) -> Result<Evidenced> {
    let measure = &asked.measure;
    let currency = asked.currency.as_deref().or(figure.currency.as_deref());
    let rows = if figure.few { Vec::new() } else { first(cx, asked, currency, at)? };
    let difference = match (claim.figure, measure.unit()) {
        (Some(claimed), Unit::Count) if !figure.few => difference(&cx.t, claimed, figure.amount),
        _ => String::new(),
    };
    Ok(Evidenced::Number {
        name: labels::measure(&cx.t, measure),
        said: labels::number(&cx.t, measure.unit(), figure).1,
        href: (!figure.few).then(|| address(measure, &asked.slices, currency, at)),
        day: cx.t.day(at.day),
        difference,
        rows,
    })
}

/// How many records are there, and how many are missing or too many.
fn difference(t: &T, claimed: i64, there: i64) -> String {
    let parts = |n: i64| [("there", t.number(there)), ("n", t.number(n))];
    match claimed.saturating_sub(there) {
        0 => t.a("claim-all-there", "there", t.number(there)),
        missing @ 1.. => t.with("claim-missing", &parts(missing)),
        more => t.with("claim-beyond", &parts(more.saturating_neg())),
    }
}

/// Address and name of the first records behind a number, as they were that day.
fn first(
    cx: &mut Cx<'_>,
    asked: &Asked,
    currency: Option<&str>,
    at: &Moment,
) -> Result<Vec<(String, String)>> {
    let (kind, day) = (asked.measure.kind, at.day);
    let behind = behind(&cx.actor, &asked.measure, &asked.slices, currency, at);
    let query = Query { limit: NAMED, lean: true, ..behind.ok_or_else(Problem::not_found)? };
    let open = open_groups(cx.reads, &cx.actor, kind, None)?;
    let found = list(cx.reads, &cx.actor, kind, &query)?.records;
    let row = |record: &Record| {
        (format!("/{}/{}?as_of={day}", kind.path, record.meta.id), cx.title(kind, record, &open))
    };
    Ok(found.iter().map(row).collect())
}
