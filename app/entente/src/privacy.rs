//! The daily end of the trash, and the register of erasures beside the database.

use entente_kernel::Result;
use entente_privacy::{Register, remove_for_good, repeat};
use entente_store::{By, Db};

use crate::rooms::{self, Engines};
use crate::settings::Settings;

/// Records that one transaction removes for good; the next round takes the next ones.
const AT_ONCE: usize = 200;

/// The register of this installation.
pub(crate) fn register(settings: &Settings) -> Register {
    Register::at(settings.data.join("erasures.jsonl"))
}

/// The texts by which figures are told apart: kind and field.
pub(crate) fn counted() -> Vec<(&'static str, &'static str)> {
    let measures = rooms::rooms(&Engines::new()).into_iter().flat_map(|room| room.measures);
    let fields = |measure: entente_measures::Measure| {
        let by = measure.by.iter().flat_map(entente_measures::Dimension::fields);
        let all: Vec<&'static str> = by.chain(measure.reads.iter().copied()).collect();
        all.into_iter().map(move |field| (measure.kind.name, field))
    };
    measures.flat_map(fields).collect()
}

/// Removes for good what has lain in the trash for so many days; gives how many records.
pub(crate) fn end_trash(db: &Db, days: i64) -> Result<usize> {
    let mut all = 0;
    loop {
        let done = db.write_now(By::system("trash"), move |tx| {
            remove_for_good(tx, &rooms::registry(), days, &counted(), AT_ONCE)
        })?;
        all += done;
        if done < AT_ONCE {
            return Ok(all);
        }
    }
}

/// Repeats every erasure of the register that the database does not know; gives how many.
pub(crate) fn repeat_all(db: &Db, register: &Register) -> Result<usize> {
    let missing = register.missing(db)?;
    let count = missing.len();
    for entry in missing {
        db.write_now(By::system("restore"), move |tx| repeat(tx, &rooms::registry(), &entry, &counted()))?;
    }
    Ok(count)
}
