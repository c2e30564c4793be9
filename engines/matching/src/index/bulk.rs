//! Many documents at once: analysis, the greater part of the work, on all processors.

use std::num::NonZero;
use std::thread;

use super::{Analysed, Document, Index};

/// Documents that are analysed before they are put: enough to keep threads busy, few enough to be held in memory.
const BATCH: usize = 8192;

impl Index {
    /// As [`Self::put`] for each document in turn, much faster.
    pub fn put_all<'d>(&mut self, documents: impl IntoIterator<Item = Document<'d>>) {
        let threads = thread::available_parallelism().map_or(1, NonZero::get);
        let mut documents = documents.into_iter();
        loop {
            let batch: Vec<Document<'d>> = documents.by_ref().take(BATCH).collect();
            if batch.is_empty() {
                return;
            }
            let share = batch.len().div_ceil(threads);
            thread::scope(|scope| {
                let work =
                    |part: &'_ [Document<'d>]| part.iter().map(Document::analyse).collect::<Vec<Analysed>>();
                let parts: Vec<_> = batch.chunks(share).map(|part| scope.spawn(move || work(part))).collect();
                for (part, thread) in batch.chunks(share).zip(parts) {
                    // A thread that failed is made up for here, where the failure is the caller's.
                    for document in thread.join().unwrap_or_else(|_| work(part)) {
                        self.put_analysed(&document);
                    }
                }
            });
        }
    }
}
