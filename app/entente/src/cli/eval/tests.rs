use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Parser;
use entente_access::Cond;
use entente_catalogue::CatalogueSupply;
use entente_contracts::{OfferSort, Supply};
use entente_kernel::Id;
use entente_needs::Need;
use entente_needs::ranking::words_of;
use entente_record::get_where;
use entente_testkit::on_each_engine;
use serde_json::json;

use super::Eval;
use crate::{demo, rooms};

#[derive(Parser)]
struct Line {
    #[command(subcommand)]
    what: Eval,
}

/// A folder that goes with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("entente-eval-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn put(&self, name: &str, text: &str) {
        std::fs::write(self.0.join(name), text).unwrap();
    }

    fn run(&self, words: &[&str]) -> Result<(), String> {
        let at = |word: &&str| word.strip_prefix('@').map_or((*word).to_owned(), |name| self.path(name));
        let all = std::iter::once(String::from("eval")).chain(words.iter().map(at));
        Line::try_parse_from(all).map_err(|e| e.to_string())?.what.run()
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn scores(path: &Path) -> BTreeMap<Id, f64> {
    let text = std::fs::read_to_string(path).unwrap();
    let read = |line: &str| {
        let cells: Vec<&str> = line.split(' ').collect();
        assert_eq!([cells[1], cells[5]], ["Q0", "entente"], "{line}");
        (Id::parse(cells[2]).unwrap(), cells[4].parse().unwrap())
    };
    text.lines().map(read).collect()
}

#[test]
fn a_need_is_ranked_alike_on_its_page_and_by_eval() {
    on_each_engine(&rooms::migrations(), |bench| {
        demo::build(&bench.db).unwrap();
        let folder = Folder::new("rank");
        let offers = bench.db.read_now(|reads| CatalogueSupply.all(reads)).unwrap();
        let line = |offer: &entente_contracts::Offer| {
            let mut row = json!({
                "id": offer.id.to_string(), "title": offer.title.en, "title_zh": offer.title.zh,
                "text": offer.text.en, "text_zh": offer.text.zh,
            });
            if let Some(owner) = offer.owner {
                row["owner"] = json!(owner.to_string());
            }
            format!("{row}\n")
        };
        folder.put("corpus.jsonl", &offers.iter().map(line).collect::<String>());
        let matching = rooms::Engines::new().matching;
        let mut compared = 0;
        // Some of the demo's needs have no match on purpose.
        for need in bench.db.read_now(|r| get_where::<Need>(r, &Cond::All, 50)).unwrap() {
            let (asked, again) = (std::sync::Arc::clone(&matching), need.clone());
            let page = bench.db.read_now(move |reads| asked.rank(reads, &again, 10)).unwrap();
            if compared == 3 || page.experts.is_empty() || page.technologies.is_empty() {
                continue;
            }
            compared += 1;
            let words = words_of(&need).replace(['\n', '\t'], " ");
            folder.put("queries.tsv", &format!("query_id\ttext\nq1\t{words}\n"));
            let corpus = ["rank", "--corpus", "@corpus.jsonl", "--queries", "@queries.tsv", "--k", "900"];
            folder.run(&[&corpus[..], &["--run", "@documents"]].concat()).unwrap();
            folder.run(&[&corpus[..], &["--run", "@owners", "--group", "owner"]].concat()).unwrap();
            for (ranked, file) in [(&page.experts, "owners"), (&page.technologies, "documents")] {
                let found = scores(&folder.0.join(file));
                for candidate in ranked {
                    assert!((found[&candidate.id] - candidate.score).abs() < 1e-9, "{file} {}", candidate.id);
                }
            }
            let technologies = offers.iter().filter(|o| o.sort == OfferSort::Technology);
            let best = scores(&folder.0.join("documents"));
            let most = technologies.filter_map(|o| best.get(&o.id)).copied().fold(0.0, f64::max);
            assert!(
                (most - page.technologies[0].score).abs() < 1e-9,
                "the best technology is the page's first"
            );
        }
        assert_eq!(compared, 3);
    });
}

#[test]
fn texts_find_their_organisation_and_confirmed_links_help() {
    let folder = Folder::new("organisations");
    let organisation = |id: &str, name: &str, city: &str, country: &str| {
        json!({
            "id": id, "name": name, "status": "active", "types": ["education"], "country": country, "city": city,
            "names": [[name, "en", ["label", "ror_display"]]], "rel": [],
        })
        .to_string()
    };
    let registry = [
        organisation("000000195", "University of Northern Harbour", "Harbour", "GB"),
        organisation("0000c1s20", "Harbour College of Art", "Harbour", "GB"),
        organisation("000qqhh05", "Lakeside Institute of Technology", "Lakeside", "US"),
    ];
    folder.put("registry.jsonl", &registry.join("\n"));
    folder.put(
        "strings.tsv",
        "affiliation\nDept. of Physics, Univ. of Northern Harbour, Harbour, UK\nThe blue lab\n",
    );
    folder.put("links.tsv", "affiliation\tror_ids\nThe blue lab\thttps://ror.org/000qqhh05\n");
    let asked =
        ["organisations", "--registry", "@registry.jsonl", "--strings", "@strings.tsv", "--out", "@out.tsv"];
    folder.run(&asked).unwrap();
    let read = || std::fs::read_to_string(folder.0.join("out.tsv")).unwrap();
    let ids = |text: &str| -> Vec<String> {
        text.lines().skip(1).map(|line| line.split('\t').next().unwrap_or_default().to_owned()).collect()
    };
    assert_eq!(ids(&read()), ["000000195", "NONE"]);
    assert_eq!(
        read(),
        {
            folder.run(&asked).unwrap();
            read()
        },
        "the same every time"
    );
    folder.run(&[&asked[..], &["--confirmed", "@links.tsv"]].concat()).unwrap();
    assert_eq!(ids(&read()), ["000000195", "000qqhh05"]);
}

#[test]
fn wrong_files_are_named_with_what_is_missing() {
    let folder = Folder::new("wrong");
    folder.put("q.tsv", "id\ttext\n1\tpump\n");
    folder.put("c.jsonl", "{\"id\":\"a\",\"text\":\"pump\"}\n{\"text\":1}\n");
    let asked = ["rank", "--corpus", "@c.jsonl", "--queries", "@q.tsv", "--run", "@out"];
    assert!(folder.run(&asked).unwrap_err().contains("line 2: no id"));
    folder.put("c.jsonl", "{\"id\":\"a\",\"text\":\"pump\"}\n");
    assert!(folder.run(&asked).unwrap_err().contains("no column \"query_id\""));
    assert!(folder.run(&["rank", "--corpus", "@none", "--queries", "@q.tsv", "--run", "@out"]).is_err());
}
