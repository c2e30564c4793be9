//! The dictionary that the operator imports: CC-CEDICT's format, read at run time and never shipped.

use entente_contracts::Pair;
use entente_kernel::{Class, Problem, Result};
use entente_matching::Glossary;
use entente_matching::cedict::{self, Imported};
use entente_store::{Reads, Tx};

/// The topic of the event that says that there is another dictionary.
pub const CHANGED: &str = "dictionary.changed";

/// Puts a dictionary in the place of the one before. Errors: `not-a-dictionary` when no line is an entry.
pub fn replace(tx: &mut Tx<'_>, text: &str) -> Result<Imported> {
    let mut read = Glossary::new();
    let done = cedict::import(&mut read, text);
    if done.pairs == 0 {
        return Err(Problem::new(Class::WrongType, "not-a-dictionary"));
    }
    tx.execute("DELETE FROM dictionary_pair", &[])?;
    for (position, pair) in read.pairs().enumerate() {
        tx.execute(
            "INSERT INTO dictionary_pair (position, english, chinese, sense) VALUES ($1, $2, $3, $4)",
            &[
                position.into(),
                (&*pair.english).into(),
                (&*pair.chinese).into(),
                i64::from(pair.sense).into(),
            ],
        )?;
    }
    let none = tx.new_id();
    tx.announce(CHANGED, "dictionary", none, "{}")?;
    Ok(done)
}

/// The pairs of the imported dictionary, in its order.
pub(crate) fn pairs(reads: &mut dyn Reads) -> Result<Vec<Pair>> {
    let rows = reads.query("SELECT english, chinese, sense FROM dictionary_pair ORDER BY position", &[])?;
    let read = |row: &entente_store::Row| {
        let sense = u16::try_from(row.get::<i64>(2)?).unwrap_or(u16::MAX);
        Ok(Pair { english: row.get(0)?, chinese: row.get(1)?, sense })
    };
    rows.iter().map(read).collect()
}
