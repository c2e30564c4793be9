//! What one reads about, why a bulletin came, and who has opened it.

use askama::Template;
use entente_access::accounts;
use entente_kernel::{Problem, Result};
use entente_record::{Choice, Datum, Record, visible};
use entente_web::{Act, Cx, Page, Reply, T, safe};

use super::{button, section};
use crate::words::BulletinTopic;
use crate::{Bulletin, BulletinSubscription, access, mailing};

#[derive(Template)]
#[template(path = "topics.html")]
struct Topics<'a> {
    t: &'a T,
    csrf: String,
    topics: Vec<(&'static str, String, bool)>,
}

/// The page on which one says what to read about.
pub(crate) fn topics(cx: &mut Cx<'_>) -> Result<Reply> {
    let account = cx.actor.account.ok_or_else(Problem::not_found)?;
    let held = mailing::subscription(cx.reads, account)?;
    let wanted = match held.as_ref().map(|held| held.value(BulletinSubscription::KIND, "topics")) {
        Some(Datum::Words(words)) => words.clone(),
        _ => Vec::new(),
    };
    let topic = |word: &&'static str| {
        (*word, cx.t.m(&format!("bulletin-topic-{word}")), wanted.iter().any(|own| own == word))
    };
    let topics = BulletinTopic::WORDS.iter().map(topic).collect();
    let body = Topics { t: &cx.t, csrf: cx.csrf(), topics }.render().map_err(Problem::internal)?;
    let title = cx.t.m("bulletin-topics");
    cx.page(&Page::new(title, "/bulletins"), &body)
}

/// Keeps it.
pub(crate) fn subscribe(act: &mut Act<'_, '_>) -> Result<Reply> {
    let account = act.actor.account.ok_or_else(Problem::not_found)?;
    let topics: Vec<BulletinTopic> =
        act.ask.fields.all("topics").iter().filter_map(|word| BulletinTopic::from_word(word)).collect();
    let actor = act.actor.clone();
    mailing::subscribe(act.tx, &actor, account, &topics)?;
    Ok(Reply::see("/bulletins/topics").toast("saved", ""))
}

/// For whoever got it: why, and that it was read. For staff: who got it, and who opened it.
pub(crate) fn panel(cx: &mut Cx<'_>, record: &Record) -> Result<Option<String>> {
    let mut body = String::new();
    let own = match cx.actor.account {
        Some(account) => mailing::delivery(cx.reads, record.meta.id, account)?,
        None => None,
    };
    if let Some(copy) = own {
        let names: Vec<String> =
            copy.topics.iter().map(|t| cx.t.m(&format!("bulletin-topic-{}", Choice::word(*t)))).collect();
        body += &format!("<p>{}</p>", safe(&cx.t.a("bulletin-why", "topics", names.join(", "))));
        if copy.opened_at.is_none() {
            let action = format!("/bulletins/{}/opened", record.meta.id);
            body += &button(&cx.csrf(), &action, &[], &cx.t.m("bulletin-read"), "");
        }
        body += &format!(
            " <a class=\"button quiet\" href=\"/bulletins/topics\">{}</a>",
            safe(&cx.t.m("bulletin-topics"))
        );
    }
    if access::staff(&cx.actor) && record.meta.state == "sent" {
        let copies = mailing::deliveries(cx.reads, record.meta.id)?;
        let opened = copies.iter().filter(|copy| copy.opened_at.is_some()).count();
        let said =
            cx.t.with("bulletin-went", &[("n", copies.len().to_string()), ("opened", opened.to_string())]);
        body += &format!("<p>{}</p><ul class=\"plain-list\">", safe(&said));
        for copy in copies.iter().take(200) {
            let name =
                accounts::find(cx.reads, copy.account)?.map(|a| a.profile.name.show(cx.t.lang).to_owned());
            let when = copy.opened_at.map_or_else(|| cx.t.m("bulletin-unopened"), |at| cx.t.moment(at));
            body += &format!(
                "<li>{} <span class=\"muted\">{}</span></li>",
                safe(&name.unwrap_or_default()),
                safe(&when)
            );
        }
        body += "</ul>";
    }
    Ok((!body.is_empty()).then(|| section("copies", &cx.t.m("bulletin-copies"), &body)))
}

/// Notes that the reader opened it, and shows it.
pub(crate) fn opened(act: &mut Act<'_, '_>) -> Result<Reply> {
    let id = act.ask.id()?;
    visible(act.tx, &act.actor, Bulletin::KIND, id)?;
    let account = act.actor.account.ok_or_else(Problem::not_found)?;
    mailing::opened(act.tx, id, account)?;
    Ok(Reply::see(format!("/bulletins/{id}")))
}
