//! Words of the needs that have no translation, the most frequent first, with what may tell it: the evidence of experts
//! whom an officer found useful for those needs.

use std::collections::BTreeMap;

use askama::Template;
use entente_access::{Action, Cond, Sql};
use entente_kernel::{Id, Problem, Result, Text};
use entente_matching::Language;
use entente_record::{get_where, link_titles};
use entente_web::{Cx, Page, Reply, T, text};

use super::words::new_term;
use crate::Need;
use crate::ranking::{Matching, words_of};

/// Needs that are looked through, the latest ones.
const NEEDS: usize = 300;

/// Words shown.
const WORDS: usize = 60;

/// Needs and pieces of evidence shown beside a word.
const BESIDE: usize = 3;

#[derive(Template)]
#[template(path = "missing.html")]
struct MissingPage<'a> {
    t: &'a T,
    languages: Vec<(String, Vec<Word>)>,
}

struct Word {
    words: String,
    add: Option<String>,
    count: usize,
    needs: Vec<(String, String)>,
    evidence: Vec<(String, String)>,
}

/// The page.
pub(crate) fn page(cx: &mut Cx<'_>, matching: &Matching) -> Result<Reply> {
    let seen = (Need::KIND.rule)(&cx.actor, Action::See).when;
    let needs: Vec<Need> = get_where(cx.reads, &Cond::And(vec![seen, latest()]), NEEDS)?;
    let texts: Vec<String> = needs.iter().map(words_of).collect();
    let mut missing: BTreeMap<(u8, String), Vec<usize>> = BTreeMap::new();
    for (at, words) in matching.missing(cx.reads, &texts)?.into_iter().enumerate() {
        for (language, part) in words.into_iter().filter(|(_, part)| tells(part)) {
            let places = missing.entry((u8::from(language == Language::Chinese), part)).or_default();
            if places.last() != Some(&at) {
                places.push(at);
            }
        }
    }
    let mut all: Vec<((u8, String), Vec<usize>)> = missing.into_iter().collect();
    all.sort_by(|a, b| b.1.len().cmp(&a.1.len()).then(a.0.cmp(&b.0)));
    all.truncate(WORDS);
    let mut languages = Vec::new();
    for (into, key, side) in [(0, "needs-words-en", "chinese"), (1, "needs-words-zh", "english")] {
        let mut words = Vec::new();
        for ((_, part), places) in all.iter().filter(|((language, _), _)| *language == into) {
            let of: Vec<&Need> = places.iter().filter_map(|at| needs.get(*at)).collect();
            words.push(word(cx, side, part, &of)?);
        }
        if !words.is_empty() {
            languages.push((cx.t.m(key), words));
        }
    }
    let page = MissingPage { t: &cx.t, languages };
    let body = page.render().map_err(Problem::internal)?;
    let title = cx.t.m("needs-missing-words");
    cx.page(&Page::new(title, "/needs/untranslated"), &body)
}

/// True for parts that somebody could translate: not a number, not a character alone.
fn tells(part: &str) -> bool {
    part.chars().count() > 1 && part.chars().any(char::is_alphabetic)
}

fn latest() -> Cond {
    Cond::Sql("{t}.state NOT IN ('declined', 'converted')", Vec::new())
}

fn word(cx: &mut Cx<'_>, side: &str, words: &str, needs: &[&Need]) -> Result<Word> {
    let ids: Vec<Id> = needs.iter().map(|need| need.meta.id).collect();
    let shown = needs.iter().take(BESIDE);
    Ok(Word {
        words: words.to_owned(),
        add: new_term(cx, side, words),
        count: needs.len(),
        needs: shown.map(|need| (format!("/needs/{}", need.meta.id), text(&cx.t, &need.title))).collect(),
        evidence: told_by(cx, side, &ids)?,
    })
}

/// Evidence in the other language of those who were found useful for the needs.
fn told_by(cx: &mut Cx<'_>, side: &str, needs: &[Id]) -> Result<Vec<(String, String)>> {
    let Some(kind) = cx.web.registry().kind("evidence") else { return Ok(Vec::new()) };
    let column = if side == "chinese" { "title_en" } else { "title_zh" };
    let mut sql = Sql::new(format!(
        "SELECT v.id FROM evidence v JOIN candidacy c ON c.expert = v.expert
         WHERE v.deleted_at IS NULL AND c.deleted_at IS NULL AND v.{column} IS NOT NULL
           AND (c.feedback IN ('useful', 'introduced', 'converted') OR c.placement = 'pinned') AND "
    ));
    sql.among("c.need", needs.iter().take(50).copied());
    sql.push(" ORDER BY c.changed_at DESC, v.id LIMIT ").bind(entente_store::Value::from(BESIDE));
    let ids: Vec<Id> =
        cx.reads.query(&sql.text, &sql.params)?.iter().map(|row| row.get(0)).collect::<Result<_>>()?;
    let titles: BTreeMap<Id, Text> = link_titles(cx.reads, &cx.actor, kind, &ids)?;
    let shown = ids.iter().filter_map(|id| Some((format!("/evidence/{id}"), text(&cx.t, titles.get(id)?))));
    Ok(shown.collect())
}
