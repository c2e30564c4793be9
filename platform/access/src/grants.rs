//! Roles held by accounts. A change takes effect with the next request.

use entente_kernel::{FieldProblem, Id, Instant, Problem, Result};
use entente_store::{Reads, Row, Tx};

use crate::account::existing;
use crate::accounts::cell;
use crate::{Role, Sql, Status};

/// A role that an account holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The grant's id.
    pub id: Id,
    /// Who holds it.
    pub account: Id,
    /// The role's id.
    pub role: String,
    /// For which office; `None` for roles without one.
    pub office: Option<String>,
    /// Since when.
    pub granted_at: Instant,
    /// By which account; `None` for the system itself.
    pub granted_by: Option<Id>,
}

/// Gives `account` a role among `known`; one that it holds already stays as it is. Errors: 404, `unknown-role` on
/// `role`, `required` on `office` for a role by office without one, `office-not-applicable` for another role with one.
pub fn grant(tx: &mut Tx<'_>, account: Id, role: &str, office: Option<&str>, known: &[Role]) -> Result<Id> {
    existing(tx, account)?;
    let Some(kind) = known.iter().find(|k| k.id == role) else {
        return Err(Problem::invalid(vec![FieldProblem::new("role", "unknown-role").with("role", role)]));
    };
    let office = office.map(str::trim).filter(|o| !o.is_empty());
    match (kind.by_office, office) {
        (true, None) => return Err(Problem::field("office", "required")),
        (false, Some(_)) => return Err(Problem::field("office", "office-not-applicable")),
        _ => {}
    }
    let held = of_accounts(tx, &[account])?;
    if let Some(held) = held.into_iter().find(|h| h.role == role && h.office.as_deref() == office) {
        return Ok(held.id);
    }
    let id = tx.new_id();
    let params =
        [id.into(), account.into(), role.into(), office.into(), tx.now().into(), tx.by().actor.into()];
    let sql = "INSERT INTO account_grant (id, account, role, office, granted_at, granted_by)
               VALUES ($1, $2, $3, $4, $5, $6)";
    tx.execute(sql, &params)?;
    renew_sessions(tx, account)?;
    tx.audit("account", account, "grant", &[cell("role", None, Some(shown(role, office)))])?;
    Ok(id)
}

/// Takes a role away. Errors: 404 when there is no such grant, or it is revoked already.
pub fn revoke(tx: &mut Tx<'_>, grant: Id) -> Result<()> {
    let sql = "SELECT account, role, office FROM account_grant WHERE id = $1 AND revoked_at IS NULL";
    let row = tx.first(sql, &[grant.into()])?.ok_or_else(Problem::not_found)?;
    let (account, role, office): (Id, String, Option<String>) = (row.get(0)?, row.get(1)?, row.get(2)?);
    tx.execute("UPDATE account_grant SET revoked_at = $1 WHERE id = $2", &[tx.now().into(), grant.into()])?;
    renew_sessions(tx, account)?;
    tx.audit("account", account, "revoke", &[cell("role", Some(shown(&role, office.as_deref())), None)])
}

/// The roles that these accounts hold now, by account, role and office.
pub fn of_accounts(reads: &mut dyn Reads, accounts: &[Id]) -> Result<Vec<Held>> {
    if accounts.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(
        "SELECT id, account, role, office, granted_at, granted_by FROM account_grant
         WHERE revoked_at IS NULL AND ",
    );
    sql.among("account", accounts.iter().copied());
    let rows = reads.query(&sql.text, &sql.params)?;
    let mut held = rows.iter().map(held).collect::<Result<Vec<_>>>()?;
    held.sort_by(|a, b| (a.account, &a.role, &a.office, a.id).cmp(&(b.account, &b.role, &b.office, b.id)));
    Ok(held)
}

/// The accounts that hold `role`, for whatever office, and are not disabled, with their status.
pub fn holders(reads: &mut dyn Reads, role: &str) -> Result<Vec<(Id, Status)>> {
    let sql = "SELECT DISTINCT a.id, a.status FROM account_grant g JOIN account a ON a.id = g.account
               WHERE g.role = $1 AND g.revoked_at IS NULL AND a.status <> 'disabled' ORDER BY a.id";
    let rows = reads.query(sql, &[role.into()])?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, Status::parse(&row.get::<String>(1)?).unwrap_or(Status::Disabled))))
        .collect()
}

fn held(row: &Row) -> Result<Held> {
    Ok(Held {
        id: row.get(0)?,
        account: row.get(1)?,
        role: row.get(2)?,
        office: row.get(3)?,
        granted_at: row.get(4)?,
        granted_by: row.get(5)?,
    })
}

/// A session opened under other rights gets a new token, so that one that leaked before is of no use for them.
fn renew_sessions(tx: &mut Tx<'_>, account: Id) -> Result<()> {
    let sql = "UPDATE session SET renew = $1 WHERE account = $2 AND revoked_at IS NULL";
    tx.execute(sql, &[true.into(), account.into()])?;
    Ok(())
}

fn shown(role: &str, office: Option<&str>) -> String {
    office.map_or_else(|| role.to_owned(), |office| format!("{role} @ {office}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ROLES, active, migrations, write};
    use entente_testkit::on_each_engine;

    #[test]
    fn a_grant_needs_a_known_role_and_its_office() {
        on_each_engine(&migrations(), |bench| {
            let account = active(bench, "li.wei");
            let wrong = |role: &'static str, office: Option<&'static str>| {
                let problem = bench
                    .db
                    .write_now(crate::testing::by(), move |tx| grant(tx, account, role, office, &ROLES));
                problem.map_err(|p| p.fields[0].code).err()
            };
            assert_eq!(wrong("emperor", None), Some("unknown-role"));
            assert_eq!(wrong("officer", Some(" ")), Some("required"));
            assert_eq!(wrong("administrator", Some("tt")), Some("office-not-applicable"));
            assert_eq!(wrong("officer", Some("tt")), None);
            let held = bench.db.read_now(move |r| of_accounts(r, &[account])).unwrap();
            assert_eq!((held.len(), held[0].office.as_deref()), (1, Some("tt")));
            let again = write(bench, move |tx| grant(tx, account, "officer", Some("tt"), &ROLES));
            assert_eq!(again, held[0].id);
            write(bench, move |tx| revoke(tx, again));
            assert!(bench.db.read_now(move |r| of_accounts(r, &[account])).unwrap().is_empty());
            let twice = bench.db.write_now(crate::testing::by(), move |tx| revoke(tx, again));
            assert_eq!(twice.unwrap_err().code, "not-found");
            assert_ne!(write(bench, move |tx| grant(tx, account, "officer", Some("tt"), &ROLES)), again);
        });
    }
}
