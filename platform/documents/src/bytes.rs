//! The bytes of versions, piece by piece.

use std::io::{self, Read};

use entente_kernel::{Id, Problem, Result};
use entente_store::{Db, Reads, Tx, scalar};

/// Bytes of a piece.
pub const CHUNK: usize = 256 << 10;

/// A piece of a version, from 0; nothing behind the last one. Rights are the caller's matter.
pub fn chunk(reads: &mut dyn Reads, document: Id, number: i64, position: i64) -> Result<Option<Vec<u8>>> {
    let sql = "SELECT bytes FROM document_chunk WHERE document = $1 AND number = $2 AND position = $3";
    scalar(reads, sql, &[document.into(), number.into(), position.into()])
}

/// Writes the pieces of a version.
pub(crate) fn store(tx: &mut Tx<'_>, document: Id, number: i64, mut file: impl Read) -> Result<()> {
    let sql = "INSERT INTO document_chunk (document, number, position, bytes) VALUES ($1, $2, $3, $4)";
    for position in 0_i64.. {
        let mut piece = Vec::with_capacity(CHUNK);
        let most = u64::try_from(CHUNK).unwrap_or(u64::MAX);
        file.by_ref().take(most).read_to_end(&mut piece).map_err(Problem::internal)?;
        if piece.is_empty() {
            break;
        }
        tx.execute(sql, &[document.into(), number.into(), position.into(), piece.into()])?;
    }
    Ok(())
}

/// A version read from the database as it is asked for, one piece in memory.
pub(crate) struct Stored {
    pub(crate) db: Db,
    pub(crate) document: Id,
    pub(crate) number: i64,
    next: i64,
    piece: io::Cursor<Vec<u8>>,
}

impl Stored {
    pub(crate) fn new(db: Db, document: Id, number: i64) -> Self {
        Self { db, document, number, next: 0, piece: io::Cursor::default() }
    }
}

impl Read for Stored {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.piece.read(buffer)?;
        if read > 0 || buffer.is_empty() {
            return Ok(read);
        }
        let (document, number, position) = (self.document, self.number, self.next);
        let piece = self.db.read_now(move |reads| chunk(reads, document, number, position));
        match piece.map_err(|problem| io::Error::other(problem.to_string()))? {
            None => Ok(0),
            Some(piece) => {
                self.next += 1;
                self.piece = io::Cursor::new(piece);
                self.piece.read(buffer)
            }
        }
    }
}
