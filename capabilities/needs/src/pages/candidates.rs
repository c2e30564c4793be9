//! Ranked candidates of a need side by side, with their reasons; judging and inviting them.

use std::collections::BTreeMap;

use askama::Template;
use entente_kernel::{Id, Problem, Result, Text};
use entente_matching::{Matched, Reasons};
use entente_record::{Choice, Datum, Filter, Query, Record, link_titles, list, visible};
use entente_web::{Act, Cx, Page, Reply, T, safe, text};

use crate::acts::{self, Chosen, Invitation, Judgement, Moment};
use crate::bars::Bar;
use crate::candidacy::{Candidacy, Feedback, MatchBand};
use crate::json::band;
use crate::ranker::id_of;
use crate::ranking::{Candidate, Matching};
use crate::{Engagement, Need};

/// Candidates shown at first, and at most.
const SHOWN: [usize; 2] = [10, 50];

#[derive(Template)]
#[template(path = "candidates.html")]
struct CandidatesPage<'a> {
    t: &'a T,
    csrf: String,
    here: String,
    title: String,
    problem: Option<String>,
    no_good_match: bool,
    experts: Vec<View>,
    technologies: Vec<View>,
    more: bool,
    asked: Option<(String, View)>,
}

struct View {
    id: String,
    href: String,
    sort: &'static str,
    name: String,
    sub: String,
    band: &'static str,
    band_label: String,
    score: String,
    confidence: String,
    rank: Option<i64>,
    reasons: Vec<Reason>,
    bar: Option<String>,
    permission: bool,
    notice: bool,
    can_invite: bool,
    shortlisted: bool,
    feedback: Vec<(&'static str, String, bool)>,
}

struct Reason {
    amount: String,
    title: Option<String>,
    href: String,
    words: String,
}

/// The page; `problem` is what kept an invitation from going out.
pub(crate) fn page(cx: &mut Cx<'_>, matching: &Matching, problem: Option<&Problem>) -> Result<Reply> {
    let id = cx.ask.id()?;
    let need = acts::refuse_others(cx.reads, &cx.actor, id)?;
    let most = if cx.ask.asked("more") == "yes" { SHOWN[1] } else { SHOWN[0] };
    let found = matching.rank(cx.reads, &need, most)?;
    let judged = judgements(cx, id)?;
    let named = names(cx, found.experts.iter().chain(&found.technologies))?;
    let mut experts = Vec::new();
    let mut technologies = Vec::new();
    for (at, candidate) in found.experts.iter().enumerate() {
        experts.push(view(cx, candidate, Some(place(at)), &judged, &named));
    }
    for (at, candidate) in found.technologies.iter().enumerate() {
        technologies.push(view(cx, candidate, Some(place(at)), &judged, &named));
    }
    let page = CandidatesPage {
        csrf: cx.csrf(),
        here: format!("/needs/{id}"),
        title: need.title.show(cx.t.lang).to_owned(),
        problem: problem.map(|p| said(&cx.t, p)),
        no_good_match: found.no_good_match,
        more: most == SHOWN[0] && found.experts.len() == most,
        asked: why_not(cx, matching, &need, &judged)?,
        experts,
        technologies,
        t: &cx.t.clone(),
    };
    let body = page.render().map_err(Problem::internal)?;
    let title = cx.t.m("needs-candidates");
    cx.page(&Page::new(title, "/needs"), &body)
}

fn place(at: usize) -> i64 {
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
    let (rank, candidate) = matching.why_not(cx.reads, need, expert)?;
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

fn view(
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
fn words(matched: &[Matched]) -> String {
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

/// Keeps what the officer decided about a candidate, with where it stood at this moment.
pub(crate) fn judge(act: &mut Act<'_, '_>, matching: &Matching) -> Result<Reply> {
    let id = act.ask.id()?;
    let need = acts::refuse_others(act.tx, &act.actor, id)?;
    let chosen = chosen(act)?;
    let fields = &act.ask.fields;
    let shortlisted = match fields.one("shortlist") {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    let feedback = Feedback::from_word(fields.one("feedback"));
    let moment = moment(act, matching, &need, chosen)?;
    acts::judge(act.tx, &act.actor, id, chosen, moment, &Judgement { shortlisted, feedback })?;
    let key = match shortlisted {
        Some(true) => "shortlisted",
        Some(false) => "unshortlisted",
        None => "judged",
    };
    Ok(Reply::see(format!("/needs/{id}/candidates")).toast(key, ""))
}

fn chosen(act: &Act<'_, '_>) -> Result<Chosen> {
    let of = |name: &str| Id::parse(act.ask.fields.one(name));
    let chosen = of("expert").map(Chosen::Expert).or_else(|| of("technology").map(Chosen::Technology));
    chosen.ok_or_else(Problem::not_found)
}

fn moment(act: &mut Act<'_, '_>, matching: &Matching, need: &Need, chosen: Chosen) -> Result<Option<Moment>> {
    let found = matching.rank(act.tx, need, SHOWN[1])?;
    let (all, id) = match chosen {
        Chosen::Expert(id) => (&found.experts, id),
        Chosen::Technology(id) => (&found.technologies, id),
    };
    let at = all.iter().position(|c| c.id == id);
    Ok(at.and_then(|at| all.get(at).map(|c| (at, c))).map(|(at, c)| Moment {
        rank: Some(place(at)),
        score: millionths(c.score),
        band: MatchBand::from_word(band(c.band)).unwrap_or(MatchBand::Weak),
    }))
}

/// A score between 0 and 1 in whole millionths.
#[expect(clippy::as_conversions, reason = "between 0 and 1,000,000 after the clamp")]
fn millionths(score: f64) -> i64 {
    (score.clamp(0.0, 1.0) * 1_000_000.0).round() as i64
}

/// Invites an expert.
pub(crate) fn invite(act: &mut Act<'_, '_>, matching: &Matching) -> Result<Reply> {
    let id = act.ask.id()?;
    let need = acts::refuse_others(act.tx, &act.actor, id)?;
    visible(act.tx, &act.actor, Need::KIND, id)?;
    let Chosen::Expert(expert) = chosen(act)? else { return Err(Problem::not_found()) };
    let expert = matching.experts(act.tx, &[expert])?.pop().ok_or_else(Problem::not_found)?;
    let standing = matching.standing(act.tx, &need, &expert)?;
    let fields = &act.ask.fields;
    let invitation = Invitation {
        subject: Text::new(fields.one("subject_en"), fields.one("subject_zh")),
        message: Text::new(fields.one("message_en"), fields.one("message_zh")),
        permission: fields.one("permission").to_owned(),
        notice_given: fields.one("notice_given") == "yes",
    };
    let site = act.web.house().site.clone();
    let made = acts::invite(act.tx, &act.actor, id, (&expert, &standing), &invitation, &site)?;
    let to = format!("/{}/{}", Engagement::KIND.path, made.meta.id);
    Ok(Reply::see(to).toast("invited", ""))
}
