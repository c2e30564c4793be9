//! The demo world: everything at work in it is invented, and marked so.

mod accounts;
mod agreements;
mod inbox;
mod load;
mod members;
mod memberships;
mod pacts;
mod past;
mod places;
mod purposes;
pub(crate) mod reports;
pub(crate) mod scale;
mod seeds;
mod services;
mod tasks;
mod terms;
mod texts;

use entente_kernel::{Date, Problem, Result};
use entente_partners::Resolving;
use entente_store::{By, Db};

use past::Past;

pub(crate) use accounts::logins;

/// The day from today on which the catalogue came in, and with it more people.
const CATALOGUE: i32 = -150;

/// Builds the world, and lets its people work in it, unless it is there. Errors: `demo-unfinished` (409) when there are
/// records that are no whole demo: it was cut short while it was made, or is being made.
pub(crate) fn build(db: &Db) -> Result<()> {
    let there = db.read_now(|reads| reads.count("SELECT count(*) FROM organisation", &[]))?;
    if db.read_now(accounts::finished)? && there > 0 {
        return Ok(());
    }
    if there > 0 {
        return Err(Problem::conflict("demo-unfinished").with("target", db.target()));
    }
    let world = past(db.read_now(|reads| Ok(reads.today()))?).write(db)?;
    inbox::make(db, &world)?;
    Resolving::default().work(db)?;
    db.write_now(By::system("demo"), move |tx| accounts::finish(tx, &world))
}

/// What happened until today, and when it was written down.
fn past(today: Date) -> Past {
    let mut past = Past::until(today);
    past.on(past.began(), load::partners);
    past.on(past.began(), memberships::found);
    past.on(past.day(CATALOGUE), load::catalogue);
    past.on(past.day(CATALOGUE), |tx, world| accounts::make(tx, world));
    past.on(past.day(CATALOGUE), |tx, world| purposes::make(tx, world));
    members::make(&mut past);
    services::make(&mut past);
    agreements::make(&mut past);
    past.on(today, load::desks);
    past.on(today, |tx, world| tasks::load(tx, world));
    past.on(today, |tx, _| seeds::load(tx));
    past.on(today, |tx, _| reports::make(tx));
    past
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rooms;
    use entente_access::Cond;
    use entente_access::{Actor, Audience, Grant};
    use entente_kernel::Lang;
    use entente_needs::Need;
    use entente_record::{Filter, Kind, Query, get_where, list};
    use entente_testkit::on_each_engine;
    use std::sync::Arc;

    #[test]
    fn the_world_is_complete_marked_and_built_once() {
        on_each_engine(&rooms::migrations(), |bench| {
            build(&bench.db).unwrap();
            build(&bench.db).unwrap();
            let invented = |kind: &&Kind| !["organisation", "claim"].contains(&kind.name);
            for kind in rooms::registry().kinds().filter(invented) {
                let unmarked = format!("SELECT count(*) FROM {} WHERE NOT fictional", kind.table);
                assert_eq!(bench.db.read_now(move |r| r.count(&unmarked, &[])).unwrap(), 0, "{}", kind.name);
            }
            for (table, least) in [("expert", 120), ("evidence", 500), ("technology", 80), ("need", 40)] {
                let count = format!("SELECT count(*) FROM {table}");
                assert!(bench.db.read_now(move |r| r.count(&count, &[])).unwrap() >= least, "{table}");
            }
            let grants = vec![Grant { role: "officer".into(), office: None }];
            let officer = Actor { grants, audience: Audience::Internal, ..Actor::visitor(Lang::Zh) };
            for state in Need::KIND.states.unwrap().all {
                let (officer, word) = (officer.clone(), state.word.to_owned());
                let query = Query { filters: vec![Filter::State(vec![word])], ..Query::new(Lang::Zh) };
                let found = bench.db.read_now(move |r| list(r, &officer, Need::KIND, &query)).unwrap();
                assert!(found.count > 0, "no need is {}", state.word);
            }
            assert_eq!(logins().len(), 7);
            assert_eq!(bench.db.read_now(entente_store::verify).unwrap().0, []);
        });
    }

    /// What the guide says of the demo is what the program says.
    #[test]
    fn the_guide_tells_the_truth_about_the_demo() {
        let guides = [
            include_str!("../../../../docs/guide/how-matching-decides.en.md"),
            include_str!("../../../../docs/guide/how-matching-decides.zh.md"),
        ];
        on_each_engine(&rooms::migrations(), |bench| {
            build(&bench.db).unwrap();
            let matching = rooms::Engines::new().matching;
            let needs = bench.db.read_now(|r| get_where::<Need>(r, &Cond::All, 100)).unwrap();
            let ask = |title: &str| {
                let need = needs.iter().find(|n| n.title.en.as_deref() == Some(title)).unwrap().clone();
                let matching = Arc::clone(&matching);
                bench.db.read_now(move |r| matching.rank(r, &need, 3)).unwrap()
            };
            for candidate in ask("Finding hidden leaks in old cast iron water mains").experts {
                let told = [format!("{:.2} |", candidate.confidence), format!(" {:.3} |", candidate.score)];
                let name = candidate.expert.unwrap().name;
                for (guide, name) in guides.iter().zip([name.en.unwrap(), name.zh.unwrap()]) {
                    let row = guide.lines().find(|line| line.contains(&name)).unwrap();
                    assert!(told.iter().all(|number| row.contains(number)), "{row} should say {told:?}");
                }
            }
            assert!(ask("Licence for controlled withering of black tea").no_good_match);
        });
    }

    /// The planted needs: each has one right answer, in the other language, with no word in common.
    #[test]
    fn the_right_answer_is_among_the_first_three_for_most_planted_needs() {
        let world = rooms::migrations();
        on_each_engine(&world, |bench| {
            let made = bench.db.write_now(By::system("demo"), |tx| {
                let mut world = load::World::default();
                load::partners(tx, &mut world)?;
                load::catalogue(tx, &mut world)?;
                load::desks(tx, &mut world)?;
                Ok(world)
            });
            let made = made.unwrap();
            let matching = rooms::Engines::new().matching;
            let needs = bench.db.read_now(|r| get_where::<Need>(r, &Cond::All, 100)).unwrap();
            let (mut right, mut all) = (Vec::new(), 0);
            for row in texts::rows(texts::NEEDS).unwrap() {
                let title = texts::own(&row, "title");
                let need = needs.iter().find(|n| n.title == title).unwrap().clone();
                let answer = row.get("answer").unwrap();
                let id = made.ids[texts::line(answer, "key")];
                let matching = Arc::clone(&matching);
                let found = bench.db.read_now(move |r| matching.rank(r, &need, 10)).unwrap();
                let list =
                    if texts::line(answer, "kind") == "expert" { found.experts } else { found.technologies };
                all += 1;
                if list.iter().take(3).any(|c| c.id == id) {
                    right.push(texts::line(&row, "key").to_owned());
                }
            }
            println!("planted: {} of {all} right among the first three", right.len());
            assert!(right.len() * 100 >= all * 80, "{right:?}");
        });
    }
}
