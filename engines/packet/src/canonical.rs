//! One spelling for each value.

use ring::digest::{SHA256, digest};
use serde_json::Value as Json;

/// Whole numbers up to this one are numbers in JSON; others are texts, because many programs read numbers as fractions.
const SAFE: u64 = 1 << 53;

/// Why a value has no canonical spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Uncanonical {
    /// A number that is not whole.
    Fraction,
    /// A whole number beyond 2^53 that is not written as a text.
    Large,
}

/// The value as one line: keys in order of their bytes, no white space, texts as UTF-8 with the shortest escapes.
/// Errors: fractions, and whole numbers beyond 2^53.
pub fn canonical(value: &Json) -> Result<String, Uncanonical> {
    let mut out = String::new();
    write(value, &mut out)?;
    Ok(out)
}

fn write(value: &Json, out: &mut String) -> Result<(), Uncanonical> {
    match value {
        Json::Number(number) => {
            let size = number.as_i64().map(i64::unsigned_abs).or_else(|| number.as_u64());
            let size = size.ok_or(Uncanonical::Fraction)?;
            if size > SAFE {
                return Err(Uncanonical::Large);
            }
            out.push_str(&number.to_string());
        }
        Json::Array(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                out.push_str(if at == 0 { "" } else { "," });
                write(item, out)?;
            }
            out.push(']');
        }
        Json::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by_key(|(name, _)| name.as_bytes());
            out.push('{');
            for (at, (name, value)) in members.into_iter().enumerate() {
                out.push_str(if at == 0 { "" } else { "," });
                out.push_str(&Json::String(name.clone()).to_string());
                out.push(':');
                write(value, out)?;
            }
            out.push('}');
        }
        plain => out.push_str(&plain.to_string()),
    }
    Ok(())
}

/// A whole number: a number up to 2^53, a text beyond.
pub(crate) fn whole(number: i64) -> Json {
    if number.unsigned_abs() > SAFE { Json::String(number.to_string()) } else { Json::from(number) }
}

/// Reads a whole number back; only in the spelling that [`whole`] gives it.
pub(crate) fn as_whole(value: &Json) -> Option<i64> {
    let number = match value {
        Json::String(text) => text.parse().ok()?,
        other => other.as_i64()?,
    };
    (whole(number) == *value).then_some(number)
}

/// The SHA-256 of bytes, in lower-case hex.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    entente_kernel::hex(digest(&SHA256, bytes).as_ref())
}
