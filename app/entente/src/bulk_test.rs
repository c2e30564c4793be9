//! One decision about many records, and walking through a list record by record.

use axum::http::Method;
use entente_testkit::{Bench, on_each_engine};

use crate::person_test::Person;
use crate::rooms;
use crate::routes_test::{Site, between, session};

fn cities(bench: &Bench, city: &'static str) -> i64 {
    let sql = "SELECT count(*) FROM organisation WHERE city_en = $1 AND deleted_at IS NULL";
    bench.db.read_now(move |r| r.count(sql, &[city.into()])).unwrap()
}

fn audits(bench: &Bench) -> i64 {
    bench.db.read_now(|r| r.count("SELECT count(*) FROM audit", &[])).unwrap()
}

/// The records of a list, by their ids.
fn ids(page: &str) -> Vec<String> {
    let boxes = page.split("name=\"id\" value=\"").skip(1);
    boxes.map(|rest| rest.split('"').next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn many_records_change_at_once_after_a_look_and_back() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, _) = Site::new(bench);
        let officer = Person::new(&site, bench, "officer");
        bench.clock.set(entente_testkit::start().plus_seconds(60));
        let list = officer.page("/organisations");
        let chosen = ids(&list)[..3].to_vec();
        let which: String = chosen.iter().map(|id| format!("&id={id}")).collect();
        let asked = officer.page(&format!("/organisations/bulk?set=city&city_en=Newtown&show=yes{which}"));
        assert!(asked.contains("3 would change") && asked.contains("<ins>Newtown</ins>"), "{asked}");
        assert_eq!(cities(bench, "Newtown"), 0);
        let before = audits(bench);
        let mut form: Vec<(&str, &str)> = chosen.iter().map(|id| ("id", id.as_str())).collect();
        form.extend([("set", "city"), ("city_en", "Newtown")]);
        let (status, to, _) = officer.types("/organisations", "/organisations/bulk", &form);
        assert_eq!((status, cities(bench, "Newtown"), audits(bench)), (303, 3, before + 1), "{to}");
        assert_eq!(ids(&officer.page(&to)).len(), 3);
        let batch = to.split("batch=").nth(1).unwrap();
        let undo = format!("/organisations/batches/{batch}/undo");
        let other = session(&site, bench, "admin");
        let token = between(
            &Person { site: &site, cookie: other.clone() }.page("/account"),
            "name=\"csrf\" value=\"",
            "\"",
        )
        .to_owned();
        assert_ne!(site.ask(Method::POST, &undo, &other, &format!("csrf={token}")).0, 303);
        officer.types("/organisations", &undo, &[]);
        assert_eq!(cities(bench, "Newtown"), 0);

        // Everything that a list matches, however many pages it has.
        let all = bench
            .db
            .read_now(|r| {
                r.count("SELECT count(*) FROM organisation WHERE domicile = 'CN' AND deleted_at IS NULL", &[])
            })
            .unwrap();
        let form = [("all", "yes"), ("query", "domicile=CN"), ("set", "city"), ("city_en", "Newtown")];
        officer.types("/organisations", "/organisations/bulk", &form);
        assert_eq!(cities(bench, "Newtown"), all);

        // What a record cannot be is said before anything is done.
        let wrong = officer.page(&format!("/organisations/bulk?set=website&website=nowhere&show=yes{which}"));
        assert!(wrong.contains("Nothing would change") && wrong.contains("class=\"error\""), "{wrong}");
        assert!(officer.page("/organisations?trashed=yes").find("data-ux=\"bulkbar\"").is_none());
    });
}

#[test]
fn a_record_knows_its_neighbours_in_the_list_it_was_opened_from() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, _) = Site::new(bench);
        let officer = Person::new(&site, bench, "officer");
        let list = officer.page("/organisations?domicile=CN&order=-reference");
        let rows = ids(&list);
        let third = between(&list, &format!("data-row href=\"/organisations/{}", rows[2]), "\"");
        assert!(third.contains("?in=domicile%3DCN"), "{third}");
        let page = officer.page(&format!("/organisations/{}{third}", rows[2]));
        let next = between(&page, "rel=\"next\" data-key=\"next\" href=\"", "\"");
        let previous = between(&page, "rel=\"prev\" data-key=\"previous\" href=\"", "\"");
        assert!(next.contains(&rows[3]) && previous.contains(&rows[1]), "{page}");
        let first = officer.page(&format!("/organisations/{}{third}", rows[0]));
        assert!(!first.contains("rel=\"prev\"") && first.contains("rel=\"next\""));

        let copy = officer.page(&format!("/organisations/new?from={}", rows[2]));
        let name = between(&page, "<h1>", "</h1>");
        assert!(!name.is_empty() && copy.contains(&format!("value=\"{name}\"")), "{name}");
    });
}

#[test]
fn a_list_is_set_up_kept_shared_and_opened_by_own_rights() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, _) = Site::new(bench);
        let officer = Person::new(&site, bench, "officer");
        let set_up = "domicile=CN&cols=website&group=sort";
        let list = officer.page(&format!("/organisations?{set_up}"));
        let heads = between(&list, "<thead>", "</thead>").to_owned();
        assert!(heads.contains("Website") && !heads.contains("Country"), "{heads}");
        // The numbers of the groups are those of their lists.
        let group = between(&list, "<ul class=\"groups\">", "</ul>").to_owned();
        let (href, number) = (
            between(&group, "href=\"", "\"").replace("&#38;", "&"),
            between(&group, "<strong>", "</strong>"),
        );
        let part = officer.page(&href);
        assert_eq!(ids(&part).len().to_string(), number, "{href}");

        let keep = [("name", "Chinese partners"), ("query", set_up), ("shared", "yes")];
        let (_, back, _) = officer.types("/organisations", "/organisations/views", &keep);
        assert_eq!(back, format!("/organisations?{set_up}"));
        let colleague = Person::new(&site, bench, "auditor");
        assert!(colleague.page("/organisations").contains("Chinese partners"));
        let company = Person::new(&site, bench, "company");
        let outside = company.page("/organisations");
        assert!(!outside.contains("Chinese partners") && !outside.contains("Count by"));
        // Somebody else's address shows what the reader may see, and no group numbers.
        assert!(!company.page(&format!("/organisations?{set_up}")).contains("class=\"groups\""));

        let remove = format!(
            "/organisations/views/{}/remove",
            between(&officer.page("/organisations"), "/organisations/views/", "/remove")
        );
        let (status, _, _) = colleague.types("/organisations", &remove, &[]);
        assert_eq!(status, 404);
        officer.types("/organisations", &remove, &[]);
        assert!(!officer.page("/organisations").contains("Chinese partners"));
        let (_, _, _) =
            officer.types("/organisations", "/organisations/views", &[("name", " "), ("query", "")]);
        assert!(!officer.page("/organisations").contains("view-line"));
    });
}

#[test]
fn a_need_on_which_nothing_happens_for_a_month_is_flagged_on_the_board_and_counted() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, _) = Site::new(bench);
        for (days, flagged) in [(29, false), (31, true)] {
            bench.clock.set(entente_testkit::start().plus_seconds(days * 86_400));
            let officer = Person::new(&site, bench, "officer");
            let board = officer.page("/needs/board");
            assert_eq!(board.contains(&format!("idle for {days} days")), flagged, "{days} days: {board}");
            let idle = between(&officer.page("/measures/needs-idle"), "c-mark", "</a>").to_owned();
            assert_eq!(idle.contains(": 0<"), !flagged, "{days} days: {idle}");
        }
    });
}
