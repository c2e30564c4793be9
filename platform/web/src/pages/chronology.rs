//! One chronology per record: versions with their differences, steps and notes, newest first.

use std::collections::BTreeMap;

use entente_kernel::{Date, Id, Instant, Result};
use entente_record::{Entry, Kind, Record, chronology, notes, trashings};
use entente_store::Reads;

use crate::cx::Cx;
use crate::show;

/// Versions looked at; older ones stand in the history of the JSON interface.
const SHOWN: usize = 200;

/// Something that happened.
pub(crate) struct Event {
    pub(crate) at: String,
    pub(crate) when: String,
    pub(crate) what: String,
    pub(crate) who: String,
    pub(crate) text: String,
    pub(crate) changes: Vec<Change>,
    order: Instant,
}

/// A field before and after.
pub(crate) struct Change {
    pub(crate) label: String,
    pub(crate) old: String,
    pub(crate) new: String,
}

/// What happened to the record, as far as staff may know; up to the end of `until`, if a day is given.
pub(crate) fn events(
    cx: &mut Cx<'_>,
    kind: &'static Kind,
    record: &Record,
    open: &[&str],
    until: Option<Date>,
) -> Result<Vec<Event>> {
    if !cx.staff() {
        return Ok(Vec::new());
    }
    let entries = chronology(cx.reads, kind, record.meta.id)?;
    let thrown = trashings(cx.reads, record.meta.id, &entries)?;
    let entries = written(entries);
    let notes = notes(cx.reads, &cx.actor, kind, record.meta.id)?;
    let mut accounts: Vec<Id> = entries.iter().filter_map(|e| e.actor).collect();
    accounts.extend(notes.iter().filter_map(|n| n.author).chain(thrown.iter().filter_map(|t| t.1)));
    let names = names(cx.reads, accounts, cx.t.lang)?;
    let who = |account: Option<Id>| {
        account.map_or_else(|| cx.t.m("system"), |id| names.get(&id).cloned().unwrap_or_default())
    };
    let mut events = Vec::new();
    let mut before: Option<&Entry> = None;
    for entry in &entries {
        events.push(Event {
            at: entry.recorded.0.to_string(),
            when: when(cx, entry),
            what: what(cx, kind, entry),
            who: who(entry.actor),
            text: entry.reason.as_deref().map(show::safe).unwrap_or_default(),
            changes: before.map(|old| changes(cx, kind, open, old, entry)).unwrap_or_default(),
            order: entry.recorded.0,
        });
        before = Some(entry);
    }
    for note in notes {
        events.push(Event {
            at: note.at.to_string(),
            when: cx.t.moment(note.at),
            what: cx.t.m("act-note"),
            who: who(note.author),
            text: show::prose(&note.body),
            changes: Vec::new(),
            order: note.at,
        });
    }
    events.extend(thrown.into_iter().map(|(at, by)| Event {
        at: at.to_string(),
        when: cx.t.moment(at),
        what: cx.t.m("act-trash"),
        who: by.and_then(|id| names.get(&id).cloned()).unwrap_or_default(),
        text: String::new(),
        changes: Vec::new(),
        order: at,
    }));
    events.extend(brought(cx, kind, record)?);
    if let Some((words, at)) = super::detail::gone(cx, record.meta.id)? {
        events.push(Event {
            at: at.to_string(),
            when: cx.t.moment(at),
            what: words,
            who: String::new(),
            text: String::new(),
            changes: Vec::new(),
            order: at,
        });
    }
    if let Some(day) = until {
        let end = Instant::end_of(day, cx.web.db().zone());
        events.retain(|event| event.order <= end);
    }
    // What happened at one instant stays in its order, latest first.
    events.reverse();
    events.sort_by_key(|event| std::cmp::Reverse(event.order));
    events.truncate(SHOWN);
    Ok(events)
}

/// The versions of documents, as far as the reader sees them.
fn brought(cx: &mut Cx<'_>, kind: &'static Kind, record: &Record) -> Result<Vec<Event>> {
    if record.meta.deleted_at.is_some() {
        return Ok(Vec::new());
    }
    let all = entente_documents::documents(cx.reads, &cx.actor, kind, record.meta.id)?;
    let versions = || all.iter().flat_map(|one| one.versions.iter().map(move |version| (one, version)));
    let names = names(cx.reads, versions().filter_map(|(_, version)| version.author).collect(), cx.t.lang)?;
    let event = |(one, version): (&entente_documents::Document, &entente_documents::Version)| Event {
        at: version.at.to_string(),
        when: cx.t.moment(version.at),
        what: cx.t.m("act-document"),
        who: version.author.and_then(|id| names.get(&id).cloned()).unwrap_or_default(),
        text: show::safe(&format!("{} ({})", one.title, cx.t.a("document-version", "n", version.number))),
        changes: Vec::new(),
        order: version.at,
    };
    Ok(versions().map(event).collect())
}

/// One entry per change: a change may have written several rectangles; the one from its own day on speaks for it.
fn written(entries: Vec<Entry>) -> Vec<Entry> {
    let mut versions: BTreeMap<i64, Entry> = BTreeMap::new();
    for entry in entries {
        versions.entry(entry.record.meta.version).or_insert(entry);
    }
    versions.into_values().collect()
}

fn when(cx: &Cx<'_>, entry: &Entry) -> String {
    let recorded = cx.t.moment(entry.recorded.0);
    let day = entry.recorded.0.date(cx.web.db().zone());
    if entry.effective.0 == day {
        return recorded;
    }
    format!("{} ({})", recorded, cx.t.a("effective-from", "day", cx.t.day(entry.effective.0)))
}

fn what(cx: &Cx<'_>, kind: &Kind, entry: &Entry) -> String {
    let done = cx.t.maybe(&format!("{}-done-{}", kind.name, entry.act));
    done.unwrap_or_else(|| cx.t.m(&format!("act-{}", entry.act)))
}

fn changes(cx: &Cx<'_>, kind: &'static Kind, open: &[&str], old: &Entry, new: &Entry) -> Vec<Change> {
    let mut changes = Vec::new();
    let before = show::values(kind.fields, &old.record);
    for ((field, was), (_, is)) in before.zip(show::values(kind.fields, &new.record)) {
        if was != is && open.contains(&field.group) {
            let label = cx.t.m(&format!("{}-{}", kind.name, field.name));
            let (old, new) = (show::both(&cx.t, field, was), show::both(&cx.t, field, is));
            changes.push(Change { label, old, new });
        }
    }
    if old.record.meta.class != new.record.meta.class {
        let word = |class: &str| cx.t.m(&format!("class-{class}"));
        let (old, new) = (word(&old.record.meta.class), word(&new.record.meta.class));
        changes.push(Change { label: cx.t.m("class"), old, new });
    }
    changes
}

/// The names of accounts.
pub(crate) fn names(
    reads: &mut dyn Reads,
    mut accounts: Vec<Id>,
    lang: entente_kernel::Lang,
) -> Result<BTreeMap<Id, String>> {
    accounts.sort_unstable();
    accounts.dedup();
    let mut names = BTreeMap::new();
    for id in accounts {
        if let Some(account) = entente_access::accounts::find(reads, id)? {
            names.insert(id, account.profile.name.show(lang).to_owned());
        }
    }
    Ok(names)
}
