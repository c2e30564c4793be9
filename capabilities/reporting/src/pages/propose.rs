//! A yearly report out of a template: a block for every measure that its readership has.

use askama::Template;
use entente_access::Action;
use entente_kernel::{Date, Lang, Problem, Result, Text};
use entente_measures::{Dimension, Measure, What};
use entente_record::{Datum, Draft, Held, create, open_groups};
use entente_store::Reads;
use entente_web::pages::labels;
use entente_web::{Act, Cx, Page, Reply, T, Web};

use crate::{Report, reader};

/// Readerships that can be proposed for.
const CLASSES: [&str; 3] = ["public", "members", "internal"];

#[derive(Template)]
#[template(path = "propose.html")]
struct Propose<'a> {
    t: &'a T,
    csrf: String,
    year: String,
    classes: [&'static str; 3],
    wrong: Option<String>,
}

/// The form: which year, and for whom.
pub(crate) fn form(cx: &mut Cx<'_>) -> Result<Reply> {
    shown(cx, None)
}

/// The refused form.
pub(crate) fn again(cx: &mut Cx<'_>, problem: &Problem) -> Result<Reply> {
    let wrong = problem.fields.first().map_or_else(|| cx.t.problem(problem), |wrong| cx.t.wrong(wrong));
    shown(cx, Some(wrong))
}

fn shown(cx: &mut Cx<'_>, wrong: Option<String>) -> Result<Reply> {
    let typed = cx.ask.fields.one("year").to_owned();
    let year = if typed.is_empty() { (cx.today().year() - 1).to_string() } else { typed };
    let page = Propose { t: &cx.t, csrf: cx.csrf(), year, classes: CLASSES, wrong };
    let html = page.render().map_err(Problem::internal)?;
    let title = cx.t.m("report-propose");
    cx.page(&Page::new(title, "/reports/propose"), &html)
}

/// Makes the draft.
pub(crate) fn make(act: &mut Act<'_, '_>) -> Result<Reply> {
    let year: i16 = act.ask.fields.one("year").parse().map_err(|_| Problem::field("year", "report-year"))?;
    let class = act.ask.fields.one("class");
    let class = CLASSES.into_iter().find(|own| *own == class).unwrap_or("internal");
    let (web, actor) = (act.web.clone(), act.actor.clone());
    let draft = proposed(act.tx, &web, year, class)?;
    let made = create(act.tx, &actor, Report::KIND, &draft)?;
    Ok(Reply::see(format!("/reports/{}", made.meta.id)).toast("saved", ""))
}

/// The draft of a year's report for a readership: it counts for the last day of the year, or for today while the year
/// goes on. Errors: `report-year` for a year that cannot be.
pub fn proposed(reads: &mut dyn Reads, web: &Web, year: i16, class: &str) -> Result<Draft> {
    let wrong = || Problem::field("year", "report-year");
    if !(1900..=2200).contains(&year) {
        return Err(wrong());
    }
    let as_of = Date::new(year, 12, 31).map_err(|_| wrong())?.min(reads.today());
    let title = say(web, |t| t.a("report-proposed-title", "year", year.to_string()));
    let kind = Report::KIND;
    let mut draft = Draft { class: class.into(), ..Draft::new(kind) }
        .with(kind, "title", title.hold())
        .with(kind, "year", Datum::Int(year.into()))
        .with(kind, "as_of", Datum::Date(as_of));
    draft.children = vec![blocks(reads, web, class)?];
    Ok(draft)
}

fn say(web: &Web, words: impl Fn(&T) -> String) -> Text {
    let [en, zh] = Lang::ALL.map(|lang| words(&web.locales().of(lang)));
    Text::new(en, zh)
}

/// One block per measure, told apart by what its room names first; for the first and the last count of a kind that
/// can be told apart by years, also by year: who came when, and who of them is still there.
fn blocks(reads: &mut dyn Reads, web: &Web, class: &str) -> Result<Vec<Vec<Datum>>> {
    let (reader, _) = reader::of_class(class);
    let mut rows = Vec::new();
    for measure in web.measures() {
        let open = open_groups(reads, &reader, measure.kind, None)?;
        if !measure.is_open(&reader, &open)
            || (measure.kind.rule)(&reader, Action::See).when == entente_access::Cond::Nothing
        {
            continue;
        }
        let dimensions = measure.dimensions(&open);
        let plain = dimensions.iter().find(|d| matches!(d, Dimension::State | Dimension::Field(_)));
        rows.push(row(web, measure, plain));
        let year = dimensions.iter().find(|d| matches!(d, Dimension::Year(_) | Dimension::YearOf { .. }));
        if let Some(year) = year.filter(|_| ends(web, measure)) {
            rows.push(row(web, measure, Some(year)));
        }
    }
    Ok(rows)
}

/// True for the first and the last count of a kind.
fn ends(web: &Web, measure: &Measure) -> bool {
    let counts = |m: &&Measure| m.kind.name == measure.kind.name && matches!(m.what, What::Count);
    let mut own = web.measures().iter().filter(counts).map(|m| m.name);
    let first = own.next();
    first == Some(measure.name) || own.next_back() == Some(measure.name)
}

fn row(web: &Web, measure: &Measure, by: Option<&Dimension>) -> Vec<Datum> {
    let heading = say(web, |t| {
        let name = labels::measure(t, measure);
        by.map_or_else(
            || name.clone(),
            |by| {
                t.with(
                    "report-proposed-by",
                    &[("what", name.clone()), ("by", labels::dimension(t, measure, by))],
                )
            },
        )
    });
    let form = by.map_or(Datum::Empty, |_| Datum::Line("chart".into()));
    let by = by.map_or(Datum::Empty, |by| Datum::Line(by.name()));
    vec![heading.hold(), Datum::Empty, Datum::Line(measure.name.into()), by, form, Datum::Empty]
}
