//! The job behind taking data out: everything that is held about a person, for programs and for reading.

use std::fmt::Write as _;
use std::sync::Arc;

use entente_access::sessions::actor_of_account;
use entente_access::{Action, Actor};
use entente_jobs::{At, Work};
use entente_kernel::{Id, Problem, Result};
use entente_privacy::{Scope, everything};
use entente_record::Kind;
use entente_store::Reads;
use entente_web::{T, Web, safe};
use serde_json::{Value as Json, json};

use crate::access::ERASERS;

/// The kind of the job.
pub const JOB: &str = "take-out";

/// How the job is done.
#[must_use]
pub fn works(web: &Web) -> Vec<Work> {
    let web = web.clone();
    vec![Work { kind: JOB, run: Arc::new(move |at| at_work(&web, at)) }]
}

fn at_work(web: &Web, at: &At<'_>) -> Result<Json> {
    let text = |name: &str| at.job.input.get(name).and_then(Json::as_str).unwrap_or_default();
    let kind = web.registry().kind(text("kind")).ok_or_else(Problem::not_found)?;
    let (Some(id), Some(owner)) = (Id::parse(text("record")), at.job.owner) else {
        return Err(Problem::not_found());
    };
    let complete = at.job.input.get("complete").and_then(Json::as_bool).unwrap_or(false);
    let house = web.clone();
    let (data, t) = at.db.read_now(move |reads| {
        let actor = actor_of_account(reads, owner, house.roles())?;
        let actor = actor.ok_or_else(|| Problem::forbidden("not-allowed"))?;
        let complete = may(reads, &actor, kind, id, complete)?;
        let scope = if complete { Scope::Complete } else { Scope::Seen(&actor) };
        let data = everything(reads, house.registry(), kind, id, &scope)?;
        Ok((data, house.locales().of(actor.lang)))
    })?;
    at.progress(1, 2)?;
    let plain = serde_json::to_vec_pretty(&data).map_err(Problem::internal)?;
    at.keep("personal-data.json", "application/json", plain)?;
    at.keep("personal-data.html", "text/html; charset=utf-8", readable(&t, &data).into_bytes())?;
    Ok(json!(null))
}

/// Asked again when the work is done: rights may have gone since. Gives whether all of it may be taken out.
fn may(reads: &mut dyn Reads, actor: &Actor, kind: &Kind, id: Id, complete: bool) -> Result<bool> {
    let own = actor.person == Some(id);
    let edits = (kind.rule)(actor, Action::Edit).when.holds(reads, kind.table, id)?;
    if own || edits {
        return Ok(complete && actor.has_any(ERASERS));
    }
    Err(Problem::forbidden("not-allowed"))
}

/// The same for reading, as a page that needs nothing else.
fn readable(t: &T, data: &Json) -> String {
    let title = safe(&t.m("take-out-title"));
    let mut page = format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\"><title>{title}</title></head><body><h1>{title}</h1>",
        t.lang.tag()
    );
    let part = |name: &str| data.get(name).and_then(Json::as_array).cloned().unwrap_or_default();
    for one in part("records") {
        let kind = one.get("kind").and_then(Json::as_str).unwrap_or_default();
        let label = |field: &str| t.maybe(&format!("{kind}-{field}")).unwrap_or_else(|| field.to_owned());
        write!(page, "<h2>{}</h2>", safe(&t.m(kind))).ok();
        list(&mut page, one.get("record").unwrap_or(&Json::Null), &label);
        for (name, heading) in [("history", "chronology"), ("notes", "notes"), ("documents", "documents")] {
            let rows = one.get(name).and_then(Json::as_array).cloned().unwrap_or_default();
            if !rows.is_empty() {
                write!(page, "<h3>{}</h3>", safe(&t.m(heading))).ok();
                rows.iter().for_each(|row| list(&mut page, row, &label));
            }
        }
    }
    write!(page, "<h2>{}</h2>", safe(&t.m("my-account"))).ok();
    let plain = |field: &str| t.maybe(&format!("take-out-{field}")).unwrap_or_else(|| field.to_owned());
    part("accounts").iter().for_each(|row| list(&mut page, row, &plain));
    write!(page, "<h2>{}</h2>", safe(&t.m("take-out-rest"))).ok();
    let rest = ["kept_for_staff", "letters", "lines_of_imports", "notes_on_other_records", "taken_at"];
    let rest = rest.into_iter().filter_map(|name| Some((name.to_owned(), data.get(name)?.clone())));
    list(&mut page, &Json::Object(rest.collect()), &plain);
    page + "</body></html>"
}

/// What an object holds, as a list of terms; nothing for what is empty.
fn list(page: &mut String, value: &Json, label: &dyn Fn(&str) -> String) {
    let Some(object) = value.as_object() else { return };
    page.push_str("<dl>");
    for (name, value) in object.iter().filter(|(_, value)| !said(value).is_empty() || value.is_object()) {
        write!(page, "<dt>{}</dt><dd>{}</dd>", safe(&label(name)), safe(&said(value))).ok();
        if name == "values" {
            list(page, value, label);
        }
    }
    page.push_str("</dl>");
}

/// A value in words; an object that is shown by itself says nothing.
fn said(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        Json::Array(all) => all.iter().map(said).filter(|one| !one.is_empty()).collect::<Vec<_>>().join("; "),
        Json::Object(all) if all.contains_key("version") && all.contains_key("reference") => String::new(),
        Json::Object(all) => all
            .iter()
            .filter(|(_, one)| !one.is_null())
            .map(
                |(name, one)| {
                    if name == "en" || name == "zh" { said(one) } else { format!("{name}: {}", said(one)) }
                },
            )
            .collect::<Vec<_>>()
            .join(" / "),
        other => other.to_string(),
    }
}
