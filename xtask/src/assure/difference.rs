//! Two installations that differ only in what a reader may not see answer that reader alike, to the letter.

use std::collections::BTreeSet;

use super::crawl::{Map, Person, some};
use super::house::House;
use super::plant::plant;
use crate::shell::Outcome;

/// How many records of each kind differ.
#[derive(clap::Args, Clone)]
pub(super) struct Difference {
    /// Hidden records of each kind that differ
    #[arg(long, default_value_t = 12)]
    records: usize,
}

/// Whose answers are compared.
const READERS: [&str; 3] = ["", "company", "expert"];

/// Words that find much.
const WORDS: [&str; 6] = ["battery", "hydrogen", "材料", "university", "steel", "a"];

impl Difference {
    pub(super) fn short() -> Self {
        Self { records: 3 }
    }

    /// # Errors
    /// Each answer that differs.
    pub(super) fn run(&self, house: &House) -> Outcome<String> {
        let twin = house.twin("twin")?;
        let (one, two) = (house.start()?, twin.start()?);
        let map = Map::of(house)?;
        let mut readers = READERS.iter().map(|name| Person::of(house, name)).collect::<Outcome<Vec<_>>>()?;
        let mut hidden = |path: &str, id: &str| -> Outcome<bool> {
            for reader in &mut readers {
                if reader.interface.get(&format!("/api/v1/{path}/{id}"))?.status == 200 {
                    return Ok(false);
                }
            }
            Ok(true)
        };
        let mut gardener = Person::of(&twin, "officer")?;
        let planted = plant(&mut gardener, &map, self.records, &mut hidden)?;
        if planted.is_empty() {
            return Err("nothing is hidden from anybody: nothing was tried".into());
        }
        let mut records: BTreeSet<(String, String)> =
            planted.iter().map(|c| (c.path.clone(), c.id.clone())).collect();
        for (_, path) in &map.kinds {
            for item in some(&mut gardener, path, 4)? {
                let id = item.get("id").and_then(|id| id.as_str()).unwrap_or_default();
                records.insert((path.clone(), id.to_owned()));
            }
        }
        let mut addresses = map.addresses(&records.into_iter().collect::<Vec<_>>());
        // The list of one's own sessions differs by its nature.
        addresses.retain(|path| path != "/account");
        addresses.extend(
            WORDS.iter().flat_map(|w| ["/search?q=", "/search/options?q="].map(|way| format!("{way}{w}"))),
        );
        addresses.extend(map.kinds.iter().map(|(_, path)| format!("/{path}?q=a")));
        // Both have caught up with what was written before they are asked.
        std::thread::sleep(std::time::Duration::from_secs(3));
        let (mut compared, mut wrong) = (0, Vec::new());
        for name in READERS {
            let (mut here, mut there) = (Person::of(house, name)?, Person::of(&twin, name)?);
            for path in &addresses {
                let (a, b) = (here.hear(path)?, there.hear(path)?);
                let port = |text: &str| {
                    text.replace(&house.port.to_string(), "PORT").replace(&twin.port.to_string(), "PORT")
                };
                compared += 1;
                if a.status != b.status || port(&a.head) != port(&b.head) || port(&a.body) != port(&b.body) {
                    wrong.push(format!(
                        "{name:?} {}: {} and {}{}",
                        a.path,
                        a.status,
                        b.status,
                        first_difference(&port(&a.body), &port(&b.body))
                    ));
                }
            }
        }
        one.stop()?;
        two.stop()?;
        if wrong.is_empty() {
            Ok(format!(
                "{} words in records and notes of one installation that three readers may not see: {compared} answers \
                 compared with the other, 0 differ",
                planted.len()
            ))
        } else {
            wrong.truncate(30);
            Err(format!("answers differ:\n{}", wrong.join("\n")))
        }
    }
}

fn first_difference(a: &str, b: &str) -> String {
    let pair = a.lines().zip(b.lines()).find(|(a, b)| a != b);
    let cut = |line: &str| line.chars().take(300).collect::<String>();
    pair.map_or(String::new(), |(a, b)| format!("\n  - {}\n  + {}", cut(a), cut(b)))
}
