//! A party of a signed agreement that becomes another organisation, and becomes itself again.

use entente_access::{Actor, Audience, accounts};
use entente_agreements::acts::{Said, sign};
use entente_kernel::{Id, Lang, Text};
use entente_record::{combined, load, merge, unmerge};
use entente_store::{By, scalar};
use entente_testkit::{Bench, on_each_engine};

use crate::agreements_test::{newest, one, state};
use crate::person_test::Person;
use crate::rooms;
use crate::routes_test::Site;

/// The one agreement of the demo that all have approved and nobody has signed: its id and both parties.
fn agreed(bench: &Bench) -> (Id, [Id; 2]) {
    let sql = "SELECT a.id, p.organisation FROM agreement a JOIN agreement_party p ON p.owner = a.id
               WHERE a.state = 'agreed' AND p.recorded_to IS NULL ORDER BY p.position";
    let rows = bench.db.read_now(move |r| r.query(sql, &[])).unwrap();
    let ids: Vec<Id> = rows.iter().map(|row| row.get(1).unwrap()).collect();
    (rows[0].get(0).unwrap(), ids.try_into().unwrap())
}

/// Our side and each party sign.
fn all_sign(bench: &Bench, id: Id, parties: [Id; 2]) {
    let (text, digest) = newest(bench, id);
    let said = Said { text: Some(text), digest, capacity: "Director".into(), ..Said::default() };
    let done = bench.db.write_now(By::system("test"), move |tx| {
        let leader = accounts::find_by_login(tx, "leader")?.unwrap();
        let grants = vec![entente_access::Grant { role: "leadership".into(), office: None }];
        let account = Some(leader.id);
        let ours = Actor { account, grants, audience: Audience::Internal, ..Actor::visitor(Lang::En) };
        sign(tx, &ours, id, &said)?;
        for party in parties {
            let name = Text::en(format!("Contact of {party}"));
            let organisations = vec![party];
            let contact =
                Actor { name, organisations, audience: Audience::Members, ..Actor::visitor(Lang::En) };
            sign(tx, &contact, id, &said)?;
        }
        Ok(())
    });
    done.unwrap();
    assert_eq!(state(bench, id), "in_force");
}

/// What both sides would hold up in a dispute: parties, who said what of which text, and the texts, row by row.
fn evidence(bench: &Bench, id: Id) -> Vec<String> {
    let rows = [
        "SELECT role, organisation FROM agreement_party WHERE owner = $1 AND recorded_to IS NULL ORDER BY position",
        "SELECT sort || ' ' || state || ' ' || coalesce(name, '') || ' ' || coalesce(capacity, '') || ' ' || digest,
                organisation FROM assent WHERE agreement = $1 AND deleted_at IS NULL ORDER BY id",
        "SELECT state || ' ' || digest || ' ' || coalesce(body, ''), id FROM agreement_text WHERE agreement = $1
         ORDER BY number",
        "SELECT state, id FROM agreement WHERE id = $1",
    ];
    let all = bench.db.read_now(move |r| {
        let mut all = Vec::new();
        for sql in rows {
            for row in r.query(sql, &[id.into()])? {
                all.push(format!("{} {:?}", row.get::<String>(0)?, row.get::<Option<Id>>(1)?));
            }
        }
        Ok(all)
    });
    all.unwrap()
}

fn joined(bench: &Bench, gone: Id, kept: Id) -> entente_kernel::Result<Id> {
    bench.db.write_now(By::system("test"), move |tx| {
        let registry = rooms::registry();
        let kind = registry.kind("organisation").unwrap();
        let draft = combined(&load(tx, kind, kept)?.unwrap(), &load(tx, kind, gone)?.unwrap());
        Ok(merge(tx, &Actor::system(), &registry, kind, (gone, kept), &draft)?.id)
    })
}

#[test]
fn a_party_that_became_another_and_is_itself_again_has_signed_what_it_had_signed() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, _) = Site::new(bench);
        let officer = Person::new(&site, bench, "officer");
        let (id, parties) = agreed(bench);
        all_sign(bench, id, parties);
        let (before, page) = (evidence(bench, id), officer.page(&format!("/agreements/{id}")));
        let sides = |organisation: Id| {
            let here = format!("{organisation:?}");
            evidence(bench, id).iter().filter(|line| line.contains(&here)).count()
        };
        assert_eq!(sides(parties[1]), 3, "a party that approved and signed: {before:?}");

        // Both are parties of one agreement: they cannot be one.
        assert_eq!(joined(bench, parties[1], parties[0]).unwrap_err().code, "merge-blocked");
        assert_eq!(evidence(bench, id), before);

        bench.clock.set(entente_testkit::start().plus_seconds(60));
        let sql = "SELECT id FROM organisation WHERE name_en = 'Yunxi Bay Fisheries Co., Ltd.'";
        let fishers: Id = bench.db.read_now(move |r| scalar(r, sql, &[])).unwrap().unwrap();
        let merged = joined(bench, parties[1], fishers).unwrap();
        assert_eq!((sides(parties[1]), sides(fishers)), (0, 3), "all of it follows");
        assert_eq!(state(bench, id), "in_force");

        bench.clock.set(entente_testkit::start().plus_seconds(120));
        let undone = bench.db.write_now(By::system("test"), move |tx| {
            let registry = rooms::registry();
            let kind = registry.kind("organisation").unwrap();
            unmerge(tx, &Actor::system(), &registry, kind, merged)
        });
        undone.unwrap();
        assert_eq!(evidence(bench, id), before);
        let name: String = one(bench, "SELECT name_en FROM organisation WHERE id = $1", parties[1]);
        let again = officer.page(&format!("/agreements/{id}"));
        assert!(page.contains(&name) && again.contains(&name) && !again.contains("Yunxi Bay Fisheries"));
        assert_eq!(bench.db.read_now(entente_store::verify).unwrap().0, []);
        assert_eq!(bench.db.read_now(crate::cli::check::violations).unwrap(), Vec::<String>::new());
    });
}
