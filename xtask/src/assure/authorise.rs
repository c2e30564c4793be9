//! Everyone asks for everything, and nobody gets a word that they may not see.

use std::collections::BTreeSet;
use std::fs;

use super::crawl::{Map, PEOPLE, Person, some};
use super::house::House;
use super::plant::{Canary, plant, word_of};
use crate::shell::Outcome;

/// How many records of each kind carry a word.
#[derive(clap::Args, Clone)]
pub(super) struct Authorise {
    /// Records of each kind that carry a word
    #[arg(long, default_value_t = 12)]
    records: usize,
}

impl Authorise {
    pub(super) fn short() -> Self {
        Self { records: 1 }
    }

    /// # Errors
    /// Each leak, and each answer of 500 or more.
    pub(super) fn run(&self, house: &House) -> Outcome<String> {
        let running = house.start()?;
        let map = Map::of(house)?;
        let mut gardener = Person::of(house, "officer")?;
        let planted = plant(&mut gardener, &map, self.records, &mut |_, _| Ok(true))?;
        let records = records(&mut gardener, &map, &planted, self.records)?;
        let (mut asked, mut hidden, mut wrong) = (0, 0, BTreeSet::new());
        for name in PEOPLE {
            let mut person = Person::of(house, name)?;
            let mut secret = Vec::new();
            for canary in &planted {
                if !person.may_see(&canary.record, &canary.word)? {
                    secret.push(canary);
                }
            }
            hidden += secret.len();
            for path in map.addresses(&records) {
                asked += 1;
                let heard = person.hear(&path)?;
                if heard.status >= 500 {
                    wrong.insert(format!("{name:?} {path}: {}", heard.status));
                }
                for canary in secret.iter().filter(|c| heard.body.contains(&c.word)) {
                    wrong.insert(format!("{name:?} {path}: {} of {}", canary.word, canary.record));
                }
            }
            asked += guess(&mut person, &secret, &mut wrong)?;
        }
        letters(house, &planted, &mut wrong);
        running.stop()?;
        if hidden == 0 {
            return Err("every word is open to everyone: nothing was tried".into());
        }
        if !wrong.is_empty() {
            let some: Vec<&str> = wrong.iter().take(40).map(String::as_str).collect();
            return Err(format!("{} answers that should not be:\n{}", wrong.len(), some.join("\n")));
        }
        Ok(format!(
            "{} words planted in {} kinds; {} people asked for {asked} addresses; {hidden} times a word was not for \
             somebody, 0 leaks, 0 answers of 500 or more",
            planted.len(),
            map.kinds.len(),
            PEOPLE.len()
        ))
    }
}

/// Looking for a secret word finds what looking for a word finds that stands nowhere.
fn guess(person: &mut Person, secret: &[&Canary], wrong: &mut BTreeSet<String>) -> Outcome<usize> {
    let mut asked = 0;
    for (at, canary) in secret.iter().enumerate() {
        let nothing = word_of(1_000_000 + at);
        let kind = canary.path.as_str();
        for way in
            ["/search?q=", "/search/options?q=", &format!("/{kind}?q="), &format!("/{kind}/export.csv?q=")]
        {
            let found = person.hear(&format!("{way}{}", canary.word))?;
            let control = person.hear(&format!("{way}{nothing}"))?;
            asked += 2;
            if found.body.replace(&canary.word, "") != control.body.replace(&nothing, "") {
                wrong.insert(format!("{:?} {way}{} tells of {}", person.name, canary.word, canary.record));
            }
        }
    }
    Ok(asked)
}

/// What is asked for: records with words, and some more of each kind.
fn records(
    gardener: &mut Person,
    map: &Map,
    planted: &[Canary],
    most: usize,
) -> Outcome<Vec<(String, String)>> {
    let mut all: BTreeSet<(String, String)> =
        planted.iter().map(|c| (c.path.clone(), c.id.clone())).collect();
    for (_, path) in &map.kinds {
        for item in some(gardener, path, most)? {
            let id = item.get("id").and_then(|id| id.as_str()).unwrap_or_default();
            all.insert((path.clone(), id.to_owned()));
        }
    }
    Ok(all.into_iter().collect())
}

/// Letters go to people outside: no word that the public may not see stands in one.
fn letters(house: &House, planted: &[Canary], wrong: &mut BTreeSet<String>) {
    for folder in [house.folder.join("mail"), house.data.join("mail")] {
        for file in fs::read_dir(folder).into_iter().flatten().flatten() {
            let text = fs::read_to_string(file.path()).unwrap_or_default();
            for canary in planted.iter().filter(|c| text.contains(&c.word)) {
                wrong.insert(format!("{}: {} of {}", file.path().display(), canary.word, canary.record));
            }
        }
    }
}
