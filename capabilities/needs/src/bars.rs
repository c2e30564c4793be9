//! Hard filters: what holds a candidate back, whatever the score.

use std::collections::BTreeMap;

use entente_access::Sql;
use entente_contracts::{Approach, Available, Consents, People, Use};
use entente_kernel::{Date, Id, Problem, Result};
use entente_store::Reads;

use crate::Need;

/// Years for which a place of work still counts as a conflict.
const YEARS: i16 = 3;

/// Why a candidate may not be put to a need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bar {
    /// The expert does not want to be proposed.
    OptedOut,
    /// Being proposed or invited rests on consent, and it is not given.
    NoConsent,
    /// The expert has as many engagements as the capacity allows.
    Loaded {
        /// Engagements at work.
        open: i64,
        /// Engagements at a time.
        capacity: i64,
    },
    /// The expert has been asked about this need already; the engagement's state.
    Asked(String),
    /// A conflict of interest is on record.
    Declared,
    /// The expert works or has worked at the partner within the last three years.
    Affiliated,
    /// The need is restricted, or has no summary that may be disclosed.
    Confidential,
    /// The person may be approached only with permission, and none is given.
    Permission,
}

impl Bar {
    /// The stable code; its text is the locale message `problem-<code>`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::OptedOut => "opted-out",
            Self::NoConsent => "no-consent",
            Self::Loaded { .. } => "loaded",
            Self::Asked(_) => "asked",
            Self::Declared | Self::Affiliated => "conflict",
            Self::Confidential => "confidential",
            Self::Permission => "contact-permission",
        }
    }

    /// The refusal of an invitation.
    #[must_use]
    pub fn problem(&self) -> Problem {
        let problem = Problem::conflict(self.code());
        match self {
            Self::Loaded { open, capacity } => problem.with("open", open).with("capacity", capacity),
            _ => problem,
        }
    }
}

/// What holds an expert back, and whether notice must be given first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// The first thing that bars, in the order of [`Bar`].
    pub bar: Option<Bar>,
    /// The officer in charge of the person wants notice first.
    pub notice: bool,
}

/// The standing of each of these experts towards a need.
pub(crate) fn standings(
    reads: &mut dyn Reads,
    (people, consents): (&dyn People, Option<&dyn Consents>),
    need: &Need,
    experts: &[Available],
) -> Result<BTreeMap<Id, Standing>> {
    let ids: Vec<Id> = experts.iter().map(|x| x.id).collect();
    let persons: Vec<Id> = experts.iter().filter_map(|x| x.person).collect();
    let today = reads.today();
    let load = load(reads, &ids)?;
    let asked = asked(reads, need.meta.id, &ids)?;
    let declared = declared(reads, need.organisation, &ids, today)?;
    let affiliated = people.affiliated(reads, &persons, need.organisation, years_before(today))?;
    let approaches = people.approaches(reads, &persons)?;
    let mut barred = Vec::new();
    if let Some(consents) = consents {
        barred = consents.barred(reads, Use::Ranking, &persons)?;
        barred.extend(consents.barred(reads, Use::Invitations, &persons)?);
    }
    let confidential = need.meta.class == "restricted" || need.summary.is_empty();
    let standing = |expert: &Available| {
        let open = load.get(&expert.id).copied().unwrap_or_default();
        let approach = expert.person.and_then(|person| approaches.get(&person).copied());
        let bar = match expert.capacity {
            _ if expert.opted_out => Some(Bar::OptedOut),
            _ if expert.person.is_some_and(|person| barred.contains(&person)) => Some(Bar::NoConsent),
            _ if asked.contains_key(&expert.id) => asked.get(&expert.id).cloned().map(Bar::Asked),
            Some(capacity) if open >= capacity => Some(Bar::Loaded { open, capacity }),
            _ if declared.contains(&expert.id) => Some(Bar::Declared),
            _ if expert.person.is_some_and(|person| affiliated.contains(&person)) => Some(Bar::Affiliated),
            _ if confidential => Some(Bar::Confidential),
            _ if approach == Some(Approach::Permission) => Some(Bar::Permission),
            _ => None,
        };
        Standing { bar, notice: approach == Some(Approach::Notice) }
    };
    Ok(experts.iter().map(|expert| (expert.id, standing(expert))).collect())
}

fn years_before(day: Date) -> Date {
    let year = day.year() - YEARS;
    Date::new(year, day.month(), day.day()).or_else(|_| Date::new(year, day.month(), 28)).unwrap_or(day)
}

/// Engagements at work, by expert.
fn load(reads: &mut dyn Reads, experts: &[Id]) -> Result<BTreeMap<Id, i64>> {
    let mut sql = Sql::new(
        "SELECT expert, CAST(count(*) AS BIGINT) FROM engagement WHERE deleted_at IS NULL
           AND state IN ('invited', 'accepted', 'working') AND ",
    );
    sql.among("expert", experts.iter().copied());
    sql.push(" GROUP BY expert");
    reads.query(&sql.text, &sql.params)?.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// The state of engagements with this need, by expert.
fn asked(reads: &mut dyn Reads, need: Id, experts: &[Id]) -> Result<BTreeMap<Id, String>> {
    let mut sql = Sql::new("SELECT expert, state FROM engagement WHERE deleted_at IS NULL AND need = ");
    sql.bind(need).push(" AND ").among("expert", experts.iter().copied());
    reads.query(&sql.text, &sql.params)?.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// Experts with a conflict on record that holds today.
fn declared(reads: &mut dyn Reads, organisation: Id, experts: &[Id], today: Date) -> Result<Vec<Id>> {
    let mut sql = Sql::new("SELECT expert FROM conflict WHERE deleted_at IS NULL AND organisation = ");
    sql.bind(organisation).push(" AND (since IS NULL OR since <= ").bind(today);
    sql.push(") AND (until IS NULL OR until >= ")
        .bind(today)
        .push(") AND ")
        .among("expert", experts.iter().copied());
    reads.query(&sql.text, &sql.params)?.iter().map(|row| row.get(0)).collect()
}
