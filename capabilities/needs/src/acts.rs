//! The verbs of this room: judging candidates, and inviting one.

use entente_access::{Actor, Cond, Site, accounts, mail};
use entente_contracts::Available;
use entente_kernel::{Class, Id, Lang, Problem, Result, Text};
use entente_record::{Datum, Draft, Record, Write, create, edit, get, load, visible};
use entente_store::{Reads, Tx};

use crate::bars::{Bar, Standing};
use crate::candidacy::{Candidacy, Feedback, MatchBand, Placement};
use crate::letters;
use crate::{Engagement, Need};

/// An expert or a technology.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chosen {
    /// An expert.
    Expert(Id),
    /// A technology.
    Technology(Id),
}

/// Where the candidate stood when it was judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The place in the ranking, 1 for the best.
    pub rank: Option<i64>,
    /// The score in millionths.
    pub score: i64,
    /// The band.
    pub band: MatchBand,
}

/// What an officer decided about a candidate; what is `None` stays as it was.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Judgement {
    /// On the shortlist, or off it.
    pub shortlisted: Option<bool>,
    /// Useful or not.
    pub feedback: Option<Feedback>,
    /// On top, out, or where the ranking puts it.
    pub placement: Option<Option<Placement>>,
}

/// Keeps a judgement of a candidate for a need. Errors: 404 for a need out of sight, 403 without the right.
pub fn judge(
    tx: &mut Tx<'_>,
    actor: &Actor,
    need: Id,
    chosen: Chosen,
    moment: Option<Moment>,
    judgement: &Judgement,
) -> Result<Record> {
    visible(tx, actor, Need::KIND, need)?;
    let kind = Candidacy::KIND;
    let old = candidacy(tx, need, chosen)?;
    let mut draft = match &old {
        Some(record) => Draft::of(record),
        None => {
            let fictional = load(tx, Need::KIND, need)?.is_some_and(|n| n.meta.fictional);
            let (field, id) = match chosen {
                Chosen::Expert(id) => ("expert", id),
                Chosen::Technology(id) => ("technology", id),
            };
            let draft = Draft { fictional, ..Draft::new(kind) };
            draft.with(kind, "need", Datum::Link(need)).with(kind, field, Datum::Link(id))
        }
    };
    if let Some(on) = judgement.shortlisted {
        draft = draft.with(kind, "shortlisted", Datum::Flag(on));
    }
    if let Some(feedback) = judgement.feedback {
        draft = draft.with(kind, "feedback", entente_record::Held::hold(&feedback));
    }
    if let Some(placement) = judgement.placement {
        draft = draft.with(kind, "placement", entente_record::Held::hold(&placement));
    }
    if let Some(moment) = moment {
        draft = draft
            .with(kind, "rank", moment.rank.map_or(Datum::Empty, Datum::Int))
            .with(kind, "score", Datum::Int(moment.score))
            .with(kind, "band", entente_record::Held::hold(&moment.band));
    }
    match old {
        Some(record) => edit(tx, actor, kind, record.meta.id, &draft, &Write::default()),
        None => create(tx, actor, kind, &draft),
    }
}

/// The judgement of a candidate, if there is one.
fn candidacy(reads: &mut dyn Reads, need: Id, chosen: Chosen) -> Result<Option<Record>> {
    let (column, id) = match chosen {
        Chosen::Expert(id) => ("expert", id),
        Chosen::Technology(id) => ("technology", id),
    };
    let sql = format!("SELECT id FROM candidacy WHERE need = $1 AND {column} = $2 AND deleted_at IS NULL");
    match reads.first(&sql, &[need.into(), id.into()])? {
        Some(row) => load(reads, Candidacy::KIND, row.get(0)?),
        None => Ok(None),
    }
}

/// What the officer writes to the expert.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Invitation {
    /// What the engagement is called; a general wording when empty.
    pub subject: Text,
    /// The message.
    pub message: Text,
    /// Who gave permission, where it is needed.
    pub permission: String,
    /// The officer in charge has been told.
    pub notice_given: bool,
}

