use std::net::{IpAddr, Ipv4Addr};
use std::time::Instant as Stopwatch;

use entente_kernel::Period;
use entente_testkit::{Bench, on_each_engine, start};

use super::*;
use crate::password::Params;
use crate::testing::{PASSWORD, ROLES, active, by, migrations, wait, write};
use crate::{Audience, accounts, grants, organisations, upkeep};

fn attempt(login: &str, password: &str, last_byte: u8) -> Attempt {
    Attempt {
        login: login.into(),
        password: Secret::new(password),
        address: IpAddr::V4(Ipv4Addr::new(192, 0, 2, last_byte)),
        user_agent: "Browser\u{7}/1".into(),
        replaces: None,
    }
}

fn log(bench: &Bench, attempt: Attempt) -> Result<Opened> {
    wait(log_in(&bench.db, attempt, Params::CHEAP, "test"))
}

fn ask(bench: &Bench, token: &Secret) -> Option<(Actor, Session)> {
    let token = token.clone();
    bench.db.read_now(move |r| actor_of(r, &token, &ROLES)).unwrap()
}

#[test]
fn the_actor_has_the_rights_of_this_moment() {
    on_each_engine(&migrations(), |bench| {
        let account = active(bench, "li.wei");
        let token = log(bench, attempt("LI.WEI", PASSWORD, 1)).unwrap().token;
        let (actor, _) = ask(bench, &token).unwrap();
        assert_eq!((actor.account, actor.name.show(Lang::En)), (Some(account), "Li Wei"));
        assert_eq!((actor.audience, actor.grants.len()), (Audience::Public, 0));

        let grant = write(bench, move |tx| {
            grants::grant(tx, account, "contact", None, &ROLES)?;
            grants::grant(tx, account, "officer", Some("tt"), &ROLES)
        });
        let (actor, session) = ask(bench, &token).unwrap();
        assert_eq!(actor.audience, Audience::Internal);
        assert_eq!(actor.offices("officer"), Some(vec![String::from("tt")]));
        assert!(session.renew);

        write(bench, move |tx| grants::revoke(tx, grant));
        let (actor, _) = ask(bench, &token).unwrap();
        assert_eq!((actor.audience, actor.has("officer")), (Audience::Members, false));
        let now = bench.db.read_now(move |r| actor_of_account(r, account, &ROLES)).unwrap().unwrap();
        assert_eq!(now, actor);

        write(bench, move |tx| accounts::disable(tx, account));
        assert!(ask(bench, &token).is_none());
        write(bench, move |tx| accounts::enable(tx, account));
        assert!(ask(bench, &token).is_none(), "an ended session does not come back");
    });
}

#[test]
fn organisations_count_on_the_days_of_their_link() {
    on_each_engine(&migrations(), |bench| {
        let account = active(bench, "li.wei");
        let today = start().date(bench.db.zone());
        let (past, present) = (
            Period::new(None, Some(today.yesterday().unwrap())).unwrap(),
            Period::new(Some(today), Some(today)).unwrap(),
        );
        let link = write(bench, move |tx| {
            let (gone, here) = (tx.new_id(), tx.new_id());
            organisations::link(tx, account, gone, past, false)?;
            let link = organisations::link(tx, account, here, present, true)?;
            Ok((link, here))
        });
        let now = |bench: &Bench| {
            bench.db.read_now(move |r| actor_of_account(r, account, &ROLES)).unwrap().unwrap().organisations
        };
        assert_eq!(now(bench), [link.1]);
        let held = bench.db.read_now(move |r| organisations::of_organisation(r, link.1)).unwrap();
        assert!(held[0].is_admin && held[0].period == present);
        write(bench, move |tx| organisations::unlink(tx, link.0));
        assert!(now(bench).is_empty());
    });
}

#[test]
fn ten_failures_close_a_name_and_fifty_an_address_for_a_while() {
    on_each_engine(&migrations(), |bench| {
        active(bench, "li.wei");
        for login in ["li.wei", "nobody"] {
            for _ in 0..10 {
                assert_eq!(
                    log(bench, attempt(login, "wrong afternoon", 1)).unwrap_err().code,
                    "log-in-failed"
                );
            }
            let problem = log(bench, attempt(login, PASSWORD, 2)).unwrap_err();
            assert_eq!((problem.code, problem.class.status()), ("too-many-attempts", 429));
            assert_eq!(problem.args, [("seconds", String::from("901"))]);
        }
        bench.clock.set(start().plus_seconds(901));
        log(bench, attempt("li.wei", PASSWORD, 1)).unwrap();
        for number in 0..50 {
            log(bench, attempt(&format!("guess{number}"), "wrong afternoon", 1)).unwrap_err();
        }
        assert_eq!(log(bench, attempt("li.wei", PASSWORD, 1)).unwrap_err().code, "too-many-attempts");
        log(bench, attempt("li.wei", PASSWORD, 2)).unwrap();
    });
}

#[test]
fn success_gives_its_place_back() {
    on_each_engine(&migrations(), |bench| {
        active(bench, "li.wei");
        for _ in 0..12 {
            log(bench, attempt("li.wei", PASSWORD, 1)).unwrap();
        }
    });
}

