//! Agreements and value statements on paper, over HTTP on both engines: who sees the page gets the paper.

use axum::http::header;
use entente_access::Actor;
use entente_agreements::Agreement;
use entente_kernel::{Id, Text};
use entente_record::{Datum, Draft, Write, edit, load};
use entente_store::{By, scalar};
use entente_testkit::{Bench, on_each_engine};

use crate::agreements_test::{newest, one};
use crate::person_test::Person;
use crate::rooms;
use crate::routes_test::{Site, between};

/// What could be read as markup by whoever sets the paper, or as a page.
const HOSTILE: &str = "#sys.version [*x*] $y^2$ @ref \\u{41} <script>alert(1)</script> /* `z`";

/// The paper's words without what lines and columns do to them; it is a tagged PDF that is offered as a file.
fn words(who: &Person<'_>, path: &str) -> String {
    let (status, headers, bytes) = who.gets(path);
    assert_eq!(status, 200, "{path}: {}", String::from_utf8_lossy(&bytes));
    let said = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    assert_eq!(said(header::CONTENT_TYPE), "application/pdf");
    let offered = said(header::CONTENT_DISPOSITION);
    assert!(offered.starts_with("attachment") && offered.contains(".pdf"), "{offered}");
    assert!(bytes.starts_with(b"%PDF-1.7"));
    let has = |part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
    assert!(has(b"/StructTreeRoot") && has(b"/Marked true"), "not tagged");
    flat(&pdf_extract::extract_text_from_mem(&bytes).unwrap())
}

fn flat(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[track_caller]
fn holds(paper: &str, words: &[&str]) {
    for word in words {
        assert!(paper.contains(&flat(word)), "no {word:?} in {paper}");
    }
}

fn called(bench: &Bench, agreement: Id, title: &'static str) {
    let write = move |tx: &mut entente_store::Tx<'_>| {
        let kind = Agreement::KIND;
        let draft = Draft::of(&load(tx, kind, agreement)?.unwrap());
        let draft = draft.with(kind, "title", Datum::Text(Text::new(title, "泵站改造")));
        edit(tx, &Actor::system(), kind, agreement, &draft, &Write::default())
    };
    bench.db.write_now(By::system("test"), write).unwrap();
}

#[test]
fn an_agreement_is_printed_for_those_who_see_its_page() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, _) = Site::new(bench);
        let (officer, stranger) =
            (Person::new(&site, bench, "officer"), Person::new(&site, bench, "company"));
        let sql = "SELECT id FROM agreement WHERE state = 'partly_signed'";
        let id: Id = bench.db.read_now(move |r| scalar(r, sql, &[])).unwrap().unwrap();
        let sql = "SELECT o.name_en || '|' || o.name_zh FROM organisation o JOIN agreement_party p
                   ON p.organisation = o.id WHERE p.owner = $1 AND p.recorded_to IS NULL";
        let names: String = one(bench, sql, id);
        let (english, chinese) = names.split_once('|').unwrap();
        let (version, digest) = newest(bench, id);
        called(bench, id, HOSTILE);
        let (cover, text) =
            (format!("/agreements/{id}/cover.pdf"), format!("/agreement-texts/{version}/text.pdf"));
        assert!(officer.sees(&format!("/agreements/{id}")).1.contains(&format!("href=\"{cover}\"")));
        assert!(officer.sees(&format!("/agreement-texts/{version}")).1.contains(&format!("href=\"{text}\"")));

        let paper = words(&officer, &cover);
        holds(&paper, &[HOSTILE, english, "Technical consulting", "CNY 80,000", "Sponsor", &digest]);
        holds(&paper, &["Vice President", "Office manager", "conflicts of interest", "Passed", "AGR-"]);
        let paper = words(&officer, &format!("{cover}?lang=zh"));
        holds(&paper, &["泵站改造", chinese, "技术咨询合同", "出资方", &digest, "利益冲突", "已通过"]);

        let paper = words(&officer, &text);
        holds(&paper, &[HOSTILE, "Engineers look at three designs", &digest, "Vice President", english]);

        for path in [&cover, &text] {
            assert_eq!(stranger.gets(path).0, 404, "{path}");
        }

        let sql =
            "SELECT id FROM agreement WHERE state = 'in_force' AND signed_on IS NOT NULL AND NOT EXISTS (
                     SELECT 1 FROM agreement_text t WHERE t.agreement = agreement.id) LIMIT 1";
        let before: Id = bench.db.read_now(move |r| scalar(r, sql, &[])).unwrap().unwrap();
        let paper = words(&officer, &format!("/agreements/{before}/cover.pdf"));
        holds(&paper, &["Signed on paper before it was entered here"]);
    });
}

