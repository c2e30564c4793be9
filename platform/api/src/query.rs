//! Query strings of lists.

use entente_access::Actor;
use entente_kernel::{Date, FieldProblem, Id, Instant, Problem, Result, TimeZone};
use entente_record::{AsOf, Field, Filter, Kind, Order, Query, Shape};
use entente_store::Value;

/// Most rows on a page.
const MOST: usize = 200;

/// Understands the pairs of a list's query string. `open` are the field groups that the actor reads on every record;
/// a field outside them is as unknown as one that does not exist. Errors: 422 naming each wrong parameter.
pub(crate) fn read(
    pairs: &[(String, String)],
    kind: &'static Kind,
    actor: &Actor,
    open: &[&str],
    zone: &TimeZone,
    now: Instant,
) -> Result<Query> {
    let mut query = Query::new(actor.lang);
    let mut wrong = Vec::new();
    let (mut day, mut known) = (None, None);
    for (name, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
        let outcome = match name.as_str() {
            "limit" => value.parse().ok().filter(|n| (1..=MOST).contains(n)).map(|n| query.limit = n),
            "cursor" => value.parse().ok().map(|cursor| query.cursor = Some(cursor)),
            "order" => order(kind, open, value).map(|order| query.order = order),
            "state" => Some(Filter::State(value.split(',').map(str::to_owned).collect()))
                .map(|f| query.filters.push(f)),
            "tag" => Some(Filter::Tag(value.clone())).map(|f| query.filters.push(f)),
            "as_of" => value.parse().ok().map(|date: Date| day = Some(date)),
            "known" => instant(value, zone).map(|at| known = Some(at)),
            _ => filter(kind, open, name, value).map(|filter| query.filters.push(filter)),
        };
        if outcome.is_none() {
            wrong.push(FieldProblem::new(name.clone(), "query"));
        }
    }
    if let Some(day) = day {
        query.as_of = Some(AsOf { day, known: known.unwrap_or(now) });
    }
    if wrong.is_empty() { Ok(query) } else { Err(Problem::invalid(wrong)) }
}

/// An instant, or a day whose end is meant.
pub(crate) fn instant(text: &str, zone: &TimeZone) -> Option<Instant> {
    let day = text.parse::<Date>().ok().map(|day| Instant::end_of(day, zone));
    Instant::parse(text).or(day)
}

fn order(kind: &'static Kind, open: &[&str], text: &str) -> Option<Order> {
    let (descending, name) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let own = ["title", "reference", "changed_at", "created_at", "state_since"];
    let by = own.into_iter().find(|o| *o == name);
    let by =
        by.or_else(|| kind.field(name).filter(|f| f.order && open.contains(&f.group)).map(|f| f.name))?;
    Some(Order { by, descending })
}

/// `field=value`, `field.from=`, `field.to=`.
fn filter(kind: &'static Kind, open: &[&str], name: &str, value: &str) -> Option<Filter> {
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
