//! `entente check`: what must hold in every database, each violation named.

use entente_kernel::Result as Outcome;
use entente_record::unsound;
use entente_store::Reads;

use super::{explain, open};
use crate::indexes::Indexes;
use crate::rooms::{self, Engines};
use crate::search;
use crate::settings::Settings;

/// Walks the audit chain, compares every record with its history and its lifecycle, and the search index with both.
pub(super) fn run(settings: &Settings) -> Result<(), String> {
    let db = open(settings)?;
    let mut wrong = 0;
    let mut say = |line: String| {
        wrong += 1;
        println!("{line}");
    };
    let (findings, rows) = db.read_now(entente_store::verify).map_err(|p| explain(&p))?;
    for finding in findings.iter().filter(|f| f.is_fault()) {
        say(format!("audit row {}: {} ({})", finding.seq, finding.code, finding.about));
    }
    let found = db.read_now(violations).map_err(|p| explain(&p))?;
    found.into_iter().for_each(&mut say);
    let folder = settings.data.join("search");
    let alone = search::alone(&settings.data).map_err(|p| explain(&p))?;
    if folder.exists() && alone.is_none() {
        println!("the search index is in use by the running program: compare it on the page /indexes");
    } else if folder.exists() {
        let search = search::open(Some(&folder)).map_err(|p| explain(&p))?;
        let found = Indexes::new(&search, &Engines::new()).differing(&db).map_err(|p| explain(&p))?;
        found.into_iter().for_each(&mut say);
    }
    println!("{rows} audit rows walked, {wrong} violations");
    if wrong == 0 { Ok(()) } else { Err("the database does not hold what it should".into()) }
}

/// Every record that breaks a rule, the declared ones and those of the rooms, with the rule.
pub(crate) fn violations(reads: &mut dyn Reads) -> Outcome<Vec<String>> {
    let registry = rooms::registry();
    let mut found = Vec::new();
    for kind in registry.kinds() {
        let unsound = unsound(reads, &registry, kind)?;
        found.extend(unsound.into_iter().map(|(id, rule)| format!("{} {id} breaks: {rule}", kind.name)));
    }
    for invariant in rooms::rooms(&rooms::Engines::new()).iter().flat_map(|room| &room.invariants) {
        for id in invariant.broken(reads)? {
            found.push(format!("{} {id} breaks: {}", invariant.kind.name, invariant.rule));
        }
    }
    found.extend(entente_inbox::unsound(reads)?);
    Ok(found)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use entente_kernel::Problem;
    use entente_store::By;
    use entente_testkit::on_each_engine;

    use super::*;
    use crate::demo;

    /// One change behind the program's back for each rule, and the rule that must be named.
    const BROKEN: [(&str, &str); 14] = [
        (
            "UPDATE organisation SET version = 9 WHERE id = (SELECT id FROM organisation LIMIT 1)",
            "its history ends with its present version",
        ),
        (
            "INSERT INTO organisation_history SELECT * FROM organisation_history
             WHERE id = (SELECT id FROM organisation LIMIT 1)",
            "its history says one thing about each day at each time",
        ),
        ("UPDATE need SET state = 'lost' WHERE state = 'received'", "its state is one of the lifecycle"),
        ("UPDATE need SET state = 'triaged' WHERE state = 'dormant'", "its state is where its last step led"),
        (
            "UPDATE need SET contact = id WHERE id = (SELECT id FROM need WHERE contact IS NOT NULL LIMIT 1)",
            "contact leads to a record",
        ),
        (
            "UPDATE technology SET trl = 12 WHERE id = (SELECT id FROM technology WHERE trl IS NOT NULL LIMIT 1)",
            "trl: trl",
        ),
        ("UPDATE person SET contact_rule = 'never'", "contact_rule: choice"),
        (
            "UPDATE engagement SET state = 'declined' WHERE need IN (SELECT id FROM need WHERE state = 'introduced')",
            "a need is introduced only after an expert has accepted",
        ),
        ("UPDATE step_log SET reason = NULL WHERE step = 'decline'", "a declined need says why"),
        (
            "INSERT INTO notice (id, account, key, sort, kind, record, part, word, actor, at)
             SELECT id, id, 'x', 'note', 'need', id, 'public', '', id, 1 FROM account",
            "nobody is told of the own doing",
        ),
        (
            "INSERT INTO notice (id, account, key, sort, kind, record, part, word, at, read_at)
             SELECT id, id, 'x', 'note', 'need', id, 'public', '', 2, 1 FROM account",
            "a notice was read after it happened",
        ),
        (
            "INSERT INTO notice (id, account, key, sort, kind, record, part, word, at)
             SELECT id, id, 'x', 'step', 'need', id, 'public', 'received', 1 FROM account",
            "a notice of a step names the states before and after",
        ),
        (
            "INSERT INTO digest_letter (mail, account, composed_at) SELECT id, id, 1 FROM account",
            "a digest is of somebody who has notices in it",
        ),
        ("UPDATE inbox_cursor SET audit_seq = 1000000", "it follows the audit chain"),
    ];

    #[test]
    fn each_rule_that_is_broken_behind_our_back_is_named() {
        on_each_engine(&rooms::migrations(), |bench| {
            demo::build(&bench.db).unwrap();
            assert_eq!(bench.db.read_now(violations).unwrap(), Vec::<String>::new());
            for (change, rule) in BROKEN {
                let (tell, told) = channel();
                // The change is undone: the next one is looked at by itself.
                let undone = bench.db.write_now(By::system("t"), move |tx| {
                    assert!(tx.execute(change, &[])? > 0, "{change}");
                    tell.send(violations(tx)?).ok();
                    Err::<(), _>(Problem::conflict("undone"))
                });
                assert_eq!(undone.unwrap_err().code, "undone");
                let found = told.recv().unwrap();
                assert!(found.iter().any(|line| line.contains(rule)), "{rule}: {found:?}");
            }
        });
    }
}
