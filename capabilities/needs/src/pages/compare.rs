//! Some experts beside each other: what of the need each of them answers, with which evidence.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use entente_kernel::{Id, Problem, Result, Text};
use entente_matching::query::Asked;
use entente_matching::{Piece, Reasons};
use entente_record::link_titles;
use entente_web::{Cx, Page, Reply, T, text};

use crate::acts::{self, Chosen};
use crate::json::band;
use crate::ranker::id_of;
use crate::ranking::{Candidate, Matching};

/// Experts beside each other at most.
const MOST: usize = 4;

/// Words of the need that are shown, the heaviest first.
const WORDS: usize = 30;

#[derive(Template)]
#[template(path = "compare.html")]
struct ComparePage<'a> {
    t: &'a T,
    here: String,
    title: String,
    columns: Vec<Column>,
    rows: Vec<(String, Vec<String>)>,
}

struct Column {
    href: String,
    name: String,
    /// The name without markup.
    plain: String,
    sub: String,
    rank: Option<usize>,
    band: &'static str,
    band_label: String,
    score: String,
    confidence: String,
    bar: Option<String>,
    evidence: Vec<(String, String, String)>,
}

/// The page for the experts that the address names.
pub(crate) fn page(cx: &mut Cx<'_>, matching: &Matching) -> Result<Reply> {
    let id = cx.ask.id()?;
    let need = acts::refuse_others(cx.reads, &cx.actor, id)?;
    let mut ids: Vec<Id> = Vec::new();
    for (name, value) in &cx.ask.query {
        if let Some(expert) = Id::parse(value).filter(|id| name == "expert" && !ids.contains(id)) {
            ids.push(expert);
        }
    }
    ids.truncate(MOST);
    let mut found = Vec::new();
    for expert in ids {
        found.push(matching.why_not(cx.reads, &need, Chosen::Expert(expert))?);
    }
    let evidence: Vec<Id> = found.iter().flat_map(|(_, c)| pieces(c)).map(|p| id_of(p.document)).collect();
    let titles = match cx.web.registry().kind("evidence") {
        Some(kind) => link_titles(cx.reads, &cx.actor, kind, &evidence)?,
        None => BTreeMap::new(),
    };
    let candidates: Vec<&Candidate> = found.iter().map(|(_, c)| c).collect();
    let page = ComparePage {
        here: format!("/needs/{id}"),
        title: need.title.show(cx.t.lang).to_owned(),
        columns: found.iter().map(|(rank, c)| column(&cx.t, *rank, c, &titles)).collect(),
        rows: rows(&candidates),
        t: &cx.t.clone(),
    };
    let body = page.render().map_err(Problem::internal)?;
    let title = cx.t.m("needs-compare");
    cx.page(&Page::new(title, "/needs"), &body)
}

fn pieces(candidate: &Candidate) -> &[Piece] {
    match &candidate.reasons {
        Reasons::Pieces(pieces) => pieces,
        Reasons::Words(_) => &[],
    }
}

fn column(t: &T, rank: Option<usize>, c: &Candidate, titles: &BTreeMap<Id, Text>) -> Column {
    let (name, sub) = match &c.expert {
        Some(expert) => (text(t, &expert.name), text(t, &expert.place)),
        None => (String::new(), String::new()),
    };
    let evidence = pieces(c).iter().map(|piece| {
        let id = id_of(piece.document);
        let title = titles.get(&id).map(|title| text(t, title)).unwrap_or_default();
        (format!("+{:.4}", piece.amount), format!("/evidence/{id}"), title)
    });
    Column {
        href: format!("/experts/{}", c.id),
        name,
        plain: c.expert.as_ref().map(|x| x.name.show(t.lang).to_owned()).unwrap_or_default(),
        sub,
        rank,
        band: band(c.band),
        band_label: t.m(&format!("match-band-{}", band(c.band))),
        score: format!("{:.4}", c.score),
        confidence: format!("{:.2}", c.confidence),
        bar: c.standing.bar.as_ref().map(|bar| t.problem(&bar.problem())),
        evidence: evidence.collect(),
    }
}

/// For each of the need's words what it adds to the closest piece of each expert, the heaviest words first.
fn rows(candidates: &[&Candidate]) -> Vec<(String, Vec<String>)> {
    let best = |c: &Candidate, word: &str| {
        let all = pieces(c).iter().flat_map(|piece| &piece.matched);
        let amounts = all.filter(|m| m.asked == Asked::Any && m.source == word).map(|m| m.amount);
        amounts.fold(0.0, f64::max)
    };
    let words: BTreeSet<&str> = candidates
        .iter()
        .flat_map(|c| pieces(c))
        .flat_map(|piece| &piece.matched)
        .filter(|m| m.asked == Asked::Any)
        .map(|m| m.source.as_str())
        .collect();
    let mut rows: Vec<(f64, &str)> = words
        .into_iter()
        .map(|word| (candidates.iter().map(|c| best(c, word)).fold(0.0, f64::max), word))
        .collect();
    rows.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    let shown = |amount: f64| if amount > 0.0 { format!("+{amount:.4}") } else { String::from("–") };
    let row = |(_, word): &(f64, &str)| {
        ((*word).to_owned(), candidates.iter().map(|c| shown(best(c, word))).collect())
    };
    rows.iter().take(WORDS).map(row).collect()
}
