//! The key of an installation, and packets signed with it.

use entente_kernel::hex;
use ring::signature::{Ed25519KeyPair, KeyPair};
use serde_json::{Value as Json, json};

use crate::{Packet, Uncanonical, canonical, sha256};

/// Bytes of the secret from which a key is made.
pub const SEED: usize = 32;

/// A signing key. Never shows its secret.
pub struct Key(Ed25519KeyPair);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Key({})", self.id())
    }
}

/// The id of a public key: the first 16 digits of its SHA-256.
pub(crate) fn id_of(public: &[u8]) -> String {
    sha256(public).chars().take(16).collect()
}

impl Key {
    /// The key of a secret of [`SEED`] random bytes; `None` for another length.
    #[must_use]
    pub fn of(seed: &[u8]) -> Option<Self> {
        Ed25519KeyPair::from_seed_unchecked(seed).ok().map(Self)
    }

    /// The public half, in lower-case hex.
    #[must_use]
    pub fn public(&self) -> String {
        hex(self.0.public_key().as_ref())
    }

    /// The id: the first 16 hex digits of the SHA-256 of the public half.
    #[must_use]
    pub fn id(&self) -> String {
        id_of(self.0.public_key().as_ref())
    }
}

/// The text that is signed.
pub(crate) fn signed(content: &Json, key: &Json) -> Result<String, Uncanonical> {
    canonical(&json!({ "content": content, "key": key }))
}

/// The whole packet as it is kept and sent.
pub(crate) fn whole(content: &Json, key: &Json, signature: &str) -> Result<String, Uncanonical> {
    canonical(&json!({ "content": content, "key": key, "signature": signature }))
}

impl Packet {
    /// The packet signed: one line of canonical JSON in UTF-8. Errors: none for packets of this type, whose numbers
    /// are whole and spelt as texts where they are large.
    pub fn sign(&self, key: &Key) -> Result<Vec<u8>, Uncanonical> {
        let content = self.content();
        let named = json!({ "id": key.id(), "public": key.public() });
        let signature = key.0.sign(signed(&content, &named)?.as_bytes());
        whole(&content, &named, &hex(signature.as_ref())).map(String::into_bytes)
    }
}
