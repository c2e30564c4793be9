//! Checking a packet with nothing else at hand.

use std::fmt;

use ring::signature::{ED25519, UnparsedPublicKey};
use serde_json::Value as Json;

use crate::figure::Fault;
use crate::sign::{id_of, signed, whole};
use crate::{Packet, read};

/// A packet that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// What it says.
    pub packet: Packet,
    /// The id of the key that signed it.
    pub key_id: String,
    /// The public half of that key, in lower-case hex.
    pub public: String,
    /// True when it is the key that was expected; false when none was named, so that anybody may have signed.
    pub expected: bool,
}

/// Why a packet does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// It is not JSON in UTF-8.
    NotJson,
    /// A part is missing or of another shape.
    Shape(&'static str),
    /// The bytes are not exactly those that its content stands for.
    NotCanonical,
    /// The key's id is not that of the key, or the key is none.
    BadKey,
    /// It was signed with another key than the one that was expected; that one's id.
    OtherKey(String),
    /// The signature does not fit.
    BadSignature,
    /// The rows of the figure of this number (from 1) do not stand in order.
    Disordered(usize),
    /// A row of the figure of this number (from 1) stands there twice.
    Doubled(usize),
    /// The figure of this number (from 1) is not what its rows add up to.
    DoesNotAddUp(usize),
}

impl Refused {
    /// A word for the reason, for programs and message keys.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotJson => "not-json",
            Self::Shape(_) => "shape",
            Self::NotCanonical => "not-canonical",
            Self::BadKey => "bad-key",
            Self::OtherKey(_) => "other-key",
            Self::BadSignature => "bad-signature",
            Self::Disordered(_) => "rows-disordered",
            Self::Doubled(_) => "rows-doubled",
            Self::DoesNotAddUp(_) => "does-not-add-up",
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shape(part) => write!(f, "{}: {part}", self.code()),
            Self::OtherKey(id) => write!(f, "{}: {id}", self.code()),
            Self::Disordered(n) | Self::Doubled(n) | Self::DoesNotAddUp(n) => {
                write!(f, "{}: {n}", self.code())
            }
            _ => f.write_str(self.code()),
        }
    }
}

/// Checks a packet: its form, its bytes, its key (against `expected`, a public half in hex, where one is named), its
/// signature, and that every figure is what its rows make. Errors: the first fault found.
pub fn verify(bytes: &[u8], expected: Option<&str>) -> Result<Verified, Refused> {
    let json: Json = serde_json::from_slice(bytes).map_err(|_| Refused::NotJson)?;
    let part = |name: &'static str| json.get(name).ok_or(Refused::Shape(name));
    let (content, key) = (part("content")?, part("key")?);
    let line = |of: &Json, name| read::line(of, name).map_err(Refused::Shape);
    let (id, public, signature) = (line(key, "id")?, line(key, "public")?, line(&json, "signature")?);
    let packet = read::packet(content).map_err(Refused::Shape)?;
    // Written anew from what was understood: whatever else the bytes hold, or hold otherwise, shows here.
    let again = whole(&packet.content(), key, &signature).map_err(|_| Refused::NotCanonical)?;
    let other = key.as_object().is_none_or(|members| members.len() != 2);
    if other || again.as_bytes() != bytes {
        return Err(Refused::NotCanonical);
    }
    let own = unhex(&public).filter(|own| own.len() == 32 && id_of(own) == id).ok_or(Refused::BadKey)?;
    if expected.is_some_and(|expected| expected.trim().to_lowercase() != public) {
        return Err(Refused::OtherKey(id));
    }
    let signature = unhex(&signature).ok_or(Refused::BadSignature)?;
    let text = signed(content, key).map_err(|_| Refused::NotCanonical)?;
    let holds = UnparsedPublicKey::new(&ED25519, &own).verify(text.as_bytes(), &signature);
    holds.map_err(|_| Refused::BadSignature)?;
    for (figure, number) in packet.figures.iter().zip(1..) {
        match figure.fault() {
            None => {}
            Some(Fault::Order) => return Err(Refused::Disordered(number)),
            Some(Fault::Doubled) => return Err(Refused::Doubled(number)),
            Some(Fault::Sum) => return Err(Refused::DoesNotAddUp(number)),
        }
    }
    Ok(Verified { packet, key_id: id, public, expected: expected.is_some() })
}

/// Lower-case hex alone: one spelling for each value.
fn unhex(text: &str) -> Option<Vec<u8>> {
    let lower = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if !text.len().is_multiple_of(2) || !text.bytes().all(lower) {
        return None;
    }
    let byte = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
    (0..text.len()).step_by(2).map(byte).collect()
}
