//! What a claim or a block asks of a measure, as it is written down: its key, a dimension, and what it is narrowed to in
//! the words of the measure's address (`slice=branch:domestic&currency=CNY`).

use std::sync::OnceLock;

use entente_measures::{Dimension, Measure, Slice};

/// What the house counts. The check of a kind is a plain function, so what it asks for stands here; a program has one
/// list of measures.
static COUNTED: OnceLock<Vec<Measure>> = OnceLock::new();

/// Says what the house counts. The first list stays.
pub fn counts(measures: Vec<Measure>) {
    COUNTED.get_or_init(|| measures);
}

/// The parameters of an address that narrow a measure.
const KNOWN: [&str; 2] = ["slice", "currency"];

/// A measure with its dimension and slices, found by their names.
pub(crate) struct Asked {
    pub(crate) measure: Measure,
    pub(crate) by: Option<Dimension>,
    pub(crate) slices: Vec<Slice>,
    pub(crate) currency: Option<String>,
}

/// Why nothing can be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Missing {
    /// No such measure in this installation: the room may not be built.
    Measure,
    /// The reader does not have the measure.
    NotOpen,
    /// The measure has no such dimension, or this reader lacks it.
    Dimension,
}

/// Pairs of names and values out of `a=b&c=d`.
pub(crate) fn pairs(narrowed: &str) -> Vec<(String, String)> {
    let parts = narrowed.trim().trim_start_matches('?').split('&').filter(|part| !part.is_empty());
    let pair = |part: &str| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        (name.trim().to_owned(), value.trim().replace("%3A", ":").replace("%20", " "))
    };
    parts.map(pair).collect()
}

/// What [`pairs`] reads.
pub(crate) fn written(pairs: &[(String, String)]) -> String {
    let parts: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
    parts.join("&")
}

/// The fields that cannot be, with the reason.
pub(crate) fn wrong(measure: &str, dimension: &str, narrowed: &str) -> Vec<(&'static str, &'static str)> {
    let mut wrong = Vec::new();
    let key = |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
    if !key(measure) {
        wrong.push(("measure", "measure-key"));
    }
    if !key(dimension) || (measure.is_empty() && !dimension.is_empty()) {
        wrong.push(("dimension", "measure-dimension"));
    }
    let fits = |(name, value): &(String, String)| match name.as_str() {
        "slice" => value.contains(':'),
        name => KNOWN.contains(&name) && !value.is_empty(),
    };
    if (measure.is_empty() && !narrowed.is_empty()) || !pairs(narrowed).iter().all(fits) {
        wrong.push(("narrowed", "measure-narrowed"));
    }
    wrong
}

/// The fields that ask for what this house does not count; none before there is a house.
pub(crate) fn unknown(measure: &str, dimension: &str, narrowed: &str) -> Vec<(&'static str, &'static str)> {
    let Some(all) = COUNTED.get().filter(|_| !measure.is_empty()) else { return Vec::new() };
    let Some(measure) = all.iter().find(|m| m.name == measure) else {
        return vec![("measure", "measure-unknown")];
    };
    let has = |name: &str| measure.by.iter().any(|dimension| dimension.name() == name);
    let mut wrong = Vec::new();
    if !dimension.is_empty() && !has(dimension) {
        wrong.push(("dimension", "measure-dimension"));
    }
    let pairs = pairs(narrowed);
    let mut slices = pairs.iter().filter(|(name, _)| name == "slice");
    if !slices.all(|(_, slice)| slice.split_once(':').is_some_and(|(name, _)| has(name))) {
        wrong.push(("narrowed", "measure-narrowed"));
    }
    wrong
}

impl Asked {
    /// Finds measure, dimension and slices for a reader to whom these field groups are open.
    pub(crate) fn of(
        measures: &[Measure],
        actor: &entente_access::Actor,
        open: impl FnOnce(&Measure) -> entente_kernel::Result<Vec<&'static str>>,
        (measure, dimension, narrowed): (&str, &str, &str),
    ) -> entente_kernel::Result<Result<Self, Missing>> {
        let Some(measure) = measures.iter().find(|m| m.name == measure).copied() else {
            return Ok(Err(Missing::Measure));
        };
        let open = open(&measure)?;
        if !measure.is_open(actor, &open) {
            return Ok(Err(Missing::NotOpen));
        }
        let by = measure.dimension(&open, dimension);
        if by.is_none() && !dimension.is_empty() {
            return Ok(Err(Missing::Dimension));
        }
        let pairs = pairs(narrowed);
        let slice = |(_, text): &(String, String)| {
            let (name, key) = text.split_once(':')?;
            let key = Some(key.to_owned()).filter(|key| !key.is_empty());
            Some(Slice { dimension: measure.dimension(&open, name)?, key })
        };
        let slices: Option<Vec<Slice>> =
            pairs.iter().filter(|(name, _)| name == "slice").map(slice).collect();
        let Some(slices) = slices else { return Ok(Err(Missing::Dimension)) };
        let currency = pairs.iter().find(|(name, _)| name == "currency").map(|(_, code)| code.clone());
        Ok(Ok(Self { measure, by, slices, currency }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_narrows_a_measure_is_read_as_its_address_writes_it() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            pairs("?slice=branch%3Adomestic&slice=tier:&currency=CNY"),
            [pair("slice", "branch:domestic"), pair("slice", "tier:"), pair("currency", "CNY")]
        );
        assert!(pairs("").is_empty() && wrong("members", "branch", "slice=tier:council").is_empty());
        assert_eq!(wrong("a b", "", ""), [("measure", "measure-key")]);
        assert_eq!(wrong("", "branch", ""), [("dimension", "measure-dimension")]);
        for narrowed in ["slice=branch", "as_of=2025-01-01", "currency=", "x"] {
            assert_eq!(wrong("members", "", narrowed), [("narrowed", "measure-narrowed")], "{narrowed}");
        }
        assert_eq!(wrong("", "", "slice=a:b"), [("narrowed", "measure-narrowed")]);
        let text = "slice=branch:domestic&currency=CNY";
        assert_eq!(written(&pairs(text)), text);
    }
}
