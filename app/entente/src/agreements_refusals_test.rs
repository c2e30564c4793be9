//! What agreements refuse, over HTTP on both engines: each with words beside what caused it.

use std::path::PathBuf;

use axum::body::Body;
use axum::http::Request;
use entente_access::{Actor, accounts, tokens};
use entente_agreements::Agreement;
use entente_kernel::Id;
use entente_record::{Datum, Draft, Write, combined, edit, load};
use entente_store::{By, scalar};
use entente_testkit::{Bench, on_each_engine};

use crate::agreements_test::{newest, one, state};
use crate::documents_test;
use crate::imports_test;
use crate::person_test::Person;
use crate::rooms;
use crate::routes_test::{Site, between};
use crate::settings::Settings;

fn organisation(bench: &Bench, name: &'static str) -> Id {
    let sql = "SELECT id FROM organisation WHERE name_en = $1";
    bench.db.read_now(move |r| scalar(r, sql, &[name.into()])).unwrap().unwrap()
}

const GEARS: &str = "Yanlu Gear Transmission Co., Ltd.";
const HARBOUR: &str = "Jinlan Bay Harbour Operations Group";

/// A form with these parties and days.
fn form(title: &str, parties: &[Id], since: &str, until: &str) -> String {
    let mut form = format!(
        "title_en={title}&sort=framework&renewal=none&office=domestic&class=internal&since={since}&until={until}\
         &parties.sent=1"
    );
    for (at, party) in parties.iter().enumerate() {
        form.push_str(&format!("&parties.{at}.organisation={party}&parties.{at}.role=partner"));
    }
    form
}

fn made(who: &Person<'_>, form: &str) -> String {
    let (status, place, page) = who.posts("/agreements/new", form);
    assert_eq!(status, 303, "{page}");
    place
}

fn id_of(place: &str) -> Id {
    Id::parse(place.trim_start_matches("/agreements/")).unwrap()
}

/// A site with a folder of its own for what is uploaded.
fn with_papers(bench: &Bench) -> (Site, PathBuf) {
    let name = format!("entente-agreements-{}-{:?}", std::process::id(), std::thread::current().id());
    let folder = std::env::temp_dir().join(name);
    let settings = Settings { data: folder.clone(), ..Settings::default() };
    (Site::with(bench, &settings).0, folder)
}

/// Adds a document to an agreement; gives its id.
fn upload(who: &Person<'_>, to: &str, name: &str, bytes: &[u8]) -> String {
    let path = format!("{to}/documents");
    let request = documents_test::form(&path, &who.cookie, &who.token(to), "", (name, bytes));
    let (status, _, body) = who.site.send(request);
    assert_eq!(status, 303, "{}", String::from_utf8_lossy(&body));
    between(&who.sees(to).1, &format!("<a href=\"{path}/"), "/").to_owned()
}

#[test]
fn one_office_is_in_charge_and_days_are_in_order() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, _) = Site::new(bench);
        let officer = Person::new(&site, bench, "officer");
        let party = organisation(bench, GEARS);
        let whole = form("Days", &[party], "2026-01-01", "2027-12-31");
        let refused = |form: &str, field: &str, why: &str| {
            let (status, _, page) = officer.posts("/agreements/new", form);
            let said = between(&page, &format!("id=\"e-{field}\">"), "</p>");
            assert!(status == 422 && said.contains(why), "{field}: {status} {said:?} {page}");
        };
        refused(&whole.replace("&office=domestic", ""), "office", "This is required");
        refused(&format!("{whole}&office=overseas&office=third"), "office", "One office is in charge");
        let beside = "&offices.sent=1&offices.0.office=domestic&offices.0.role=joint";
        refused(&format!("{whole}{beside}"), "offices.0.office", "one office is in charge");
        let lead = "&offices.sent=1&offices.0.office=overseas&offices.0.role=lead";
        assert_eq!(officer.posts("/agreements/new", &format!("{whole}{lead}")).0, 422, "no second lead");
        refused(&whole.replace("2027-12-31", "2025-12-31"), "until", "The last day lies before the first");
        refused(&format!("{whole}&notice_days=-3"), "notice_days", "Between 0 and");
        let money = "&value=100&value_currency=CNY&technology_value=200&technology_value_currency=CNY";
        refused(&format!("{whole}{money}"), "technology_value", "larger than the whole");
        let unknown = Id::new(&entente_kernel::SeededChance::new(9)).to_string();
        let nobody = whole.replace(&party.to_string(), &unknown);
        refused(&nobody, "parties.0.organisation", "There is no such record");
    });
}

