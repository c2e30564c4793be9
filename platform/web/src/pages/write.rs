//! What forms and buttons do: each is one act in one transaction.

use entente_access::{Action, Actor, Cond};
use entente_kernel::{FieldProblem, Id, Problem, Result, fold};
use entente_record::{
    Draft, Field, Fields, Kind, Record, Shape, Write, add_note, open_groups, refuse_foreign_links, set_tags,
    visible,
};
use entente_store::{Recall, recall, remember};

use crate::ask::inside;
use crate::cx::Act;
use crate::reply::{Reply, Toast};

/// The groups of fields whose inputs a new record's form has: those open to the actor on some records, for the record
/// will be the actor's own.
pub(crate) fn enterable(actor: &Actor, kind: &Kind, open: &[&'static str]) -> Vec<&'static str> {
    let mut groups = open.to_vec();
    for field in kind.fields {
        let may = || (kind.rule)(actor, Action::Fields(field.group)).when != Cond::Nothing;
        if !groups.contains(&field.group) && may() {
            groups.push(field.group);
        }
    }
    groups
}

/// Creates a record from the form, once per form.
pub(crate) fn create(act: &mut Act<'_, '_>, kind: &'static Kind) -> Result<Reply> {
    let (record, fresh) = created_from(act, kind, |_, _| Ok(()))?;
    let reply = Reply::see(format!("/{}/{record}", kind.path));
    Ok(if fresh { reply.toast("created", "") } else { reply })
}

/// Creates the record that the form describes, after `adjust` has completed the draft. A form that was sent before
/// gives the record made then. Gives the id and whether it is new.
pub fn created_from(
    act: &mut Act<'_, '_>,
    kind: &'static Kind,
    adjust: impl FnOnce(&mut Act<'_, '_>, &mut Draft) -> Result<()>,
) -> Result<(Id, bool)> {
    let once = act.ask.fields.one("once").to_owned();
    let key = act.actor.account.filter(|_| !once.is_empty());
    if let Some(account) = key
        && let Recall::Answered { answer, .. } = recall(act.tx, account, &once, once.as_bytes())?
        && let Some(id) = Id::parse(&answer)
    {
        return Ok((id, false));
    }
    let open = open_groups(act.tx, &act.actor, kind, None)?;
    let open = enterable(&act.actor, kind, &open);
    let mut draft = Draft::new(kind);
    entered(act, kind, &mut draft, &open, None)?;
    adjust(act, &mut draft)?;
    let record = entente_record::create(act.tx, &act.actor, kind, &draft)?;
    if let Some(account) = key {
        remember(act.tx, account, &once, once.as_bytes(), 201, &record.meta.id.to_string())?;
    }
    Ok((record.meta.id, true))
}

/// Overlays the draft with the form. Errors: 422 with every field that was not understood.
fn entered(
    act: &mut Act<'_, '_>,
    kind: &'static Kind,
    draft: &mut Draft,
    open: &[&str],
    old: Option<&Record>,
) -> Result<()> {
    let class = draft.class.clone();
    let (fields, mut wrong) = picked(act, kind)?;
    wrong.extend(draft.enter(kind, &fields, &|field: &Field| !field.fixed && open.contains(&field.group)));
    if act.actor.audience != entente_access::Audience::Internal {
        draft.class = class;
    }
    if !wrong.is_empty() {
        return Err(Problem::invalid(wrong));
    }
    refuse_foreign_links(act.tx, act.web.registry(), &act.actor, kind, old, draft)
}

/// Links that were typed instead of chosen: the one record of exactly that name, or the question which one is meant.
fn picked(act: &mut Act<'_, '_>, kind: &'static Kind) -> Result<(Fields, Vec<FieldProblem>)> {
    let mut fields = act.ask.fields.clone();
    let mut wrong = Vec::new();
    for name in typed_links(kind, &fields) {
        let (field, at) = name;
        let Shape::Link(target) = field.shape else { continue };
        let choice = fields.one(&format!("{at}.choice")).to_owned();
        let words = fields.one(&format!("{at}.text")).to_owned();
        if Id::parse(&choice).is_some() {
            fields.set(&at, choice);
        } else if !words.is_empty() {
            let found = act.web.find().find(act.tx, &act.actor, &words, &[target], 8)?;
            let named = |text: &entente_kernel::Text| {
                [&text.en, &text.zh].into_iter().flatten().any(|title| fold(title) == fold(&words))
            };
            let exact: Vec<_> = found.iter().filter(|f| named(&f.title)).collect();
            match exact.as_slice() {
                [one] => fields.set(&at, one.id.to_string()),
                _ => wrong
                    .push(FieldProblem::new(at, if found.is_empty() { "link-unknown" } else { "pick-one" })),
            }
        }
    }
    Ok((fields, wrong))
}

/// Every link field of the kind and its parts whose id was not sent, with its form name.
fn typed_links(kind: &'static Kind, fields: &Fields) -> Vec<(&'static Field, String)> {
    let mut typed = Vec::new();
    let mut add = |field: &'static Field, at: String| {
        if matches!(field.shape, Shape::Link(_)) && fields.one(&at).is_empty() {
            typed.push((field, at));
        }
    };
    for field in kind.fields {
        add(field, field.name.to_owned());
    }
    for part in kind.children {
        for number in 0..fields.names().filter(|n| n.starts_with(part.name)).count() {
            for field in part.fields {
                add(field, format!("{}.{number}.{}", part.name, field.name));
            }
        }
    }
    typed
}

fn write_of(act: &Act<'_, '_>) -> Result<Write> {
    let fields = &act.ask.fields;
    let day = fields.one("effective");
    let effective = if day.is_empty() {
        None
    } else {
        Some(day.parse().map_err(|_| Problem::field("effective", "date"))?)
    };
    let reason = Some(fields.one("reason").to_owned()).filter(|reason| !reason.is_empty());
    Ok(Write { seen: Some(act.ask.seen()?), effective, reason })
}

/// Saves the form of a record.
pub(crate) fn edit(act: &mut Act<'_, '_>, kind: &'static Kind) -> Result<Reply> {
    let id = act.ask.id()?;
    let old = visible(act.tx, &act.actor, kind, id)?;
    let seen = act.ask.seen()?;
    let open = open_groups(act.tx, &act.actor, kind, Some(id))?;
    let mut draft = Draft::of(&old);
    entered(act, kind, &mut draft, &open, Some(&old))?;
    let write = Write { seen: Some(seen), ..Write::default() };
    let record = entente_record::edit(act.tx, &act.actor, kind, id, &draft, &write)?;
    let key = if record.meta.version == old.meta.version { "unchanged" } else { "saved" };
    Ok(Reply::see(format!("/{}/{id}", kind.path)).toast(key, ""))
}

/// Takes the step in the path.
pub(crate) fn step(act: &mut Act<'_, '_>, kind: &'static Kind) -> Result<Reply> {
    let id = act.ask.id()?;
    let name = act.ask.param("step").to_owned();
    take(act, kind, id, &name)?;
    Ok(Reply::see(back_to(act, format!("/{}/{id}", kind.path))).toast("step", ""))
}

fn take(act: &mut Act<'_, '_>, kind: &'static Kind, id: Id, name: &str) -> Result<Record> {
    visible(act.tx, &act.actor, kind, id)?;
    let write = write_of(act)?;
    entente_record::step(act.tx, &act.actor, kind, id, name, &write)
}

/// Moves a card to the column `to`: the step that leads there. One that asks for a reason is taken on the record's
/// page instead.
pub(crate) fn to_column(act: &mut Act<'_, '_>, kind: &'static Kind) -> Result<Reply> {
    let id = act.ask.id()?;
    let record = visible(act.tx, &act.actor, kind, id)?;
    let to = act.ask.fields.one("to").to_owned();
    let leads = |s: &&entente_record::Step| s.to == to && s.from.contains(&record.meta.state.as_str());
    let step = kind.states.and_then(|s| s.steps.iter().find(leads));
    let Some(step) = step else {
        let problem = Problem::conflict("step-impossible");
        return Err(problem.with("state", &record.meta.state).with("step", to));
    };
    if step.needs_reason && act.ask.fields.one("reason").is_empty() {
        return Ok(Reply::see(format!("/{}/{id}", kind.path)).toast("reason-first", ""));
    }
    take(act, kind, id, step.name)?;
    Ok(Reply::see(format!("/{}/board?moved={id}", kind.path)).toast("moved", ""))
}

/// Puts a record into the trash and offers to take it out again.
pub(crate) fn trash(act: &mut Act<'_, '_>, kind: &'static Kind) -> Result<Reply> {
    let id = act.ask.id()?;
    let write = Write { seen: Some(act.ask.seen()?), ..Write::default() };
    let record = entente_record::trash(act.tx, &act.actor, kind, id, &write)?;
    let undo = Some(format!("/{}/{id}/restore", kind.path));
    let toast = Toast { key: "trashed".into(), what: record.title(act.actor.lang), undo };
    Ok(Reply::see(format!("/{}", kind.path)).toast_with(&toast))
}

/// Takes a record out of the trash.
pub(crate) fn restore(act: &mut Act<'_, '_>, kind: &'static Kind) -> Result<Reply> {
    let id = act.ask.id()?;
    entente_record::restore(act.tx, &act.actor, kind, id, &Write::default())?;
    Ok(Reply::see(format!("/{}/{id}", kind.path)).toast("restored", ""))
}

/// Writes a note.
pub(crate) fn note(act: &mut Act<'_, '_>, kind: &'static Kind) -> Result<Reply> {
    let id = act.ask.id()?;
    add_note(act.tx, &act.actor, kind, id, act.ask.fields.one("body"))?;
    Ok(Reply::see(format!("/{}/{id}", kind.path)).toast("noted", ""))
}

/// Replaces the tags, written with commas between them.
pub(crate) fn tags(act: &mut Act<'_, '_>, kind: &'static Kind) -> Result<Reply> {
    let id = act.ask.id()?;
    let line = act.ask.fields.one("tags");
    let wanted: Vec<String> = line.split([',', '，', ';', '；']).map(str::to_owned).collect();
    set_tags(act.tx, &act.actor, kind, id, &wanted)?;
    Ok(Reply::see(format!("/{}/{id}", kind.path)).toast("saved", ""))
}

/// Where the form came from, if it says so and that is a page of this site.
#[must_use]
pub fn back_to(act: &Act<'_, '_>, otherwise: String) -> String {
    let back = act.ask.fields.one("back");
    if back.is_empty() { otherwise } else { inside(back).to_owned() }
}
