//! How a need's words were put into the other language, and which of them have no translation.

use askama::Template;
use entente_access::{Action, Cond};
use entente_kernel::{Problem, Result};
use entente_matching::query::Asked;
use entente_matching::{Explained, Language};
use entente_web::{Cx, Page, Reply, T, escape};

use crate::acts;
use crate::ranking::Matching;

#[derive(Template)]
#[template(path = "words.html")]
struct WordsPage<'a> {
    t: &'a T,
    here: String,
    title: String,
    languages: Vec<InLanguage>,
}

struct InLanguage {
    heading: String,
    groups: Vec<Group>,
    missing: Vec<Missing>,
}

struct Group {
    source: String,
    said: Vec<String>,
    documents: String,
    share: String,
}

struct Missing {
    words: String,
    href: Option<String>,
}

/// The page.
pub(crate) fn page(cx: &mut Cx<'_>, matching: &Matching) -> Result<Reply> {
    let id = cx.ask.id()?;
    let need = acts::refuse_others(cx.reads, &cx.actor, id)?;
    let said = matching.words(cx.reads, &need)?;
    let mut languages = Vec::new();
    for (language, key, side) in
        [(Language::English, "needs-words-en", "chinese"), (Language::Chinese, "needs-words-zh", "english")]
    {
        let mut groups: Vec<&Explained> =
            said.groups.iter().filter(|e| e.language == language && e.asked == Asked::Any).collect();
        groups.sort_by(|a, b| b.share.total_cmp(&a.share));
        let missing: Vec<&String> =
            said.untranslated.iter().filter(|u| u.0 == language).map(|u| &u.1).collect();
        if groups.is_empty() && missing.is_empty() {
            continue;
        }
        languages.push(InLanguage {
            heading: cx.t.m(key),
            groups: groups.into_iter().map(|one| group(&cx.t, one)).collect(),
            missing: missing
                .into_iter()
                .map(|words| Missing { href: new_term(cx, side, words), words: words.clone() })
                .collect(),
        });
    }
    let page = WordsPage {
        t: &cx.t,
        here: format!("/needs/{id}"),
        title: need.title.show(cx.t.lang).to_owned(),
        languages,
    };
    let body = page.render().map_err(Problem::internal)?;
    let title = cx.t.m("needs-words");
    cx.page(&Page::new(title, "/needs"), &body)
}

fn group(t: &T, one: &Explained) -> Group {
    Group {
        source: one.source.clone(),
        said: one.alternatives.iter().take(8).map(|(way, _)| way.text.clone()).collect(),
        documents: t.number(one.alternatives.iter().map(|(_, n)| i64::try_from(*n).unwrap_or(0)).sum()),
        share: format!("{:.1} %", one.share * 100.0),
    }
}

/// The form of a new term that begins with these words, for those who may add one.
pub(crate) fn new_term(cx: &Cx<'_>, side: &str, words: &str) -> Option<String> {
    let kind = cx.web.registry().kind("term")?;
    let may = (kind.rule)(&cx.actor, Action::Create).when != Cond::Nothing;
    may.then(|| format!("/{}/new?{side}={}", kind.path, escape(words)))
}
