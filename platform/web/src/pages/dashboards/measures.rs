//! What is counted in this house, and a measure on a page of its own.

use askama::Template;
use entente_kernel::{Id, Problem, Result};
use entente_measures::{Chart, Dimension, Measure, Moment, TileSpec, unfit};
use entente_record::{Choice, Shape, open_groups};
use entente_store::scalar;

use super::labels;
use super::period::period;
use super::tile::tiles;
use super::view::{Control, control};
use crate::country;
use crate::cx::Cx;
use crate::locale::T;
use crate::pages::exports::files;
use crate::reply::Reply;
use crate::shell::Page;

/// A heading, and its rows: address, name and definition.
type Listed = (String, Vec<(String, String, String)>);
/// Value, label, and whether it is chosen.
type Choices = Vec<(String, String, bool)>;

#[derive(Template)]
#[template(path = "measures.html")]
struct AllPage<'a> {
    t: &'a T,
    kinds: Vec<Listed>,
}

/// All measures that the reader has, with their definitions.
pub(super) fn all(cx: &mut Cx<'_>) -> Result<Reply> {
    let mut kinds: Vec<Listed> = Vec::new();
    for measure in open_measures(cx)? {
        let kind = cx.t.m(&format!("{}-many", measure.kind.name));
        let row = (
            format!("/measures/{}", measure.name),
            labels::measure(&cx.t, &measure),
            labels::definition(&cx.t, &measure),
        );
        match kinds.last_mut() {
            Some((last, rows)) if *last == kind => rows.push(row),
            _ => kinds.push((kind, vec![row])),
        }
    }
    let body = AllPage { t: &cx.t, kinds }.render().map_err(Problem::internal)?;
    let title = cx.t.m("measures");
    cx.page(&Page::new(title, "/measures"), &body)
}

fn open_measures(cx: &mut Cx<'_>) -> Result<Vec<Measure>> {
    let mut open = Vec::new();
    for measure in cx.web.measures() {
        let groups = open_groups(cx.reads, &cx.actor, measure.kind, None)?;
        if measure.is_open(&cx.actor, &groups) {
            open.push(*measure);
        }
    }
    Ok(open)
}

/// What can be chosen for a tile.
pub(super) struct Options {
    /// Measures: name, label, whether it is the one.
    pub(super) measures: Choices,
    /// The one chosen, if any: name, label, definition.
    pub(super) chosen: Option<(String, String, String)>,
    /// Charts.
    pub(super) charts: Choices,
    /// Dimensions, for the first and for the second.
    pub(super) by: [Choices; 2],
    /// Dimensions with their values, to be narrowed to: field, label, values.
    pub(super) only: Vec<(String, String, Choices)>,
    /// As wide as the page.
    pub(super) wide: bool,
}

/// What the form of a tile offers, for the measure that address or form name.
pub(super) fn options(cx: &mut Cx<'_>) -> Result<Options> {
    let typed = |name: &str| {
        let form = cx.ask.fields.one(name);
        if form.is_empty() { cx.ask.asked(name).to_owned() } else { form.to_owned() }
    };
    let name =
        if cx.ask.param("measure").is_empty() { typed("measure") } else { cx.ask.param("measure").into() };
    let all = open_measures(cx)?;
    let chosen = all.iter().find(|m| m.name == name).copied();
    let measures =
        all.iter().map(|m| (m.name.to_owned(), labels::measure(&cx.t, m), m.name == name)).collect();
    let mut options = Options {
        measures,
        chosen: None,
        charts: Vec::new(),
        by: [Vec::new(), Vec::new()],
        only: Vec::new(),
        wide: typed("wide") == "yes",
    };
    let Some(measure) = chosen else { return Ok(options) };
    options.chosen = Some((name, labels::measure(&cx.t, &measure), labels::definition(&cx.t, &measure)));
    let open = open_groups(cx.reads, &cx.actor, measure.kind, None)?;
    let dimensions = measure.dimensions(&open);
    let drawable = |chart: &&&str| Chart::from_word(chart).is_some_and(|c| possible(c, &dimensions));
    let chart = |word: &&str| {
        ((*word).to_owned(), cx.t.m(&format!("{}-{word}", Chart::NAME)), typed("chart") == **word)
    };
    options.charts = Chart::WORDS.iter().filter(drawable).map(chart).collect();
    let named = |d: &Dimension, field: &str| {
        (d.name(), labels::dimension(&cx.t, &measure, d), typed(field) == d.name())
    };
    options.by = ["by", "by2"].map(|field| dimensions.iter().map(|d| named(d, field)).collect());
    for dimension in &dimensions {
        let field = format!("only.{}", dimension.name());
        let values = values(&cx.t, &measure, dimension, cx.staff());
        let picked = typed(&field);
        let values: Vec<_> =
            values.into_iter().map(|(key, label)| (key.clone(), label, key == picked)).collect();
        if !values.is_empty() {
            options.only.push((field, labels::dimension(&cx.t, &measure, dimension), values));
        }
    }
    Ok(options)
}

