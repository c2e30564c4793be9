//! What this room counts.

use entente_access::Audience;
use entente_measures::{Chart, Dimension, Measure, Moment, Standard, TileSpec, What};
use entente_record::{Expression, Filter};
use entente_store::Value;

use crate::queries::{IDLE, OPEN, days_before};
use crate::{Engagement, Need};

const RECEIVED: Dimension = Dimension::YearOf { name: "received", day: received };
const BY: &[Dimension] = &[
    Dimension::State,
    Dimension::Field("wanted"),
    Dimension::Field("fields"),
    Dimension::Field("source"),
    Dimension::Field("office"),
    RECEIVED,
];

/// The day of receipt: the first day for which the need was held to be so.
fn received(at: &Moment) -> Expression {
    let text = "(SELECT MIN(h.effective_from) FROM need_history h WHERE h.id = {t}.id AND h.recorded_from <= {1} \
                AND (h.recorded_to IS NULL OR h.recorded_to > {1}))";
    Expression { text: text.into(), params: vec![at.known.into()] }
}

/// The day of the first introduction.
fn introduced(at: &Moment) -> Expression {
    let text = "(SELECT MIN(s.effective) FROM step_log s WHERE s.record = {t}.id AND s.kind = 'need' \
                AND s.to_state = 'introduced' AND s.effective <= {1} AND s.recorded <= {2})";
    Expression { text: text.into(), params: vec![at.day.into(), at.known.into()] }
}

fn open(_: &Moment) -> Vec<Filter> {
    vec![Filter::State(OPEN.map(str::to_owned).to_vec())]
}

fn converted(_: &Moment) -> Vec<Filter> {
    vec![Filter::State(vec!["converted".into()])]
}

/// Longer in its state than the target allows, each state with its own.
fn late(at: &Moment) -> Vec<Filter> {
    let (mut parts, mut params): (Vec<String>, Vec<Value>) = (Vec::new(), Vec::new());
    let states = Need::KIND.states.map_or(&[][..], |s| s.all);
    for state in states.iter().filter(|s| s.target_days > 0 && OPEN.contains(&s.word)) {
        params.extend([state.word.into(), days_before(at.day, state.target_days).into()]);
        let (word, since) = (params.len() - 1, params.len());
        parts.push(format!("{{t}}.state = {{{word}}} AND {{t}}.state_since < {{{since}}}"));
    }
    vec![Filter::Where(parts.join(" OR "), params)]
}

/// Open, and nothing has changed for so many days that somebody has to look.
fn idle(at: &Moment) -> Vec<Filter> {
    let since = at.known.plus_seconds(-IDLE * 86_400);
    let mut filters = open(at);
    filters.push(Filter::Where("{t}.changed_at < {1}".into(), vec![since.into()]));
    filters
}

/// The measures.
pub(crate) fn measures() -> Vec<Measure> {
    let needs = |name| Measure::count(name, Need::KIND, BY);
    let inside = |measure| Measure { audience: Audience::Internal, ..measure };
    vec![
        needs("needs-received"),
        inside(Measure { filters: open, ..needs("needs-open") }),
        inside(Measure { filters: late, ..needs("needs-late") }),
        inside(Measure { filters: idle, ..needs("needs-idle") }),
        Measure {
            filters: converted,
            by: &[Dimension::Year("state_since"), Dimension::Field("wanted"), Dimension::Field("office")],
            ..needs("needs-converted")
        },
        inside(Measure { what: What::Share(converted), ..needs("needs-share-converted") }),
        inside(Measure {
            what: What::Median { from: received, to: introduced },
            by: &[Dimension::Field("wanted"), Dimension::Field("office"), RECEIVED],
            ..needs("needs-days-to-introduction")
        }),
        inside(Measure { what: What::Sum("budget"), filters: open, ..needs("needs-budget") }),
        Measure::count("engagements", Engagement::KIND, &[Dimension::State]),
    ]
}

/// What stands on home pages.
pub(crate) fn standard() -> Vec<Standard> {
    let overview: &[&str] = &["leadership", "auditor"];
    let offices: &[&str] = &["administrator", "office_manager", "officer"];
    let all: &[&str] = &["leadership", "auditor", "administrator", "office_manager", "officer"];
    let one = |roles, order, tile| Standard { roles, order, tile };
    vec![
        one(all, 10, TileSpec::new("needs-received", Chart::Number, &[])),
        one(all, 11, TileSpec::new("needs-open", Chart::Number, &[])),
        one(overview, 12, TileSpec::new("needs-share-converted", Chart::Number, &[])),
        one(all, 13, TileSpec::new("needs-days-to-introduction", Chart::Number, &[])),
        one(offices, 20, TileSpec::new("needs-open", Chart::Bars, &["state"])),
        one(offices, 21, TileSpec::new("needs-late", Chart::Bars, &["office"])),
        one(offices, 22, TileSpec::new("needs-idle", Chart::Bars, &["office"])),
        one(all, 30, TileSpec::new("needs-open", Chart::Lines, &[])),
        one(overview, 40, TileSpec::new("needs-received", Chart::Bars, &["source"])),
        one(overview, 41, TileSpec::new("needs-received", Chart::Matrix, &["wanted", "state"])),
    ]
}
