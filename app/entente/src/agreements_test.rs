//! An agreement of three sides over HTTP, on both engines: drafted, edited by a party, approvals fall back, all sign the
//! same text, in force, obligations, near its end, renewed.

use entente_access::password::{Params, hash};
use entente_access::{Actor, NewAccount, Profile, Secret, accounts, grants, organisations};
use entente_agreements::Agreement;
use entente_kernel::{Id, Lang, Period, Text};
use entente_record::{Datum, Draft, Write, edit, load, step};
use entente_store::{By, Reads, scalar};
use entente_testkit::{Bench, on_each_engine};
use jiff::ToSpan;

use crate::person_test::Person;
use crate::rooms::{self, ROLES};
use crate::routes_test::Site;

pub(crate) fn one<T: entente_store::FromValue + Send + 'static>(
    bench: &Bench,
    sql: &'static str,
    id: Id,
) -> T {
    bench.db.read_now(move |r| scalar::<T>(r, sql, &[id.into()])).unwrap().unwrap()
}

impl Person<'_> {
    /// Takes a step of the agreement that stands at `here`, whether its page offers it or not.
    pub(crate) fn step(&self, bench: &Bench, here: &str, name: &str) -> (u16, String) {
        let id = Id::parse(here.trim_start_matches("/agreements/")).unwrap();
        let version: i64 = one(bench, "SELECT version FROM agreement WHERE id = $1", id);
        let (status, _, page) = self.posts(&format!("{here}/steps/{name}"), &format!("version={version}"));
        (status, page)
    }
}

/// A contact of a second company.
fn second_contact(bench: &Bench) -> Id {
    bench
        .db
        .write_now(By::system("test"), |tx| {
            let sql = "SELECT id FROM organisation WHERE name_en = $1";
            let company: Id = scalar(tx, sql, &["Jinlan Bay Harbour Operations Group".into()])?.unwrap();
            let profile = Profile { name: Text::en("Second Contact"), email: None, lang: Lang::En };
            let new = NewAccount { login: "harbour".into(), profile, person: None };
            let account = accounts::create(tx, &new)?;
            let password = hash(&Secret::new("harbour-of-the-demo"), Params::CHEAP, tx.chance())?;
            accounts::set_password(tx, account.id, &password)?;
            grants::grant(tx, account.id, "partner_contact", None, ROLES)?;
            organisations::link(tx, account.id, company, Period::default(), true)?;
            Ok(company)
        })
        .unwrap()
}

pub(crate) fn state(bench: &Bench, id: Id) -> String {
    one(bench, "SELECT state FROM agreement WHERE id = $1", id)
}

/// Id and digest of the newest version.
pub(crate) fn newest(bench: &Bench, id: Id) -> (Id, String) {
    (
        one(bench, "SELECT id FROM agreement_text WHERE agreement = $1 ORDER BY number DESC LIMIT 1", id),
        one(bench, "SELECT digest FROM agreement_text WHERE agreement = $1 ORDER BY number DESC LIMIT 1", id),
    )
}

