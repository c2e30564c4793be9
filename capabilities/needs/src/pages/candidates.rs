//! Ranked candidates of a need side by side, with their reasons; judging and inviting them.

use std::collections::BTreeMap;

use askama::Template;
use entente_kernel::{Id, Problem, Result, Text};
use entente_matching::Reasons;
use entente_record::{Datum, Filter, Query, Record, link_titles, list};
use entente_web::{Cx, Page, Reply, T};

use super::candidate::{View, view};
use crate::Need;
use crate::acts::{self, Chosen};
use crate::candidacy::Candidacy;
use crate::ranker::id_of;
use crate::ranking::{Candidate, Matching};

/// Candidates shown at first, and at most.
pub(crate) const SHOWN: [usize; 2] = [10, 50];

#[derive(Template)]
#[template(path = "candidates.html")]
struct CandidatesPage<'a> {
    t: &'a T,
    csrf: String,
    here: String,
    title: String,
    problem: Option<String>,
    no_good_match: bool,
    experts: Listed,
    technologies: Listed,
    more: bool,
    asked: Option<(String, View)>,
}

/// Candidates of one sort: pinned ones first, then as they are ranked; the excluded ones apart.
#[derive(Default)]
struct Listed {
    shown: Vec<View>,
    excluded: Vec<View>,
}

/// The page; `problem` is what kept an invitation from going out.
pub(crate) fn page(cx: &mut Cx<'_>, matching: &Matching, problem: Option<&Problem>) -> Result<Reply> {
    let id = cx.ask.id()?;
    let need = acts::refuse_others(cx.reads, &cx.actor, id)?;
    let most = if cx.ask.asked("more") == "yes" { SHOWN[1] } else { SHOWN[0] };
    let judged = judgements(cx, id)?;
    // Those who are excluded give their places to the next ones.
    let found = matching.rank(cx.reads, &need, most + judged.len())?;
    let experts = listed(cx, matching, &need, &judged, (&found.experts, most))?;
    let technologies = listed(cx, matching, &need, &judged, (&found.technologies, most))?;
    let page = CandidatesPage {
        csrf: cx.csrf(),
        here: format!("/needs/{id}"),
        title: need.title.show(cx.t.lang).to_owned(),
        problem: problem.map(|p| said(&cx.t, p)),
        no_good_match: found.no_good_match,
        more: most == SHOWN[0] && found.experts.len().max(found.technologies.len()) > most,
        asked: why_not(cx, matching, &need, &judged)?,
        experts,
        technologies,
        t: &cx.t.clone(),
    };
    let body = page.render().map_err(Problem::internal)?;
    let title = cx.t.m("needs-candidates");
    cx.page(&Page::new(title, "/needs"), &body)
}

/// Divides the ranked candidates by what was decided; a pinned one is shown even if it is not among the best.
fn listed(
    cx: &mut Cx<'_>,
    matching: &Matching,
    need: &Need,
    judged: &BTreeMap<Id, Record>,
    (found, most): (&[Candidate], usize),
) -> Result<Listed> {
    let technologies = found.first().is_some_and(|c| c.expert.is_none());
    let placed = |id: &Id, word: &str| {
        let value = judged.get(id).map(|record| record.value(Candidacy::KIND, "placement"));
        matches!(value, Some(Datum::Line(held)) if held == word)
    };
    let mut ranked: Vec<(Option<i64>, Candidate)> =
        found.iter().enumerate().map(|(at, c)| (Some(place(at)), c.clone())).collect();
    for (id, record) in judged.iter().filter(|(id, _)| placed(id, "pinned")) {
        let technology = !record.value(Candidacy::KIND, "technology").is_empty();
        if technology == technologies && !found.iter().any(|c| c.id == *id) {
            let chosen = if technology { Chosen::Technology(*id) } else { Chosen::Expert(*id) };
            let (rank, candidate) = matching.why_not(cx.reads, need, chosen)?;
            ranked.push((rank.and_then(|rank| i64::try_from(rank).ok()), candidate));
        }
    }
    let named = names(cx, ranked.iter().map(|(_, c)| c))?;
    let (excluded, mut rest): (Vec<_>, Vec<_>) =
        ranked.into_iter().partition(|(_, c)| placed(&c.id, "excluded"));
    rest.sort_by_key(|(rank, c)| (!placed(&c.id, "pinned"), rank.unwrap_or(i64::MAX)));
    let show = |all: Vec<(Option<i64>, Candidate)>| -> Vec<View> {
        all.iter().map(|(rank, c)| view(cx, c, *rank, judged, &named)).collect()
    };
    let (excluded, mut shown) = (show(excluded), show(rest));
    let pinned = shown.iter().filter(|c| c.placed == "pinned").count();
    shown.truncate(most.max(pinned));
    Ok(Listed { shown, excluded })
}