#[test]
fn nobody_approves_or_signs_for_us_what_they_wrote() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, _) = Site::new(bench);
        let (officer, manager) = (Person::new(&site, bench, "officer"), Person::new(&site, bench, "manager"));
        let company = Person::new(&site, bench, "company");
        let here = made(&officer, &form("Own", &[organisation(bench, GEARS)], "2026-01-01", "2027-12-31"));
        let id = id_of(&here);
        let step = |who: &Person<'_>, name: &str| who.step(bench, &here, name).0;
        assert_eq!((step(&officer, "review"), step(&officer, "negotiate")), (303, 303));
        assert_eq!(manager.posts(&format!("{here}/text"), "body=1.+All").0, 303);
        let text = newest(bench, id);
        assert_eq!(manager.posts(&format!("/agreement-texts/{}/steps/send", text.0), "version=1").0, 303);
        let say = |who: &Person<'_>, what: &str, more: &str| {
            who.posts(&format!("{here}/{what}"), &format!("text={}&digest={}&{more}", text.0, text.1))
        };
        let (status, _, page) = say(&manager, "approve", "role=office_manager");
        assert!(status == 409 && page.contains("You wrote this version"), "{status} {page}");
        assert_eq!(say(&officer, "approve", "role=office_manager").0, 403, "the role is another's");
        assert_eq!(say(&company, "sign", "capacity=CEO").0, 409, "nothing is agreed");
        assert_eq!(say(&company, "approve", "").0, 303);
        assert_eq!(step(&officer, "agree"), 409, "our own approval is missing");
        assert_eq!(state(bench, id), "negotiation");
    });
}

#[test]
fn a_child_beyond_its_parent_is_flagged_on_both_and_in_the_tree() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, _) = Site::new(bench);
        let officer = Person::new(&site, bench, "officer");
        let (gears, harbour) = (organisation(bench, GEARS), organisation(bench, HARBOUR));
        let parent = made(&officer, &form("Frame", &[gears], "2026-01-01", "2026-12-31"));
        let under = format!("&parent={}", id_of(&parent));
        let inside = made(&officer, &(form("Inside", &[gears], "2026-02-01", "2026-12-31") + &under));
        let beyond =
            made(&officer, &(form("Outside", &[gears, harbour], "2026-02-01", "2027-01-31") + &under));
        let words = ["A party that the parent agreement has not", "Days outside the term of the parent"];
        for path in [&parent, &beyond, &String::from("/agreements/tree")] {
            let page = officer.sees(path).1;
            assert!(words.iter().all(|word| page.contains(word)), "{path}: {page}");
        }
        let page = officer.sees(&inside).1;
        assert!(words.iter().all(|word| !page.contains(word)), "{page}");
        let id = id_of(&inside);
        let version: i64 = one(bench, "SELECT version FROM agreement WHERE id = $1", id);
        let own = form("Inside", &[gears], "2026-02-01", "2026-12-31");
        let own = format!("parent={id}&version={version}&{own}");
        assert_eq!(officer.posts(&format!("{inside}/edit"), &own).0, 422, "no agreement belongs to itself");
    });
}

