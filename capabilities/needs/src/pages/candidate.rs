//! One candidate as the pages show it: score, band, reasons, what holds it back, what was decided about it.

use std::collections::BTreeMap;

use entente_kernel::{Id, Text};
use entente_matching::{Matched, Reasons};
use entente_record::{Datum, Record};
use entente_web::{Cx, T, safe, text};

use crate::bars::Bar;
use crate::candidacy::Candidacy;
use crate::json::band;
use crate::ranker::id_of;
use crate::ranking::Candidate;

pub(crate) struct View {
    pub(crate) id: String,
    pub(crate) href: String,
    pub(crate) sort: &'static str,
    pub(crate) name: String,
    pub(crate) sub: String,
    pub(crate) band: &'static str,
    pub(crate) band_label: String,
    pub(crate) score: String,
    pub(crate) confidence: String,
    pub(crate) rank: Option<i64>,
    pub(crate) reasons: Vec<Reason>,
    pub(crate) bar: Option<String>,
    pub(crate) permission: bool,
    pub(crate) notice: bool,
    pub(crate) can_invite: bool,
    pub(crate) shortlisted: bool,
    /// `pinned`, `excluded`, or empty.
    pub(crate) placed: String,
    pub(crate) feedback: Vec<(&'static str, String, bool)>,
}

pub(crate) struct Reason {
    pub(crate) amount: String,
    pub(crate) title: Option<String>,
    pub(crate) href: String,
    pub(crate) words: String,
}

/// How a candidate is shown; `rank` is its place in the ranking, whatever the officer decided.
pub(crate) fn view(
    cx: &Cx<'_>,
    c: &Candidate,
    rank: Option<i64>,
    judged: &BTreeMap<Id, Record>,
    named: &BTreeMap<Id, Text>,
) -> View {
    let t = &cx.t;
    let (sort, path) =
        if c.expert.is_some() { ("expert", "experts") } else { ("technology", "technologies") };
    let (name, sub) = match &c.expert {
        Some(expert) => (text(t, &expert.name), text(t, &expert.place)),
        None => (named.get(&c.id).map(|n| text(t, n)).unwrap_or_default(), String::new()),
    };
    let record = judged.get(&c.id);
    let value = |field: &str| record.map_or(&Datum::Empty, |r| r.value(Candidacy::KIND, field));
    let kept = |word: &str| matches!(value("feedback"), Datum::Line(line) if line == word);
    let words = ["useful", "not_useful"];
    View {
        id: c.id.to_string(),
        href: format!("/{path}/{}", c.id),
        sort,
        name,
        sub,
        band: band(c.band),
        band_label: t.m(&format!("match-band-{}", band(c.band))),
        score: format!("{:.4}", c.score),
        confidence: format!("{:.2}", c.confidence),
        rank,
        reasons: reasons(&c.reasons, named, t),
        bar: c.standing.bar.as_ref().map(|bar| barred(t, bar)),
        permission: c.standing.bar == Some(Bar::Permission),
        notice: c.standing.notice,
        can_invite: c.expert.is_some() && matches!(c.standing.bar, None | Some(Bar::Permission)),
        shortlisted: *value("shortlisted") == Datum::Flag(true),
        placed: value("placement").plain().unwrap_or_default(),
        feedback: words.map(|w| (w, t.m(&format!("feedback-{w}")), kept(w))).into(),
    }
}

fn barred(t: &T, bar: &Bar) -> String {
    match bar {
        Bar::Asked(state) => t.a("needs-asked-state", "state", t.m(&format!("engagement-state-{state}"))),
        Bar::Declared => t.m("needs-conflict-declared"),
        Bar::Affiliated => t.m("needs-conflict-affiliated"),
        bar => t.problem(&bar.problem()),
    }
}

fn reasons(all: &Reasons, named: &BTreeMap<Id, Text>, t: &T) -> Vec<Reason> {
    let amount = |amount: f64| format!("+{amount:.4}");
    match all {
        Reasons::Words(matched) => {
            let one = |m: &Matched| Reason {
                amount: amount(m.amount),
                title: None,
                href: String::new(),
                words: words(std::slice::from_ref(m)),
            };
            matched.iter().take(6).map(one).collect()
        }
        Reasons::Pieces(pieces) => {
            let one = |p: &entente_matching::Piece| {
                let id = id_of(p.document);
                Reason {
                    amount: amount(p.amount),
                    title: named.get(&id).map(|title| text(t, title)),
                    href: format!("/evidence/{id}"),
                    words: words(&p.matched),
                }
            };
            pieces.iter().map(one).collect()
        }
    }
}

/// `asked → found`, for the heaviest few.
pub(crate) fn words(matched: &[Matched]) -> String {
    let one = |m: &Matched| {
        let found = m.found.first().cloned().unwrap_or_default();
        if found.is_empty() || found == m.source {
            m.source.clone()
        } else {
            format!("{} → {found}", m.source)
        }
    };
    safe(&matched.iter().take(4).map(one).collect::<Vec<_>>().join(" · "))
}
