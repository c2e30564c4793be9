//! What must hold before a membership or an invoice moves on.

use entente_kernel::{Id, Problem, Result};
use entente_periods::Standing;
use entente_record::{Record, Typed, get};
use entente_store::{Reads, scalar};

use crate::{Invoice, Level, Membership, Scheme};

/// At least two offices decide, so that an approval is a joint one; it is the only one of its legal entity and branch.
pub(crate) fn vetted(reads: &mut dyn Reads, record: &Record) -> Result<()> {
    let membership = <Membership as Typed>::from_record(record)?;
    if membership.deciding().len() < 2 {
        return Err(Problem::conflict("offices-too-few"));
    }
    let sql =
        "SELECT count(*) FROM membership WHERE organisation = $1 AND scheme = $2 AND branch = $3 AND id <> $4
               AND deleted_at IS NULL
               AND NOT (state IN ('applied', 'declined') OR (state = 'withdrawn' AND member_since IS NULL))";
    let branch = entente_record::Choice::word(membership.branch);
    let key =
        [membership.organisation.into(), membership.scheme.into(), branch.into(), record.meta.id.into()];
    if reads.count(sql, &key)? > 0 { Err(Problem::conflict("membership-exists")) } else { Ok(()) }
}

/// What an approval is about: whoever approves a member at one level has not approved another level.
pub(crate) fn subject(membership: &Membership) -> String {
    let branch = entente_record::Choice::word(membership.branch);
    format!("{} {} {branch} {}", membership.organisation, membership.scheme, membership.level)
}

/// Every office that decides has approved, each through another person.
pub(crate) fn approved(reads: &mut dyn Reads, record: &Record) -> Result<()> {
    let missing = missing_approvals(reads, record)?;
    if missing.is_empty() {
        return Ok(());
    }
    Err(Problem::conflict("offices-missing").with("offices", missing.join(", ")))
}

/// The offices whose approval of what stands there now is missing.
pub(crate) fn missing_approvals(reads: &mut dyn Reads, record: &Record) -> Result<Vec<String>> {
    let membership = <Membership as Typed>::from_record(record)?;
    let sql = "SELECT office FROM membership_approval WHERE membership = $1 AND of_what = $2 AND deleted_at IS NULL";
    let rows = reads.query(sql, &[record.meta.id.into(), subject(&membership).into()])?;
    let given: Vec<String> = rows.iter().map(|row| row.get(0)).collect::<Result<_>>()?;
    let missing = membership.deciding().into_iter().filter(|office| !given.iter().any(|own| own == office));
    Ok(missing.map(str::to_owned).collect())
}

/// Errors: `approved-otherwise` (409) when level, branch or legal entity changed after the offices had approved.
fn as_approved(reads: &mut dyn Reads, record: &Record) -> Result<()> {
    let missing = missing_approvals(reads, record)?;
    if missing.is_empty() {
        return Ok(());
    }
    Err(Problem::conflict("approved-otherwise").with("offices", missing.join(", ")))
}

/// The agreement is signed when its number is known, and it is about what was approved.
pub(crate) fn agreement(reads: &mut dyn Reads, record: &Record) -> Result<()> {
    as_approved(reads, record)?;
    if record.value(Membership::KIND, "agreement").is_empty() {
        return Err(Problem::conflict("agreement-missing"));
    }
    Ok(())
}

/// The first fee is paid, unless there is none; what begins is what was approved.
pub(crate) fn fee(reads: &mut dyn Reads, record: &Record) -> Result<()> {
    as_approved(reads, record)?;
    let membership = <Membership as Typed>::from_record(record)?;
    let level: Level = get(reads, membership.level)?;
    let sql = "SELECT count(*) FROM invoice WHERE membership = $1 AND state = 'paid' AND deleted_at IS NULL";
    let free = level.fee.is_none_or(|fee| fee.minor == 0);
    if free || reads.count(sql, &[record.meta.id.into()])? > 0 {
        return Ok(());
    }
    Err(Problem::conflict("fee-unpaid"))
}

/// Lapsed or given up, and it was a member before.
pub(crate) fn over(reads: &mut dyn Reads, record: &Record) -> Result<()> {
    let membership = <Membership as Typed>::from_record(record)?;
    match membership.standing(reads.today()) {
        None => Err(Problem::conflict("apply-anew")),
        Some(Standing::Lapsed | Standing::Ended) => Ok(()),
        Some(_) => Err(Problem::conflict("lasts-renew")),
    }
}

/// Fees are paid in the currency of the scheme.
pub(crate) fn currency(reads: &mut dyn Reads, record: &Record) -> Result<()> {
    let invoice = <Invoice as Typed>::from_record(record)?;
    match scheme_currency(reads, invoice.membership)? {
        Some(code) if invoice.amount.is_some_and(|amount| amount.currency.code() == code) => Ok(()),
        code => Err(Problem::conflict("fee-currency").with("currency", code.unwrap_or_default())),
    }
}

/// What the fees of this membership are paid in.
pub(crate) fn scheme_currency(reads: &mut dyn Reads, membership: Id) -> Result<Option<String>> {
    let sql = "SELECT s.currency FROM membership m JOIN scheme s ON s.id = m.scheme WHERE m.id = $1";
    scalar(reads, sql, &[membership.into()])
}

/// The day of the payment is known.
pub(crate) fn payment(_: &mut dyn Reads, record: &Record) -> Result<()> {
    if record.value(Invoice::KIND, "paid_on").is_empty() {
        return Err(Problem::conflict("payment-day-missing"));
    }
    Ok(())
}

/// The scheme of a membership.
pub(crate) fn scheme_of(reads: &mut dyn Reads, membership: &Membership) -> Result<Scheme> {
    get(reads, membership.scheme)
}