#[test]
fn a_party_that_became_another_is_followed_and_two_that_become_one_are_named() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, _) = Site::new(bench);
        let officer = Person::new(&site, bench, "officer");
        // Neither is a member: two members do not become one either.
        let orchard = organisation(bench, "Yuanling Orchard Group");
        let fishers = organisation(bench, "Yunxi Bay Fisheries Co., Ltd.");
        let alone = id_of(&made(&officer, &form("Alone", &[fishers], "2026-01-01", "2026-12-31")));
        let merge = move |bench: &Bench| {
            bench.db.write_now(By::system("test"), move |tx| {
                let registry = rooms::registry();
                let kind = registry.kind("organisation").unwrap();
                let (gone, kept) = (load(tx, kind, fishers)?.unwrap(), load(tx, kind, orchard)?.unwrap());
                let draft = combined(&kept, &gone);
                let ids = (gone.meta.id, kept.meta.id);
                entente_record::merge(tx, &Actor::system(), &registry, kind, ids, &draft)
            })
        };
        let both = id_of(&made(&officer, &form("Both", &[fishers, orchard], "2026-01-01", "2026-12-31")));
        let reference: String = one(bench, "SELECT reference FROM agreement WHERE id = $1", both);
        let problem = merge(bench).unwrap_err();
        assert_eq!(problem.code, "merge-blocked");
        assert!(problem.args.iter().any(|(_, value)| *value == reference), "{problem:?}");
        bench
            .db
            .write_now(By::system("test"), move |tx| {
                let kind = Agreement::KIND;
                let mut draft = Draft::of(&load(tx, kind, both)?.unwrap());
                let at = kind.children.iter().position(|part| part.name == "parties").unwrap();
                draft.children[at].truncate(1);
                edit(tx, &Actor::system(), kind, both, &draft, &Write::default())
            })
            .unwrap();
        merge(bench).unwrap();
        let sql = "SELECT organisation FROM agreement_party WHERE owner = $1 AND recorded_to IS NULL";
        assert_eq!(one::<Id>(bench, sql, alone), orchard);
        assert!(officer.sees(&format!("/agreements/{alone}")).1.contains("Yuanling Orchard"));
    });
}

#[test]
fn a_text_is_word_or_pdf_and_of_the_agreement_itself() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, folder) = with_papers(bench);
        let officer = Person::new(&site, bench, "officer");
        let party = organisation(bench, GEARS);
        let here = made(&officer, &form("Papers", &[party], "2026-01-01", "2027-12-31"));
        let other = made(&officer, &form("Others", &[party], "2026-01-01", "2027-12-31"));
        let plain = upload(&officer, &here, "terms.txt", b"1. Scope");
        let write = |document: &str| officer.posts(&format!("{here}/text"), &format!("document={document}"));
        let (status, _, page) = write(&plain);
        assert!(status == 422 && page.contains("Word (DOCX) or PDF"), "{status} {page}");
        let foreign = upload(&officer, &other, "terms.pdf", b"%PDF-1.4\n%%EOF\n");
        assert_eq!(write(&foreign).0, 404, "a document of another agreement");
        let wrong = site.send(documents_test::form(
            &format!("{here}/documents"),
            &officer.cookie,
            &officer.token("/account"),
            "",
            ("terms.pdf", b"<html><script>alert(1)</script>"),
        ));
        assert_eq!(wrong.0, 415, "what it is, not what it is called");
        let (status, _, page) = officer.posts(&format!("{here}/text"), "body=+&change=nothing");
        assert!(status == 422 && page.contains("value=\"nothing\""), "{status} {page}");
        std::fs::remove_dir_all(folder).ok();
    });
}