#[test]
fn three_sides_come_from_a_draft_to_a_renewed_agreement() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, _) = Site::new(bench);
        let second = second_contact(bench);
        let name = "Yanlu Gear Transmission Co., Ltd.";
        let sql = "SELECT id FROM organisation WHERE name_en = $1";
        let first: Id = bench.db.read_now(move |r| scalar(r, sql, &[name.into()])).unwrap().unwrap();
        let officer = Person::new(&site, bench, "officer");
        let manager = Person::new(&site, bench, "manager");
        let leader = Person::new(&site, bench, "leader");
        let company = Person::new(&site, bench, "company");
        let harbour = Person::new(&site, bench, "harbour");

        // Drafted; what is wrong stands at its field.
        let today = bench.db.read_now(|r| Ok(r.today())).unwrap();
        let (since, until) = (today - 300.days(), today + 65.days());
        let due = today + 20.days();
        let form = format!(
            "title_en=Three+sides&sort=strategic&renewal=by_agreement&since={since}&until={until}&class=internal\
             &notice_days=30&parties.sent=1&parties.0.organisation={first}&parties.0.role=partner\
             &parties.1.organisation={second}&parties.1.role=partner&duties.sent=1&duties.0.what_en=Send+the+report\
             &duties.0.sort=report&duties.0.first={due}&duties.0.every=1&duties.0.owner_name=officer"
        );
        assert_eq!(officer.posts("/agreements/new", &form).0, 422, "no office is in charge");
        let form = format!("{form}&office=domestic");
        let twice = form.replace(&second.to_string(), &first.to_string());
        assert_eq!(officer.posts("/agreements/new", &twice).0, 422, "one party twice");
        let ends_first = form.replace(&format!("until={until}"), "until=2001-01-01");
        assert_eq!(officer.posts("/agreements/new", &ends_first).0, 422, "ends before it begins");
        let (status, place, page) = officer.posts("/agreements/new", &form);
        assert_eq!(status, 303, "{page}");
        let here = place.clone();
        let id = Id::parse(here.trim_start_matches("/agreements/")).unwrap();
        assert_eq!(one::<String>(bench, "SELECT country FROM agreement WHERE id = $1", id), "CN");
        let go = |who: &Person<'_>, name: &str| who.step(bench, &here, name).0;
        let write =
            |who: &Person<'_>, body: &str| who.posts(&format!("{here}/text"), &format!("body={body}")).0;
        assert_eq!(company.sees(&here).0, 404, "a draft is nobody else's");
        assert_eq!(write(&officer, "1.+Scope%0A2.+Fee:+none"), 303);
        assert_eq!(write(&officer, "1.+Scope%0A2.+Fee:+none"), 409, "the same text is no new version");
        assert_eq!((go(&officer, "review"), go(&officer, "negotiate")), (303, 303));
        assert_eq!(go(&officer, "agree"), 409, "nothing is out");
        let (draft, _) = newest(bench, id);
        assert_eq!(officer.posts(&format!("/agreement-texts/{draft}/steps/send"), "version=1").0, 303);

        // The company reads, and proposes another text; what the manager approved before counts no more.
        let (status, page) = company.sees(&here);
        assert!(
            status == 200 && page.contains("Version 1") && !page.contains("Office in charge"),
            "{status}"
        );
        let say = |who: &Person<'_>, what: &str, (text, digest): &(Id, String), more: &str| {
            who.posts(&format!("{here}/{what}"), &format!("text={text}&digest={digest}&{more}"))
        };
        let old = newest(bench, id);
        assert_eq!(say(&officer, "approve", &old, "role=office_manager").0, 403, "the role is another's");
        assert_eq!(say(&manager, "approve", &old, "role=office_manager").0, 303);
        assert_eq!(write(&company, "1.+Scope%0A2.+Fee:+ten+a+year"), 303);
        let new = newest(bench, id);
        assert_ne!(old, new);
        let (status, _, page) = say(&company, "approve", &old, "");
        assert!(status == 409 && page.contains("later version"), "{status}");
        assert_eq!(say(&company, "approve", &(new.0, old.1.clone()), "").0, 409, "another hash");
        let compare = officer.sees(&format!("/agreement-texts/{}/compare", new.0)).1;
        assert!(compare.contains("<mark>") && compare.contains("ten"), "{compare}");
        for (who, more) in [(&company, ""), (&harbour, ""), (&manager, "role=office_manager")] {
            let (status, _, page) = say(who, "approve", &new, more);
            assert_eq!(status, 303, "{page}");
        }
        assert_eq!(say(&harbour, "approve", &new, "").0, 409, "said already");
        assert_eq!((go(&officer, "agree"), state(bench, id)), (303, "agreed".into()));
        assert_eq!(say(&leader, "sign", &new, "capacity=President").0, 303);
        assert_eq!(state(bench, id), "partly_signed");

        // A later change, and everything is said anew.
        assert_eq!(write(&harbour, "1.+Scope%0A2.+Fee:+twelve+a+year"), 303);
        assert_eq!(state(bench, id), "negotiation");
        let last = newest(bench, id);
        assert_eq!(say(&company, "sign", &new, "capacity=CEO").0, 409, "nothing is agreed");
        assert_eq!(go(&officer, "agree"), 409, "old approvals do not count");
        for (who, more) in [(&company, ""), (&harbour, ""), (&manager, "role=office_manager")] {
            assert_eq!(say(who, "approve", &last, more).0, 303);
        }
        assert_eq!(go(&officer, "agree"), 303);
        assert_eq!(say(&company, "sign", &new, "capacity=CEO").0, 409, "an old version is not signed");
        assert_eq!(say(&officer, "sign", &last, "capacity=Officer").0, 403, "an officer signs for nobody");
        for (who, capacity) in [(&leader, "President"), (&company, "CEO"), (&harbour, "Director")] {
            let (status, _, page) = say(who, "sign", &last, &format!("capacity={capacity}"));
            assert_eq!(status, 303, "{page}");
        }
        assert_eq!(state(bench, id), "in_force");
        assert_eq!(write(&company, "3.+More"), 409, "the text is final");

        // Its obligations, its standing, and what comes after.
        let sql = "SELECT count(*) FROM task WHERE about = $1 AND sort = 'obligation'";
        assert_eq!(one::<i64>(bench, sql, id), 2, "monthly until the end");
        let page = officer.sees(&here).1;
        assert!(page.contains("Expires soon") && page.contains("Send the report"), "{page}");
        assert!(officer.sees(&format!("{here}/evidence")).1.contains("2 open"));
        assert_eq!(company.sees(&format!("{here}/evidence")).0, 404);
        let month = (until - 30.days()).strftime("%Y-%m").to_string();
        assert!(officer.sees(&format!("/calendar?month={month}&for=all")).1.contains("Last day for notice"));
        let (status, _, page) = officer.posts(&format!("{here}/renew"), "");
        assert!(status == 409 && page.contains("Nothing renews itself"), "{status}");
        bench
            .db
            .write_now(By::system("test"), move |tx| {
                let kind = Agreement::KIND;
                let record = load(tx, kind, id)?.unwrap();
                let draft = Draft::of(&record).with(kind, "reviewed_on", Datum::Date(tx.today())).with(
                    kind,
                    "review",
                    Datum::Line("renew".into()),
                );
                edit(tx, &Actor::system(), kind, id, &draft, &Write::default())
            })
            .unwrap();
        let (status, next, page) = officer.posts(&format!("{here}/renew"), "");
        assert_eq!(status, 303, "{page}");
        assert_eq!(officer.posts(&format!("{here}/renew"), "").0, 409, "one successor");
        let next = Id::parse(next.trim_start_matches("/agreements/")).unwrap();
        let begins: entente_kernel::Date = one(bench, "SELECT since FROM agreement WHERE id = $1", next);
        assert_eq!(begins, until + 1.day());
        bench
            .db
            .write_now(By::system("test"), move |tx| {
                let kind = Agreement::KIND;
                let record = load(tx, kind, next)?.unwrap();
                let draft = Draft::of(&record).with(kind, "signed_on", Datum::Date(tx.today()));
                edit(tx, &Actor::system(), kind, next, &draft, &Write::default())?;
                let write = Write { reason: Some("Signed on paper".into()), ..Write::default() };
                step(tx, &Actor::system(), kind, next, "take_over", &write)
            })
            .unwrap();
        assert_eq!(state(bench, id), "renewed");
        for invariant in entente_agreements_invariants() {
            let broken = bench.db.read_now(move |r| r.query(invariant.broken_by, &[])).unwrap();
            assert!(broken.is_empty(), "{}: {}", invariant.rule, broken.len());
        }
    });
}

