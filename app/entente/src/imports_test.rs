//! A spreadsheet of partners, from pasted rows to undoing it, as a browser without scripts sends it.

use axum::http::Method;
use entente_files::{Cell, XlsxFile};
use entente_testkit::{Bench, on_each_engine};
use entente_web::Web;

use crate::documents_test::form;
use crate::person_test::Person;
use crate::rooms;
use crate::routes_test::{Site, session};
use crate::settings::Settings;

const ROWS: &str = "单位名称\tName\tCountry/region\t类型\tWebsite
海湾测试公司\tBayside Testing Ltd\t日本\tEnterprise\thttps://bayside.example
\tHillside Institute\tUtopia\t研究机构\t
\tHillside Institute\tGermany\t研究机构\t";

fn between(text: &str, from: &str, to: &str) -> String {
    let rest = text.split_once(from).map_or("", |(_, rest)| rest);
    rest.split_once(to).map_or("", |(inner, _)| inner).to_owned()
}

pub(crate) fn jobs(bench: &Bench, web: &Web) -> usize {
    entente_jobs::run_due(&bench.db, &entente_web::works(web)).unwrap()
}

fn partners(bench: &Bench) -> i64 {
    bench.db.read_now(|r| r.count("SELECT count(*) FROM organisation WHERE deleted_at IS NULL", &[])).unwrap()
}

/// What the chosen places of the columns are, in order.
fn places(page: &str) -> Vec<String> {
    page.split("<select id=\"to-")
        .skip(1)
        .map(|select| {
            let chosen = select.split("</select>").next().unwrap_or_default();
            let before = chosen.split(" selected").next().unwrap_or_default();
            before.rsplit("value=\"").next().unwrap_or_default().trim_end_matches('"').to_owned()
        })
        .collect()
}

#[test]
fn a_spreadsheet_comes_in_is_repaired_and_goes_again() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, web) = Site::new(bench);
        let officer = Person::new(&site, bench, "officer");
        let before = partners(bench);
        let (status, _, again) =
            officer.types("/organisations/import", "/organisations/import", &[("rows", " ")]);
        assert!(status == 422 && again.contains("There are no rows here."), "{again}");
        let (_, run, _) = officer.types("/organisations/import", "/organisations/import", &[("rows", ROWS)]);
        let mapping = officer.page(&run);
        assert_eq!(places(&mapping), ["name_zh", "name_en", "domicile", "sort", "website"], "{mapping}");

        let keep = [
            ("columns.sent", "1"),
            ("to.0", "name_zh"),
            ("to.1", "name_en"),
            ("to.2", "domicile"),
            ("to.3", "sort"),
            ("to.4", "website"),
            ("key", "title"),
            ("class", "internal"),
            ("preset", "Ours"),
            ("always.status", "active"),
        ];
        let check = format!("{run}/check");
        officer.types(&run, &check, &keep);
        assert!(officer.page(&run).contains("<progress"));
        assert_eq!(jobs(bench, &web), 1);
        let tried = officer.page(&run);
        assert_eq!(tile(&tried), [1, 0, 0, 2], "{tried}");
        assert!(tried.contains("Utopia") && tried.contains("said more than once in the file"), "{tried}");
        assert_eq!(partners(bench), before);
        let rejected = officer.page(&format!("{run}/rejected.csv"));
        assert_eq!(rejected.lines().count(), 3, "{rejected}");

        let repair =
            [("repair.0.target", "domicile"), ("repair.0.value", "Utopia"), ("repair.0.instead", "DE")];
        officer.types(&run, &check, &repair);
        jobs(bench, &web);
        assert_eq!(tile(&officer.page(&run)), [2, 0, 0, 1]);
        officer.types(&run, &format!("{run}/commit"), &[]);
        jobs(bench, &web);
        let done = officer.page(&run);
        assert_eq!((tile(&done), partners(bench)), (vec![2, 0, 0, 1], before + 2), "{done}");
        let listed = officer.page(&between(&done, "class=\"button primary\" href=\"", "\""));
        assert!(listed.contains("Bayside Testing Ltd") && listed.contains("Japan"), "{listed}");

        // The same rows again: known by their titles, read by the kept places, nothing to write.
        let (_, second, _) =
            officer.types("/organisations/import", "/organisations/import", &[("rows", ROWS)]);
        officer.types(&second, &format!("{second}/check"), &[]);
        jobs(bench, &web);
        assert_eq!(tile(&officer.page(&second)), [0, 0, 2, 1]);

        // Nobody else sees it, or does anything with it.
        for login in ["company", "admin"] {
            let other = session(&site, bench, login);
            assert_eq!(site.ask(Method::GET, &run, &other, "").0, 404, "{login}");
        }
        officer.types(&run, &format!("{run}/undo"), &[]);
        jobs(bench, &web);
        assert_eq!(partners(bench), before);
        assert!(officer.page(&run).contains("2 records are as they were before."));
        assert!(officer.page("/jobs").contains("Undoing an import"));
        assert!(officer.page("/imports").contains("Pasted rows"));
    });
}

#[test]
fn files_come_in_as_excel_and_in_chinese_encodings() {
    on_each_engine(&rooms::migrations(), |bench| {
        let folder = std::env::temp_dir().join(format!("entente-imports-{}", std::process::id()));
        let settings = Settings { data: folder.clone(), ..Settings::default() };
        let (site, _) = Site::with(bench, &settings);
        let officer = Person { site: &site, cookie: session(&site, bench, "officer") + "; lang=zh-Hans" };
        let start = "/organisations/import";
        let token = || between(&officer.page(start), "name=\"csrf\" value=\"", "\"");
        let upload =
            |name: &str, bytes: &[u8]| site.send(form(start, &officer.cookie, &token(), "", (name, bytes)));
        let (gb, _, _) = encoding_rs::GB18030.encode("单位名称,国家\n海湾测试公司,日本\n");
        let header = ["单位名称", "国家"].map(str::to_owned);
        let mut sheet = XlsxFile::new("伙伴", &header, &std::env::temp_dir()).unwrap();
        sheet.line(&["山坡研究院", "德国"].map(Cell::from)).unwrap();
        let mut xlsx = std::io::Cursor::new(Vec::new());
        sheet.finish(&mut xlsx).unwrap();
        for (name, bytes, shown) in
            [("伙伴.csv", gb.to_vec(), "海湾测试公司"), ("伙伴.xlsx", xlsx.into_inner(), "山坡研究院")]
        {
            let (status, headers, body) = upload(name, &bytes);
            assert_eq!(status, 303, "{name}: {}", String::from_utf8_lossy(&body));
            let page = officer.page(headers["location"].to_str().unwrap());
            assert!(page.contains(shown) && page.contains(name), "{page}");
            assert_eq!(places(&page), ["name_zh", "domicile"]);
        }
        let (status, _, body) = upload("x.xlsx", b"%PDF-1.7 no table at all\n%%EOF");
        let said = String::from_utf8_lossy(&body).into_owned();
        assert!((400..500).contains(&status) && said.contains("role=\"alert\""), "{status} {said}");
        std::fs::remove_dir_all(folder).ok();
    });
}

/// The numbers of the four tiles.
pub(crate) fn tile(page: &str) -> Vec<i64> {
    let numbers = page.split("class=\"tile-number\">").skip(1);
    numbers.map(|rest| rest.split('<').next().unwrap_or_default().parse().unwrap()).collect()
}
