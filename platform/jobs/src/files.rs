//! Files of a job, kept in pieces, so that none is ever held whole by the database's threads.

use entente_kernel::{Id, Result};
use entente_store::{Reads, Tx, scalar};

/// Bytes of a piece.
const PIECE: usize = 256 << 10;

/// A file of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media: String,
    /// Its size in bytes.
    pub size: i64,
    /// The number of its pieces.
    pub pieces: i64,
}

/// Appends bytes to a file of a job, which begins when there is none of that name.
pub fn keep(tx: &mut Tx<'_>, job: Id, name: &str, media: &str, bytes: &[u8]) -> Result<()> {
    let next = "SELECT max(number) FROM job_file WHERE job = $1 AND name = $2";
    let first = scalar::<Option<i64>>(tx, next, &[job.into(), name.into()])?.flatten().map_or(0, |n| n + 1);
    for (number, piece) in (first..).zip(bytes.chunks(PIECE)) {
        tx.execute(
            "INSERT INTO job_file (job, name, media, number, bytes) VALUES ($1, $2, $3, $4, $5)",
            &[job.into(), name.into(), media.into(), number.into(), piece.to_vec().into()],
        )?;
    }
    Ok(())
}

/// Forgets a file of a job.
pub fn drop_file(tx: &mut Tx<'_>, job: Id, name: &str) -> Result<()> {
    tx.execute("DELETE FROM job_file WHERE job = $1 AND name = $2", &[job.into(), name.into()])?;
    Ok(())
}

/// The files of a job.
pub fn files(reads: &mut dyn Reads, job: Id) -> Result<Vec<File>> {
    let sql =
        "SELECT name, min(media), CAST(sum(length(bytes)) AS BIGINT), count(*) FROM job_file WHERE job = $1
               GROUP BY name ORDER BY name";
    let read = |row: &entente_store::Row| {
        Ok(File { name: row.get(0)?, media: row.get(1)?, size: row.get(2)?, pieces: row.get(3)? })
    };
    reads.query(sql, &[job.into()])?.iter().map(read).collect()
}

/// One piece of a file; `None` behind its end.
pub fn chunk(reads: &mut dyn Reads, job: Id, name: &str, number: i64) -> Result<Option<Vec<u8>>> {
    let sql = "SELECT bytes FROM job_file WHERE job = $1 AND name = $2 AND number = $3";
    reads.first(sql, &[job.into(), name.into(), number.into()])?.map(|row| row.get(0)).transpose()
}

/// A whole file; `None` when there is none of that name.
pub fn file(reads: &mut dyn Reads, job: Id, name: &str) -> Result<Option<Vec<u8>>> {
    let mut whole = None;
    for number in 0.. {
        let Some(piece) = chunk(reads, job, name, number)? else { break };
        whole.get_or_insert_with(Vec::new).extend(piece);
    }
    Ok(whole)
}
