//! Signed packets: the figures of a report, each with the rows that add up to it, checked without the program's data.
//!
//! A packet is one line of canonical JSON ([`canonical`]): keys in order, no white space, no fractions, whole numbers
//! beyond 2^53 as texts. Its `content` and `key` are what the Ed25519 signature (RFC 8032) is over. [`verify`] refuses
//! a packet that is not exactly the bytes its content stands for, so that one changed byte is always seen, and adds up
//! every figure anew (`Figure::fault`).

mod canonical;
mod figure;
mod packet;
mod read;
mod sign;
#[cfg(test)]
mod tests;
mod verify;

pub use canonical::{Uncanonical, canonical, sha256};
pub use figure::{Figure, Row, Rule};
pub use packet::{Form, Packet};
pub use sign::{Key, SEED};
pub use verify::{Refused, Verified, verify};
