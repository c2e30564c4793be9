//! The blocks of a report name what there is: chosen by its title, refused beside its field otherwise.

use axum::body::Body;
use axum::http::{Request, header};
use entente_access::{accounts, tokens};
use entente_store::By;
use entente_testkit::{Bench, on_each_engine};

use crate::person_test::Person;
use crate::reports_test::draft;
use crate::rooms;
use crate::routes_test::{Site, between};

/// The choices of a field: from its label to the end of its list.
fn choices<'p>(page: &'p str, field: &str) -> &'p str {
    between(page, &format!("<select id=\"f-{field}\""), "</select>")
}

#[test]
fn a_block_chooses_its_measure_by_title() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, _) = Site::new(bench);
        let officer = Person::new(&site, bench, "officer");
        let here = format!("/reports/{}", draft(bench));
        let page = officer.page(&format!("{here}/edit"));
        // The second block of the demo's draft: members by branch.
        let measures = choices(&page, "blocks.1.measure");
        assert!(measures.contains("<option value=\"members\" selected>Members</option>"));
        assert!(measures.contains("<optgroup label=\"Agreements\">"), "{measures}");
        assert_eq!(measures.matches(" selected>").count(), 1, "{measures}");
        // What goes with the measure comes first, and one word is chosen though several groups have it.
        let by = choices(&page, "blocks.1.dimension");
        let first = between(by, "<optgroup label=\"", "</optgroup>");
        assert!(first.starts_with("Members\">"), "{by}");
        assert!(first.contains("<option value=\"branch\" selected>Branch</option>"), "{by}");
        assert_eq!(by.matches(" selected>").count(), 1, "{by}");
        // A row that is still empty offers everything, without scripts.
        assert!(choices(&page, "blocks.7.measure").contains("value=\"needs-received\">"));
        assert!(choices(&page, "blocks.7.dimension").contains("<optgroup label=\"Needs\">"));
        // The page says titles, in either language.
        let shown = officer.page(&here);
        assert!(!shown.contains(">members<") && !shown.contains(">member_since-year<"), "{shown}");
        assert!(shown.contains(">Members<") && shown.contains(">Branch<"), "{shown}");
        let chinese = Person { site: &site, cookie: officer.cookie.replace("lang=en", "lang=zh-Hans") };
        assert!(choices(&chinese.page(&format!("{here}/edit")), "blocks.1.measure").contains(">会员数<"));
        assert!(chinese.page(&here).contains(">会员数<"));
        // A claim as well; the list that is narrowed to a measure says its title.
        assert!(choices(&officer.page("/claims/new"), "measure").contains(">Members<"));
        let list = officer.page("/claims?measure=members");
        assert!(list.contains("Members") && !list.contains(">members<"), "{list}");
    });
}

/// A change of the draft's first block by JSON: status and answer.
fn patched(site: &Site, bench: &Bench, block: &str) -> (u16, String) {
    let (id, token) = (
        draft(bench),
        bench.db.write_now(By::system("test"), |tx| {
            let account = accounts::find_by_login(tx, "officer")?.unwrap();
            Ok(tokens::create(tx, account.id, "test", 1)?.0.reveal().to_owned())
        }),
    );
    let request = Request::builder()
        .method("PATCH")
        .uri(format!("/api/v1/reports/{id}"))
        .header(header::HOST, "localhost")
        .header(header::AUTHORIZATION, format!("Bearer {}", token.unwrap()))
        .header(header::IF_MATCH, "\"1\"")
        .body(Body::from(format!("{{\"blocks\":[{{\"heading\":{{\"en\":\"x\"}},{block}}}]}}")));
    let (status, _, body) = site.send(request.unwrap());
    (status, String::from_utf8(body).unwrap())
}

#[test]
fn what_is_not_counted_here_is_refused_beside_its_field() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, _) = Site::new(bench);
        let officer = Person::new(&site, bench, "officer");
        let here = format!("/reports/{}", draft(bench));
        let sent = |block: &str| {
            let form = format!(
                "version=1&title_en=x&year=2026&as_of=2026-01-01&class=internal&blocks.sent=1&blocks.0.heading_en=x&{block}"
            );
            officer.sends(&format!("{here}/edit"), &format!("{here}/edit"), &form)
        };
        let (status, _, page) = sent("blocks.0.measure=nonsense");
        assert_eq!(status, 422, "{page}");
        assert!(between(&page, "id=\"e-blocks.0.measure\">", "</p>").contains("no such measure"), "{page}");
        // What was typed stays, to be seen and changed.
        let measures = choices(&page, "blocks.0.measure");
        assert!(measures.contains("<option value=\"nonsense\" selected>nonsense</option>"), "{measures}");
        let (status, _, page) = sent("blocks.0.measure=members&blocks.0.dimension=wanted");
        assert_eq!(status, 422, "{page}");
        assert!(between(&page, "id=\"e-blocks.0.dimension\">", "</p>").contains("cannot be told apart"));
        let (status, _, page) = sent("blocks.0.measure=members&blocks.0.narrowed=slice%3Dwanted:x");
        assert!(status == 422 && page.contains("id=\"e-blocks.0.narrowed\""), "{status} {page}");

        for (block, field, code) in [
            ("\"measure\":\"nonsense\"", "blocks.0.measure", "measure-unknown"),
            ("\"measure\":\"members\",\"dimension\":\"wanted\"", "blocks.0.dimension", "measure-dimension"),
        ] {
            let (status, body) = patched(&site, bench, block);
            assert!(status == 422 && body.contains(field) && body.contains(code), "{status} {body}");
        }
        let (status, body) = patched(&site, bench, "\"measure\":\"members\",\"dimension\":\"tier\"");
        assert_eq!(status, 200, "{body}");
    });
}
