use std::net::Ipv4Addr;

use entente_testkit::{Bench, on_each_engine, start};

use super::*;
use crate::accounts::{create, disable};
use crate::sessions::{Attempt, log_in};
use crate::testing::{PASSWORD, active, audited, by, migrations, new, site, wait, write};

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7));

fn log(bench: &Bench, password: &str) -> Result<crate::Opened> {
    let attempt = Attempt {
        login: "li.wei".into(),
        password: Secret::new(password),
        address: HERE,
        user_agent: String::new(),
        replaces: None,
    };
    wait(log_in(&bench.db, attempt, Params::CHEAP, "test"))
}

fn set(bench: &Bench, key: &Secret, password: &str) -> Result<Id> {
    wait(redeem(&bench.db, key.clone(), Secret::new(password), Params::CHEAP, "test"))
}

fn ask(bench: &Bench, login: &str) -> Result<()> {
    wait(async { request_reset(&bench.db, login.into(), HERE, site(), "test").await?.await.unwrap() })
}

fn letters(bench: &Bench) -> Vec<(String, String)> {
    let read = |r: &mut dyn Reads| {
        let rows = r.query("SELECT subject, body FROM mail ORDER BY created_at, id", &[])?;
        rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
    };
    bench.db.read_now(read).unwrap()
}

#[test]
fn an_invitation_sets_the_first_password_once() {
    on_each_engine(&migrations(), |bench| {
        let id = write(bench, |tx| create(tx, &new("li.wei"))).id;
        write(bench, move |tx| invite(tx, id, &site()));
        let (subject, body) = letters(bench).remove(0);
        assert_eq!(subject, "Entente: your account");
        let key = body.split("https://entente.example.org/link/").nth(1).unwrap();
        let key = Secret::new(key.split_whitespace().next().unwrap());
        assert_eq!(log(bench, PASSWORD).unwrap_err().code, "log-in-failed");
        let weak = set(bench, &key, "Li.Wei@example.org").unwrap_err();
        assert_eq!(weak.fields[0].code, "password-is-login");
        assert_eq!(set(bench, &key, PASSWORD).unwrap(), id);
        assert_eq!(log(bench, PASSWORD).unwrap().account, id);
        assert_eq!(set(bench, &key, "another afternoon").unwrap_err().code, "link-invalid");
        let active = bench.db.write_now(by(), move |tx| invite(tx, id, &site())).unwrap_err();
        assert_eq!(active.code, "account-active");
        let (acts, values) = audited(bench);
        assert_eq!(acts, ["create", "invite", "set-password"]);
        assert!(!values.contains(key.reveal()) && !values.contains("argon2"), "{values}");
    });
}

#[test]
fn a_link_ends_with_its_time_its_successor_and_its_account() {
    on_each_engine(&migrations(), |bench| {
        let id = active(bench, "li.wei");
        let open = |key: &Secret| {
            let key = key.clone();
            bench.db.read_now(move |r| peek(r, &key)).unwrap().is_some()
        };
        let first = write(bench, move |tx| issue(tx, id, Purpose::Reset));
        assert!(open(&first));
        let second = write(bench, move |tx| issue(tx, id, Purpose::Reset));
        assert!(!open(&first) && open(&second));
        bench.clock.set(start().plus_seconds(3600));
        assert!(!open(&second));
        bench.clock.set(start());
        write(bench, move |tx| disable(tx, id));
        assert!(!open(&second));
        assert_eq!(set(bench, &second, "another afternoon").unwrap_err().code, "link-invalid");
    });
}

#[test]
fn a_reset_answers_the_same_for_known_and_unknown_and_is_limited() {
    on_each_engine(&migrations(), |bench| {
        active(bench, "li.wei");
        for login in ["li.wei", "nobody"] {
            for _ in 0..5 {
                ask(bench, login).unwrap();
            }
        }
        assert_eq!(letters(bench).len(), 3, "three letters an hour for one name");
        for number in 10..20 {
            ask(bench, &format!("guess{number}")).unwrap();
        }
        assert_eq!(ask(bench, "li.wei").unwrap_err().code, "too-many-attempts");
    });
}

#[test]
fn changing_a_password_needs_the_old_one_and_ends_sessions() {
    on_each_engine(&migrations(), |bench| {
        let id = active(bench, "li.wei");
        let token = log(bench, PASSWORD).unwrap().token;
        let change = |current: &str, password: &str| {
            let (current, password) = (Secret::new(current), Secret::new(password));
            wait(change_password(&bench.db, id, current, password, site(), Params::CHEAP, "test"))
        };
        assert_eq!(
            change("wrong afternoon", "another afternoon").unwrap_err().fields[0].code,
            "password-wrong"
        );
        assert_eq!(change(PASSWORD, "short").unwrap_err().fields[0].code, "password-short");
        change(PASSWORD, "another afternoon").unwrap();
        let gone = bench.db.read_now(move |r| crate::sessions::actor_of(r, &token, &[])).unwrap();
        assert!(gone.is_none());
        assert_eq!(log(bench, PASSWORD).unwrap_err().code, "log-in-failed");
        log(bench, "another afternoon").unwrap();
        assert_eq!(letters(bench)[0].0, "Entente: your password was changed");
    });
}
