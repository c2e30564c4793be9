//! Many documents at once: while one thread puts a batch into the index, the others analyse the next one.

use std::num::NonZero;
use std::thread;

use super::{Analysed, Document, Index};
use crate::analysis::Stems;

/// Enough documents to keep the threads busy, few enough to be held in memory twice.
const BATCH: usize = 8192;

impl Index {
    /// As [`Self::put`] for each document in turn, much faster.
    pub fn put_all<'d>(&mut self, documents: impl IntoIterator<Item = Document<'d>>) {
        let helpers = thread::available_parallelism().map_or(1, NonZero::get).saturating_sub(1).max(1);
        let mut documents = documents.into_iter();
        let mut analysed = Vec::new();
        loop {
            let batch: Vec<Document<'d>> = documents.by_ref().take(BATCH).collect();
            if batch.is_empty() && analysed.is_empty() {
                return;
            }
            let parts = batch.chunks(BATCH.div_ceil(helpers));
            analysed = thread::scope(|scope| {
                let threads: Vec<_> = parts.map(|part| (part, scope.spawn(move || analyse(part)))).collect();
                for document in &analysed {
                    self.put_analysed(document);
                }
                // What a failed thread left is made up for here, so that the failure, if it lasts, is the caller's.
                let done =
                    threads.into_iter().map(|(part, thread)| thread.join().unwrap_or_else(|_| analyse(part)));
                done.flatten().collect()
            });
        }
    }
}

fn analyse(documents: &[Document<'_>]) -> Vec<Analysed> {
    let mut stems = Stems::new();
    documents.iter().map(|document| document.analyse_with(&mut stems)).collect()
}
