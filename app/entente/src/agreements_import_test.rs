//! An older register of 1,000 rows, as dirty as registers are, through the wizard: parties by the resolver, and a second
//! import that changes nothing.

use std::collections::BTreeMap;

use entente_kernel::{Date, Id};
use entente_measures::Moment;
use entente_testkit::{Bench, on_each_engine};

use crate::documents_test::form;
use crate::imports_test::{jobs, tile};
use crate::person_test::Person;
use crate::rooms;
use crate::routes_test::Site;
use crate::settings::Settings;

const ROWS: usize = 1_000;

/// Organisations with both names, of which no two are called alike; without the two that stand in the demo twice.
fn partners(bench: &Bench) -> Vec<(Id, String, String)> {
    let sql = "SELECT id, name_en, name_zh FROM organisation o WHERE deleted_at IS NULL AND fictional = $1
                 AND name_en NOT LIKE 'Hanlanpu%' AND name_en NOT LIKE 'Hallbr%'
                 AND name_en IS NOT NULL AND name_zh IS NOT NULL AND NOT EXISTS (SELECT 1 FROM organisation t
                   WHERE t.id <> o.id AND (t.name_en = o.name_en OR t.name_zh = o.name_zh)) ORDER BY reference";
    let rows = bench.db.read_now(move |r| r.query(sql, &[true.into()])).unwrap();
    rows.iter().map(|row| (row.get(0).unwrap(), row.get(1).unwrap(), row.get(2).unwrap())).collect()
}

/// What a row of the register should become.
#[derive(PartialEq, Eq, Clone, Copy, Debug)]
enum Fate {
    Written,
    Refused,
}

/// The register: its lines, and what should become of each, by its title.
fn register(partners: &[(Id, String, String)]) -> (String, BTreeMap<String, (Fate, Id)>) {
    let mut text = String::from("协议名称,类型,合作单位,签订日期,起始日期,截止日期,合同金额,备注\n");
    let mut fates = BTreeMap::new();
    for at in 0..ROWS {
        let (id, en, zh) = &partners[at % partners.len()];
        let (month, day, year) = (1 + at % 12, 1 + at % 28, 2019 + at % 5);
        let mut fate = Fate::Written;
        let title = format!("旧台账第{at}号协议");
        let mut party = zh.clone();
        let (mut signed, mut since) =
            (format!("{year}-{month:02}-{day:02}"), format!("{year}/{month}/{day}"));
        let (mut until, mut sort, mut value) = (format!("{}年12月31日", year + 3), "框架", "12.5万");
        match at % 16 {
            0 => party = en.clone(),
            1 => party = format!("  {zh}　"),
            2 => party = en.to_uppercase(),
            3 => party = en.replace([',', '.'], ""),
            4 => (signed, since) = (format!("{day}.{month}.{year}"), format!("{year}年{month}月{day}日")),
            5 => (sort, value) = ("NDA", ""),
            6 => (sort, value) = ("委托研究", "￥1,200,000.50"),
            7 => until = String::new(),
            // What nobody can know.
            8 => (party, fate) = (format!("从未登记的第{at}家单位"), Fate::Refused),
            9 => (until, fate) = (format!("{}-01-01", year - 1), Fate::Refused),
            10 => (since, fate) = (format!("{year}-02-30"), Fate::Refused),
            11 => (sort, fate) = ("口头约定", Fate::Refused),
            12 => (value, fate) = ("面议", Fate::Refused),
            _ => {}
        }
        text.push_str(&format!("{title},{sort},\"{party}\",{signed},{since},{until},\"{value}\",第{at}行\n"));
        fates.insert(title, (fate, *id));
    }
    (text, fates)
}

/// What stands in the database of an imported row: title, party, state.
fn written(bench: &Bench) -> Vec<(String, Id, String)> {
    let sql = "SELECT a.title_zh, p.organisation, a.state FROM agreement a JOIN agreement_party p ON p.owner = a.id
               WHERE p.recorded_to IS NULL AND a.title_zh LIKE '旧台账%' AND a.deleted_at IS NULL ORDER BY a.title_zh";
    let rows = bench.db.read_now(move |r| r.query(sql, &[])).unwrap();
    rows.iter().map(|row| (row.get(0).unwrap(), row.get(1).unwrap(), row.get(2).unwrap())).collect()
}

