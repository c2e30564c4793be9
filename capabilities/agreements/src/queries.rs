//! What hangs on an agreement, and who must say something of its text.

use std::collections::BTreeSet;

use entente_access::Cond;
use entente_kernel::{Date, Id, Result};
use entente_record::{Choice, Datum, Record, Typed, get_where};
use entente_signing::{Paper, Version};
use entente_store::Reads;

use crate::route::ApprovalRoute;
use crate::words::{ApproverRole, AssentSort, Whither};
use crate::{Agreement, AgreementText, Assent, ties};

/// Most texts, approvals and signatures of one agreement.
const MOST: usize = 1000;

/// One who approves or signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// Our institution signs.
    Us,
    /// A role approves for our institution.
    Role(ApproverRole),
    /// A party does both.
    Party(Id),
}

/// The parties of an agreement.
#[must_use]
pub fn parties(agreement: &Record) -> Vec<Id> {
    let party = |row: &Vec<Datum>| match row.first() {
        Some(Datum::Link(id)) => Some(*id),
        _ => None,
    };
    rows(agreement, "parties").iter().filter_map(party).collect()
}

/// The rows of a part of an agreement; none when there is no such part.
#[must_use]
pub fn rows<'r>(agreement: &'r Record, part: &str) -> &'r [Vec<Datum>] {
    let at = Agreement::KIND.children.iter().position(|known| known.name == part);
    at.and_then(|at| agreement.children.get(at)).map_or(&[], Vec::as_slice)
}

/// The date in a field.
#[must_use]
pub fn day(agreement: &Record, field: &str) -> Option<Date> {
    match agreement.value(Agreement::KIND, field) {
        Datum::Date(day) => Some(*day),
        _ => None,
    }
}

/// The versions of an agreement's text, number 1 first.
pub fn texts(reads: &mut dyn Reads, agreement: Id) -> Result<Vec<AgreementText>> {
    let mut texts: Vec<AgreementText> = get_where(reads, &Cond::Is("agreement", agreement.into()), MOST)?;
    texts.sort_by_key(|text| text.number);
    Ok(texts)
}

/// What was said of them and not taken back.
pub fn assents(reads: &mut dyn Reads, agreement: Id) -> Result<Vec<Assent>> {
    let given = Cond::And(vec![Cond::Is("agreement", agreement.into()), Cond::Is("state", "given".into())]);
    get_where(reads, &given, MOST)
}

impl Assent {
    /// Whose it is.
    #[must_use]
    pub fn side(&self) -> Side {
        match (self.organisation, self.role) {
            (Some(id), _) => Side::Party(id),
            (None, Some(role)) if self.sort == AssentSort::Approval => Side::Role(role),
            _ => Side::Us,
        }
    }
}

/// The roles that must approve: those of every route that fits; an office manager where none does.
pub fn approvers(reads: &mut dyn Reads, agreement: &Record) -> Result<BTreeSet<ApproverRole>> {
    let typed = Agreement::from_record(agreement)?;
    let abroad = ties::has_party_abroad(reads, agreement)?;
    let routes: Vec<ApprovalRoute> = get_where(reads, &Cond::Is("in_force", true.into()), MOST)?;
    let roles: BTreeSet<ApproverRole> =
        routes.iter().filter(|route| fits(route, &typed, abroad)).flat_map(|r| r.roles.clone()).collect();
    Ok(if roles.is_empty() { BTreeSet::from([ApproverRole::OfficeManager]) } else { roles })
}

/// True when the route concerns the agreement. A value in another currency cannot be compared and so fits.
#[must_use]
pub fn fits(route: &ApprovalRoute, agreement: &Agreement, abroad: bool) -> bool {
    let whither = match route.whither {
        Whither::Any => true,
        Whither::Abroad => abroad,
        Whither::Home => !abroad,
    };
    let value = route.value_from.is_none_or(|from| {
        agreement.value.is_some_and(|value| value.currency != from.currency || value.minor >= from.minor)
    });
    whither
        && value
        && (route.sorts.is_empty() || route.sorts.contains(&agreement.sort))
        && (route.office.is_empty() || route.office == agreement.office)
}

/// The agreement's paper: who must approve and sign, and what was said of each version.
pub fn paper(reads: &mut dyn Reads, agreement: &Record) -> Result<Paper<Side>> {
    let parties: Vec<Side> = parties(agreement).into_iter().map(Side::Party).collect();
    let roles = approvers(reads, agreement)?.into_iter().map(Side::Role);
    let approve: Vec<Side> = roles.chain(parties.iter().copied()).collect();
    let sign = [Side::Us].into_iter().chain(parties);
    let assents = assents(reads, agreement.meta.id)?;
    let version = |text: &AgreementText| {
        let said = |sort: AssentSort| {
            let of = |a: &&Assent| a.text == text.meta.id && a.sort == sort && a.digest == text.digest;
            assents.iter().filter(of).map(Assent::side).collect()
        };
        Version {
            hash: text.digest.clone(),
            is_out: text.meta.state == "sent",
            is_withdrawn: text.meta.state == "withdrawn",
            approvals: said(AssentSort::Approval),
            signatures: said(AssentSort::Signature),
        }
    };
    let versions = texts(reads, agreement.meta.id)?.iter().map(version).collect();
    Ok(Paper::kept(approve, sign, versions))
}

