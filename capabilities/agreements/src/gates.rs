//! Gates: rules as data that keep a step closed until what they require is there. They fail closed.

use std::sync::LazyLock;

use entente_kernel::{Date, Problem, Result};
use entente_record::{Choice, Record, Typed};
use entente_store::Reads;

use crate::words::{CheckOutcome, CheckSort, ExportClass};
use crate::{Agreement, ties};

/// The rules that come with the program.
const SHIPPED: &str = include_str!("../data/gates.tsv");

/// The step that a rule keeps closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// Negotiation.
    Negotiate,
    /// The agreed text.
    Agree,
    /// Signatures.
    Sign,
    /// Entering into force, after the last signature.
    Enter,
}

impl Before {
    /// Its word in the table and in locale keys.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Negotiate => "negotiate",
            Self::Agree => "agree",
            Self::Sign => "sign",
            Self::Enter => "enter",
        }
    }
}

/// One rule: a row of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GateRule {
    /// Its name, and the code of the problem that it makes.
    pub code: &'static str,
    /// The step that it keeps closed.
    pub before: Before,
    /// Kinds of agreements; `*` for all.
    pub sorts: &'static str,
    /// Only with a party abroad.
    pub abroad: bool,
    /// Only where technology or data crosses the border.
    pub crosses: bool,
    /// Only technology of this export class.
    pub class: Option<ExportClass>,
    /// What must be there.
    pub requires: &'static str,
    /// Whose rule it is; `*` for ours.
    pub jurisdiction: &'static str,
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub until: Option<Date>,
    /// Where it stands, in English and Chinese.
    pub source: [&'static str; 2],
    /// The same on the web.
    pub url: &'static str,
}

static RULES: LazyLock<Vec<GateRule>> = LazyLock::new(|| read(SHIPPED));

/// The rules of this program.
#[must_use]
pub fn rules() -> &'static [GateRule] {
    &RULES
}

/// Reads the table; a line that is no rule is left out, and a test counts them.
pub(crate) fn read(table: &'static str) -> Vec<GateRule> {
    table.lines().filter(|line| !line.starts_with('#')).filter_map(rule).collect()
}

fn rule(line: &'static str) -> Option<GateRule> {
    let mut cells = line.split('\t');
    let mut next = || cells.next();
    let code = next()?;
    let before = match next()? {
        "negotiate" => Before::Negotiate,
        "agree" => Before::Agree,
        "sign" => Before::Sign,
        "enter" => Before::Enter,
        _ => return None,
    };
    Some(GateRule {
        code,
        before,
        sorts: next()?,
        abroad: next()? == "abroad",
        crosses: next()? == "yes",
        class: ExportClass::from_word(next()?),
        requires: next()?,
        jurisdiction: next()?,
        from: next()?.parse().ok(),
        until: next()?.parse().ok(),
        source: [next()?, next()?],
        url: next().unwrap_or_default(),
    })
}

/// What gates ask of an agreement.
pub struct Facts {
    /// The agreement.
    pub agreement: Agreement,
    /// A party is abroad, or nobody knows where one is.
    pub abroad: bool,
}

impl Facts {
    /// The facts of a record.
    pub fn of(reads: &mut dyn Reads, record: &Record) -> Result<Self> {
        Ok(Self {
            agreement: Agreement::from_record(record)?,
            abroad: ties::has_party_abroad(reads, record)?,
        })
    }
}

impl GateRule {
    /// True on days on which it is in force.
    #[must_use]
    pub fn holds_on(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }

    /// True when it concerns the agreement.
    #[must_use]
    pub fn concerns(&self, facts: &Facts) -> bool {
        let agreement = &facts.agreement;
        (self.sorts == "*" || self.sorts.split('|').any(|word| word == agreement.sort.word()))
            && (!self.abroad || facts.abroad)
            && (!self.crosses || agreement.crosses)
            && self.class.is_none_or(|class| agreement.export_class == Some(class))
    }

    /// True when what it requires is there. A word that nobody knows is never there.
    #[must_use]
    pub fn is_met(&self, facts: &Facts) -> bool {
        let agreement = &facts.agreement;
        match self.requires {
            "export_class" => agreement.export_class.is_some(),
            "export_intent" => !agreement.export_intent.is_empty(),
            "export_licence" => !agreement.export_licence.is_empty(),
            other => other
                .strip_prefix("check:")
                .and_then(CheckSort::from_word)
                .is_some_and(|sort| is_clear(agreement, sort)),
        }
    }
}

/// The latest check of this sort lets it through.
fn is_clear(agreement: &Agreement, sort: CheckSort) -> bool {
    let latest = agreement.checks.iter().filter(|check| check.sort == sort).max_by_key(|check| check.day);
    latest.is_some_and(|check| check.outcome != CheckOutcome::Barred)
}

/// The rules among `rules` that keep this step closed on that day.
pub fn closed<'r>(rules: &'r [GateRule], facts: &Facts, before: Before, day: Date) -> Vec<&'r GateRule> {
    let shut = |rule: &&GateRule| {
        rule.before == before && rule.holds_on(day) && rule.concerns(facts) && !rule.is_met(facts)
    };
    rules.iter().filter(shut).collect()
}

/// Errors: 409 with the name of the first rule that keeps the step closed.
pub(crate) fn open(reads: &mut dyn Reads, record: &Record, before: Before) -> Result<()> {
    let facts = Facts::of(reads, record)?;
    match closed(rules(), &facts, before, reads.today()).first() {
        Some(rule) => Err(Problem::conflict(rule.code)),
        None => Ok(()),
    }
}
