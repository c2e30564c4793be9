//! The job that counts a report, makes its forms and signs its packet.

use std::collections::BTreeSet;
use std::sync::Arc;

use entente_access::Actor;
use entente_access::sessions::actor_of_account;
use entente_jobs::{At, Outcome, Work};
use entente_kernel::{Class, Id, Lang, Problem, Result};
use entente_measures::counted;
use entente_packet::{Form, Packet};
use entente_record::{Record, Typed, Write, load, step};
use entente_store::{By, Reads, Tx};
use entente_web::Web;
use serde_json::{Value as Json, json};

use crate::edition::{self, Stored, stored};
use crate::reckon::{Reckoned, Reckoning, moment};
use crate::{Report, forms, reader};

/// The kind of the job.
pub const JOB: &str = "report-publish";

/// How the job is done.
#[must_use]
pub fn work(web: &Web) -> Work {
    let web = web.clone();
    Work { kind: JOB, run: Arc::new(move |at| run(&web, at)) }
}

fn run(web: &Web, at: &At<'_>) -> Result<Outcome> {
    let id = at.job.input.get("report").and_then(Json::as_str).and_then(Id::parse);
    let id = id.ok_or_else(Problem::not_found)?;
    let made = make(web, at, id);
    let Err(problem) = &made else { return made };
    if matches!(problem.class, Class::Unavailable | Class::StorageFull) {
        return made;
    }
    // The report is a draft again, and says why.
    let reason = Lang::ALL.map(|lang| web.locales().of(lang).problem(problem)).join(" / ");
    at.db.write_now(By::system("report"), move |tx| {
        let publishing = load(tx, Report::KIND, id)?.is_some_and(|r| r.meta.state == "publishing");
        if publishing { taken(tx, id, "reopen", Some(reason)) } else { Ok(()) }
    })?;
    made
}

fn taken(tx: &mut Tx<'_>, id: Id, name: &str, reason: Option<String>) -> Result<()> {
    let write = Write { reason, ..Write::default() };
    step(tx, &Actor::system(), Report::KIND, id, name, &write).map(|_| ())
}

fn make(web: &Web, at: &At<'_>, id: Id) -> Result<Outcome> {
    let (house, owner) = (web.clone(), at.job.owner);
    let found = at.db.read_now(move |reads| count(&house, reads, id, owner))?;
    // Somebody took it back, or it is made already.
    let Some((mut packet, forms)) = found else { return Ok(json!(null)) };
    at.progress(1, 3)?;
    let mut all = Vec::with_capacity(forms.len() + 1);
    for form in forms {
        all.extend(form.stored()?);
    }
    at.progress(2, 3)?;
    packet.forms = all
        .iter()
        .map(|form| Form {
            lang: form.name.split_once('-').map_or("", |(_, lang)| lang).to_owned(),
            media: form.media.clone(),
            sha256: form.sha256.clone(),
        })
        .collect();
    let figures = packet.figures.len();
    at.db.write_now(By::system("report"), move |tx| keep(tx, id, &packet, all))?;
    Ok(json!({ "figures": figures }))
}

/// The report with its packet and what its forms are made of; `None` when nothing is to be made.
fn count(
    web: &Web,
    reads: &mut dyn Reads,
    id: Id,
    owner: Option<Id>,
) -> Result<Option<(Packet, Vec<forms::Making>)>> {
    let record = load(reads, Report::KIND, id)?.filter(|r| r.meta.state == "publishing");
    let (Some(record), Some(edition)) = (record, edition::edition(reads, id)?) else { return Ok(None) };
    let report = Report::from_record(&record)?;
    let (reader, audience) = reader::of_class(&record.meta.class);
    let mut reckoning = Reckoning::new(web, &reader, moment(report.as_of, edition.known_at));
    let reckoned = reckoning.report(reads, &report, true)?;
    if let Some(at) = reckoned.parts.iter().position(|p| matches!(p.counted, Some(Err(_)))) {
        return Err(Problem::conflict("report-block").with("n", at + 1));
    }
    allowed(web, reads, owner, &reckoning, &reckoned)?;
    let packet = packet(web, &record, &report, (audience.code(), edition.known_at), &reckoned);
    Ok(Some((packet, forms::makings(web, &record, &report, edition.known_at, &reckoned))))
}

/// Nothing is published that its publisher may not see. Errors: `report-beyond` (403).
fn allowed(
    web: &Web,
    reads: &mut dyn Reads,
    owner: Option<Id>,
    reckoning: &Reckoning<'_>,
    reckoned: &Reckoned,
) -> Result<()> {
    // The house itself publishes for nobody.
    let Some(owner) = owner else { return Ok(()) };
    let publisher = actor_of_account(reads, owner, web.roles())?;
    let publisher = publisher.ok_or_else(|| Problem::forbidden("not-allowed"))?;
    for shown in reckoned.parts.iter().filter_map(|p| p.counted.as_ref()?.as_ref().ok()) {
        let ask = |reads: &mut dyn Reads, actor: &Actor| -> Result<BTreeSet<Id>> {
            let found = counted(reads, actor, &shown.measure, &shown.slices, None, &reckoning.at)?;
            Ok(found.into_iter().map(|one| one.record).collect())
        };
        let (all, own) = (ask(reads, reckoning.reader)?, ask(reads, &publisher)?);
        if !all.is_subset(&own) {
            return Err(Problem::forbidden("report-beyond").with("measure", shown.measure.name));
        }
    }
    Ok(())
}

fn packet(
    web: &Web,
    record: &Record,
    report: &Report,
    (audience, known_at): (&str, entente_kernel::Instant),
    reckoned: &Reckoned,
) -> Packet {
    Packet {
        report: record.meta.id.to_string(),
        reference: record.meta.reference.clone(),
        title: report.title.clone(),
        institution: web.house().institution.clone(),
        audience: audience.to_owned(),
        as_of: report.as_of.to_string(),
        known_at: known_at.to_string(),
        languages: Lang::ALL.map(|lang| lang.tag().to_owned()).to_vec(),
        figures: reckoned.figures.clone(),
        forms: Vec::new(),
    }
}

/// Signs and stores, and says that it is published; all of it or nothing.
fn keep(tx: &mut Tx<'_>, id: Id, packet: &Packet, mut all: Vec<Stored>) -> Result<()> {
    let publishing = load(tx, Report::KIND, id)?.is_some_and(|r| r.meta.state == "publishing");
    if !publishing {
        return Err(Problem::conflict("report-not-made"));
    }
    let key = edition::signing_key(tx)?;
    let bytes = packet.sign(&key).map_err(|fault| Problem::internal(format!("{fault:?}")))?;
    all.push(stored(edition::PACKET.into(), "application/json", bytes));
    edition::store(tx, id, &key.id(), &all)?;
    taken(tx, id, "finish", None)
}
