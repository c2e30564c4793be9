//! Secrets: drawn, shown once, kept as digests, compared in constant time.

use std::fmt;
use std::hint::black_box;

use entente_kernel::{Chance, hex};
use sha2::{Digest, Sha256};

/// A password, a token or a link's key. Never shows itself in logs.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// A secret that someone sent.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// 256 random bits in lower-case hex after `prefix`.
    #[must_use]
    pub fn draw(chance: &dyn Chance, prefix: &str) -> Self {
        Self(format!("{prefix}{}", hex(&random(chance))))
    }

    /// The text itself: to compare it, hash it, or hand it to its owner.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What the database keeps. A plain digest is enough for 256 random bits; passwords go through `password::hash`.
    #[must_use]
    pub fn digest(&self) -> Vec<u8> {
        digest(&self.0)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// The SHA-256 of `text`.
pub(crate) fn digest(text: &str) -> Vec<u8> {
    Sha256::digest(text.as_bytes()).to_vec()
}

/// 256 random bits.
pub(crate) fn random(chance: &dyn Chance) -> [u8; 32] {
    let mut bytes = [0; 32];
    chance.fill(&mut bytes);
    bytes
}

/// Equality that takes as long for the first byte as for the last.
pub(crate) fn same(a: &[u8], b: &[u8]) -> bool {
    let differing = a.iter().zip(b).fold(0, |seen, (x, y)| black_box(seen | (x ^ y)));
    a.len() == b.len() && differing == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use entente_kernel::SeededChance;

    #[test]
    fn a_secret_is_256_bits_and_does_not_show_itself() {
        let secret = Secret::draw(&SeededChance::new(1), "ent_");
        assert_eq!(secret.reveal().len(), 4 + 64);
        assert_eq!(format!("{secret:?}"), "Secret(…)");
        assert_ne!(secret.digest(), Secret::draw(&SeededChance::new(2), "ent_").digest());
    }

    #[test]
    fn equality_needs_every_byte_and_the_length() {
        assert!(same(b"abc", b"abc") && same(b"", b""));
        assert!(!same(b"abc", b"abd") && !same(b"abc", b"ab") && !same(b"", b"a"));
    }
}
