//! Documents as they are read.

use entente_access::{Actor, Audience};
use entente_kernel::{Id, Instant, Problem, Result};
use entente_record::{Kind, visible};
use entente_store::{Reads, Row};

/// A document of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its id.
    pub id: Id,
    /// What it is.
    pub title: String,
    /// For staff alone, whoever sees the record.
    pub internal: bool,
    /// The account that brought it.
    pub owner: Option<Id>,
    /// When.
    pub created_at: Instant,
    /// Its versions, newest first; never empty.
    pub versions: Vec<Version>,
}

/// A version of a document: one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// From 1.
    pub number: i64,
    /// The file's name, as it was sent.
    pub file_name: String,
    /// By its bytes.
    pub media_type: String,
    /// In bytes.
    pub size: i64,
    /// SHA-256.
    pub digest: Vec<u8>,
    /// The account that brought it.
    pub author: Option<Id>,
    /// When.
    pub at: Instant,
    /// Whether its text can be searched.
    pub text: TextState,
}

/// Whether the text of a version can be searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextState {
    /// It has not been read yet.
    Waiting,
    /// It has been read.
    Read,
    /// A file of this kind has none.
    None,
    /// It could not be read.
    Failed,
}

impl TextState {
    /// The word in the column and in locale keys.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Read => "read",
            Self::None => "none",
            Self::Failed => "failed",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        [Self::Waiting, Self::Read, Self::None, Self::Failed].into_iter().find(|state| state.word() == word)
    }
}

const COLUMNS: &str = "d.id, d.title, d.internal, d.owner, d.created_at, v.number, v.file_name, v.media_type, v.size, \
     v.digest, v.author, v.at, v.text_state";

/// The documents of a record that the actor may see, newest first. Errors: 404 for a record that the actor may not see
/// or that lies in the trash.
pub fn documents(reads: &mut dyn Reads, actor: &Actor, kind: &Kind, record: Id) -> Result<Vec<Document>> {
    open_record(reads, actor, kind, record)?;
    let sql = format!(
        "SELECT {COLUMNS} FROM document d JOIN document_version v ON v.document = d.id
         WHERE d.record = $1 AND d.kind = $2 AND d.removed_at IS NULL
         ORDER BY d.created_at DESC, d.id, v.number DESC"
    );
    let rows = reads.query(&sql, &[record.into(), kind.name.into()])?;
    let all = gathered(&rows)?;
    Ok(all.into_iter().filter(|document| is_open(actor, document)).collect())
}

/// A document of a record, if the actor may see it. Errors: 404 otherwise.
pub fn one(reads: &mut dyn Reads, actor: &Actor, kind: &Kind, record: Id, document: Id) -> Result<Document> {
    let all = documents(reads, actor, kind, record)?;
    all.into_iter().find(|one| one.id == document).ok_or_else(Problem::not_found)
}

/// Errors: 404 unless the actor sees the record and it is not in the trash.
pub(crate) fn open_record(reads: &mut dyn Reads, actor: &Actor, kind: &Kind, record: Id) -> Result<()> {
    let record = visible(reads, actor, kind, record)?;
    if record.meta.deleted_at.is_some() { Err(Problem::not_found()) } else { Ok(()) }
}

fn is_open(actor: &Actor, document: &Document) -> bool {
    !document.internal || actor.audience == Audience::Internal
}

/// Rows of versions, those of one document one after the other.
fn gathered(rows: &[Row]) -> Result<Vec<Document>> {
    let mut all: Vec<Document> = Vec::new();
    for row in rows {
        let id: Id = row.get(0)?;
        let version = version(row)?;
        match all.last_mut().filter(|last| last.id == id) {
            Some(document) => document.versions.push(version),
            None => all.push(Document {
                id,
                title: row.get(1)?,
                internal: row.get(2)?,
                owner: row.get(3)?,
                created_at: row.get(4)?,
                versions: vec![version],
            }),
        }
    }
    Ok(all)
}

fn version(row: &Row) -> Result<Version> {
    let state: String = row.get(12)?;
    Ok(Version {
        number: row.get(5)?,
        file_name: row.get(6)?,
        media_type: row.get(7)?,
        size: row.get(8)?,
        digest: row.get(9)?,
        author: row.get(10)?,
        at: row.get(11)?,
        text: TextState::parse(&state).ok_or_else(|| Problem::internal(format!("text state {state}")))?,
    })
}

/// The documents of a record that got a version at that instant, and whether they are kept for staff; whoever asks.
pub fn brought(reads: &mut dyn Reads, record: Id, at: Instant) -> Result<Vec<(Id, bool)>> {
    let sql = "SELECT DISTINCT d.id, d.internal FROM document d JOIN document_version v ON v.document = d.id
               WHERE d.record = $1 AND v.at = $2 ORDER BY d.id";
    let rows = reads.query(sql, &[record.into(), at.into()])?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}
