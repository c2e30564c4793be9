//! Registrations of technology contracts.

use entente_kernel::{Date, FieldProblem, Id, Money, Text};
use entente_record::{Datum, Meta, Record};

use crate::words::{Register, TechnologyContract};

/// A contract in one of the public registers.
#[derive(Debug, Clone, Record)]
#[record(
    kind = "registration",
    prefix = "REG",
    path = "registrations",
    rule = crate::access::registration,
    states = crate::steps::REGISTRATION,
    check = check
)]
pub struct Registration {
    /// Id, version, reference number and the like.
    #[meta]
    pub meta: Meta,
    /// What it is called in the register.
    #[field(required, listed, order, search = 3)]
    pub title: Text,
    /// Of which agreement.
    #[field(link = "agreement", listed, filter)]
    pub agreement: Id,
    /// In which register.
    #[field(listed, filter)]
    pub register: Register,
    /// Which of the five contracts.
    #[field(listed, filter)]
    pub contract: TechnologyContract,
    /// The number given by the register.
    #[field(unique, max = 60, search = 3)]
    pub number: Option<String>,
    /// The day of registration.
    #[field(filter, order)]
    pub registered_on: Option<Date>,
    /// The day of the last change.
    pub changed_on: Option<Date>,
    /// Contract value.
    pub value: Option<Money>,
    /// Technology-transaction value.
    pub technology_value: Option<Money>,
}

/// What is registered has number and day.
fn check(record: &Record) -> Vec<FieldProblem> {
    let value = |field: &str| record.value(Registration::KIND, field);
    let mut wrong = Vec::new();
    if ["registered", "changed"].contains(&record.meta.state.as_str()) {
        for field in ["number", "registered_on"] {
            if value(field).is_empty() {
                wrong.push(FieldProblem::new(field, "required"));
            }
        }
    }
    if let (Datum::Money(all), Datum::Money(part)) = (value("value"), value("technology_value")) {
        if all.currency != part.currency {
            wrong.push(FieldProblem::new("technology_value", "money-currencies"));
        } else if part.minor > all.minor {
            wrong.push(FieldProblem::new("technology_value", "technology-value"));
        }
    }
    wrong
}
