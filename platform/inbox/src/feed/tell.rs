//! Who hears what of something that happened.

use std::collections::{BTreeMap, BTreeSet};

use entente_kernel::{Id, Result};
use entente_record::{GROUP_PUBLIC, Kind};
use entente_store::{Event, Reads};
use serde_json::Value as Json;

use super::happened::Happened;
use super::{Named, Plan};
use crate::notice::{CHANGED, DOCUMENT, JOB, JOB_DONE, JOB_FAILED, NOTE, NOTES, New, STAFF, STEP};
use crate::people::People;

/// What one step of the feeder knows.
pub(super) struct Teller<'a> {
    pub(super) named: &'a [Named],
    /// Read when somebody is named for the first time.
    pub(super) people: Option<People>,
}

impl Teller<'_> {
    /// Adds what this leads to.
    pub(super) fn tell(&mut self, reads: &mut dyn Reads, one: &Happened, plan: &mut Plan) -> Result<()> {
        if one.act == "create"
            && let Some(maker) = one.actor
            && !imported(reads, one.record)?
        {
            plan.follow.push((maker, one.kind.name, one.record));
        }
        self.name(reads, one, plan)?;
        let heard = one.followers.iter().filter(|account| Some(**account) != one.actor);
        let heard: Vec<Id> = heard.copied().collect();
        if heard.is_empty() || one.act == "create" {
            return Ok(());
        }
        for (sort, part, word) in said(reads, one)? {
            plan.notices.extend(heard.iter().map(|account| new(one, *account, sort, part, &word)));
        }
        Ok(())
    }

    /// Those whom the record names by a field that changed.
    fn name(&mut self, reads: &mut dyn Reads, one: &Happened, plan: &mut Plan) -> Result<()> {
        let named = self.named.iter().filter(|named| named.kind == one.kind.name);
        let changed = |named: &&Named| named.fields.iter().any(|f| one.fields.iter().any(|c| c == f));
        for named in named.filter(changed) {
            if self.people.is_none() {
                self.people = Some(People::all(reads)?);
            }
            let Some(people) = &self.people else { continue };
            let part = named.fields.first().map_or(GROUP_PUBLIC, |field| group(one.kind, field));
            for account in (named.whom)(reads, people, one.record)? {
                plan.follow.push((account, one.kind.name, one.record));
                // Whom the record names is asked as of now: several changes of one step say the same.
                let said = |told: &New| {
                    (told.account, told.sort.as_str(), told.record) == (account, named.sort, one.record)
                };
                if Some(account) != one.actor && !plan.notices.iter().any(said) {
                    plan.notices.push(new(one, account, named.sort, part, ""));
                }
            }
        }
        Ok(())
    }
}

/// Sort, part of the record and word of each notice.
fn said(reads: &mut dyn Reads, one: &Happened) -> Result<Vec<(&'static str, &'static str, String)>> {
    match one.act.as_str() {
        "note" => return Ok(vec![(NOTE, NOTES, String::new())]),
        "document" => {
            let brought = entente_documents::brought(reads, one.record, one.at)?;
            let part = |internal: bool| if internal { STAFF } else { GROUP_PUBLIC };
            return Ok(brought.into_iter().map(|(id, own)| (DOCUMENT, part(own), id.to_string())).collect());
        }
        _ => {}
    }
    let mut changed: BTreeMap<&'static str, BTreeSet<&str>> = BTreeMap::new();
    for field in &one.fields {
        if field == "class" {
            changed.entry(STAFF).or_default().insert(field);
        } else if one.kind.field(field).is_some() || one.kind.children.iter().any(|c| c.name == field) {
            changed.entry(group(one.kind, field)).or_default().insert(field);
        }
    }
    let words = |fields: BTreeSet<&str>| fields.into_iter().collect::<Vec<_>>().join(" ");
    let mut all: Vec<_> = changed.into_iter().map(|(part, fields)| (CHANGED, part, words(fields))).collect();
    if let Some((from, to)) = &one.states {
        let public = |word: &str| one.kind.states.and_then(|s| s.state(word)).map(|state| state.public);
        let part = if public(from) == public(to) { STAFF } else { GROUP_PUBLIC };
        all.push((STEP, part, format!("{from} {to}")));
    }
    Ok(all)
}

/// The group of a field; a part of rows is as open as its most open field.
fn group(kind: &Kind, name: &str) -> &'static str {
    if let Some(field) = kind.field(name) {
        return field.group;
    }
    let fields = kind.children.iter().filter(|part| part.name == name).flat_map(|part| part.fields);
    let groups: Vec<&'static str> = fields.map(|field| field.group).collect();
    let open = groups.iter().find(|group| **group == GROUP_PUBLIC).or(groups.first());
    open.copied().unwrap_or(STAFF)
}

/// What an import made is followed by nobody by itself.
fn imported(reads: &mut dyn Reads, record: Id) -> Result<bool> {
    let sql = "SELECT 1 FROM batch_row WHERE record = $1 AND deed = 'create' LIMIT 1";
    Ok(reads.first(sql, &[record.into()])?.is_some())
}

fn new(one: &Happened, account: Id, sort: &str, part: &str, word: &str) -> New {
    New {
        account,
        key: format!("{} {} {sort} {part}", one.seq, one.record),
        sort: sort.to_owned(),
        kind: one.kind.name.to_owned(),
        record: one.record,
        part: part.to_owned(),
        word: word.to_owned(),
        actor: one.actor,
        at: one.at,
    }
}

/// The end of somebody's job.
pub(super) fn of_job(event: &Event) -> Option<New> {
    if event.topic != "job.ended" {
        return None;
    }
    let body: Json = serde_json::from_str(&event.body).ok()?;
    let account = body.get("owner").and_then(Json::as_str).and_then(Id::parse)?;
    let sort = match body.get("state").and_then(Json::as_str)? {
        "done" => JOB_DONE,
        "failed" => JOB_FAILED,
        _ => return None,
    };
    Some(New {
        account,
        key: format!("job {}", event.seq),
        sort: sort.to_owned(),
        kind: JOB.to_owned(),
        record: event.record,
        part: GROUP_PUBLIC.to_owned(),
        word: event.kind.clone(),
        actor: None,
        at: event.at,
    })
}
