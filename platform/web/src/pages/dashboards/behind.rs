//! What a list says when it shows the rows behind a number.

use entente_measures::{Measure, Slice, called};
use entente_record::open_groups;

use super::labels;
use crate::cx::Cx;
use crate::show::safe;

/// Parameters of a list's address that belong to the number behind it.
const OWN: [&str; 4] = ["measure", "slice", "currency", "known"];

/// The parameters that stay with the address when its filters change.
pub(crate) fn kept(cx: &Cx<'_>, more: &[String]) -> Vec<(String, String)> {
    let stays = |name: &str| OWN.contains(&name) || more.iter().any(|n| n == name);
    cx.ask.query.iter().filter(|(name, value)| stays(name) && !value.is_empty()).cloned().collect()
}

/// Which number the rows stand behind, as HTML.
pub(crate) fn behind(cx: &mut Cx<'_>) -> Option<String> {
    let name = cx.ask.asked("measure").to_owned();
    let measure: Measure = *cx.web.measures().iter().find(|m| m.name == name)?;
    let open = open_groups(cx.reads, &cx.actor, measure.kind, None).ok()?;
    if !measure.is_open(&cx.actor, &open) {
        return None;
    }
    let mut parts = vec![format!("<strong>{}</strong>", safe(&labels::measure(&cx.t, &measure)))];
    let mut slices = Vec::new();
    for (_, text) in cx.ask.query.iter().filter(|(n, _)| n == "slice") {
        let (dimension, key) = text.split_once(':')?;
        let dimension = measure.dimension(&open, dimension)?;
        let key = Some(key.to_owned()).filter(|k| !k.is_empty());
        slices.push(Slice { dimension, key });
    }
    let names = called(cx.reads, &cx.actor, &slices).ok()?;
    for Slice { dimension, key } in &slices {
        let value = labels::key(&cx.t, &measure, dimension, key, &names);
        parts.push(safe(&format!("{}: {value}", labels::dimension(&cx.t, &measure, dimension))));
    }
    let currency = cx.ask.asked("currency");
    parts.extend(Some(safe(currency)).filter(|code| !code.is_empty()));
    let known = cx.ask.asked("known").parse().ok().map(|day| cx.t.a("as-known-on", "day", cx.t.day(day)));
    parts.extend(known.map(|words| safe(&words)));
    let rows = cx.t.m("rows-behind");
    Some(format!(
        "{} {} · <a href=\"/measures/{name}\">{}</a>",
        safe(&rows),
        parts.join(" · "),
        safe(&cx.t.m("measure-definition"))
    ))
}
