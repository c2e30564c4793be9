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
use crate::{Report, forms, reader, rows};

/// The kind of the job.
pub const JOB: &str = "report-publish";

/// How the job is done.
pub(crate) fn work(web: &Web) -> Work {
    let web = web.clone();
    Work { kind: JOB, run: Arc::new(move |at| run(&web, at)) }
}

fn run(web: &Web, at: &At<'_>) -> Result<Outcome> {
    let id = at.job.input.get("report").and_then(Json::as_str).and_then(Id::parse);
    let id = id.ok_or_else(Problem::not_found)?;
    // Taken back before it began, or made already.
    let Some(version) = at.db.read_now(move |reads| begun(reads, id))? else { return Ok(json!(null)) };
    let made = make(web, at, (id, version));
    let Err(problem) = &made else { return made };
    if matches!(problem.class, Class::Unavailable | Class::StorageFull) {
        return made;
    }
    // The report is a draft again, and says why.
    let reason = Lang::ALL.map(|lang| web.locales().of(lang).problem(problem)).join(" / ");
    at.db.write_now(By::system("report"), move |tx| {
        if begun(tx, id)? == Some(version) { taken(tx, id, "reopen", Some(reason)) } else { Ok(()) }
    })?;
    made
}

/// The version of a report that is to be made: taken back and published again it is another one, with its own job.
fn begun(reads: &mut dyn Reads, id: Id) -> Result<Option<i64>> {
    let report = load(reads, Report::KIND, id)?.filter(|report| report.meta.state == "publishing");
    Ok(report.map(|report| report.meta.version))
}

fn taken(tx: &mut Tx<'_>, id: Id, name: &str, reason: Option<String>) -> Result<()> {
    let write = Write { reason, ..Write::default() };
    step(tx, &Actor::system(), Report::KIND, id, name, &write).map(|_| ())
}

fn make(web: &Web, at: &At<'_>, (id, version): (Id, i64)) -> Result<Outcome> {
    let (house, owner) = (web.clone(), at.job.owner);
    let (mut packet, forms) = at.db.read_now(move |reads| count(&house, reads, (id, version), owner))?;
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
    at.db.write_now(By::system("report"), move |tx| keep(tx, (id, version), &packet, all))?;
    Ok(json!({ "figures": figures }))
}

/// Its packet and what its forms are made of. Errors: `report-taken-back`, `report-block` (409), `report-beyond` (403).
fn count(
    web: &Web,
    reads: &mut dyn Reads,
    (id, version): (Id, i64),
    owner: Option<Id>,
) -> Result<(Packet, Vec<forms::Making>)> {
    let record = load(reads, Report::KIND, id)?.filter(|r| r.meta.version == version);
    let (Some(record), Some(edition)) = (record, edition::edition(reads, id)?) else {
        return Err(Problem::conflict("report-taken-back"));
    };
    let report = Report::from_record(&record)?;
    let (reader, audience) = reader::of_class(&record.meta.class);
    let mut reckoning = Reckoning::new(web, &reader, moment(report.as_of, edition.known_at));
    let reckoned = reckoning.report(reads, &report, true)?;
    if let Some(at) = reckoned.parts.iter().position(|p| matches!(p.counted, Some(Err(_)))) {
        return Err(Problem::conflict("report-block").with("n", at + 1));
    }
    allowed(web, reads, owner, &reckoning, &reckoned)?;
    let packet = packet(web, &record, &report, (audience.code(), edition.known_at), &reckoned);
    Ok((packet, forms::makings(web, &record, &report, edition.known_at, &reckoned)))
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
    for (n, part) in (1..).zip(&reckoned.parts) {
        let Some(Ok(shown)) = &part.counted else { continue };
        let ask = |reads: &mut dyn Reads, actor: &Actor| -> Result<BTreeSet<Id>> {
            let found = counted(reads, actor, &shown.measure, &shown.slices, None, &reckoning.at)?;
            Ok(found.into_iter().map(|one| one.record).collect())
        };
        let (all, own) = (ask(reads, reckoning.reader)?, ask(reads, &publisher)?);
        if !all.is_subset(&own) {
            return Err(Problem::forbidden("report-beyond").with("n", n));
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

/// Signs and stores, and says that it is published; all of it or nothing. Errors: `report-taken-back` (409).
fn keep(tx: &mut Tx<'_>, (id, version): (Id, i64), packet: &Packet, mut all: Vec<Stored>) -> Result<()> {
    if begun(tx, id)? != Some(version) {
        return Err(Problem::conflict("report-taken-back"));
    }
    let key = edition::signing_key(tx)?;
    let bytes = packet.sign(&key).map_err(|fault| Problem::internal(format!("{fault:?}")))?;
    all.push(stored(edition::PACKET.into(), "application/json", bytes));
    edition::store(tx, id, &key.id(), &all)?;
    rows::keep(tx, id, &packet.figures)?;
    taken(tx, id, "finish", None)
}