/// True when some of the dimensions can be drawn like that.
fn possible(chart: Chart, dimensions: &[Dimension]) -> bool {
    let mut tries: Vec<Vec<Dimension>> = vec![Vec::new()];
    tries.extend(dimensions.iter().map(|d| vec![*d]));
    tries.extend(dimensions.iter().zip(dimensions.iter().skip(1)).map(|(a, b)| vec![*a, *b]));
    tries.iter().any(|by| unfit(chart, by).is_empty())
}

/// The values that a dimension can be narrowed to, where they are known beforehand; `~` for what was not said.
fn values(t: &T, measure: &Measure, dimension: &Dimension, staff: bool) -> Vec<(String, String)> {
    let words = |name: &str, words: &[&str]| -> Vec<(String, String)> {
        words.iter().map(|w| ((*w).to_owned(), t.m(&format!("{name}-{w}")))).collect()
    };
    let field = match dimension {
        Dimension::State => {
            return measure.kind.states.map_or_else(Vec::new, |s| {
                let mut all: Vec<&str> = Vec::new();
                for state in s.all {
                    let word = if staff { state.word } else { state.public };
                    if !all.contains(&word) {
                        all.push(word);
                    }
                }
                words(s.name, &all)
            });
        }
        Dimension::Field(name) => measure.kind.field(name),
        _ => None,
    };
    let mut all = match field.map(|f| f.shape) {
        Some(Shape::Choice(name, all) | Shape::Choices(name, all)) => words(name, all),
        Some(Shape::Country) => country::all(t.lang).to_vec(),
        Some(Shape::Office) => t.offices(),
        Some(Shape::Flag) => return vec![("true".into(), t.m("yes")), ("false".into(), t.m("no"))],
        _ => return Vec::new(),
    };
    if field.is_some_and(|f| !f.required) {
        all.push(("~".into(), t.m("not-said")));
    }
    all
}

#[derive(Template)]
#[template(path = "measure.html")]
struct OnePage<'a> {
    t: &'a T,
    path: String,
    as_of: Control,
    options: Options,
    wrong: Option<String>,
    unknown: Option<String>,
    tiles: String,
    files: Vec<(String, String)>,
}

/// A measure on a page of its own: told apart and drawn as the address says.
pub(super) fn one(cx: &mut Cx<'_>) -> Result<Reply> {
    let (measure, spec, wrong) = spec(cx)?;
    let open = open_groups(cx.reads, &cx.actor, measure.kind, None)?;
    let drawable = spec.dimensions(&measure, &open).is_some_and(|by| unfit(spec.chart, &by).is_empty());
    let period = period(cx);
    let tiles = if drawable { tiles(cx, &[spec], period)? } else { String::new() };
    let options = options(cx)?;
    let path = cx.ask.path.clone();
    let files = files(cx, &path);
    let unknown = unknown(cx, &measure, period.at)?;
    let page = OnePage { t: &cx.t, path, as_of: control(cx, period), options, wrong, unknown, tiles, files };
    let body = page.render().map_err(Problem::internal)?;
    let title = labels::measure(&cx.t, &measure);
    cx.page(&Page::new(title, "/measures"), &body)
}

/// Why there is nothing to count: no record at all was here by the day of knowledge that the reader named.
fn unknown(cx: &mut Cx<'_>, measure: &Measure, at: Moment) -> Result<Option<String>> {
    let Some((_, Some(day))) = at.said else { return Ok(None) };
    let sql = format!("SELECT id FROM {} WHERE created_at <= $1 LIMIT 1", measure.kind.table);
    let any: Option<Id> = scalar(cx.reads, &sql, &[at.known.into()])?;
    Ok(any.is_none().then(|| cx.t.a("measure-before-records", "day", cx.t.day(day))))
}

/// What the address of a measure's page asks for, and what is wrong with the chart that it names.
pub(super) fn spec(cx: &mut Cx<'_>) -> Result<(Measure, TileSpec, Option<String>)> {
    let name = cx.ask.param("measure").to_owned();
    let measure = open_measures(cx)?.into_iter().find(|m| m.name == name).ok_or_else(Problem::not_found)?;
    let by: Vec<&str> =
        ["by", "by2"].map(|f| cx.ask.asked(f)).into_iter().filter(|by| !by.is_empty()).collect();
    let open = open_groups(cx.reads, &cx.actor, measure.kind, None)?;
    let mut spec = TileSpec::new(&name, Chart::Number, &by).wide();
    let dimensions = spec.dimensions(&measure, &open).ok_or_else(Problem::not_found)?;
    let fits = |chart: &Chart| unfit(*chart, &dimensions).is_empty();
    let every = Chart::WORDS.iter().filter_map(|word| Chart::from_word(word));
    let asked = Chart::from_word(cx.ask.asked("chart"));
    let wrong = asked.and_then(|chart| unfit(chart, &dimensions).first().map(|w| cx.t.wrong(w)));
    spec.chart = asked.filter(fits).or_else(|| every.clone().find(fits)).unwrap_or(Chart::Number);
    Ok((measure, spec, wrong))
}
