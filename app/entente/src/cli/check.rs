//! `entente check`: what must hold in every database, each violation named.

use entente_kernel::{Id, Result as Outcome};
use entente_record::Kind;
use entente_search::Search;
use entente_store::Reads;

use super::{explain, open};
use crate::rooms::{self, ROLES};
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
    for kind in rooms::registry().kinds() {
        let found = db.read_now(move |reads| violations(reads, kind)).map_err(|p| explain(&p))?;
        for (id, what) in found {
            say(format!("{} {id}: {what}", kind.name));
        }
    }
    let folder = settings.data.join("search");
    if folder.exists() {
        let search = Search::open(Some(&folder), rooms::registry(), ROLES).map_err(|p| explain(&p))?;
        let compared = db.read_now(move |reads| {
            search.follow(reads)?;
            search.check(reads)
        });
        for (audience, kind, id) in compared.map_err(|p| explain(&p))? {
            say(format!("search index of {}: {kind} {id} differs from the database", audience.code()));
        }
    }
    println!("{rows} audit rows walked, {wrong} violations");
    if wrong == 0 { Ok(()) } else { Err("the database does not hold what it should".into()) }
}

/// Records whose history does not end with what they are, or whose state the lifecycle does not know.
fn violations(reads: &mut dyn Reads, kind: &Kind) -> Outcome<Vec<(Id, &'static str)>> {
    let table = kind.table;
    let mut found = Vec::new();
    let unwritten = format!(
        "SELECT t.id FROM {table} t WHERE t.deleted_at IS NULL AND NOT EXISTS (SELECT 1 FROM {table}_history h
           WHERE h.id = t.id AND h.recorded_to IS NULL AND h.version = t.version)"
    );
    for row in reads.query(&unwritten, &[])? {
        found.push((row.get(0)?, "its history does not end with its present version"));
    }
    if let Some(states) = kind.states {
        let words: Vec<String> = states.all.iter().map(|s| format!("'{}'", s.word)).collect();
        let unknown = format!("SELECT id FROM {table} WHERE state NOT IN ({})", words.join(", "));
        for row in reads.query(&unknown, &[])? {
            found.push((row.get(0)?, "its state is not one of the lifecycle"));
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use entente_record::{Draft, create};
    use entente_store::By;
    use entente_testkit::on_each_engine;

    use super::*;

    #[test]
    fn a_record_that_was_changed_behind_our_back_is_named() {
        on_each_engine(&rooms::migrations(), |bench| {
            let kind = entente_partners::Organisation::KIND;
            let name = entente_record::Datum::Text(entente_kernel::Text::en("Checked"));
            let word = |word: &str| entente_record::Datum::Line(word.into());
            let draft = Draft::new(kind)
                .with(kind, "name", name)
                .with(kind, "sort", word("enterprise"))
                .with(kind, "status", word("active"));
            let actor = entente_access::Actor::system();
            let made = bench.db.write_now(By::system("t"), move |tx| create(tx, &actor, kind, &draft));
            let id = made.unwrap().meta.id;
            assert_eq!(bench.db.read_now(move |r| violations(r, kind)).unwrap(), []);
            let behind = move |tx: &mut entente_store::Tx<'_>| {
                tx.execute("UPDATE organisation SET version = 9 WHERE id = $1", &[id.into()])
            };
            bench.db.write_now(By::system("t"), behind).unwrap();
            let found = bench.db.read_now(move |r| violations(r, kind)).unwrap();
            assert_eq!(found, [(id, "its history does not end with its present version")]);
        });
    }
}
