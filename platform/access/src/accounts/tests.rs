use entente_kernel::{Lang, Text};
use entente_testkit::on_each_engine;

use super::*;
use crate::Which;
use crate::testing::{ROLES, active, audited, by, hashed, migrations, new, site, write};

#[test]
fn login_names_are_unique_among_those_that_are_not_disabled() {
    on_each_engine(&migrations(), |bench| {
        let first = active(bench, "Li.Wei");
        let taken = bench.db.write_now(by(), |tx| create(tx, &new("ｌi.wei"))).unwrap_err();
        assert_eq!((taken.fields[0].field.as_str(), taken.fields[0].code), ("login", "taken"));
        write(bench, move |tx| disable(tx, first));
        let second = write(bench, |tx| create(tx, &new("li.wei"))).id;
        let found = bench.db.read_now(|r| find_by_login(r, "LI.WEI")).unwrap().unwrap();
        assert_eq!(found.id, second);
        let back = bench.db.write_now(by(), move |tx| enable(tx, first)).unwrap_err();
        assert_eq!(back.fields[0].code, "taken");
    });
}

#[test]
fn every_wrong_field_is_named() {
    on_each_engine(&migrations(), |bench| {
        let profile = Profile { name: Text::default(), email: Some("nowhere".into()), lang: Lang::Zh };
        let wrong = NewAccount { login: "li wei".into(), profile, person: None };
        let problem = bench.db.write_now(by(), move |tx| create(tx, &wrong)).unwrap_err();
        let fields: Vec<&str> = problem.fields.iter().map(|f| f.field.as_str()).collect();
        assert_eq!(fields, ["name", "email", "login"]);
    });
}

#[test]
fn a_change_is_audited_field_by_field_and_refused_when_stale() {
    on_each_engine(&migrations(), |bench| {
        let id = active(bench, "li.wei");
        let old = bench.db.read_now(move |r| find(r, id)).unwrap().unwrap();
        let mut profile = old.profile.clone();
        profile.email = Some("wei@example.org".into());
        let wanted = profile.clone();
        let new = write(bench, move |tx| change(tx, id, &wanted, Some(old.version), &site()));
        assert_eq!(new.profile, profile);
        let stale = bench.db.write_now(by(), move |tx| change(tx, id, &profile, Some(old.version), &site()));
        assert_eq!(stale.unwrap_err().class, Class::Stale);
        let (acts, values) = audited(bench);
        assert_eq!(acts, ["create", "set-password", "change"]);
        assert!(values.contains("wei@example.org") && !values.contains("argon2"), "{values}");
        let told = bench.db.read_now(|r| r.count("SELECT count(*) FROM mail", &[])).unwrap();
        assert_eq!(told, 1, "the old address is told");
    });
}

#[test]
fn there_is_one_first_administrator_and_always_one() {
    on_each_engine(&migrations(), |bench| {
        let role = ROLES[0];
        let first = write(bench, move |tx| {
            create_first_administrator(tx, &role, &new("root"), &hashed("x quiet room"))
        });
        assert_eq!(first.status, Status::Active);
        let again = bench.db.write_now(by(), move |tx| {
            create_first_administrator(tx, &role, &new("other"), &hashed("x quiet room"))
        });
        assert_eq!(again.unwrap_err().code, "administrator-exists");
        let last = bench.db.write_now(by(), move |tx| {
            disable(tx, first.id)?;
            keep_one(tx, role.id)
        });
        assert_eq!(last.unwrap_err().code, "last-administrator");
        let still = bench.db.read_now(move |r| find(r, first.id)).unwrap().unwrap();
        assert_eq!(still.status, Status::Active);
    });
}

#[test]
fn lists_page_in_order_of_login_name_and_search_folded() {
    on_each_engine(&migrations(), |bench| {
        for login in ["zhao", "Änne", "bob", "a_1", "李伟"] {
            active(bench, login);
        }
        let mut seen = Vec::new();
        let mut after = None;
        loop {
            let which = Which { after, limit: 2, ..Which::default() };
            let page = bench.db.read_now(move |r| list(r, &which)).unwrap();
            let Some(last) = page.last() else { break };
            after = Some(last.id);
            seen.extend(page.into_iter().map(|a| a.login));
        }
        assert_eq!(seen, ["a_1", "Änne", "bob", "zhao", "李伟"]);
        let count = |containing: &str, status| {
            let which = Which { containing: containing.into(), status, ..Which::default() };
            bench.db.read_now(move |r| list(r, &which)).unwrap().len()
        };
        assert_eq!((count("ANNE", None), count("_", None), count("%", None)), (1, 1, 0));
        assert_eq!((count("李", Some(Status::Active)), count("李", Some(Status::Invited))), (5, 0));
    });
}