#[test]
fn a_session_ends_when_idle_and_in_the_end_anyway() {
    on_each_engine(&migrations(), |bench| {
        active(bench, "li.wei");
        let token = log(bench, attempt("li.wei", PASSWORD, 1)).unwrap().token;
        let session = ask(bench, &token).unwrap().1;
        assert!(!session.touch);
        bench.clock.set(start().plus_seconds(300));
        assert!(ask(bench, &token).unwrap().1.touch);
        let mut at = start();
        while at < start().plus_seconds(LONGEST - IDLE) {
            at = at.plus_seconds(IDLE - 1);
            bench.clock.set(at);
            assert!(ask(bench, &token).is_some());
            write(bench, move |tx| touch(tx, session.id));
            assert!(!ask(bench, &token).unwrap().1.touch);
        }
        bench.clock.set(start().plus_seconds(LONGEST));
        assert!(ask(bench, &token).is_none());
        let idle = log(bench, attempt("li.wei", PASSWORD, 1)).unwrap().token;
        bench.clock.set(start().plus_seconds(LONGEST + IDLE));
        assert!(ask(bench, &idle).is_none());
        bench.clock.set(start().plus_seconds(3 * LONGEST));
        assert!(write(bench, upkeep::sweep) >= 2);
    });
}

#[test]
fn log_in_replaces_the_session_that_the_browser_had() {
    on_each_engine(&migrations(), |bench| {
        active(bench, "li.wei");
        let old = log(bench, attempt("li.wei", PASSWORD, 1)).unwrap().token;
        let again = Attempt { replaces: Some(old.clone()), ..attempt("li.wei", PASSWORD, 1) };
        let new = log(bench, again).unwrap().token;
        assert!(ask(bench, &old).is_none() && ask(bench, &new).is_some());
        let token = new.clone();
        write(bench, move |tx| log_out(tx, &token));
        assert!(ask(bench, &new).is_none());
    });
}

#[test]
fn renewing_gives_a_new_token_once_and_the_old_one_fades() {
    on_each_engine(&migrations(), |bench| {
        let account = active(bench, "li.wei");
        let old = log(bench, attempt("li.wei", PASSWORD, 1)).unwrap().token;
        let token = old.clone();
        assert!(write(bench, move |tx| renew(tx, &token)).is_none(), "nothing changed yet");
        write(bench, move |tx| grants::grant(tx, account, "contact", None, &ROLES));
        let token = old.clone();
        let new = write(bench, move |tx| renew(tx, &token)).unwrap().token;
        let token = old.clone();
        assert!(write(bench, move |tx| renew(tx, &token)).is_none(), "only once");
        let (before, after) = (ask(bench, &old).unwrap().1, ask(bench, &new).unwrap().1);
        assert!(!after.renew && !after.csrf_matches(&before.csrf));
        bench.clock.set(start().plus_seconds(GRACE));
        assert!(ask(bench, &old).is_none() && ask(bench, &new).is_some());
    });
}

#[test]
fn the_csrf_token_belongs_to_one_session() {
    on_each_engine(&migrations(), |bench| {
        active(bench, "li.wei");
        let one = log(bench, attempt("li.wei", PASSWORD, 1)).unwrap().token;
        let two = log(bench, attempt("li.wei", PASSWORD, 1)).unwrap().token;
        let (one, two) = (ask(bench, &one).unwrap().1, ask(bench, &two).unwrap().1);
        assert!(one.csrf_matches(&one.csrf.clone()));
        assert!(!one.csrf_matches(&two.csrf) && !one.csrf_matches(""));
    });
}

#[test]
fn sessions_are_listed_and_ended_by_their_owner_only() {
    on_each_engine(&migrations(), |bench| {
        let (account, other) = (active(bench, "li.wei"), active(bench, "zhao.min"));
        let token = log(bench, attempt("li.wei", PASSWORD, 1)).unwrap().token;
        log(bench, attempt("li.wei", PASSWORD, 1)).unwrap();
        let seen = bench.db.read_now(move |r| list(r, account)).unwrap();
        assert_eq!((seen.len(), seen[0].user_agent.as_str()), (2, "Browser/1"));
        let mine = ask(bench, &token).unwrap().1.id;
        let foreign = bench.db.write_now(by(), move |tx| end(tx, other, mine)).unwrap_err();
        assert_eq!(foreign.code, "not-found");
        write(bench, move |tx| end_all(tx, account, Some(mine)));
        let left = bench.db.read_now(move |r| list(r, account)).unwrap();
        assert_eq!(left.iter().map(|s| s.id).collect::<Vec<_>>(), [mine]);
        write(bench, move |tx| end(tx, account, mine));
        assert!(ask(bench, &token).is_none());
    });
}

/// Not a bar: prints what the look-up costs inside a read.
#[test]
fn the_look_up_of_an_actor_is_cheap() {
    on_each_engine(&migrations(), |bench| {
        let account = active(bench, "li.wei");
        write(bench, move |tx| grants::grant(tx, account, "officer", Some("tt"), &ROLES));
        let token = log(bench, attempt("li.wei", PASSWORD, 1)).unwrap().token;
        let each = bench.db.read_now(move |r| {
            let begun = Stopwatch::now();
            for _ in 0..1000 {
                assert!(actor_of(r, &token, &ROLES)?.is_some());
            }
            Ok(begun.elapsed() / 1000)
        });
        println!("{:?}: {:?} per look-up", bench.target, each.unwrap());
    });
}
