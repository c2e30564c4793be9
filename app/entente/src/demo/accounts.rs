//! One account per role.

use entente_access::password::{Params, hash};
use entente_access::{NewAccount, Profile, Secret, accounts, grants, organisations};
use entente_kernel::{Id, Lang, Period, Problem, Result, Text};
use entente_store::{Reads, Tx};

use super::load::World;
use crate::rooms::ROLES;

/// The role, the log-in name and the name shown.
type Login = (&'static str, &'static str, &'static str, &'static str);

/// Who keeps the accounts.
const KEEPER: &str = "administrator";

const PEOPLE: [Login; 7] = [
    (KEEPER, "admin", "Demo Administrator", "演示管理员"),
    ("office_manager", "manager", "Demo Office Manager", "演示办公室主任"),
    ("officer", "officer", "Demo Officer", "演示合作专员"),
    ("leadership", "leader", "Demo Leader", "演示校领导"),
    ("auditor", "auditor", "Demo Auditor", "演示审计员"),
    ("researcher", "expert", "Demo Expert", "演示专家"),
    ("partner_contact", "company", "Demo Company Contact", "演示企业联系人"),
];

/// Whose person the expert's account is, and for whom the company's acts.
const EXPERT: &str = "a-exp-01";
const COMPANY: &str = "a-org-01";

/// Makes the accounts of everyone but the administrator.
pub(super) fn make(tx: &mut Tx<'_>, world: &World) -> Result<()> {
    PEOPLE.iter().filter(|(role, ..)| *role != KEEPER).try_for_each(|person| account(tx, world, person))
}

/// Makes the administrator: the last thing of all.
pub(super) fn finish(tx: &mut Tx<'_>, world: &World) -> Result<()> {
    PEOPLE.iter().filter(|(role, ..)| *role == KEEPER).try_for_each(|person| account(tx, world, person))
}

/// Whether the world was made to its end.
pub(super) fn finished(reads: &mut dyn Reads) -> Result<bool> {
    Ok(!grants::holders(reads, KEEPER)?.is_empty())
}

fn account(tx: &mut Tx<'_>, world: &World, (role, login, en, zh): &Login) -> Result<()> {
    let lang = if *role == "partner_contact" { Lang::Zh } else { Lang::En };
    let profile = Profile { name: Text::new(*en, *zh), email: Some(format!("{login}@demo.example")), lang };
    let person = match *role {
        "researcher" => world.people.get(EXPERT).copied(),
        "partner_contact" => world.people.get(COMPANY).copied(),
        _ => None,
    };
    let account = accounts::create(tx, &NewAccount { login: (*login).to_owned(), profile, person })?;
    let password = hash(&Secret::new(format!("{login}-of-the-demo")), Params::CHEAP, tx.chance())?;
    accounts::set_password(tx, account.id, &password)?;
    let by_office = ROLES.iter().any(|r| r.id == *role && r.by_office);
    grants::grant(tx, account.id, role, by_office.then_some("domestic"), ROLES)?;
    if *role == "partner_contact" {
        let company: Option<&Id> = world.ids.get(COMPANY);
        let company = company.ok_or_else(|| Problem::internal("the demo's company is not there"))?;
        organisations::link(tx, account.id, *company, Period::default(), true)?;
    }
    Ok(())
}

/// Role and log-in name of everyone; the password is `<login>-of-the-demo`.
pub(crate) fn logins() -> Vec<(String, String)> {
    PEOPLE.iter().map(|(role, login, _, _)| ((*role).to_owned(), (*login).to_owned())).collect()
}
