//! Search as the pages ask for it.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::sync::Arc;

use entente_access::Actor;
use entente_kernel::{Problem, Result};
use entente_search::{Hit, Search, Texts};
use entente_store::Reads;
use entente_web::{Find, Found};

use crate::rooms::{self, ROLES};

/// Search over the kinds and over what stands in their documents.
pub(crate) fn open(folder: Option<&Path>) -> Result<Search> {
    let texts: Texts = Arc::new(entente_documents::texts);
    Search::open_with(folder, rooms::registry(), ROLES, &texts)
}

/// The folder of the index is this program's as long as the file lives: two that write into it would spoil it. `None` when
/// another program has it. Errors: a data folder that cannot be written.
pub(crate) fn alone(data: &Path) -> Result<Option<File>> {
    std::fs::create_dir_all(data).map_err(Problem::internal)?;
    let file = File::create(data.join("search.lock")).map_err(Problem::internal)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(Problem::internal(error)),
    }
}

/// The search room behind palette, pickers, lists and the search page.
pub(crate) struct Finder(pub(crate) Search);

impl Find for Finder {
    fn find(
        &self,
        reads: &mut dyn Reads,
        actor: &Actor,
        words: &str,
        kinds: &[&str],
        limit: usize,
    ) -> Result<Vec<Found>> {
        let hits = self.0.search(reads, actor, words, kinds, limit)?;
        Ok(hits.into_iter().map(|Hit { kind, id, title }| Found { kind, id, title }).collect())
    }
}
