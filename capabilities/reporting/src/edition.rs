//! What is kept of a publication: its point of knowledge, its stored forms, and the key that signs.

use entente_kernel::{Id, Instant, Lang, Problem, Result};
use entente_packet::{Key, Packet, SEED, sha256, verify};
use entente_store::{Reads, Row, Tx};

/// The name of the packet among the stored forms.
pub(crate) const PACKET: &str = "packet";

/// A publication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// What was known at this instant counts.
    pub known_at: Instant,
    /// The key that signed, once it did.
    pub key_id: Option<String>,
    /// When the forms were stored.
    pub ended_at: Option<Instant>,
}

/// A stored form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// `html-en`, `html-zh-Hans`, `pdf-en`, `pdf-zh-Hans` or `packet`.
    pub name: String,
    /// Its media type.
    pub media: String,
    /// The SHA-256 of its bytes, in lower-case hex.
    pub sha256: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// The name of a form in a language.
pub(crate) fn name(form: &str, lang: Lang) -> String {
    format!("{form}-{}", lang.tag())
}

/// Writes down that a publication began.
pub(crate) fn begin(tx: &mut Tx<'_>, report: Id, known_at: Instant) -> Result<()> {
    let sql = "INSERT INTO report_edition (report, known_at, begun_at) VALUES ($1, $2, $3)";
    let now = tx.now();
    tx.execute(sql, &[report.into(), known_at.into(), now.into()]).map(|_| ())
}

/// Forgets a publication that came to nothing.
pub(crate) fn drop(tx: &mut Tx<'_>, report: Id) -> Result<()> {
    tx.execute("DELETE FROM report_edition WHERE report = $1", &[report.into()]).map(|_| ())
}

/// The publication of a report, whether it has ended or not.
pub fn edition(reads: &mut dyn Reads, report: Id) -> Result<Option<Edition>> {
    let sql = "SELECT known_at, key_id, ended_at FROM report_edition WHERE report = $1";
    let read = |row: Row| Ok(Edition { known_at: row.get(0)?, key_id: row.get(1)?, ended_at: row.get(2)? });
    reads.first(sql, &[report.into()])?.map(read).transpose()
}

/// Stores the forms. Errors: `report-made` (409) when there are some: what is published is never written again.
pub(crate) fn store(tx: &mut Tx<'_>, report: Id, key_id: &str, forms: &[Stored]) -> Result<()> {
    if form(tx, report, PACKET)?.is_some() {
        return Err(Problem::conflict("report-made"));
    }
    for form in forms {
        tx.execute(
            "INSERT INTO report_form (report, name, media, sha256, bytes) VALUES ($1, $2, $3, $4, $5)",
            &[
                report.into(),
                form.name.as_str().into(),
                form.media.as_str().into(),
                form.sha256.as_str().into(),
                form.bytes.clone().into(),
            ],
        )?;
    }
    let now = tx.now();
    let sql = "UPDATE report_edition SET key_id = $2, ended_at = $3 WHERE report = $1";
    tx.execute(sql, &[report.into(), key_id.into(), now.into()]).map(|_| ())
}

/// A stored form by its name. Errors: internal when its bytes are not what they were.
pub fn form(reads: &mut dyn Reads, report: Id, name: &str) -> Result<Option<Stored>> {
    let sql = "SELECT name, media, sha256, bytes FROM report_form WHERE report = $1 AND name = $2";
    let Some(row) = reads.first(sql, &[report.into(), name.into()])? else { return Ok(None) };
    let stored = Stored { name: row.get(0)?, media: row.get(1)?, sha256: row.get(2)?, bytes: row.get(3)? };
    if sha256(&stored.bytes) == stored.sha256 {
        Ok(Some(stored))
    } else {
        Err(Problem::internal(format!("stored form {name} of report {report} was altered")))
    }
}

/// The publication with its packet, checked against the installation's own key. Errors: internal when the packet does
/// not hold.
pub(crate) fn packet(reads: &mut dyn Reads, report: Id) -> Result<Option<(Edition, Packet)>> {
    let (made, stored) = (edition(reads, report)?, form(reads, report, PACKET)?);
    let (Some(edition), Some(stored)) = (made, stored) else { return Ok(None) };
    let key = match &edition.key_id {
        Some(id) => public_key(reads, id)?,
        None => None,
    };
    let checked = verify(&stored.bytes, key.as_deref()).map_err(Problem::internal)?;
    Ok(Some((edition, checked.packet)))
}

/// Names and hashes of the stored forms.
pub(crate) fn forms(reads: &mut dyn Reads, report: Id) -> Result<Vec<(String, String)>> {
    let sql = "SELECT name, sha256 FROM report_form WHERE report = $1 ORDER BY name";
    reads.query(sql, &[report.into()])?.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// The public half of a key, in hex; `None` when this installation does not have it.
pub fn public_key(reads: &mut dyn Reads, id: &str) -> Result<Option<String>> {
    reads
        .first("SELECT public FROM report_key WHERE id = $1", &[id.into()])?
        .map(|row| row.get(0))
        .transpose()
}

/// The key that signs, made when there is none.
pub(crate) fn signing_key(tx: &mut Tx<'_>) -> Result<Key> {
    let sql = "SELECT secret FROM report_key ORDER BY created_at DESC, id DESC LIMIT 1";
    let none = || Problem::internal("a signing key of another length");
    if let Some(row) = tx.first(sql, &[])? {
        let secret: Vec<u8> = row.get(0)?;
        return Key::of(&secret).ok_or_else(none);
    }
    let mut seed = [0; SEED];
    tx.chance().fill(&mut seed);
    let key = Key::of(&seed).ok_or_else(none)?;
    let sql = "INSERT INTO report_key (id, public, secret, created_at) VALUES ($1, $2, $3, $4)";
    let now = tx.now();
    tx.execute(sql, &[key.id().into(), key.public().into(), seed.to_vec().into(), now.into()])?;
    Ok(key)
}

/// A stored form of these bytes.
pub(crate) fn stored(name: String, media: &str, bytes: Vec<u8>) -> Stored {
    Stored { name, media: media.to_owned(), sha256: sha256(&bytes), bytes }
}

/// The first digits of a hash, for people.
pub(crate) fn short(sha256: &str) -> String {
    sha256.chars().take(12).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_have_a_name_per_language() {
        assert_eq!((name("html", Lang::En), name("pdf", Lang::Zh)), ("html-en".into(), "pdf-zh-Hans".into()));
        assert_eq!(short(&entente_kernel::hex(&[0xab; 32])), "abababababab");
    }
}