/// The rules that `entente check` asks of this room.
fn entente_agreements_invariants() -> Vec<entente_record::Invariant> {
    let rooms = rooms::rooms(&rooms::Engines::new());
    rooms.into_iter().filter(|room| room.name == "agreements").flat_map(|room| room.invariants).collect()
}

#[test]
fn technology_contracts_have_a_form_and_other_parties_see_nothing() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, _) = Site::new(bench);
        let (officer, company) = (Person::new(&site, bench, "officer"), Person::new(&site, bench, "company"));
        let sql = "SELECT id FROM agreement WHERE sort = 'commissioned_development'";
        let id: Id = bench.db.read_now(move |r| scalar(r, sql, &[])).unwrap().unwrap();
        let here = format!("/agreements/{id}");
        let page = officer.sees(&here).1;
        assert!(page.contains("nothing is missing") && page.contains("own the results together"), "{page}");
        let (status, csv) = officer.sees(&format!("{here}/registration.csv"));
        assert!(status == 200 && csv.contains("1200000.00") && csv.contains("900000.00"), "{csv}");
        assert_eq!(officer.sees(&format!("{here}/registration.xlsx")).0, 200);
        for path in [here.clone(), format!("{here}/registration.csv"), format!("{here}/evidence")] {
            assert_eq!(company.sees(&path).0, 404, "{path}");
        }
        for path in ["/agreements", "/agreements/tree", "/agreements/board", "/agreement-texts", "/assents"] {
            let (status, page) = company.sees(path);
            assert!(!page.contains("crack detector"), "{path} {status}");
        }
        let rules = officer.sees("/agreements/gates").1;
        assert!(rules.contains("State Council Decree No. 331"), "{rules}");
    });
}

#[test]
fn a_membership_leads_to_the_agreement_whose_number_it_has_for_those_who_see_both() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, _) = Site::new(bench);
        let (officer, company) = (Person::new(&site, bench, "officer"), Person::new(&site, bench, "company"));
        let asked = bench.db.read_now(|r| {
            let sql =
                "SELECT m.id FROM membership m JOIN account_organisation o ON o.organisation = m.organisation
                       JOIN account u ON u.id = o.account WHERE u.login = 'company' AND m.deleted_at IS NULL";
            let membership: Id = scalar(r, sql, &[])?.unwrap();
            // One to which the company is no party.
            let sql = "SELECT reference FROM agreement WHERE sort = 'commissioned_development'";
            let reference: String = scalar(r, sql, &[])?.unwrap();
            let own = "SELECT id FROM agreement WHERE reference = $1";
            let agreement: Id = scalar(r, own, &[reference.clone().into()])?.unwrap();
            Ok((membership, agreement, reference))
        });
        let (membership, agreement, reference) = asked.unwrap();
        let (here, link) =
            (format!("/memberships/{membership}"), format!("href=\"/agreements/{agreement}\""));
        let say = |number: &str| {
            let version: i64 = one(bench, "SELECT version FROM membership WHERE id = $1", membership);
            let form = format!("version={version}&agreement={number}");
            let (status, _, page) = officer.posts(&format!("{here}/edit"), &form);
            assert_eq!(status, 303, "{page}");
            (officer.sees(&here).1, company.sees(&here))
        };
        let (page, (status, outside)) = say(&reference.to_lowercase());
        assert!(page.contains(&link) && page.contains(&reference), "{page}");
        assert!(status == 200 && !outside.contains(&link), "{status} {outside}");
        let (page, _) = say("HT-2019-7");
        assert!(
            !page.contains(&link) && page.contains("HT-2019-7"),
            "what is no number of ours stays as typed"
        );
    });
}