/// Invites an expert: the engagement begins, and a letter with the disclosable summary goes out. Errors: 404, 403, and
/// whatever bars the expert (409), `contact-notice` and `contact-permission` (422) where notice or permission is due,
/// `no-address` (409).
pub fn invite(
    tx: &mut Tx<'_>,
    actor: &Actor,
    need: Id,
    (expert, standing): (&Available, &Standing),
    invitation: &Invitation,
    site: &Site,
) -> Result<Record> {
    visible(tx, actor, Need::KIND, need)?;
    let need: Need = get(tx, need)?;
    let permission = permitted(standing, invitation)?;
    let address = expert.email.clone().ok_or_else(|| Problem::conflict("no-address"))?;
    let kind = Engagement::KIND;
    let general = || Text::new("A question from a partner", "来自合作方的咨询");
    let subject = if invitation.subject.is_empty() { general() } else { invitation.subject.clone() };
    let text = |text: &Text| if text.is_empty() { Datum::Empty } else { Datum::Text(text.clone()) };
    let draft = Draft { fictional: need.meta.fictional, ..Draft::new(kind) }
        .with(kind, "subject", text(&subject))
        .with(kind, "message", text(&invitation.message))
        .with(kind, "need", Datum::Link(need.meta.id))
        .with(kind, "expert", Datum::Link(expert.id))
        .with(kind, "person", expert.person.map_or(Datum::Empty, Datum::Link))
        .with(kind, "permission", if permission.is_empty() { Datum::Empty } else { Datum::Line(permission) });
    let engagement = create(tx, actor, kind, &draft)?;
    let lang = language_of(tx, expert)?;
    let letter =
        letters::invitation(&need, expert, &invitation.message, (address, lang), site, engagement.meta.id);
    mail::queue(tx, &letter)?;
    Ok(engagement)
}

/// The contact rule, kept: what is recorded of permission or notice.
fn permitted(standing: &Standing, invitation: &Invitation) -> Result<String> {
    let named = invitation.permission.trim();
    match &standing.bar {
        Some(Bar::Permission) if named.is_empty() => Err(Problem::field("permission", "contact-permission")),
        None | Some(Bar::Permission) if standing.notice && !invitation.notice_given => {
            Err(Problem::field("notice_given", "contact-notice"))
        }
        None | Some(Bar::Permission) if standing.notice => Ok("notice given".to_owned()),
        None | Some(Bar::Permission) => Ok(named.to_owned()),
        Some(bar) => Err(bar.problem()),
    }
}

/// The language of the expert's account; both, when there is none.
fn language_of(reads: &mut dyn Reads, expert: &Available) -> Result<Option<Lang>> {
    let Some(person) = expert.person else { return Ok(None) };
    Ok(accounts::of_person(reads, person)?.first().map(|account| account.profile.lang))
}

/// Sets the feedback on the judged experts of a need that accepted, when the need moves on.
pub(crate) fn note_progress(tx: &mut Tx<'_>, need: Id, feedback: Feedback) -> Result<()> {
    let sql = "SELECT expert FROM engagement WHERE need = $1 AND deleted_at IS NULL
               AND state IN ('accepted', 'working', 'delivered', 'rated')";
    for row in tx.query(sql, &[need.into()])? {
        let judgement = Judgement { feedback: Some(feedback), ..Judgement::default() };
        judge(tx, &Actor::system(), need, Chosen::Expert(row.get(0)?), None, &judgement)?;
    }
    Ok(())
}

/// Errors: 404 unless the actor may judge candidates of this need, 403 otherwise.
pub fn refuse_others(reads: &mut dyn Reads, actor: &Actor, need: Id) -> Result<Need> {
    let record = visible(reads, actor, Need::KIND, need)?;
    let rule = (Candidacy::KIND.rule)(actor, entente_access::Action::Create);
    if rule.when != Cond::All {
        return Err(Problem::new(Class::Forbidden, rule.otherwise));
    }
    entente_record::Typed::from_record(&record)
}
