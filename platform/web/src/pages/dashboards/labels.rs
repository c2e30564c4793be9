//! Words for measures, dimensions, values and numbers.

use std::collections::BTreeMap;

use entente_charts::{PROVINCES, compact, exact};
use entente_kernel::{Currency, Money, Text};
use entente_measures::{Dimension, Figure, Key, Measure, Unit};
use entente_record::Shape;

use crate::country;
use crate::locale::T;

/// What a measure is called.
pub fn measure(t: &T, measure: &Measure) -> String {
    t.m(&format!("measure-{}", measure.name))
}

/// What it counts.
pub fn definition(t: &T, measure: &Measure) -> String {
    t.m(&format!("measure-{}-definition", measure.name))
}

/// What a dimension is called.
pub fn dimension(t: &T, measure: &Measure, dimension: &Dimension) -> String {
    let field = |name: &str| t.m(&format!("{}-{name}", measure.kind.name));
    match *dimension {
        Dimension::State => t.m("state"),
        Dimension::Field(name) | Dimension::Link(name, _) => field(name),
        Dimension::Year("state_since") => t.m("by-year-in-state"),
        Dimension::Year(name) => t.a("by-year", "what", field(name)),
        Dimension::YearOf { name, .. } => t.m(&format!("measure-by-{name}")),
        Dimension::Place(..) => t.m("by-place"),
        Dimension::Province(..) => t.m("by-province"),
    }
}

/// What a value of a dimension is called; `names` come with the figures.
pub fn key(
    t: &T,
    measure: &Measure,
    dimension: &Dimension,
    key: &Key,
    names: &BTreeMap<String, Text>,
) -> String {
    let Some(key) = key else { return t.m("not-said") };
    let word = |name: &str| t.maybe(&format!("{name}-{key}")).unwrap_or_else(|| key.clone());
    match dimension {
        Dimension::State => word(measure.kind.states.map_or("", |s| s.name)),
        Dimension::Field(name) => match measure.kind.field(name).map(|f| f.shape) {
            Some(Shape::Choice(name, _) | Shape::Choices(name, _)) => word(name),
            Some(Shape::Country) => country::name(key, t.lang),
            Some(Shape::Office) => t.office(key),
            Some(Shape::Flag) => t.m(if key == "true" { "yes" } else { "no" }),
            _ => key.clone(),
        },
        Dimension::Place(..) => {
            names.get(key).map_or_else(|| degrees(key), |name| name.show(t.lang).to_owned())
        }
        Dimension::Link(..) => {
            names.get(key).map_or_else(|| t.m("not-for-you"), |name| t.text(name).0.to_owned())
        }
        Dimension::Province(..) => PROVINCES
            .iter()
            .find(|p| p.code == key)
            .map_or_else(|| key.clone(), |p| p.name(t.lang).to_owned()),
        Dimension::Year(_) | Dimension::YearOf { .. } => key.clone(),
    }
}

/// `39900000 116400000` as `39.9° N, 116.4° E`.
fn degrees(key: &str) -> String {
    let side = |text: &str, [plus, minus]: [&str; 2]| {
        let tenths = text.parse::<i64>().unwrap_or(0) / 100_000;
        let (whole, tenth) = (tenths.abs() / 10, tenths.abs() % 10);
        format!("{whole}.{tenth}° {}", if tenths < 0 { minus } else { plus })
    };
    key.split_once(' ').map_or_else(String::new, |(north, east)| {
        format!("{}, {}", side(north, ["N", "S"]), side(east, ["E", "W"]))
    })
}

/// The number as a chart writes it, and in full.
pub fn number(t: &T, unit: Unit, figure: &Figure) -> (String, String) {
    if figure.few {
        return ("<5".into(), t.m("held-back"));
    }
    match unit {
        Unit::Count => (compact(figure.amount, t.lang), exact(figure.amount)),
        Unit::Days => {
            let days = t.a("measure-days", "n", figure.amount);
            (days.clone(), t.with("measure-days-of", &[("days", days), ("n", figure.records.to_string())]))
        }
        Unit::Share => {
            let percent = format!("{} %", rounded(figure.amount * 100, figure.records));
            let parts = [("part", exact(figure.amount)), ("whole", exact(figure.records))];
            let of = t.with("measure-part-of", &parts);
            (percent.clone(), format!("{percent} ({of})"))
        }
        Unit::Money => money(t, figure),
    }
}

fn money(t: &T, figure: &Figure) -> (String, String) {
    let code = figure.currency.as_deref().unwrap_or_default();
    let Some(currency) = Currency::parse(code) else { return (exact(figure.amount), exact(figure.amount)) };
    let major = figure.amount / 10_i64.pow(currency.decimals());
    (format!("{code} {}", compact(major, t.lang)), t.money(Money { minor: figure.amount, currency }))
}

/// The size of a figure in a chart: shares by their thousandths.
pub fn size(unit: Unit, figure: &Figure) -> i64 {
    if unit == Unit::Share { rounded(figure.amount * 1_000, figure.records) } else { figure.amount }
}

fn rounded(part: i64, whole: i64) -> i64 {
    if whole > 0 { (part + whole / 2) / whole } else { 0 }
}
