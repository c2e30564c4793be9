//! The organisations for which an account acts in the portal.

use entente_kernel::{Date, FieldProblem, Id, Period, Problem, Result};
use entente_store::{Reads, Row, Tx};

use crate::account::existing;
use crate::accounts::cell;

/// A link between an account and an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Affiliation {
    /// Its id.
    pub id: Id,
    /// The account.
    pub account: Id,
    /// The organisation's record.
    pub organisation: Id,
    /// The days on which it holds.
    pub period: Period,
    /// True when the account may invite colleagues of that organisation.
    pub is_admin: bool,
}

/// Lets `account` act for `organisation` in `period`. Errors: 404, `taken` on `organisation` when the link exists.
pub fn link(tx: &mut Tx<'_>, account: Id, organisation: Id, period: Period, is_admin: bool) -> Result<Id> {
    existing(tx, account)?;
    if of_account(tx, account)?.iter().any(|a| a.organisation == organisation) {
        return Err(Problem::invalid(vec![FieldProblem::new("organisation", "taken")]));
    }
    let id = tx.new_id();
    let params = [
        id.into(),
        account.into(),
        organisation.into(),
        period.from.into(),
        period.to.into(),
        is_admin.into(),
        tx.now().into(),
    ];
    let sql = "INSERT INTO account_organisation (id, account, organisation, from_date, to_date, is_admin, linked_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    tx.execute(sql, &params)?;
    let day = |d: Option<Date>| d.map(|d| d.to_string());
    let cells = [
        cell("organisation", None, Some(organisation.to_string())),
        cell("from", None, day(period.from)),
        cell("to", None, day(period.to)),
        cell("is_admin", None, Some(is_admin.to_string())),
    ];
    tx.audit("account", account, "link-organisation", &cells)?;
    Ok(id)
}

/// Ends a link at once, whatever its period. Errors: 404.
pub fn unlink(tx: &mut Tx<'_>, affiliation: Id) -> Result<()> {
    let sql = "SELECT account, organisation FROM account_organisation WHERE id = $1 AND removed_at IS NULL";
    let row = tx.first(sql, &[affiliation.into()])?.ok_or_else(Problem::not_found)?;
    let (account, organisation): (Id, Id) = (row.get(0)?, row.get(1)?);
    let sql = "UPDATE account_organisation SET removed_at = $1 WHERE id = $2";
    tx.execute(sql, &[tx.now().into(), affiliation.into()])?;
    let cells = [cell("organisation", Some(organisation.to_string()), None)];
    tx.audit("account", account, "unlink-organisation", &cells)
}

const COLUMNS: &str = "id, account, organisation, from_date, to_date, is_admin";

/// The links of an account, past and future ones included.
pub fn of_account(reads: &mut dyn Reads, account: Id) -> Result<Vec<Affiliation>> {
    listed(reads, "account", account)
}

/// The links to an organisation, past and future ones included.
pub fn of_organisation(reads: &mut dyn Reads, organisation: Id) -> Result<Vec<Affiliation>> {
    listed(reads, "organisation", organisation)
}

fn listed(reads: &mut dyn Reads, column: &str, id: Id) -> Result<Vec<Affiliation>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM account_organisation WHERE {column} = $1 AND removed_at IS NULL ORDER BY linked_at, id"
    );
    reads.query(&sql, &[id.into()])?.iter().map(affiliation).collect()
}

fn affiliation(row: &Row) -> Result<Affiliation> {
    Ok(Affiliation {
        id: row.get(0)?,
        account: row.get(1)?,
        organisation: row.get(2)?,
        period: Period { from: row.get(3)?, to: row.get(4)? },
        is_admin: row.get(5)?,
    })
}