#[test]
fn restricted_technology_waits_for_its_letter_and_its_licence() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, folder) = with_papers(bench);
        let (officer, leader) = (Person::new(&site, bench, "officer"), Person::new(&site, bench, "leader"));
        let manager = Person::new(&site, bench, "manager");
        let sql =
            "SELECT id FROM organisation WHERE domicile <> 'CN' AND deleted_at IS NULL ORDER BY reference";
        let abroad: Id = bench.db.read_now(move |r| scalar(r, sql, &[])).unwrap().unwrap();
        let checks = "&crosses=true&checks.sent=1&checks.0.sort=sanctions&checks.0.outcome=clear&checks.0.by_whom=Legal\
                      &checks.0.day=2026-01-05";
        let here = made(&officer, &(form("Abroad", &[abroad], "2026-01-01", "2027-12-31") + checks));
        let id = id_of(&here);
        let step = |name: &str| officer.step(bench, &here, name);
        let say = move |field: &'static str, words: &'static str| {
            bench
                .db
                .write_now(By::system("test"), move |tx| {
                    let kind = Agreement::KIND;
                    let draft = Draft::of(&load(tx, kind, id)?.unwrap());
                    let draft = draft.with(kind, field, Datum::Line(words.into()));
                    edit(tx, &Actor::system(), kind, id, &draft, &Write::default())
                })
                .unwrap()
        };
        assert_eq!(step("review").0, 303);
        let (status, page) = step("negotiate");
        assert!(status == 409 && page.contains("Decide the export class"), "{status} {page}");
        let page = officer.sees(&here).1;
        assert!(page.contains("Order No. 2 of 2009"), "the page names rule and source: {page}");
        say("export_class", "prohibited");
        assert_eq!(step("negotiate").0, 409);
        say("export_class", "restricted");
        let (status, page) = step("negotiate");
        assert!(status == 409 && page.contains("letter of intent"), "{status}");
        say("export_intent", "2026-3 of 2 January 2026");
        assert_eq!(step("negotiate").0, 303);
        assert_eq!(officer.posts(&format!("{here}/text"), "body=1.+All").0, 303);
        let text = newest(bench, id);
        assert_eq!(officer.posts(&format!("/agreement-texts/{}/steps/send", text.0), "version=1").0, 303);
        // The party does everything on paper: an officer records it with name, capacity, day and copy.
        let copy = upload(&officer, &here, "signed.pdf", b"%PDF-1.4\n%%EOF\n");
        let paper = format!(
            "text={}&digest={}&party={abroad}&name=Jo+Vale&capacity=Director&day=2026-03-01&copy={copy}",
            text.0, text.1
        );
        let (status, _, page) =
            officer.posts(&format!("{here}/approve"), &paper.replace("name=Jo+Vale", "name="));
        assert_eq!(status, 422, "who did it is part of the evidence: {page}");
        assert_eq!(officer.posts(&format!("{here}/approve"), &paper).0, 303);
        for (who, role) in [(&manager, "office_manager"), (&leader, "leadership")] {
            let said = format!("text={}&digest={}&role={role}", text.0, text.1);
            let (status, _, page) = who.posts(&format!("{here}/approve"), &said);
            assert_eq!(status, 303, "{role}: {page}");
        }
        assert_eq!(step("agree").0, 303);
        let own = format!("text={}&digest={}&capacity=President", text.0, text.1);
        assert_eq!(leader.posts(&format!("{here}/sign"), &own).0, 303);
        assert_eq!(officer.posts(&format!("{here}/sign"), &paper).0, 303);
        assert_eq!(state(bench, id), "partly_signed", "all have signed, and the licence is missing");
        let (status, page) = step("enter");
        assert!(status == 409 && page.contains("export licence"), "{status}");
        assert_eq!(officer.posts(&format!("{here}/text"), "body=2.+More").0, 409, "the text is final");
        say("export_licence", "2026-88 of 2 March 2026");
        assert_eq!((step("enter").0, state(bench, id)), (303, "in_force".into()));
        std::fs::remove_dir_all(folder).ok();
    });
}

