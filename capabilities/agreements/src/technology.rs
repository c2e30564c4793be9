//! Technology contracts of the Civil Code: which agreements are ones, which register takes them, what is still missing.

use entente_kernel::Result;
use entente_record::{Record, Typed};
use entente_store::Reads;

use crate::words::{AgreementSort, Register, TechnologyContract};
use crate::{Agreement, ties};

/// Which of the five contracts an agreement of this kind is.
#[must_use]
pub fn contract_of(sort: AgreementSort) -> Option<TechnologyContract> {
    match sort {
        AgreementSort::CommissionedDevelopment | AgreementSort::CooperativeDevelopment => {
            Some(TechnologyContract::Development)
        }
        AgreementSort::Transfer => Some(TechnologyContract::Transfer),
        AgreementSort::Licence => Some(TechnologyContract::Licence),
        AgreementSort::Consulting => Some(TechnologyContract::Consulting),
        AgreementSort::Service => Some(TechnologyContract::Service),
        _ => None,
    }
}

/// What a technology contract is for the registers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Which of the five.
    pub contract: TechnologyContract,
    /// Which register takes it: the other one when a party is abroad and technology crosses the border.
    pub register: Register,
    /// The fields of the form that are still empty, by their names on the agreement.
    pub missing: Vec<&'static str>,
}

/// The form of an agreement; nothing for agreements that are no technology contracts.
pub fn form(reads: &mut dyn Reads, record: &Record) -> Result<Option<Form>> {
    let agreement = Agreement::from_record(record)?;
    let Some(contract) = contract_of(agreement.sort) else { return Ok(None) };
    let abroad = ties::has_party_abroad(reads, record)?;
    let crosses = agreement.crosses && abroad;
    let register = if crosses { Register::CrossBorder } else { Register::Domestic };
    let mut missing = missing(&agreement);
    if crosses && agreement.export_class.is_none() {
        missing.push("export_class");
    }
    Ok(Some(Form { contract, register, missing }))
}

/// What every register asks for.
fn missing(agreement: &Agreement) -> Vec<&'static str> {
    let asked = [
        ("parties", agreement.parties.is_empty()),
        ("summary", agreement.summary.is_empty()),
        ("fields", agreement.fields.is_empty()),
        ("since", agreement.since.is_none()),
        ("until", agreement.until.is_none()),
        ("signed_on", agreement.signed_on.is_none()),
        ("value", agreement.value.is_none()),
        ("technology_value", agreement.technology_value.is_none()),
        ("ip_owner", agreement.ip_owner.is_none()),
    ];
    asked.into_iter().filter(|(_, empty)| *empty).map(|(name, _)| name).collect()
}
