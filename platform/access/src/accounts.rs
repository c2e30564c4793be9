//! Making and changing accounts: each function is one write with its audit row. Who may call it is the caller's rule.

use entente_kernel::{Class, FieldProblem, Id, Problem, Result};
use entente_store::{Cell, Reads, Tx, Value};

use crate::account::{existing, login_key, search_key, wrong_in, wrong_login};
use crate::password::Hashed;
use crate::{
    Account, NewAccount, Profile, Role, Site, Status, feeds, grants, letters, links, mail, sessions,
};

pub use crate::account::{find, find_by_login, list, of_person};

/// Audit fields of accounts that hold personal data, for erasure.
pub const PERSONAL: [&str; 5] = ["login", "name_en", "name_zh", "email", "token_name"];

/// Makes an account without a password; invite it, or set a password. Errors: 422 with every wrong field, `taken` on
/// `login` among them.
pub fn create(tx: &mut Tx<'_>, new: &NewAccount) -> Result<Account> {
    let mut wrong = wrong_in(&new.profile);
    wrong.extend(wrong_login(&new.login));
    if find_by_login(tx, &new.login)?.is_some() {
        wrong.push(FieldProblem::new("login", "taken"));
    }
    if !wrong.is_empty() {
        return Err(Problem::invalid(wrong));
    }
    let id = tx.new_id();
    let name = &new.profile.name;
    let params = [
        id.into(),
        new.login.as_str().into(),
        login_key(&new.login),
        search_key(&new.login, &new.profile).into(),
        name.en.clone().into(),
        name.zh.clone().into(),
        new.profile.email.clone().into(),
        new.profile.lang.code().into(),
        new.person.into(),
        tx.now().into(),
    ];
    tx.execute(
        "INSERT INTO account (id, login, login_key, search_key, name_en, name_zh, email, lang, person, status,
                              created_at, changed_at, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'invited', $10, $10, 1)",
        &params,
    )?;
    let mut cells = vec![cell("login", None, Some(new.login.clone()))];
    cells.extend(differing(None, &new.profile));
    cells.extend(new.person.map(|person| cell("person", None, Some(person.to_string()))));
    tx.audit("account", id, "create", &cells)?;
    existing(tx, id)
}

/// Makes the installation's first administrator: an active account with `role`. Errors: `administrator-exists` (409)
/// when an account that is not disabled holds the role already, otherwise as [`create`].
pub fn create_first_administrator(
    tx: &mut Tx<'_>,
    role: &Role,
    new: &NewAccount,
    password: &Hashed,
) -> Result<Account> {
    if !grants::holders(tx, role.id)?.is_empty() {
        return Err(Problem::conflict("administrator-exists"));
    }
    let made = create(tx, new)?;
    set_password(tx, made.id, password)?;
    grants::grant(tx, made.id, role.id, None, std::slice::from_ref(role))?;
    existing(tx, made.id)
}

/// Refuses to leave the installation without an active holder of `role`: to be called after disabling an account or
/// revoking a role, in the same write. Errors: `last-administrator` (409).
pub fn keep_one(reads: &mut dyn Reads, role: &str) -> Result<()> {
    let active = grants::holders(reads, role)?.into_iter().any(|(_, status)| status == Status::Active);
    if active { Ok(()) } else { Err(Problem::conflict("last-administrator")) }
}

/// Changes name, address and language. A new address stops the links that went to the old one, which is told.
/// `seen` is the version that was looked at. Errors: 404, 412 `stale`, 422 with every wrong field.
pub fn change(tx: &mut Tx<'_>, id: Id, profile: &Profile, seen: Option<i64>, site: &Site) -> Result<Account> {
    let old = existing(tx, id)?;
    if seen.is_some_and(|version| version != old.version) {
        return Err(Problem::new(Class::Stale, "stale").with("version", old.version));
    }
    let wrong = wrong_in(profile);
    if !wrong.is_empty() {
        return Err(Problem::invalid(wrong));
    }
    let cells = differing(Some(&old.profile), profile);
    if cells.is_empty() {
        return Ok(old);
    }
    let params = [
        profile.name.en.clone().into(),
        profile.name.zh.clone().into(),
        profile.email.clone().into(),
        profile.lang.code().into(),
        search_key(&old.login, profile).into(),
    ];
    update(tx, id, "name_en = $1, name_zh = $2, email = $3, lang = $4, search_key = $5", &params)?;
    tx.audit("account", id, "change", &cells)?;
    if profile.email != old.profile.email {
        links::void(tx, id)?;
        if let Some(address) = &old.profile.email {
            mail::queue(tx, &letters::email_changed(&old, address, site))?;
        }
    }
    existing(tx, id)
}

