//! The columns of a file, and a record as a line of it.

use entente_access::{Action, Cond};
use entente_exchange::{Target, targets};
use entente_files::Cell;
use entente_kernel::{Result, Text};
use entente_record::{Datum, Field, Kind, Record, Shape};

use crate::cx::Cx;
use crate::pages::list::{self, What};
use crate::pages::{days_between, open_title, views};
use crate::show::{self, Titles};

/// Which columns a file has.
pub(super) enum Layout {
    /// Those of the list, in the reader's language.
    Shown(Vec<What>),
    /// The number, and every place that an import can fill, under its name there.
    Places(Vec<Target>),
}

impl Layout {
    /// As the address asks for.
    pub(super) fn of(cx: &Cx<'_>, kind: &'static Kind, open: &[&str]) -> Self {
        if cx.ask.asked("headers") != "fields" {
            return Self::Shown(list::columns(cx, kind, open));
        }
        let own = views::has_own_columns(cx).then(|| views::columns(cx, kind, open));
        let title = kind.title().map(|field| field.name);
        let wanted = |field: &Field| {
            let chosen = own.as_ref().is_none_or(|own| own.iter().any(|f| f.name == field.name));
            open.contains(&field.group) && (chosen || Some(field.name) == title)
        };
        // A link to a record of any kind cannot be read back.
        let readable = |target: &Target| !matches!(target.field.shape, Shape::Link(entente_record::ANY));
        Self::Places(targets(kind, &wanted).into_iter().filter(readable).collect())
    }

    pub(super) fn header(&self, cx: &Cx<'_>, kind: &Kind) -> Vec<String> {
        match self {
            Self::Shown(columns) => columns.iter().flat_map(|what| headings(cx, kind, what)).collect(),
            Self::Places(places) => {
                let number = cx.staff().then(|| String::from("reference"));
                number.into_iter().chain(places.iter().map(|place| place.name.clone())).collect()
            }
        }
    }

    pub(super) fn line(
        &self,
        cx: &mut Cx<'_>,
        kind: &'static Kind,
        record: &Record,
        titles: &Titles,
    ) -> Result<Vec<Cell>> {
        match self {
            Self::Shown(columns) => {
                let title = open_title(cx, kind, record)?;
                Ok(columns
                    .iter()
                    .flat_map(|what| shown(cx, kind, record, title.as_ref(), what, titles))
                    .collect())
            }
            Self::Places(places) => {
                let number = cx.staff().then(|| Cell::from(record.meta.reference.as_str()));
                let places = places.iter().map(|place| at_place(kind, record, place, titles));
                Ok(number.into_iter().chain(places).collect())
            }
        }
    }
}

fn headings(cx: &Cx<'_>, kind: &Kind, what: &What) -> Vec<String> {
    let label = list::label(cx, kind, what);
    match what {
        What::Of(field) if matches!(field.shape, Shape::Money) => {
            let currency = format!("{label} ({})", cx.t.m("currency"));
            vec![label, currency]
        }
        _ => vec![label],
    }
}

/// What stands in a column of the list, with its type; an amount and its currency apart.
fn shown(
    cx: &Cx<'_>,
    kind: &Kind,
    record: &Record,
    title: Option<&Text>,
    what: &What,
    titles: &Titles,
) -> Vec<Cell> {
    let text = |text: &str| Cell::from(text);
    match what {
        What::Title => vec![text(title.map_or("", |title| title.show(cx.t.lang)))],
        What::Reference => vec![text(&record.meta.reference)],
        What::State => vec![text(&cx.state(kind, record))],
        What::Since => vec![Cell::Int(days_between(record.meta.state_since, cx.today()))],
        What::Of(field) => {
            let datum = record.value(kind, field.name);
            match (field.shape, datum) {
                (Shape::Money, Datum::Money(money)) => {
                    vec![Cell::Decimal(money.decimal()), text(money.currency.code())]
                }
                (Shape::Money, _) => vec![Cell::Empty, Cell::Empty],
                (Shape::Link(_), Datum::Link(id)) => {
                    vec![text(titles.get(id).map_or("", |title| title.show(cx.t.lang)))]
                }
                (_, Datum::Int(number)) => vec![Cell::Int(*number)],
                (_, Datum::Date(day)) => vec![Cell::Date(*day)],
                (_, datum) => vec![text(&show::plain(&cx.t, field, datum))],
            }
        }
    }
}

/// What an import reads back as the same; of repeated parts the first row.
fn at_place(kind: &Kind, record: &Record, place: &Target, titles: &Titles) -> Cell {
    let datum = match place.part {
        None => Some(record.value(kind, place.field.name)),
        Some(part) => {
            let of_part = kind.children.iter().zip(&record.children).find(|(p, _)| p.name == part);
            of_part.and_then(|(p, rows)| {
                let at = p.fields.iter().position(|f| f.name == place.field.name)?;
                rows.first()?.get(at)
            })
        }
    };
    match (datum, place.aspect) {
        (None | Some(Datum::Empty), _) => Cell::Empty,
        (Some(Datum::Text(text)), "zh") => Cell::from(text.zh.as_deref().unwrap_or_default()),
        (Some(Datum::Text(text)), _) => Cell::from(text.en.as_deref().unwrap_or_default()),
        (Some(Datum::Money(money)), "currency") => Cell::from(money.currency.code()),
        (Some(Datum::Money(money)), _) => Cell::Decimal(money.decimal()),
        (Some(Datum::Int(number)), _) => Cell::Int(*number),
        (Some(Datum::Date(day)), _) => Cell::Date(*day),
        (Some(Datum::Flag(flag)), _) => Cell::Flag(*flag),
        (Some(Datum::Words(words)), _) => Cell::from(words.join("|").as_str()),
        // What the reader may not see is not named either.
        (Some(Datum::Link(id)), _) if !titles.contains_key(id) => Cell::Empty,
        (Some(datum), _) => Cell::from(datum.plain().unwrap_or_default().as_str()),
    }
}

/// True for those who may make such records, and so may bring a file back.
pub(crate) fn may_import(cx: &Cx<'_>, kind: &Kind) -> bool {
    cx.staff() && (kind.rule)(&cx.actor, Action::Create).when != Cond::Nothing
}
