//! A file on its way in.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

use entente_files::FileType;
use entente_kernel::{Class, FieldProblem, Problem, Result};
use sha2::{Digest, Sha256};

/// Bytes at the beginning and at the end by which a file is judged.
const ENDS: usize = 1 << 20;
/// Most characters of a file's name.
const LONGEST: usize = 200;

/// A file that is being received: on disk without a name, so that nothing of it stays behind however the program ends.
pub struct Incoming {
    name: String,
    file: File,
    size: u64,
    most: u64,
    digest: Sha256,
}

/// A file that may be stored.
pub struct Judged {
    /// Its name.
    pub name: String,
    /// What it is, by its bytes.
    pub is: FileType,
    /// In bytes.
    pub size: u64,
    /// SHA-256.
    pub digest: Vec<u8>,
    pub(crate) file: File,
}

impl Judged {
    /// Its bytes, from the beginning. Errors: those of the folder.
    pub fn bytes(mut self) -> Result<File> {
        self.file.seek(SeekFrom::Start(0)).map_err(broken)?;
        Ok(self.file)
    }
}

impl Incoming {
    /// Begins a file in a folder for what is on its way, of at most `most` bytes. Errors: those of the folder.
    pub fn begin(folder: &Path, name: &str, most: u64) -> Result<Self> {
        std::fs::create_dir_all(folder).map_err(broken)?;
        let file = tempfile::tempfile_in(folder).map_err(broken)?;
        Ok(Self { name: plain_name(name), file, size: 0, most, digest: Sha256::new() })
    }

    /// Takes further bytes. Errors: `document-too-large` at the field `file`, `storage-full`.
    pub fn push(&mut self, bytes: &[u8]) -> Result<()> {
        self.size += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if self.size > self.most {
            return Err(too_large(self.most));
        }
        self.digest.update(bytes);
        self.file.write_all(bytes).map_err(broken)
    }
}

/// The refusal of a file of more than `most` bytes, beside its field.
pub(crate) fn too_large(most: u64) -> Problem {
    let field = FieldProblem::new("file", "document-too-large").with("max", most >> 20);
    Problem { class: Class::TooLarge, ..Problem::invalid(vec![field]) }
}

fn broken(why: std::io::Error) -> Problem {
    match why.kind() {
        std::io::ErrorKind::StorageFull => Problem::new(Class::StorageFull, "storage-full").because(why),
        _ => Problem::internal(why),
    }
}

/// What the received file is. Errors, at the field `file`: `required` when it is empty, `document-type` for what runs
/// when it is opened or cannot be told.
pub fn judged(incoming: Incoming) -> Result<Judged> {
    let Incoming { name, mut file, size, digest, .. } = incoming;
    if size == 0 {
        return Err(Problem::field("file", "required"));
    }
    let head = ends(&mut file, SeekFrom::Start(0))?;
    let back = size.min(u64::try_from(ENDS).unwrap_or(u64::MAX));
    let tail = ends(&mut file, SeekFrom::Start(size - back))?;
    let is = FileType::of_ends(&head, &tail);
    if is.is_refused() {
        let field = FieldProblem::new("file", "document-type");
        return Err(Problem { class: Class::WrongType, ..Problem::invalid(vec![field]) });
    }
    Ok(Judged { name, is, size, digest: digest.finalize().to_vec(), file })
}

fn ends(file: &mut File, from: SeekFrom) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.seek(from).map_err(broken)?;
    file.take(u64::try_from(ENDS).unwrap_or(u64::MAX)).read_to_end(&mut bytes).map_err(broken)?;
    Ok(bytes)
}

/// The last part of a path, without signs that no file's name has.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let hidden = |sign: &char| {
        sign.is_control()
            || matches!(sign, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let plain: String = last.chars().filter(|sign| !hidden(sign)).collect();
    let plain = plain.trim().trim_start_matches('.');
    // The ending stays, whatever is cut.
    let count = plain.chars().count();
    match plain.rsplit_once('.') {
        _ if plain.is_empty() => "document".into(),
        _ if count <= LONGEST => plain.to_owned(),
        Some((stem, ending)) if ending.chars().count() <= 10 => {
            let room = LONGEST - 1 - ending.chars().count();
            format!("{}.{ending}", stem.chars().take(room).collect::<String>())
        }
        _ => plain.chars().take(LONGEST).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn received(bytes: &[u8], most: u64) -> Result<Judged> {
        let mut incoming = Incoming::begin(&std::env::temp_dir(), "a.pdf", most)?;
        bytes.chunks(3).try_for_each(|piece| incoming.push(piece))?;
        judged(incoming)
    }

    #[test]
    fn what_a_file_is_decides_not_its_name() {
        assert_eq!(received(b"%PDF-1.7 words", 100).unwrap().is, FileType::Pdf);
        let code = |problem: Problem| (problem.class.status(), problem.fields[0].code);
        assert_eq!(received(b"<html><script>", 100).map(|_| ()).map_err(code), Err((415, "document-type")));
        assert_eq!(received(b"MZ\0\0", 100).map(|_| ()).map_err(code), Err((415, "document-type")));
        assert_eq!(received(b"", 100).map(|_| ()).map_err(code), Err((422, "required")));
        assert_eq!(
            received(b"%PDF-1.7 words", 9).map(|_| ()).map_err(code),
            Err((413, "document-too-large"))
        );
    }

    #[test]
    fn names_are_plain_and_keep_their_ending() {
        assert_eq!(plain_name("C:\\x\\协议 1.pdf"), "协议 1.pdf");
        assert_eq!(plain_name("../../etc/passwd"), "passwd");
        assert_eq!(plain_name("a\u{202e}fdp.exe\r\n"), "afdp.exe");
        assert_eq!(plain_name("..."), "document");
        let long = plain_name(&format!("{}.docx", "长".repeat(300)));
        assert_eq!((long.chars().count(), long.ends_with(".docx")), (200, true));
    }
}