/// The place of the candidate at an index.
pub(crate) fn place(at: usize) -> i64 {
    i64::try_from(at + 1).unwrap_or(i64::MAX)
}

fn said(t: &T, problem: &Problem) -> String {
    let fields: Vec<String> = problem.fields.iter().map(|f| t.wrong(f)).collect();
    if fields.is_empty() { t.problem(problem) } else { fields.join(" ") }
}

/// Where the expert that was asked about stands.
fn why_not(
    cx: &mut Cx<'_>,
    matching: &Matching,
    need: &Need,
    judged: &BTreeMap<Id, Record>,
) -> Result<Option<(String, View)>> {
    let Some(expert) = asked_expert(cx)? else { return Ok(None) };
    let (rank, candidate) = matching.why_not(cx.reads, need, Chosen::Expert(expert))?;
    let named = names(cx, std::iter::once(&candidate))?;
    let rank = rank.and_then(|rank| i64::try_from(rank).ok());
    let heading = match rank {
        Some(rank) => cx.t.a("needs-rank", "rank", rank),
        None => cx.t.m("needs-unranked"),
    };
    Ok(Some((heading, view(cx, &candidate, rank, judged, &named))))
}

/// The expert of the question: chosen from the list, or typed by name.
fn asked_expert(cx: &mut Cx<'_>) -> Result<Option<Id>> {
    let (id, words) = (cx.ask.asked("expert").to_owned(), cx.ask.asked("expert.text").to_owned());
    if id.is_empty() && words.trim().is_empty() {
        return Ok(None);
    }
    if let Some(id) = Id::parse(&id) {
        return Ok(Some(id));
    }
    let found = cx.web.find().find(cx.reads, &cx.actor, &words, &["expert"], 1)?;
    Ok(found.first().map(|f| f.id))
}

/// The names of technologies and pieces of evidence that the page mentions.
fn names<'c>(cx: &mut Cx<'_>, all: impl Iterator<Item = &'c Candidate>) -> Result<BTreeMap<Id, Text>> {
    let (mut evidence, mut technologies) = (Vec::new(), Vec::new());
    for candidate in all {
        match &candidate.reasons {
            Reasons::Pieces(pieces) => {
                evidence.extend(pieces.iter().map(|p| id_of(p.document)));
            }
            Reasons::Words(_) => technologies.push(candidate.id),
        }
    }
    let mut names = BTreeMap::new();
    for (kind, ids) in [("evidence", evidence), ("technology", technologies)] {
        if let Some(kind) = cx.web.registry().kind(kind) {
            names.extend(link_titles(cx.reads, &cx.actor, kind, &ids)?);
        }
    }
    Ok(names)
}

/// The judgements made so far, by candidate.
fn judgements(cx: &mut Cx<'_>, need: Id) -> Result<BTreeMap<Id, Record>> {
    let mut query = Query::new(cx.t.lang);
    query.filters = vec![Filter::Is("need", need.into())];
    query.limit = 500;
    let found = list(cx.reads, &cx.actor, Candidacy::KIND, &query)?.records;
    let of = |record: &Record, field: &str| match record.value(Candidacy::KIND, field) {
        Datum::Link(id) => Some(*id),
        _ => None,
    };
    let keyed =
        found.into_iter().filter_map(|r| Some((of(&r, "expert").or_else(|| of(&r, "technology"))?, r)));
    Ok(keyed.collect())
}
