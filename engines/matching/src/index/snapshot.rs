//! The index as bytes: terms, owners and the documents' terms in order; postings are made anew when it is read. The
//! last eight bytes are a checksum (FNV-1a), so that a cut or damaged file is refused and rebuilt from its source.

use std::io::{self, Read, Write};

use super::forward::Forward;
use super::numbers::{read_number, write_number};
use super::shard::{NO_OWNER, Row, index};
use super::{Audience, Index, Lengths};

const MARK: &[u8] = b"entente-matching 1\n";

/// Why a snapshot was not read. The index is to be rebuilt from the records.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// The file could not be read or written.
    #[error("the index file cannot be read or written: {0}")]
    Io(#[from] io::Error),
    /// Not a snapshot of this version.
    #[error("the file is not an index of this version")]
    NotOurs,
    /// Cut short or changed.
    #[error("the index file is damaged")]
    Damaged,
}

impl Index {
    /// Writes the index.
    ///
    /// # Errors
    /// [`SnapshotError::Io`] when the writer fails.
    pub fn save(&self, mut to: impl Write) -> Result<(), SnapshotError> {
        let mut bytes = MARK.to_vec();
        let mut terms: Vec<(u32, &str)> =
            self.terms.iter().map(|(text, number)| (*number, &**text)).collect();
        terms.sort_unstable();
        write_count(&mut bytes, terms.len());
        for (_, text) in terms {
            write_count(&mut bytes, text.len());
            bytes.extend_from_slice(text.as_bytes());
        }
        write_count(&mut bytes, self.owned.len());
        for (owner, _) in &self.owned {
            bytes.extend_from_slice(&owner.to_le_bytes());
        }
        for shard in &self.shards {
            write_number(&mut bytes, shard.totals.documents);
            for row in shard.rows() {
                write_row(&mut bytes, &row);
            }
        }
        let sum = checksum(&bytes);
        to.write_all(&bytes)?;
        to.write_all(&sum.to_le_bytes())?;
        Ok(to.flush()?)
    }

    /// Reads what [`Self::save`] wrote.
    ///
    /// # Errors
    /// [`SnapshotError`] when the reader fails, or the bytes are not a whole snapshot.
    pub fn load(mut from: impl Read) -> Result<Self, SnapshotError> {
        let mut bytes = Vec::new();
        from.read_to_end(&mut bytes)?;
        let body = bytes.strip_prefix(MARK).ok_or(SnapshotError::NotOurs)?;
        let (mut body, sum) = body.split_last_chunk::<8>().ok_or(SnapshotError::Damaged)?;
        let whole = bytes.len() - 8;
        if checksum(bytes.get(..whole).unwrap_or_default()) != u64::from_le_bytes(*sum) {
            return Err(SnapshotError::Damaged);
        }
        read_index(&mut body).filter(|_| body.is_empty()).ok_or(SnapshotError::Damaged)
    }
}

fn read_index(body: &mut &[u8]) -> Option<Index> {
    let mut loaded = Index::new();
    for _ in 0..read_number(body)? {
        let length = usize::try_from(read_number(body)?).ok()?;
        loaded.number(str::from_utf8(take(body, length)?).ok()?);
    }
    for _ in 0..read_number(body)? {
        loaded.owner_number(read_id(body)?);
    }
    for class in Audience::ALL {
        for _ in 0..read_number(body)? {
            let row = read_row(body)?;
            if row.owner != NO_OWNER && index(row.owner) >= loaded.owned.len() {
                return None;
            }
            loaded.push(row, class);
        }
    }
    Some(loaded)
}

fn write_row(bytes: &mut Vec<u8>, row: &Row<'_>) {
    bytes.extend_from_slice(&row.id.to_le_bytes());
    for number in [row.owner, u32::from(row.kind), row.lengths.words, row.lengths.characters] {
        write_number(bytes, u64::from(number));
    }
    write_count(bytes, row.forward.0.len());
    bytes.extend_from_slice(row.forward.0);
}

fn read_row<'a>(body: &mut &'a [u8]) -> Option<Row<'a>> {
    let id = read_id(body)?;
    let mut number = || u32::try_from(read_number(body)?).ok();
    let (owner, kind) = (number()?, u16::try_from(number()?).ok()?);
    let lengths = Lengths { words: number()?, characters: number()? };
    let length = usize::try_from(read_number(body)?).ok()?;
    Some(Row { id, owner, kind, lengths, forward: Forward(take(body, length)?) })
}

fn read_id(body: &mut &[u8]) -> Option<u128> {
    Some(u128::from_le_bytes(take(body, 16)?.try_into().ok()?))
}

fn take<'a>(body: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, rest) = body.split_at_checked(length)?;
    *body = rest;
    Some(taken)
}

fn write_count(bytes: &mut Vec<u8>, count: usize) {
    write_number(bytes, u64::try_from(count).unwrap_or_default());
}

fn checksum(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xCBF2_9CE4_8422_2325, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3))
}
