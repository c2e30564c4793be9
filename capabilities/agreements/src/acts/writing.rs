//! New versions of a text.

use entente_access::Actor;
use entente_kernel::{Id, Problem, Result, Text, hex};
use entente_record::{Datum, Draft, Held, Record, Write, create, load, step, visible};
use entente_signing::Refusal;
use entente_store::{Reads, Tx};
use sha2::{Digest, Sha256};

use super::{fall_back, hand_over, own_party};
use crate::access::handles;
use crate::words::{Holder, TextFormat};
use crate::{Agreement, AgreementText, queries};

/// A version as somebody brings it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewText {
    /// Markdown; empty when it is a document.
    pub body: String,
    /// A document of the agreement.
    pub document: Option<Id>,
    /// What is different.
    pub change: String,
}

/// What a version's document can be: Word or PDF.
const TEXTS: [&str; 2] =
    ["application/pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"];

/// What a version is made of: its bytes' hash, and where they stand.
struct Source {
    digest: String,
    format: TextFormat,
    document: Option<(Id, i64)>,
    file_name: String,
}

/// Writes a new version: the one before counts no more. What a party proposes is out at once. Errors: 404, 403
/// `only-parties`, 409 `text-final` or `same-text`, 422 without a text or with a document that is none.
pub fn write(tx: &mut Tx<'_>, actor: &Actor, agreement: Id, new: &NewText) -> Result<Record> {
    let record = visible(tx, actor, Agreement::KIND, agreement)?;
    let party = own_party(actor, &record);
    if !handles(actor) && party.is_none() {
        return Err(Problem::forbidden("only-parties"));
    }
    let proposed_by = if handles(actor) { None } else { party };
    if !["drafting", "review", "negotiation", "agreed", "partly_signed"].contains(&record.meta.state.as_str())
    {
        return Err(Problem::conflict("text-final"));
    }
    let source = source(tx, actor, agreement, new)?;
    let number = queries::paper(tx, &record)?.write(&source.digest).map_err(refused)?;
    fall_back(tx, &record)?;
    let number = i64::try_from(number).map_err(Problem::internal)?;
    let draft = draft(actor, &record, new, &source, number, proposed_by);
    let made = create(tx, &Actor::system(), AgreementText::KIND, &draft)?;
    if proposed_by.is_some() {
        step(tx, &Actor::system(), AgreementText::KIND, made.meta.id, "send", &Write::default())?;
        hand_over(tx, agreement, Some(Holder::Office), "")?;
    }
    load(tx, AgreementText::KIND, made.meta.id)?.ok_or_else(Problem::not_found)
}

fn draft(
    actor: &Actor,
    agreement: &Record,
    new: &NewText,
    source: &Source,
    number: i64,
    proposed_by: Option<Id>,
) -> Draft {
    let kind = AgreementText::KIND;
    let title = Text::new(format!("Version {number}"), format!("第{number}稿"));
    let body = if source.document.is_none() { new.body.clone() } else { String::new() };
    let meta = &agreement.meta;
    Draft { fictional: meta.fictional, class: meta.class.clone(), ..Draft::new(kind) }
        .with(kind, "title", title.hold())
        .with(kind, "agreement", Datum::Link(meta.id))
        .with(kind, "number", Datum::Int(number))
        .with(kind, "format", source.format.hold())
        .with(kind, "change", new.change.trim().to_owned().hold())
        .with(kind, "body", body.hold())
        .with(kind, "document", source.document.map(|(id, _)| id.to_string()).unwrap_or_default().hold())
        .with(kind, "document_version", source.document.map(|(_, number)| number).hold())
        .with(kind, "file_name", source.file_name.clone().hold())
        .with(kind, "digest", source.digest.clone().hold())
        .with(kind, "proposed_by", proposed_by.hold())
        .with(kind, "author", actor.account.map(|id| id.to_string()).unwrap_or_default().hold())
}

fn source(reads: &mut dyn Reads, actor: &Actor, agreement: Id, new: &NewText) -> Result<Source> {
    let Some(document) = new.document else {
        if new.body.trim().is_empty() {
            return Err(Problem::field("body", "required"));
        }
        let digest = hex(&Sha256::digest(new.body.as_bytes()));
        return Ok(Source { digest, format: TextFormat::Markdown, document: None, file_name: String::new() });
    };
    let held = queries::document(reads, actor, agreement, document)?;
    if !TEXTS.contains(&held.media_type.as_str()) {
        return Err(Problem::field("document", "text-document-type"));
    }
    Ok(Source {
        digest: held.digest,
        format: TextFormat::Document,
        document: Some((document, held.number)),
        file_name: held.file_name,
    })
}

/// A refusal of the machine in words of this room.
pub(crate) fn refused(refusal: Refusal) -> Problem {
    Problem::conflict(match refusal {
        Refusal::Final => "text-final",
        Refusal::NoVersion | Refusal::OldVersion => "old-version",
        Refusal::NotOut => "no-text-out",
        Refusal::OtherHash => "other-hash",
        Refusal::SameText => "same-text",
        Refusal::NotAsked => "not-asked",
        Refusal::Already => "said-already",
        Refusal::NotApproved => "approvals-missing",
        Refusal::Nothing => "nothing-said",
    })
}