/// Where an agreement stands in its term on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is not in force.
    None,
    /// Its term has not begun.
    Coming,
    /// It runs.
    Running,
    /// It ends, or notice is due, within [`EXPIRING`] days.
    Expiring,
    /// Its term is over.
    Expired,
}

/// Days before the end, or before the last day for notice, from which on an agreement expires.
pub const EXPIRING: i64 = 90;

impl Standing {
    /// Its word in locale keys.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Coming => "coming",
            Self::Running => "running",
            Self::Expiring => "expiring",
            Self::Expired => "expired",
        }
    }
}

/// The standing, computed from the days; a renewed agreement runs until its last day.
#[must_use]
pub fn standing(agreement: &Record, today: Date) -> Standing {
    let state = agreement.meta.state.as_str();
    if !["in_force", "renewed"].contains(&state) {
        return Standing::None;
    }
    let (since, until) = (day(agreement, "since"), day(agreement, "until"));
    let ends = notice_day(agreement).filter(|notice| *notice >= today).or(until);
    match (since, until) {
        (Some(since), _) if today < since => Standing::Coming,
        (_, Some(until)) if until < today => Standing::Expired,
        (_, Some(_)) if state == "in_force" && ends.is_some_and(|day| days_to(today, day) <= EXPIRING) => {
            Standing::Expiring
        }
        _ => Standing::Running,
    }
}

/// The last day on which notice can be given.
#[must_use]
pub fn notice_day(agreement: &Record) -> Option<Date> {
    let Datum::Int(days) = agreement.value(Agreement::KIND, "notice_days") else { return None };
    day(agreement, "until")?.checked_sub(jiff::Span::new().try_days(*days).ok()?).ok()
}

/// Whole days from one to another.
#[must_use]
pub fn days_to(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

/// How a child goes beyond its parent: parties that the parent has not, days outside its term.
#[must_use]
pub fn beyond(child: &Record, parent: &Record) -> Vec<&'static str> {
    let mut beyond = Vec::new();
    let known = parties(parent);
    if parties(child).iter().any(|party| !known.contains(party)) {
        beyond.push("parties");
    }
    let early = day(parent, "since").zip(day(child, "since")).is_some_and(|(parent, child)| child < parent);
    let late = day(parent, "until").is_some_and(|end| day(child, "until").is_none_or(|until| until > end));
    if early || late {
        beyond.push("term");
    }
    beyond
}

/// The live agreement that takes the place of this one, if there is one.
pub fn successor(reads: &mut dyn Reads, agreement: Id) -> Result<Option<(Id, String)>> {
    let sql = "SELECT id, reference FROM agreement WHERE replaces = $1 AND deleted_at IS NULL AND state <> 'abandoned'
               ORDER BY reference DESC LIMIT 1";
    let row = reads.first(sql, &[agreement.into()])?;
    row.map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()
}

/// The word of a role, as grants have it.
#[must_use]
pub fn role_id(role: ApproverRole) -> &'static str {
    role.word()
}

/// The newest version of a document, as a text or a signed copy is taken from it.
pub struct Copy {
    /// SHA-256 in hexadecimal digits.
    pub digest: String,
    /// The version's number.
    pub number: i64,
    /// The file's name.
    pub file_name: String,
    /// What the file is, by its bytes.
    pub media_type: String,
}

/// The newest version of a document of the agreement that the actor sees. Errors: 404.
pub fn document(
    reads: &mut dyn Reads,
    actor: &entente_access::Actor,
    agreement: Id,
    document: Id,
) -> Result<Copy> {
    let held = entente_documents::one(reads, actor, Agreement::KIND, agreement, document)?;
    let newest = held.versions.first().ok_or_else(entente_kernel::Problem::not_found)?;
    Ok(Copy {
        digest: entente_kernel::hex(&newest.digest),
        number: newest.number,
        file_name: newest.file_name.clone(),
        media_type: newest.media_type.clone(),
    })
}

/// The words of a version: what was typed, or what was read out of its document.
pub fn words(reads: &mut dyn Reads, text: &AgreementText) -> Result<String> {
    let (Some(document), Some(number)) = (Id::parse(&text.document), text.document_version) else {
        return Ok(text.body.clone());
    };
    let sql = "SELECT body FROM document_version WHERE document = $1 AND number = $2";
    let row = reads.first(sql, &[document.into(), number.into()])?;
    let body: Option<Option<String>> = row.map(|row| row.get(0)).transpose()?;
    Ok(body.flatten().unwrap_or_default())
}