/// Links the account to the record of its person, or to none.
pub fn link_person(tx: &mut Tx<'_>, id: Id, person: Option<Id>) -> Result<()> {
    let old = existing(tx, id)?;
    if old.person == person {
        return Ok(());
    }
    update(tx, id, "person = $1", &[person.into()])?;
    let text = |id: Option<Id>| id.map(|id| id.to_string());
    tx.audit("account", id, "link-person", &[cell("person", text(old.person), text(person))])
}

/// Sets a password and activates an invited account; ends its sessions and links. Errors: 404, `account-disabled` (409).
pub fn set_password(tx: &mut Tx<'_>, id: Id, password: &Hashed) -> Result<()> {
    let old = existing(tx, id)?;
    if old.status == Status::Disabled {
        return Err(Problem::conflict("account-disabled"));
    }
    update(tx, id, "password = $1, status = 'active'", &[password.0.as_str().into()])?;
    let mut cells = vec![cell("password", None, Some("changed".into()))];
    if old.status != Status::Active {
        cells.push(status_cell(old.status, Status::Active));
    }
    links::void(tx, id)?;
    sessions::end_all(tx, id, None)?;
    tx.audit("account", id, "set-password", &cells)
}

/// Shuts an account out at once: sessions, API tokens and links end. Doing it twice changes nothing.
pub fn disable(tx: &mut Tx<'_>, id: Id) -> Result<()> {
    let old = existing(tx, id)?;
    if old.status == Status::Disabled {
        return Ok(());
    }
    update(tx, id, "status = 'disabled'", &[])?;
    links::void(tx, id)?;
    sessions::end_all(tx, id, None)?;
    feeds::close(tx, id)?;
    let sql = "UPDATE api_token SET revoked_at = $1 WHERE account = $2 AND revoked_at IS NULL";
    tx.execute(sql, &[tx.now().into(), id.into()])?;
    tx.audit("account", id, "disable", &[status_cell(old.status, Status::Disabled)])
}

/// Lets a disabled account in again, with its roles; its sessions and API tokens stay ended. Errors: 404, `taken` on
/// `login` when another account has the name by now.
pub fn enable(tx: &mut Tx<'_>, id: Id) -> Result<()> {
    let old = existing(tx, id)?;
    if old.status != Status::Disabled {
        return Ok(());
    }
    if find_by_login(tx, &old.login)?.is_some() {
        return Err(Problem::field("login", "taken"));
    }
    let new = if old.has_password { Status::Active } else { Status::Invited };
    update(tx, id, "status = $1", &[new.code().into()])?;
    tx.audit("account", id, "enable", &[status_cell(Status::Disabled, new)])
}

/// Sets columns of an account and counts its version on; `params` are numbered from `$1`.
fn update(tx: &mut Tx<'_>, id: Id, columns: &str, params: &[Value]) -> Result<()> {
    let (at, key) = (params.len() + 1, params.len() + 2);
    let sql =
        format!("UPDATE account SET {columns}, changed_at = ${at}, version = version + 1 WHERE id = ${key}");
    let params = [params, &[tx.now().into(), id.into()]].concat();
    tx.execute(&sql, &params)?;
    Ok(())
}

/// Takes the personal data of an account away for good and shuts it out: names, addresses, password, sessions, tokens,
/// links and calendars; in the chain too. The account stays as an id, because what it did stays.
pub fn erase(tx: &mut Tx<'_>, id: Id) -> Result<()> {
    disable(tx, id)?;
    let login = format!("erased-{id}");
    let params = [login.as_str().into(), login_key(&login)];
    let sets = "login = $1, login_key = $2, search_key = $1, name_en = NULL, name_zh = NULL, email = NULL, password = NULL";
    update(tx, id, sets, &params)?;
    for table in ["session", "api_token", "one_time_link", "feed_key"] {
        tx.execute(&format!("DELETE FROM {table} WHERE account = $1"), &[id.into()])?;
    }
    entente_store::erase_cells(tx, id, &PERSONAL)?;
    tx.audit("account", id, "erase", &[cell("erased", None, Some("names, address, log-in name".into()))])
}

pub(crate) fn cell(field: &str, old: Option<String>, new: Option<String>) -> Cell {
    Cell { field: field.into(), old, new }
}

fn status_cell(old: Status, new: Status) -> Cell {
    cell("status", Some(old.code().into()), Some(new.code().into()))
}

fn differing(old: Option<&Profile>, new: &Profile) -> Vec<Cell> {
    let lang = |p: &Profile| Some(p.lang.code().to_owned());
    let pairs = [
        ("name_en", old.and_then(|o| o.name.en.clone()), new.name.en.clone()),
        ("name_zh", old.and_then(|o| o.name.zh.clone()), new.name.zh.clone()),
        ("email", old.and_then(|o| o.email.clone()), new.email.clone()),
        ("lang", old.and_then(lang), lang(new)),
    ];
    pairs
        .into_iter()
        .filter(|(_, old, new)| old != new)
        .map(|(field, old, new)| cell(field, old, new))
        .collect()
}

#[cfg(test)]
mod tests;