#[test]
fn many_filters_fold_and_are_open_while_one_of_them_says_something() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, _) = Site::new(bench);
        let officer = Person::new(&site, bench, "officer");
        let plain = officer.sees("/agreements").1;
        assert!(plain.contains("<details class=\"more\"><summary>More filters"), "{plain}");
        let asked = officer.sees("/agreements?crosses=yes").1;
        assert!(asked.contains("<details class=\"more\" open>"), "{asked}");
        assert!(!officer.sees("/organisations").1.contains("More filters"));
    });
}

/// The one agreement of the demo that our side has signed and its party has not: its id, and the party.
fn half_signed(bench: &Bench) -> (Id, Id) {
    let sql = "SELECT a.id, p.organisation FROM agreement a JOIN agreement_party p ON p.owner = a.id
               WHERE a.state = 'partly_signed' AND p.recorded_to IS NULL";
    let rows = bench.db.read_now(move |r| r.query(sql, &[])).unwrap();
    assert_eq!(rows.len(), 1);
    (rows[0].get(0).unwrap(), rows[0].get(1).unwrap())
}

fn version(bench: &Bench, id: Id) -> i64 {
    one(bench, "SELECT version FROM agreement WHERE id = $1", id)
}

fn parties(bench: &Bench, id: Id) -> Vec<Id> {
    let sql =
        "SELECT organisation FROM agreement_party WHERE owner = $1 AND recorded_to IS NULL ORDER BY position";
    let rows = bench.db.read_now(move |r| r.query(sql, &[id.into()])).unwrap();
    rows.iter().map(|row| row.get(0).unwrap()).collect()
}

#[test]
fn parties_stay_once_somebody_has_signed_and_are_free_again_without_a_signature() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, _) = Site::new(bench);
        let officer = Person::new(&site, bench, "officer");
        let (id, party) = half_signed(bench);
        let (here, other) = (format!("/agreements/{id}"), organisation(bench, HARBOUR));
        let edit = |rows: &[(Id, &str)], more: &str| {
            let row = |(at, (party, role)): (usize, &(Id, &str))| {
                format!("&parties.{at}.organisation={party}&parties.{at}.role={role}")
            };
            let rows: String = rows.iter().enumerate().map(row).collect();
            let form = format!("version={}&parties.sent=1{rows}{more}", version(bench, id));
            officer.posts(&format!("{here}/edit"), &form)
        };
        let why = "Somebody has signed with these parties";
        let added = [(party, "sponsor"), (other, "partner")];
        for (rows, at) in [(&added[..], 1), (&[(other, "sponsor")], 0), (&[(party, "partner")], 0), (&[], 0)]
        {
            let (status, _, page) = edit(rows, "");
            let said = between(&page, &format!("id=\"e-parties.{at}.organisation\">"), "</p>");
            assert!(status == 422 && (said.contains(why) || rows.is_empty() && page.contains(why)), "{page}");
        }
        let chinese = officer.cookie.replace("lang=en", "lang=zh-Hans");
        let form =
            format!("csrf={}&version={}&parties.sent=1", officer.token("/account"), version(bench, id));
        let page = site.ask(axum::http::Method::POST, &format!("{here}/edit"), &chinese, &form).2;
        assert!(page.contains("已有一方按现有各方签署"), "{page}");
        assert_eq!(parties(bench, id), [party]);
        // The same parties and anything else are no change of them.
        assert_eq!(edit(&[(party, "sponsor")], "&summary_en=Three+designs").0, 303);

        // The signature is taken back, and the party may change.
        let sql = "SELECT id FROM assent WHERE agreement = $1 AND sort = 'signature'";
        let signature: Id = one(bench, sql, id);
        let back = format!("/assents/{signature}/steps/withdraw");
        assert_eq!(officer.posts(&back, "version=1").0, 303);
        assert_eq!(edit(&added, "").0, 303);
        assert_eq!(parties(bench, id), [party, other]);
    });
}

