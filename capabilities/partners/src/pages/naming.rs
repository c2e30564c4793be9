//! What a text may mean, with reasons, and the people of whom it was written.

use std::collections::BTreeMap;

use askama::Template;
use entente_access::{Action, Cond};
use entente_kernel::{Id, Problem, Result, Text};
use entente_record::{Datum, Record, link_titles};
use entente_store::Reads;
use entente_web::{Act, Cx, Reply, T, safe, text};

use crate::resolver::{Meant, Resolver};
use crate::{Naming, Organisation, Person, acts};

/// Organisations shown.
const SHOWN: usize = 5;

/// Reasons shown of each.
const REASONS: usize = 6;

/// People listed.
const LISTED: usize = 20;

#[derive(Template)]
#[template(path = "meant.html")]
struct Panel<'a> {
    t: &'a T,
    csrf: String,
    here: String,
    may: bool,
    options: Vec<Choice>,
    people: Vec<(String, String)>,
}

struct Choice {
    id: String,
    name: String,
    chance: String,
    chosen: bool,
    tie: Option<String>,
    reasons: Vec<(String, String)>,
}

/// The panel of a naming.
pub(crate) fn meant(cx: &mut Cx<'_>, resolver: &Resolver, naming: &Record) -> Result<Option<String>> {
    let (written, chosen) =
        (naming.value(Naming::KIND, "written"), naming.value(Naming::KIND, "organisation"));
    let written = written.plain().unwrap_or_default();
    let found = resolver.meant(cx.reads, &written, SHOWN)?;
    let mut ids: Vec<Id> = found.iter().map(|one| one.organisation).collect();
    if let Datum::Link(id) = chosen {
        ids.push(*id);
    }
    let titles = link_titles(cx.reads, &cx.actor, Organisation::KIND, &ids)?;
    let parents = parents(cx.reads, &ids)?;
    let first = found.first().map(|one| one.organisation);
    let options = found
        .iter()
        .filter_map(|one| {
            let title = titles.get(&one.organisation)?;
            let tie = first.and_then(|first| tie(&parents, first, one.organisation));
            Some(Choice {
                id: one.organisation.to_string(),
                name: text(&cx.t, title),
                chance: format!("{:.0} %", one.probability * 100.0),
                chosen: *chosen == Datum::Link(one.organisation),
                tie: tie.map(|key| cx.t.m(key)),
                reasons: reasons(&cx.t, one),
            })
        })
        .collect();
    let panel = Panel {
        csrf: cx.csrf(),
        here: format!("/namings/{}", naming.meta.id),
        may: (Naming::KIND.rule)(&cx.actor, Action::Step("confirm")).when != Cond::Nothing,
        options,
        people: people(cx, &written)?,
        t: &cx.t,
    };
    panel.render().map(Some).map_err(Problem::internal)
}

/// What was seen, in words, with what it adds.
fn reasons(t: &T, one: &Meant) -> Vec<(String, String)> {
    if one.reasons.is_empty() {
        return vec![(t.m("meant-identifier"), String::new())];
    }
    let worth = one.reasons.iter().filter(|reason| reason.feature != "candidate").take(REASONS);
    worth.map(|r| (t.m(&format!("meant-{}", r.feature)), format!("{:+.2}", r.amount))).collect()
}

/// Organisation and its parents on file.
fn parents(reads: &mut dyn Reads, ids: &[Id]) -> Result<BTreeMap<Id, Vec<Id>>> {
    let mut found = BTreeMap::new();
    for id in ids {
        let sql = "SELECT p.id FROM organisation_relation r JOIN organisation p ON p.ror = r.ror
                   WHERE r.recorded_to IS NULL AND r.sort = 'parent' AND r.owner = $1 AND p.deleted_at IS NULL";
        let rows = reads.query(sql, &[(*id).into()])?;
        found.insert(*id, rows.iter().map(|row| row.get(0)).collect::<Result<_>>()?);
    }
    Ok(found)
}

/// How an option hangs together with the first one.
fn tie(parents: &BTreeMap<Id, Vec<Id>>, first: Id, other: Id) -> Option<&'static str> {
    let under = |child: Id, parent: Id| parents.get(&child).is_some_and(|all| all.contains(&parent));
    if under(other, first) {
        Some("meant-part")
    } else if under(first, other) {
        Some("meant-whole")
    } else {
        None
    }
}

fn people(cx: &mut Cx<'_>, written: &str) -> Result<Vec<(String, String)>> {
    let sql = "SELECT owner FROM person_mention WHERE recorded_to IS NULL AND organisation = $1
               UNION SELECT owner FROM person_affiliation WHERE recorded_to IS NULL AND written = $1";
    let rows = cx.reads.query(sql, &[written.into()])?;
    let ids: Vec<Id> = rows.iter().map(|row| row.get(0)).collect::<Result<_>>()?;
    let ids = ids.get(..LISTED.min(ids.len())).unwrap_or_default();
    let titles: BTreeMap<Id, Text> = link_titles(cx.reads, &cx.actor, Person::KIND, ids)?;
    let shown = titles.into_iter().map(|(id, title)| {
        let name = if title.is_empty() { safe(&cx.t.m("person")) } else { text(&cx.t, &title) };
        (format!("/people/{id}"), name)
    });
    Ok(shown.collect())
}

/// Says which organisation is meant: one of those shown, or another one.
pub(crate) fn choose(act: &mut Act<'_, '_>) -> Result<Reply> {
    let id = act.ask.id()?;
    let fields = &act.ask.fields;
    let typed = fields.one("organisation.text").to_owned();
    let organisation = match Id::parse(fields.one("organisation")) {
        Some(id) => id,
        None => {
            let found = act.web.find().find(act.tx, &act.actor, &typed, &[Organisation::KIND.name], 1)?;
            found.first().map(|f| f.id).ok_or_else(|| Problem::field("organisation", "link-unknown"))?
        }
    };
    acts::choose(act.tx, &act.actor, id, organisation)?;
    Ok(Reply::see(format!("/namings/{id}")).toast("saved", ""))
}
