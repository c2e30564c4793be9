//! Approving and signing one version, in a portal or on paper.

use entente_access::Actor;
use entente_kernel::{Date, FieldProblem, Id, Problem, Result, Text};
use entente_record::{Datum, Draft, Held, Record, Write, create, step, visible};
use entente_store::{Reads, Tx};

use super::own_party;
use super::writing::refused;
use crate::access::{SIGNERS, handles};
use crate::gates::{self, Before};
use crate::queries::{self, Side, role_id};
use crate::words::{ApproverRole, AssentSort};
use crate::{Agreement, AgreementText, Assent};

/// What somebody says of a version.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// The version.
    pub text: Option<Id>,
    /// The hash that was seen.
    pub digest: String,
    /// In which role, for our institution.
    pub role: Option<ApproverRole>,
    /// For which party, where an officer records what it did on paper.
    pub party: Option<Id>,
    /// Who did it, where it was done on paper.
    pub name: String,
    /// In what capacity.
    pub capacity: String,
    /// When, where it was done on paper.
    pub day: Option<Date>,
    /// The signed copy: a document of the agreement.
    pub copy: Option<Id>,
}

/// A side approves a version. Errors: 404, 403 `not-asked` or `own-text`, 409 with what the machine refuses,
/// `not-negotiated`.
pub fn approve(tx: &mut Tx<'_>, actor: &Actor, agreement: Id, said: &Said) -> Result<Record> {
    let record = visible(tx, actor, Agreement::KIND, agreement)?;
    if !["review", "negotiation"].contains(&record.meta.state.as_str()) {
        return Err(Problem::conflict("not-negotiated"));
    }
    let text = text_of(tx, actor, &record, said)?;
    let side = match party(actor, &record, said)? {
        Some(party) => Side::Party(party),
        None => Side::Role(own_role(tx, actor, &text, said)?),
    };
    let number = usize::try_from(text.number).map_err(Problem::internal)?;
    queries::paper(tx, &record)?.approve(side, number, &said.digest).map_err(refused)?;
    record_it(tx, actor, &record, &text, (AssentSort::Approval, side), said)
}

/// A side signs a version; the last signature puts the agreement into force. Errors: as [`approve`], `not-agreed`.
pub fn sign(tx: &mut Tx<'_>, actor: &Actor, agreement: Id, said: &Said) -> Result<Record> {
    let record = visible(tx, actor, Agreement::KIND, agreement)?;
    if !["agreed", "partly_signed"].contains(&record.meta.state.as_str()) {
        return Err(Problem::conflict("not-agreed"));
    }
    gates::open(tx, &record, Before::Sign)?;
    let text = text_of(tx, actor, &record, said)?;
    let side = match party(actor, &record, said)? {
        Some(party) => Side::Party(party),
        None if actor.has_any(SIGNERS) => Side::Us,
        None => return Err(Problem::forbidden("only-signers")),
    };
    if side == Side::Us {
        not_own(actor, &text)?;
    }
    if said.capacity.trim().is_empty() {
        return Err(Problem::field("capacity", "required"));
    }
    let number = usize::try_from(text.number).map_err(Problem::internal)?;
    let mut paper = queries::paper(tx, &record)?;
    paper.sign(side, number, &said.digest).map_err(refused)?;
    let made = record_it(tx, actor, &record, &text, (AssentSort::Signature, side), said)?;
    // What is signed by all but kept by a gate waits, and enters into force by a step once the gate is open.
    let enters = paper.last_text().is_some() && gates::open(tx, &record, Before::Enter).is_ok();
    let next = match record.meta.state.as_str() {
        _ if enters => Some("enter"),
        "agreed" => Some("sign"),
        _ => None,
    };
    if let Some(next) = next {
        step(tx, &Actor::system(), Agreement::KIND, agreement, next, &Write::default())?;
    }
    Ok(made)
}

/// The version that is meant, of this agreement.
fn text_of(reads: &mut dyn Reads, actor: &Actor, agreement: &Record, said: &Said) -> Result<AgreementText> {
    let id = said.text.ok_or_else(Problem::not_found)?;
    visible(reads, actor, AgreementText::KIND, id)?;
    let all = queries::texts(reads, agreement.meta.id)?;
    all.into_iter().find(|text| text.meta.id == id).ok_or_else(Problem::not_found)
}

