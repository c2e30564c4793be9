//! The composition root: every room of the house, in order.

use entente_record::Registry;
use entente_store::Migration;

/// Every migration, the platform's first.
pub(crate) fn migrations() -> Vec<Migration> {
    [entente_store::own_migrations(), entente_record::migrations(), entente_partners::migrations()].concat()
}

/// Every kind of record.
pub(crate) fn registry() -> Registry {
    Registry::new(entente_partners::kinds())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tables_prefixes_and_paths_are_unique() {
        let registry = registry();
        let mut all: Vec<(&str, &str)> = Vec::new();
        for kind in registry.kinds() {
            all.extend([
                ("name", kind.name),
                ("table", kind.table),
                ("prefix", kind.prefix),
                ("path", kind.path),
            ]);
        }
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count, "{all:?}");
    }
}
