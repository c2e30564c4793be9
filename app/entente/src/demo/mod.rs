//! The demo world: everything at work in it is invented, and marked so.

mod accounts;
mod load;
mod texts;

use entente_kernel::Result;
use entente_store::{By, Db};

pub(crate) use accounts::tokens;

/// Builds the world in one write, unless it is there.
pub(crate) fn build(db: &Db) -> Result<()> {
    let there = db.read_now(|reads| reads.count("SELECT count(*) FROM organisation", &[]))?;
    if there > 0 {
        return Ok(());
    }
    db.write_now(By::system("demo"), |tx| {
        let world = load::load(tx)?;
        accounts::make(tx, &world)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rooms;
    use entente_access::{Actor, Audience, Grant};
    use entente_kernel::Lang;
    use entente_needs::Need;
    use entente_record::{Filter, Query, list};
    use entente_testkit::on_each_engine;

    #[test]
    fn the_world_is_complete_marked_and_built_once() {
        on_each_engine(&rooms::migrations(), |bench| {
            build(&bench.db).unwrap();
            build(&bench.db).unwrap();
            for kind in rooms::registry().kinds() {
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
            assert_eq!(tokens(&bench.db).unwrap().len(), 7);
            assert_eq!(bench.db.read_now(entente_store::verify).unwrap().0, []);
        });
    }
}
