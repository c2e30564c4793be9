//! What the guides call a button is what the button is called.

use std::collections::BTreeSet;
use std::path::Path;

use entente_testkit::on_each_engine;

use crate::person_test::Person;
use crate::rooms;
use crate::routes_test::{Site, between, session};

/// Every text of one language, of all rooms.
fn texts(lang: &str) -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let rooms = std::fs::read_dir(root.join("capabilities")).unwrap().map(|entry| entry.unwrap().path());
    let mut all = BTreeSet::new();
    for folder in rooms.chain([root.join("platform/web")]) {
        for file in std::fs::read_dir(folder.join("locales")).unwrap() {
            let path = file.unwrap().path();
            if path.file_name().unwrap().to_str().unwrap().starts_with(lang) {
                let text = std::fs::read_to_string(&path).unwrap();
                all.extend(text.lines().filter_map(|line| Some(line.split_once(" = ")?.1.trim().to_owned())));
            }
        }
    }
    all
}

#[test]
fn each_label_of_a_guide_is_a_text_of_the_program() {
    let guides = [
        ("en", include_str!("../../../docs/guide/first-day.en.md")),
        ("zh-Hans", include_str!("../../../docs/guide/first-day.zh.md")),
        ("en", include_str!("../../../docs/guide/agreements.en.md")),
        ("zh-Hans", include_str!("../../../docs/guide/agreements.zh.md")),
        ("en", include_str!("../../../docs/guide/memberships.en.md")),
        ("zh-Hans", include_str!("../../../docs/guide/memberships.zh.md")),
    ];
    let mut missing = Vec::new();
    for (lang, guide) in guides {
        let lines: Vec<&str> = guide.lines().map(str::trim).collect();
        let (texts, joined) = (texts(lang), lines.join(if lang == "en" { " " } else { "" }));
        let labels: Vec<&str> = joined.split("**").skip(1).step_by(2).collect();
        assert!(labels.len() > 20, "{labels:?}");
        missing
            .extend(labels.iter().filter(|label| !texts.contains(**label)).map(|l| format!("{lang}: {l}")));
    }
    assert!(missing.is_empty(), "nothing is called {missing:#?}");
}

#[test]
fn guides_are_listed_for_their_readers_and_have_the_same_parts_in_both_languages() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, _) = Site::new(bench);
        for (login, number) in [("company", 1), ("officer", 4), ("admin", 4)] {
            let read = |lang: &str, path: &str| {
                let cookie = format!("{}; lang={lang}", session(&site, bench, login));
                Person { site: &site, cookie }.page(path)
            };
            let all = read("en", "/guide");
            let links = between(&all, "<ul class=\"plain-list\">", "</ul>").split("href=\"").skip(1);
            let links: Vec<&str> = links.filter_map(|rest| rest.split('"').next()).collect();
            assert!(links.len() >= number, "{login}: {links:?}");
            for link in links {
                let parts = ["en", "zh-Hans"].map(|lang| {
                    let page = read(lang, link);
                    ["<h2", "<table", "<pre", "<li"].map(|tag| page.matches(tag).count())
                });
                assert_eq!(parts[0], parts[1], "{login} {link}");
                assert!(parts[0][0] > 2, "{link}: {parts:?}");
                for to in
                    read("en", link).split("<a href=\"").skip(1).filter_map(|rest| rest.split('"').next())
                {
                    assert!(to.starts_with(['/', '#']) || to.starts_with("http"), "{link}: {to}");
                    if to.starts_with("/guide/") {
                        read("en", to);
                    }
                }
            }
        }
    });
}