const PARTY: &str = "UPDATE organisation SET name_en = $2 WHERE id IN
                       (SELECT organisation FROM agreement_party WHERE owner = $1 AND recorded_to IS NULL)";
const SIGNERS: &str = "UPDATE assent SET name = $2, capacity = $2 WHERE agreement = $1";
const DUTIES: &str =
    "UPDATE agreement_duty SET what_en = $2, owner_name = $2 WHERE owner = $1 AND recorded_to IS NULL";

/// Writes past the checks of records: what an older version, or somebody with the database, left behind.
fn behind_our_back(bench: &Bench, agreement: Id, places: &[&'static str], words: &str) {
    let (places, words) = (places.to_vec(), words.to_owned());
    let write = move |tx: &mut entente_store::Tx<'_>| {
        for sql in places {
            assert!(tx.execute(sql, &[agreement.into(), words.clone().into()])? > 0, "{sql}");
        }
        Ok(())
    };
    bench.db.write_now(By::system("test"), write).unwrap();
}

fn half_signed(bench: &Bench) -> Id {
    let sql = "SELECT id FROM agreement WHERE state = 'partly_signed'";
    bench.db.read_now(move |r| scalar(r, sql, &[])).unwrap().unwrap()
}

#[test]
fn hostile_names_signers_and_obligations_are_printed_as_they_are_or_left_out() {
    let cases = [
        (HOSTILE, HOSTILE),
        // Read as it stands, not as the marks would turn it round.
        ("Pay \u{202e}dtL sreggaB\u{202c} or \u{2066}us\u{2069}\u{200b}", "Pay dtL sreggaB or us"),
        ("Bell \u{7} and \u{1b}[31mred\u{1b}[0m\r\u{85}", "Bell  and [31mred[0m"),
        ("No font \u{10a60}\u{e000}\u{10ffff} for it", "No font □□□ for it"),
    ];
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, _) = Site::new(bench);
        let officer = Person::new(&site, bench, "officer");
        let id = half_signed(bench);
        let (version, _) = newest(bench, id);
        for (typed, shown) in &cases {
            behind_our_back(bench, id, &[PARTY, SIGNERS, DUTIES], typed);
            let cover = words(&officer, &format!("/agreements/{id}/cover.pdf"));
            let text = words(&officer, &format!("/agreement-texts/{version}/text.pdf"));
            let times = |paper: &str| paper.matches(&flat(shown)).count();
            // The party stands there by itself, approved, and has a line for its signature; two approved; who signed for
            // us, in what capacity; the obligation and who sees to it. Under the text stand the signatures alone.
            assert_eq!((times(&cover), times(&text)), (9, 3), "{shown:?} in {cover} and {text}");
            let hidden = |c: char| c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c);
            assert!(!cover.contains(hidden) && !text.contains(hidden), "{cover:?} {text:?}");
        }
    });
}

#[test]
fn ten_thousand_characters_are_printed_to_the_last() {
    let (unbroken, long) = ("Q".repeat(10_000), (0..1_250).map(|at| format!("word{at:04}")));
    let long = long.collect::<Vec<_>>().join(" ");
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, _) = Site::new(bench);
        let id = half_signed(bench);
        behind_our_back(bench, id, &[PARTY], &unbroken);
        behind_our_back(bench, id, &[DUTIES], &long);
        let paper = words(&Person::new(&site, bench, "officer"), &format!("/agreements/{id}/cover.pdf"));
        // Nothing of a name without a space is cut off at an edge: not where it stands alone, approves or signs.
        let letters = paper.matches('Q').count();
        assert!(letters >= 30_000, "{letters} in {paper}");
        holds(&paper, &["word0000", "word0049", "word0777", "word1249"]);
    });
}

