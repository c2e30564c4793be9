//! By what records are told apart.

use std::collections::BTreeMap;

use entente_access::{Actor, Audience};
use entente_charts::{PROVINCES, Province};
use entente_kernel::{Date, Id, Result, Text};
use entente_record::{Expression, Filter, GROUP_PUBLIC, Kind, Shape, link_titles};
use entente_store::{FromValue, Reads, Value};

use crate::Moment;

/// What the records of a group share, as addresses write it; `None` where nothing was entered.
pub type Key = Option<String>;

/// A dimension of a measure.
#[derive(Clone, Copy)]
pub enum Dimension {
    /// The state; outsiders know the public ones.
    State,
    /// A field of one or several words, a country, an office, a whole number, a yes or no. Where a field holds several
    /// words, a record counts with each of them.
    Field(&'static str),
    /// A link to a record of that kind.
    Link(&'static str, &'static Kind),
    /// The year of a date: a field, or `state_since`.
    Year(&'static str),
    /// The year of a day that an expression gives.
    YearOf {
        /// Its name in addresses; its label is the locale message `measure-by-<name>`.
        name: &'static str,
        /// The day.
        day: fn(&Moment) -> Expression,
    },
    /// Where on earth: fields of millionths of a degree north and east, and the bilingual name of the place.
    Place(&'static str, &'static str, &'static str),
    /// China's units of the first level: the bilingual field of the region and the field of the country.
    Province(&'static str, &'static str),
}

/// One value of a dimension, to which figures or rows are narrowed.
#[derive(Clone)]
pub struct Slice {
    /// The dimension.
    pub dimension: Dimension,
    /// The value.
    pub key: Key,
}

impl Dimension {
    /// The name in addresses, unique among those of a measure.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::State => "state".into(),
            Self::Field(field) | Self::Link(field, _) => (*field).into(),
            Self::Year(field) => format!("{field}-year"),
            Self::YearOf { name, .. } => (*name).into(),
            Self::Place(..) => "place".into(),
            Self::Province(..) => "province".into(),
        }
    }

    /// The fields that it reads.
    #[must_use]
    pub fn fields(&self) -> Vec<&'static str> {
        match *self {
            Self::State | Self::Year("state_since") | Self::YearOf { .. } => Vec::new(),
            Self::Field(field) | Self::Link(field, _) | Self::Year(field) => vec![field],
            Self::Place(latitude, longitude, name) => vec![latitude, longitude, name],
            Self::Province(region, country) => vec![region, country],
        }
    }

    /// True when this reader may tell records apart by it.
    #[must_use]
    pub fn is_open(&self, kind: &Kind, open: &[&str]) -> bool {
        let group = |name: &str| kind.field(name).map_or(GROUP_PUBLIC, |f| f.group);
        self.fields().into_iter().all(|field| open.contains(&group(field)))
    }

    /// True when a record may count with several of its values.
    #[must_use]
    pub fn overlaps(&self, kind: &Kind) -> bool {
        matches!(self, Self::Field(name) if several(kind, name))
    }

    /// What the database tells records apart by.
    pub(crate) fn expression(&self, at: &Moment) -> Expression {
        match *self {
            Self::State => Expression::column("state"),
            Self::Field(field) | Self::Link(field, _) => Expression::column(field),
            Self::Year(field) => year(Expression::column(field)),
            Self::YearOf { day, .. } => year(day(at)),
            Self::Place(latitude, longitude, name) => Expression::new(format!(
                "CAST({{t}}.{latitude} AS TEXT) || ' ' || CAST({{t}}.{longitude} AS TEXT) || ' ' || \
                 coalesce({{t}}.{name}_en, '') || '|' || coalesce({{t}}.{name}_zh, '')"
            )),
            Self::Province(region, country) => Expression::new(province(region, country)),
        }
    }

    /// The values that a group of the database stands for.
    pub(crate) fn keys(&self, kind: &Kind, actor: &Actor, raw: &Value) -> Vec<Key> {
        if let Self::Link(..) = self {
            return vec![Id::from_value(raw.clone()).map(|id| id.to_string())];
        }
        let Some(text) = raw.plain() else { return vec![None] };
        match self {
            Self::State => vec![Some(public(kind, actor, &text))],
            Self::Field(name) if several(kind, name) => {
                text.split('|').filter(|w| !w.is_empty()).map(|w| Some(w.to_owned())).collect()
            }
            Self::Field(name) if is_flag(kind, name) => {
                vec![bool::from_value(raw.clone()).map(|yes| yes.to_string())]
            }
            Self::Place(..) => vec![Some(text.splitn(3, ' ').take(2).collect::<Vec<_>>().join(" "))],
            Self::Province(..) => vec![Province::named(&text).map(|p| p.code.to_owned())],
            _ => vec![Some(text)],
        }
    }

    /// What a place is called, out of a group of the database.
    pub(crate) fn place_name(&self, raw: &Value) -> Option<Text> {
        let Self::Place(..) = self else { return None };
        let text = raw.plain()?;
        let (en, zh) = text.splitn(3, ' ').nth(2)?.split_once('|')?;
        Some(Text::new(en, zh)).filter(|name| !name.is_empty())
    }

