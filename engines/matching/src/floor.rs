//! The score that a candidate must attain to be among the wanted.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// The n-th best score so far.
pub(crate) struct Floor {
    wanted: usize,
    heap: BinaryHeap<Lowest>,
    lowest: f64,
}

/// Orders a heap so that its top is the lowest score.
struct Lowest(f64);

impl Ord for Lowest {
    fn cmp(&self, other: &Self) -> Ordering {
        other.0.total_cmp(&self.0)
    }
}

impl PartialOrd for Lowest {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Lowest {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Lowest {}

impl Floor {
    pub(crate) fn new(wanted: usize) -> Self {
        Self { wanted: wanted.max(1), heap: BinaryHeap::new(), lowest: -1.0 }
    }

    #[inline]
    pub(crate) fn push(&mut self, score: f64) {
        if score <= self.lowest {
            return;
        }
        if self.heap.len() == self.wanted {
            self.heap.pop();
        }
        self.heap.push(Lowest(score));
        if self.heap.len() == self.wanted {
            self.lowest = self.heap.peek().map_or(-1.0, |lowest| lowest.0);
        }
    }

    /// Nothing below this can be among the wanted; negative while fewer were seen.
    pub(crate) fn value(&self) -> f64 {
        self.lowest
    }
}