#[test]
fn a_party_finds_no_handling_on_its_paper_and_a_document_is_its_own_paper() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, _) = Site::new(bench);
        let company = Person::new(&site, bench, "company");
        let sql = "SELECT a.id FROM agreement a JOIN agreement_party p ON p.owner = a.id AND p.recorded_to IS NULL
                   JOIN account_organisation o ON o.organisation = p.organisation JOIN account u ON u.id = o.account
                   WHERE u.login = 'company' AND a.state = 'in_force' ORDER BY a.reference LIMIT 1";
        let id: Id = bench.db.read_now(move |r| scalar(r, sql, &[])).unwrap().unwrap();
        let cover = format!("/agreements/{id}/cover.pdf");
        assert!(company.sees(&format!("/agreements/{id}")).1.contains(&cover));
        let paper = words(&company, &cover);
        holds(&paper, &["Parties", "From", "In force"]);
        for inside in ["Gates", "Officeincharge", "Whoseestoit", "conflictsofinterest"] {
            assert!(!paper.contains(inside), "{inside} in {paper}");
        }
        let write = move |tx: &mut entente_store::Tx<'_>| {
            let sql = "UPDATE agreement_text SET format = 'document' WHERE agreement = $1";
            let any = "SELECT agreement FROM agreement_text ORDER BY reference LIMIT 1";
            let other: Id = scalar(tx, any, &[])?.unwrap();
            tx.execute(sql, &[other.into()])?;
            scalar::<Id>(tx, "SELECT id FROM agreement_text WHERE agreement = $1 LIMIT 1", &[other.into()])
        };
        let text = bench.db.write_now(By::system("test"), write).unwrap().unwrap();
        let officer = Person::new(&site, bench, "officer");
        assert_eq!(officer.sees(&format!("/agreement-texts/{text}")).0, 200);
        assert_eq!(officer.gets(&format!("/agreement-texts/{text}/text.pdf")).0, 404);
    });
}

#[test]
fn a_value_statement_is_printed_with_the_figures_of_its_page() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, _) = Site::new(bench);
        let (officer, member) = (Person::new(&site, bench, "officer"), Person::new(&site, bench, "company"));
        let sql = "SELECT m.id FROM membership m WHERE m.state = 'active' AND EXISTS (SELECT 1 FROM service_request s
                     WHERE s.membership = m.id AND s.state IN ('delivered', 'rated')) ORDER BY m.reference LIMIT 1";
        let id: Id = bench.db.read_now(move |r| scalar(r, sql, &[])).unwrap().unwrap();
        let sql = "SELECT max(quota_year) FROM service_request WHERE membership = $1 AND state IN ('delivered', 'rated')";
        let year: i64 = one(bench, sql, id);
        let here = format!("/memberships/{id}/value");
        let page = officer.sees(&format!("{here}?year={year}")).1;
        let link = format!("{here}.pdf?year={year}");
        assert!(page.contains(&format!("href=\"{link}\"")), "{page}");
        let paper = words(&officer, &link);
        // Each figure and each outcome of the page stands on the paper.
        let fees = between(&page, "<dl class=\"facts\">", "</dl>");
        let figures: Vec<&str> =
            fees.split("</a>").filter_map(|part| part.rsplit_once('>')).map(|(_, said)| said).collect();
        assert!(figures.iter().filter(|said| said.contains("CNY")).count() >= 1, "{figures:?}");
        holds(
            &paper,
            &figures.iter().map(|said| said.trim()).filter(|said| !said.is_empty()).collect::<Vec<_>>(),
        );
        let sql =
            "SELECT title_en FROM service_request WHERE membership = $1 AND state IN ('delivered', 'rated')
                   AND outcome_en IS NOT NULL ORDER BY quota_year DESC, reference LIMIT 1";
        let title: String = one(bench, sql, id);
        holds(&paper, &[&title, &format!("Value statement {year}"), "Entitled", "Beyond the quota"]);
        let name: String = one(bench, "SELECT name_zh FROM membership WHERE id = $1", id);
        holds(&words(&officer, &format!("{link}&lang=zh")), &["会员价值报告", &name, "已交付"]);
        // The member has it too; of another's membership it learns nothing.
        assert_eq!(member.gets(&link).0, 200);
        let sql = "SELECT m.id FROM membership m WHERE m.state = 'active' AND m.organisation NOT IN (
                     SELECT o.organisation FROM account_organisation o JOIN account u ON u.id = o.account
                     WHERE u.login = 'company') ORDER BY m.reference LIMIT 1";
        let other: Id = bench.db.read_now(move |r| scalar(r, sql, &[])).unwrap().unwrap();
        let other = format!("/memberships/{other}/value");
        for path in [format!("{other}.pdf"), other] {
            assert_eq!((member.gets(&path).0, officer.gets(&path).0), (404, 200), "{path}");
        }
    });
}