#[test]
fn parties_of_a_signed_text_stay_in_json_in_bulk_and_in_an_import_and_follow_a_merge() {
    on_each_engine(&rooms::migrations(), |bench| {
        let folder = std::env::temp_dir().join(format!("entente-parties-{}", std::process::id()));
        let settings = Settings { data: folder.clone(), ..Settings::default() };
        let (site, web) = Site::with(bench, &settings);
        let officer = Person::new(&site, bench, "officer");
        let (id, party) = half_signed(bench);
        let other = organisation(bench, HARBOUR);

        let token = bench.db.write_now(By::system("test"), |tx| {
            let account = accounts::find_by_login(tx, "officer")?.unwrap();
            Ok(tokens::create(tx, account.id, "test", 1)?.0.reveal().to_owned())
        });
        let patch = Request::builder()
            .method("PATCH")
            .uri(format!("/api/v1/agreements/{id}"))
            .header("host", "localhost")
            .header("authorization", format!("Bearer {}", token.unwrap()))
            .header("if-match", format!("\"{}\"", version(bench, id)))
            .body(Body::from(format!("{{\"parties\":[{{\"organisation\":\"{other}\"}}]}}")));
        let (status, _, body) = site.send(patch.unwrap());
        let body = String::from_utf8(body).unwrap();
        assert!(status == 422 && body.contains("parties-signed"), "{status} {body}");

        let who = |roles: &[&str]| Actor {
            audience: entente_access::Audience::Internal,
            grants: roles
                .iter()
                .map(|role| entente_access::Grant { role: (*role).into(), office: None })
                .collect(),
            ..Actor::visitor(entente_kernel::Lang::En)
        };
        let officer_actor = who(&["officer"]);
        let set = entente_record::Bulk::Set(entente_record::Fields::new(
            [("parties.sent", "1".to_owned()), ("parties.0.organisation", other.to_string())]
                .map(|(name, value)| (name.to_owned(), value)),
        ));
        let effect = bench.db.write_now(By::system("test"), move |tx| {
            entente_record::bulk(tx, &officer_actor, Agreement::KIND, &[id], &set, &|_| true)
        });
        assert_eq!(effect.unwrap().1.refused, [(id, "parties-signed")]);

        // A line of a register says another party than the one that signs.
        let reference: String = one(bench, "SELECT reference FROM agreement WHERE id = $1", id);
        let file = format!("Number,Party\n{reference},{HARBOUR}\n");
        let request = documents_test::form(
            "/agreements/import",
            &officer.cookie,
            &officer.token("/account"),
            "",
            ("register.csv", file.as_bytes()),
        );
        let (status, headers, body) = site.send(request);
        assert_eq!(status, 303, "{}", String::from_utf8_lossy(&body));
        let run = headers["location"].to_str().unwrap().to_owned();
        let form = "columns.sent=1&key=reference&class=internal&to.0=reference&to.1=parties.0.organisation";
        let (status, _, page) = officer.posts(&format!("{run}/check"), form);
        assert_eq!(status, 303, "{page}");
        imports_test::jobs(bench, &web);
        let page = officer.sees(&run).1;
        assert!(page.contains("Somebody has signed with these parties"), "{page}");
        assert_eq!(parties(bench, id), [party]);

        // One organisation that becomes another is the same party: what it is called in the records follows.
        let fishers = organisation(bench, "Yunxi Bay Fisheries Co., Ltd.");
        let merged = bench.db.write_now(By::system("test"), move |tx| {
            let registry = rooms::registry();
            let kind = registry.kind("organisation").unwrap();
            let (gone, kept) = (load(tx, kind, party)?.unwrap(), load(tx, kind, fishers)?.unwrap());
            let draft = combined(&kept, &gone);
            entente_record::merge(tx, &Actor::system(), &registry, kind, (party, fishers), &draft)
        });
        merged.unwrap();
        assert_eq!(parties(bench, id), [fishers]);
        std::fs::remove_dir_all(folder).ok();
    });
}
