//! Invoices for fees: a record of what the finance system issued.

use entente_kernel::{Date, FieldProblem, Id, Money};
use entente_record::{Meta, Record, Typed};

/// An invoice. The file is a document on it.
#[derive(Debug, Clone, Record)]
#[record(
    kind = "invoice",
    prefix = "INV",
    path = "invoices",
    rule = crate::access::invoice,
    states = crate::steps::INVOICE,
    check = check
)]
pub struct Invoice {
    /// Id, version, reference number and the like.
    #[meta]
    pub meta: Meta,
    /// Its number in the finance system.
    #[field(required, listed, unique, max = 60, search = 3)]
    pub number: String,
    /// The membership.
    #[field(link = "membership", listed, filter)]
    pub membership: Id,
    /// The year that it is for.
    #[field(listed, filter)]
    pub year: i64,
    /// The amount, with tax, in the currency of the scheme.
    #[field(listed, required)]
    pub amount: Option<Money>,
    /// The tax in it.
    #[field()]
    pub tax: Option<Money>,
    /// When it was issued.
    #[field(filter, order)]
    pub issued: Date,
    /// Until when it is to be paid.
    #[field(listed, filter, order)]
    pub due: Date,
    /// When it was paid.
    #[field(listed, filter, order)]
    pub paid_on: Option<Date>,
}

/// Amounts in one currency and not below zero, days in order, a paid one with its day.
fn check(record: &Record) -> Vec<FieldProblem> {
    let Ok(invoice) = <Invoice as Typed>::from_record(record) else { return Vec::new() };
    let mut wrong = Vec::new();
    let mut say = |field: &str, code| wrong.push(FieldProblem::new(field, code));
    if let Some(amount) = invoice.amount {
        if amount.minor < 0 {
            say("amount", "negative");
        }
        if invoice.tax.is_some_and(|tax| tax.currency != amount.currency) {
            say("tax", "currency-differs");
        }
        if invoice.tax.is_some_and(|tax| tax.minor < 0 || tax.minor > amount.minor) {
            say("tax", "tax-amount");
        }
    }
    if invoice.due < invoice.issued {
        say("due", "period-order");
    }
    if invoice.paid_on.is_some_and(|day| day < invoice.issued) {
        say("paid_on", "period-order");
    }
    if invoice.meta.state == "paid" && invoice.paid_on.is_none() {
        say("paid_on", "required");
    }
    if !(1900..=2200).contains(&invoice.year) {
        say("year", "year");
    }
    wrong
}
