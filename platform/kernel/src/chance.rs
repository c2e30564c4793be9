//! Randomness as an argument.

use std::sync::Mutex;

/// A source of random bytes. Production uses [`OsChance`]; tests use [`SeededChance`] to repeat a run exactly.
pub trait Chance: Send + Sync {
    /// Fills `buffer` with random bytes.
    fn fill(&self, buffer: &mut [u8]);
}

/// The operating system's generator, fit for secrets and ids.
#[derive(Debug, Default, Clone, Copy)]
pub struct OsChance;

impl Chance for OsChance {
    #[expect(
        clippy::expect_used,
        reason = "without the system's random source no id or token is safe to issue"
    )]
    fn fill(&self, buffer: &mut [u8]) {
        getrandom::fill(buffer).expect("the operating system's random source");
    }
}

/// SplitMix64 from a seed (Steele, Lea & Flood 2014). For tests and generated demo rows, never for secrets.
#[derive(Debug)]
pub struct SeededChance(Mutex<u64>);

impl SeededChance {
    /// A generator that repeats the same bytes for the same seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(seed))
    }

    /// The next 64 random bits.
    pub fn next_u64(&self) -> u64 {
        let mut state = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = *state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number in `0..bound`; 0 when `bound` is 0.
    pub fn below(&self, bound: usize) -> usize {
        let bound = u64::try_from(bound).unwrap_or(u64::MAX);
        if bound == 0 { 0 } else { usize::try_from(self.next_u64() % bound).unwrap_or(0) }
    }
}

impl Chance for SeededChance {
    fn fill(&self, buffer: &mut [u8]) {
        for chunk in buffer.chunks_mut(8) {
            let bytes = self.next_u64().to_le_bytes();
            chunk.copy_from_slice(bytes.get(..chunk.len()).unwrap_or_default());
        }
    }
}