/// The party for which the actor speaks: its own, or the one whose paper an officer records, with a copy and a name.
fn party(actor: &Actor, agreement: &Record, said: &Said) -> Result<Option<Id>> {
    if !handles(actor) {
        return Ok(own_party(actor, agreement));
    }
    let Some(party) = said.party else { return Ok(None) };
    let required = |field: &str, lacks: bool| lacks.then(|| FieldProblem::new(field, "required"));
    let lacking = [required("name", said.name.trim().is_empty()), required("copy", said.copy.is_none())];
    let wrong: Vec<FieldProblem> = lacking.into_iter().flatten().collect();
    if wrong.is_empty() { Ok(Some(party)) } else { Err(Problem::invalid(wrong)) }
}

/// The role in which the actor approves: held by the actor, and the only one in which the actor approves this version.
fn own_role(reads: &mut dyn Reads, actor: &Actor, text: &AgreementText, said: &Said) -> Result<ApproverRole> {
    let held = said.role.filter(|role| actor.has(role_id(*role)));
    let role = held.ok_or_else(|| Problem::forbidden("not-asked"))?;
    not_own(actor, text)?;
    let sql = "SELECT count(*) FROM assent WHERE text = $1 AND account = $2 AND state = 'given' AND sort = 'approval'
                 AND role IS NOT NULL AND role <> $3 AND deleted_at IS NULL";
    let account = actor.account.map(|id| id.to_string()).unwrap_or_default();
    if reads.count(sql, &[text.meta.id.into(), account.into(), role_id(role).into()])? > 0 {
        return Err(Problem::conflict("two-roles"));
    }
    Ok(role)
}

/// Nobody approves or signs for our institution what they wrote.
fn not_own(actor: &Actor, text: &AgreementText) -> Result<()> {
    let own = actor.account.is_some_and(|account| account.to_string() == text.author);
    if own { Err(Problem::conflict("own-text")) } else { Ok(()) }
}

fn record_it(
    tx: &mut Tx<'_>,
    actor: &Actor,
    agreement: &Record,
    text: &AgreementText,
    (sort, side): (AssentSort, Side),
    said: &Said,
) -> Result<Record> {
    if let Some(copy) = said.copy {
        queries::document(tx, actor, agreement.meta.id, copy)?;
    }
    let on_paper = handles(actor) && said.party.is_some();
    let day = said.day.filter(|_| on_paper).unwrap_or_else(|| tx.today());
    if day > tx.today() {
        return Err(Problem::field("day", "effective-future"));
    }
    let name = if on_paper { said.name.trim().to_owned() } else { actor.name.show(actor.lang).to_owned() };
    let kind = Assent::KIND;
    let (role, party) = match side {
        Side::Role(role) => (Some(role), None),
        Side::Party(party) => (None, Some(party)),
        Side::Us => (None, None),
    };
    let number = text.number;
    let subject = match sort {
        AssentSort::Approval => {
            Text::new(format!("Approval of version {number}"), format!("批准第{number}稿"))
        }
        AssentSort::Signature => {
            Text::new(format!("Signature of version {number}"), format!("签署第{number}稿"))
        }
    };
    let account = actor.account.map(|id| id.to_string()).unwrap_or_default();
    let meta = &agreement.meta;
    let draft = Draft { fictional: meta.fictional, class: meta.class.clone(), ..Draft::new(kind) }
        .with(kind, "subject", subject.hold())
        .with(kind, "sort", sort.hold())
        .with(kind, "agreement", Datum::Link(meta.id))
        .with(kind, "text", Datum::Link(text.meta.id))
        .with(kind, "digest", text.digest.hold())
        .with(kind, "organisation", party.hold())
        .with(kind, "role", role.hold())
        .with(kind, "name", name.hold())
        .with(kind, "capacity", said.capacity.trim().to_owned().hold())
        .with(kind, "day", Datum::Date(day))
        .with(kind, "copy", said.copy.map(|id| id.to_string()).unwrap_or_default().hold())
        .with(kind, "account", account.hold());
    create(tx, &Actor::system(), kind, &draft)
}
