//! Accounts by what records call them: a log-in name, or a name as people write it.

use std::collections::BTreeMap;

use entente_kernel::{Id, Result, fold};
use entente_store::Reads;

/// The active accounts by their log-in names and names, without regard to case and width.
pub struct People(BTreeMap<String, Vec<Id>>);

impl People {
    /// Everybody.
    pub fn all(reads: &mut dyn Reads) -> Result<Self> {
        let sql = "SELECT id, login, name_en, name_zh FROM account WHERE status = 'active' ORDER BY id";
        let mut known: BTreeMap<String, Vec<Id>> = BTreeMap::new();
        for row in reads.query(sql, &[])? {
            let names: [Option<String>; 3] = [row.get(1)?, row.get(2)?, row.get(3)?];
            for name in names.into_iter().flatten() {
                let held = known.entry(fold(&name)).or_default();
                let id = row.get(0)?;
                if !held.contains(&id) {
                    held.push(id);
                }
            }
        }
        Ok(Self(known))
    }

    /// The accounts that bear this name.
    #[must_use]
    pub fn named(&self, name: &str) -> &[Id] {
        self.0.get(&fold(name)).map_or(&[], Vec::as_slice)
    }
}