/// Agreements in force on a day, as the measure counts them.
fn in_force(bench: &Bench, day: &str) -> i64 {
    let day: Date = day.parse().unwrap();
    bench
        .db
        .read_now(move |r| {
            let all = rooms::rooms(&rooms::Engines::new()).into_iter().flat_map(|room| room.measures);
            let measure = all.into_iter().find(|m| m.name == "agreements-in-force").unwrap();
            let at = Moment { day, known: r.now(), said: Some((day, None)) };
            let asked = entente_measures::Asked { by: Vec::new(), slices: Vec::new(), at };
            let actor = entente_access::Actor::system();
            Ok(entente_measures::figures(r, &actor, &measure, &asked)?.totals[0].amount)
        })
        .unwrap()
}

#[test]
fn a_register_of_a_thousand_dirty_rows_comes_in_with_its_parties() {
    on_each_engine(&rooms::migrations(), |bench| {
        let folder = std::env::temp_dir().join(format!("entente-register-{}", std::process::id()));
        let settings = Settings { data: folder.clone(), ..Settings::default() };
        let (site, web) = Site::with(bench, &settings);
        let partners = partners(bench);
        assert!(partners.len() > 20, "{}", partners.len());
        let (text, fates) = register(&partners);
        let english = Person::new(&site, bench, "officer");
        let officer = Person { site: &site, cookie: english.cookie.replace("lang=en", "lang=zh-Hans") };
        let bring = || {
            let start = "/agreements/import";
            let file = ("台账.csv", text.as_bytes());
            let (status, headers, body) =
                site.send(form(start, &officer.cookie, &officer.token(start), "", file));
            assert_eq!(status, 303, "{}", String::from_utf8_lossy(&body));
            let run = headers["location"].to_str().unwrap().to_owned();
            let columns =
                ["title_zh", "sort", "parties.0.organisation", "signed_on", "since", "until", "value", ""];
            let names: Vec<String> = (0..columns.len()).map(|at| format!("to.{at}")).collect();
            let mut fields = vec![("columns.sent", "1"), ("key", "title"), ("class", "internal")];
            fields.extend(names.iter().map(String::as_str).zip(columns));
            fields.extend([("always.office", "domestic"), ("always.renewal", "by_agreement")]);
            officer.types(&run, &format!("{run}/check"), &fields);
            jobs(bench, &web);
            run
        };
        let run = bring();
        let right = fates.values().filter(|(fate, _)| *fate == Fate::Written).count();
        let tried = tile(&officer.page(&run));
        println!("of {ROWS} rows {right} are right; tried: {tried:?}");
        assert_eq!(tried[0] + tried[3], i64::try_from(ROWS).unwrap(), "{tried:?}");
        officer.types(&run, &format!("{run}/commit"), &[]);
        jobs(bench, &web);
        assert_eq!(tile(&officer.page(&run)), tried, "what was tried is what was written");

        // Nobody is linked to the wrong party; what can be read came in.
        let found = written(bench);
        let linked: BTreeMap<&str, Id> =
            found.iter().map(|(title, party, _)| (title.as_str(), *party)).collect();
        for (title, party) in &linked {
            assert_eq!((*party, fates[*title].0), (fates[*title].1, Fate::Written), "{title}");
        }
        println!("{} of {right} with their party", linked.len());
        assert!(linked.len() * 100 >= right * 95, "{} of {right}", linked.len());

        // The same file again changes nothing.
        let second = tile(&officer.page(&bring()));
        assert_eq!(second, [0, 0, tried[0], tried[3]], "{second:?}");

        // Taken over with one reason, they count on the days on which they were in force.
        let before = in_force(bench, "2022-06-30");
        let ids = officer.page("/agreements/take-over");
        let ids: Vec<&str> =
            ids.split("name=\"id\" value=\"").skip(1).map(|r| r.split('"').next().unwrap()).collect();
        assert!(ids.len() > 400, "{}", ids.len());
        let chosen: String = ids.iter().map(|id| format!("&id={id}")).collect();
        assert_eq!(english.posts("/agreements/take-over", &chosen[1..]).0, 422, "a reason is asked for");
        let (status, _, page) =
            english.posts("/agreements/take-over", &format!("reason=Older+register{chosen}"));
        assert_eq!(status, 303, "{page}");
        let taken = written(bench).iter().filter(|(_, _, state)| state == "in_force").count();
        assert_eq!(taken, ids.len());
        assert!(in_force(bench, "2022-06-30") > before, "an older day counts them");
        let again = tile(&officer.page(&bring()));
        assert_eq!(again, [0, 0, tried[0], tried[3]], "{again:?}");
        std::fs::remove_dir_all(folder).ok();
    });
}