    /// Adds the names of the linked records that the actor may see.
    pub(crate) fn name_links<'k>(
        &self,
        reads: &mut dyn Reads,
        actor: &Actor,
        keys: impl Iterator<Item = &'k Key>,
        names: &mut BTreeMap<String, Text>,
    ) -> Result<()> {
        let Self::Link(_, kind) = self else { return Ok(()) };
        let mut ids: Vec<Id> = keys.flatten().filter_map(|key| Id::parse(key)).collect();
        ids.sort_unstable();
        ids.dedup();
        let titles = link_titles(reads, actor, kind, &ids)?;
        names.extend(titles.into_iter().filter(|(_, t)| !t.is_empty()).map(|(id, t)| (id.to_string(), t)));
        Ok(())
    }

    /// The records with this value; `None` for a value that cannot be.
    pub(crate) fn filter(&self, kind: &Kind, actor: &Actor, key: &Key, at: &Moment) -> Option<Filter> {
        let text = |text: String, params: Vec<Value>| Some(Filter::Where(text, params));
        let Some(key) = key else { return text(self.absent(at), self.absent_params(at)) };
        match *self {
            Self::State => Some(Filter::State(states(kind, actor, key))),
            Self::Field(name) => field_filter(kind, name, key),
            Self::Link(name, _) => Some(Filter::Is(name, Value::Id(Id::parse(key)?))),
            Self::Year(field) => within(Expression::column(field), key),
            Self::YearOf { day, .. } => within(day(at), key),
            Self::Place(latitude, longitude, _) => {
                let (north, east) = key.split_once(' ')?;
                let params = vec![Value::Int(north.parse().ok()?), Value::Int(east.parse().ok()?)];
                text(format!("{{t}}.{latitude} = {{1}} AND {{t}}.{longitude} = {{2}}"), params)
            }
            Self::Province(region, country) => {
                let known = PROVINCES.iter().find(|p| p.code == key)?;
                text(format!("{} IN ({})", province(region, country), listed(&known.spellings())), Vec::new())
            }
        }
    }

    fn absent(&self, at: &Moment) -> String {
        match *self {
            Self::Place(latitude, longitude, _) => {
                format!("{{t}}.{latitude} IS NULL OR {{t}}.{longitude} IS NULL")
            }
            Self::Province(region, country) => {
                let all: Vec<String> = PROVINCES.iter().flat_map(Province::spellings).collect();
                let here = province(region, country);
                format!("{here} IS NULL OR {here} NOT IN ({})", listed(&all))
            }
            _ => format!("{} IS NULL", self.expression(at).text),
        }
    }

    fn absent_params(&self, at: &Moment) -> Vec<Value> {
        self.expression(at).params
    }
}

fn several(kind: &Kind, name: &str) -> bool {
    kind.field(name).is_some_and(|f| matches!(f.shape, Shape::Choices(..)))
}

fn is_flag(kind: &Kind, name: &str) -> bool {
    kind.field(name).is_some_and(|f| matches!(f.shape, Shape::Flag))
}

/// Dates are written year first on both engines.
fn year(day: Expression) -> Expression {
    Expression { text: format!("substr(CAST({} AS TEXT), 1, 4)", day.text), params: day.params }
}

fn within(day: Expression, key: &str) -> Option<Filter> {
    let year: i16 = key.parse().ok()?;
    let (first, last) = (Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?);
    let (mut params, at) = (day.params, day.text);
    params.extend([first.into(), last.into()]);
    let (from, to) = (params.len() - 1, params.len());
    Some(Filter::Where(format!("{at} >= {{{from}}} AND {at} <= {{{to}}}"), params))
}

/// The region in lower case; three regions have country codes of their own.
fn province(region: &str, country: &str) -> String {
    format!(
        "CASE WHEN {{t}}.{country} IN ('TW', 'HK', 'MO') THEN lower({{t}}.{country}) \
         WHEN {{t}}.{country} = 'CN' THEN lower(trim(coalesce({{t}}.{region}_en, {{t}}.{region}_zh))) END"
    )
}

/// Our own words as SQL literals.
fn listed(words: &[String]) -> String {
    words.iter().map(|w| format!("'{}'", w.replace('\'', "''"))).collect::<Vec<_>>().join(", ")
}

fn public(kind: &Kind, actor: &Actor, word: &str) -> String {
    let state = kind.states.and_then(|s| s.state(word));
    match state {
        Some(state) if actor.audience != Audience::Internal => state.public.to_owned(),
        _ => word.to_owned(),
    }
}

fn states(kind: &Kind, actor: &Actor, key: &str) -> Vec<String> {
    let all = kind.states.map_or(&[][..], |s| s.all);
    let fits = |word: &&str| public(kind, actor, word) == key;
    all.iter().map(|s| s.word).filter(fits).map(str::to_owned).collect()
}

fn field_filter(kind: &Kind, name: &'static str, key: &str) -> Option<Filter> {
    let field = kind.field(name)?;
    Some(match field.shape {
        Shape::Choices(..) => Filter::Has(name, key.to_owned()),
        Shape::Int => Filter::Is(name, Value::Int(key.parse().ok()?)),
        Shape::Flag => Filter::Is(name, Value::Bool(key.parse().ok()?)),
        _ => Filter::Is(name, Value::Text(key.to_owned())),
    })
}
