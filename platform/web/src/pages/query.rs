//! What a list's address asks for.

use entente_access::Actor;
use entente_kernel::{Date, Id, Instant, TimeZone};
use entente_measures::{Measure, Moment, narrowed};
use entente_record::{AsOf, Children, Field, Filter, Kind, Order, Query, Shape};
use entente_store::Value;

/// An address, understood. What cannot be understood is left out: an old bookmark still shows a list.
pub(crate) struct Asked {
    /// For the list.
    pub(crate) query: Query,
    /// Words to search for.
    pub(crate) words: String,
    /// True when anything narrows the list.
    pub(crate) filtered: bool,
    /// The address, pair by pair.
    pub(crate) pairs: Vec<(String, String)>,
}

impl Asked {
    /// The parameter as it came; `""` without one.
    pub(crate) fn value(&self, name: &str) -> &str {
        self.pairs.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v)
    }
}

/// Reads the pairs of a list's address. `open` are the field groups that the reader sees on every record; what lies
/// outside them can neither be filtered nor ordered by. The rows behind a number of one of `measures` are its own.
pub(crate) fn read(
    measures: &[Measure],
    pairs: &[(String, String)],
    kind: &'static Kind,
    actor: &Actor,
    open: &[&str],
    zone: &TimeZone,
    now: Instant,
) -> Asked {
    let mut query = Query::new(actor.lang);
    let (mut day, mut known, mut words) = (None, None, String::new());
    let staff = actor.audience == entente_access::Audience::Internal;
    for (name, value) in pairs.iter().filter(|(_, value)| !value.trim().is_empty()) {
        match name.as_str() {
            "q" => words = value.trim().chars().take(200).collect(),
            "cursor" => query.cursor = value.parse().ok(),
            "order" => query.order = order(kind, open, value).unwrap_or(query.order),
            "state" => query.filters.push(Filter::State(states(kind, value, staff))),
            "tag" => query.filters.push(Filter::Tag(value.clone())),
            "batch" if staff => query.filters.extend(Id::parse(value).map(Filter::Batch)),
            "trashed" => query.trashed = value == "yes",
            "as_of" => day = value.parse::<Date>().ok(),
            "known" => known = value.parse().ok().map(|day| Instant::end_of(day, zone)),
            _ => query.filters.extend(filter(kind, open, name, value)),
        }
    }
    if day.is_some() || known.is_some() {
        let day = day.unwrap_or_else(|| now.date(zone));
        query.as_of = Some(AsOf { day, known: known.unwrap_or(now) });
    }
    let (at, as_of) = (query.as_of, |at: AsOf| (at.day, None));
    if let Some(at) = query.as_of {
        for filter in &mut query.filters {
            if let Filter::Part(_, _, _, known) = filter {
                *known = Some(at.known);
            }
        }
    }
    let at = Moment {
        day: at.map_or_else(|| now.date(zone), |at| at.day),
        known: at.map_or(now, |at| at.known),
        said: at.map(as_of),
    };
    query.filters.extend(narrowed(measures, kind, actor, open, pairs, &at));
    let filtered = !query.filters.is_empty() || !words.is_empty() || query.as_of.is_some() || query.trashed;
    Asked { query, words, filtered, pairs: pairs.to_vec() }
}

/// The stored words that a state's word stands for: outsiders know the public ones.
fn states(kind: &Kind, word: &str, staff: bool) -> Vec<String> {
    let all = kind.states.map_or(&[][..], |s| s.all);
    let asked: Vec<&str> = word.split(',').collect();
    let fits = |s: &&entente_record::State| asked.contains(&if staff { s.word } else { s.public });
    all.iter().filter(fits).map(|s| s.word.to_owned()).collect()
}

fn order(kind: &'static Kind, open: &[&str], text: &str) -> Option<Order> {
    let (descending, name) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let own = ["title", "reference", "changed_at", "created_at", "state_since"];
    let by = own.into_iter().find(|o| *o == name);
    let by =
        by.or_else(|| kind.field(name).filter(|f| f.order && open.contains(&f.group)).map(|f| f.name))?;
    Some(Order { by, descending })
}

/// The link of a part that `part.field` names, if the reader may filter by it.
pub(crate) fn part_link(
    kind: &'static Kind,
    open: &[&str],
    name: &str,
) -> Option<(&'static Children, &'static Field)> {
    let (part, field) = name.split_once('.')?;
    let part = kind.children.iter().find(|p| p.name == part)?;
    let linking = |f: &&Field| matches!(f.shape, Shape::Link(_)) && open.contains(&f.group);
    Some((part, part.fields.iter().filter(linking).find(|f| f.name == field)?))
}

/// `field=value`, `field.from=`, `field.to=`, and `part.field=` for links of parts.
fn filter(kind: &'static Kind, open: &[&str], name: &str, value: &str) -> Option<Filter> {
    if let Some((part, field)) = part_link(kind, open, name) {
        return Some(Filter::Part(part.table, field.name, stored(field, value)?, None));
    }
    let (name, bound) = name.split_once('.').map_or((name, None), |(name, bound)| (name, Some(bound)));
    let field = kind.field(name).filter(|f| f.filter && open.contains(&f.group))?;
    let read = stored(field, value)?;
    match bound {
        None if matches!(field.shape, Shape::Choices(_, _)) => {
            Some(Filter::Has(field.name, value.to_owned()))
        }
        None => Some(Filter::Is(field.name, read)),
        Some("from") => Some(Filter::From(field.name, read)),
        Some("to") => Some(Filter::To(field.name, read)),
        Some(_) => None,
    }
}

fn stored(field: &Field, value: &str) -> Option<Value> {
    Some(match field.shape {
        Shape::Int => Value::Int(value.parse().ok()?),
        Shape::Flag => Value::Bool(value.parse().ok()?),
        Shape::Date => Value::Date(value.parse().ok()?),
        Shape::Link(_) => Value::Id(Id::parse(value)?),
        Shape::Choice(_, words) | Shape::Choices(_, words) if !words.contains(&value) => return None,
        _ => Value::Text(value.to_owned()),
    })
}
