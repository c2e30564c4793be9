//! The rows behind a number as an address, and back.

use entente_access::Actor;
use entente_record::{Filter, Kind};
use entente_store::Value;

use crate::compute::rows;
use crate::{Measure, Moment, Slice};

/// The address of the kind's list that shows the rows behind a number.
#[must_use]
pub fn address(measure: &Measure, slices: &[Slice], currency: Option<&str>, at: &Moment) -> String {
    let mut out = format!("/{}?measure={}", measure.kind.path, measure.name);
    for slice in slices {
        let key = slice.key.as_deref().unwrap_or_default();
        out += &format!("&slice={}:{}", escape(&slice.dimension.name()), escape(key));
    }
    if let Some(currency) = currency {
        out += &format!("&currency={}", escape(currency));
    }
    if let Some((day, known)) = at.said {
        out += &format!("&as_of={day}");
        if let Some(known) = known {
            out += &format!("&known={known}");
        }
    }
    out
}

/// The filters that an address's `measure`, `slice` and `currency` stand for; none without a measure. What is not
/// understood, or not open to the reader, matches no record: an address never shows more than its number counted.
#[must_use]
pub fn narrowed(
    measures: &[Measure],
    kind: &Kind,
    actor: &Actor,
    open: &[&str],
    pairs: &[(String, String)],
    at: &Moment,
) -> Vec<Filter> {
    let of = |name: &'static str| pairs.iter().filter(move |(n, _)| n == name).map(|(_, v)| v.as_str());
    let Some(name) = of("measure").next() else { return Vec::new() };
    let understood = || {
        let measure = measures.iter().find(|m| m.name == name && m.kind.name == kind.name)?;
        if !measure.is_open(actor, open) {
            return None;
        }
        let slices: Option<Vec<Slice>> = of("slice").map(|text| slice(measure, open, text)).collect();
        let mut filters = rows(measure, actor, &slices?, at)?;
        if let Some(code) = of("currency").next() {
            let column = format!("{{t}}.{}_currency = {{1}}", measure.money()?);
            filters.push(Filter::Where(column, vec![code.into()]));
        }
        Some(filters)
    };
    understood().unwrap_or_else(|| vec![Filter::Where("1 = 0".into(), Vec::<Value>::new())])
}

/// Reads `dimension:key`.
pub(crate) fn slice(measure: &Measure, open: &[&str], text: &str) -> Option<Slice> {
    let (name, key) = text.split_once(':')?;
    let dimension = measure.dimension(open, name)?;
    Some(Slice { dimension, key: Some(key.to_owned()).filter(|key| !key.is_empty()) })
}

/// Percent-encodes everything but unreserved characters (RFC 3986).
fn escape(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out += &format!("%{byte:02X}");
        }
    }
    out
}
