//! The file around the parts: tar in zstd, with a digest of all its bytes behind it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use entente_kernel::{Problem, Result};
use sha2::{Digest, Sha256};
use tar::{Builder, Header};
use zstd::{Decoder, Encoder};

use super::{damaged, unwritable};

/// A skippable zstd frame of 32 bytes, which other readers pass over.
const TRAILER: [u8; 8] = [0x50, 0x2A, 0x4D, 0x18, 32, 0, 0, 0];

/// Bytes of the trailer with the digest.
const TRAILER_LEN: u64 = 40;

/// Level of compression: backups are taken beside a program at work.
const LEVEL: i32 = 3;

/// Writes and digests what passes.
struct Digesting {
    file: BufWriter<File>,
    hasher: Sha256,
}

impl Write for Digesting {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let done = self.file.write(bytes)?;
        self.hasher.update(bytes.get(..done).unwrap_or_default());
        Ok(done)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// An archive being written, under another name until it is whole.
pub(super) struct Packing {
    tar: Builder<Encoder<'static, Digesting>>,
    part: PathBuf,
    path: PathBuf,
    seconds: u64,
}

impl Packing {
    pub(super) fn create(path: &Path, seconds: u64) -> Result<Self> {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(".part");
        let part = path.with_file_name(name);
        let open = || {
            // It holds everything that the database holds: for its owner alone.
            let mut options = OpenOptions::new();
            options.write(true).create(true).truncate(true).mode(0o600);
            let file = BufWriter::new(options.open(&part)?);
            let mut zstd = Encoder::new(Digesting { file, hasher: Sha256::new() }, LEVEL)?;
            zstd.include_checksum(true)?;
            Ok(Builder::new(zstd))
        };
        let tar = open().map_err(|e: io::Error| unwritable(path, &e))?;
        Ok(Self { tar, part, path: path.to_owned(), seconds })
    }

    pub(super) fn add(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        let mut header = Header::new_ustar();
        header.set_size(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        header.set_mode(0o600);
        header.set_mtime(self.seconds);
        let added = self.tar.append_data(&mut header, name, bytes);
        added.map_err(|e| unwritable(&self.path, &e))
    }

    /// The file has its name only when it is whole and on the disk.
    pub(super) fn finish(self) -> Result<()> {
        let Self { tar, part, path, .. } = self;
        let end = || {
            let Digesting { mut file, hasher } = tar.into_inner()?.finish()?;
            file.write_all(&TRAILER)?;
            file.write_all(&hasher.finalize())?;
            file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
            fs::rename(&part, &path)?;
            let folder = path.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
            File::open(folder)?.sync_all()
        };
        end().map_err(|e| unwritable(&path, &e))
    }

    /// Nothing is left of it.
    pub(super) fn abandon(path: &Path) {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(".part");
        fs::remove_file(path.with_file_name(name)).ok();
    }
}

/// Compares the digest behind the file with its bytes. Errors: `backup-damaged`, `backup-unreadable`.
pub(super) fn check_bytes(path: &Path) -> Result<()> {
    let unreadable = |e: io::Error| unreadable(path, &e);
    let mut file = File::open(path).map_err(unreadable)?;
    let length = file.metadata().map_err(unreadable)?.len();
    let Some(content) = length.checked_sub(TRAILER_LEN) else { return Err(damaged(path, "too short")) };
    let mut hasher = Sha256::new();
    let mut reader = BufReader::with_capacity(1 << 16, Read::by_ref(&mut file).take(content));
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = reader.read(&mut buffer).map_err(unreadable)?;
        if read == 0 {
            break;
        }
        hasher.update(buffer.get(..read).unwrap_or_default());
    }
    let mut trailer = Vec::new();
    file.seek(SeekFrom::Start(content)).map_err(unreadable)?;
    file.read_to_end(&mut trailer).map_err(unreadable)?;
    let expected = [TRAILER.as_slice(), &hasher.finalize()].concat();
    if trailer == expected { Ok(()) } else { Err(damaged(path, "the digest behind the file is another")) }
}

/// Hands over each part with its name, in the order of the file.
pub(super) fn each_part(path: &Path, take: &mut dyn FnMut(&str, Vec<u8>) -> Result<()>) -> Result<()> {
    let file = File::open(path).map_err(|e| unreadable(path, &e))?;
    let decoder = Decoder::new(file).map_err(|e| damaged(path, e))?;
    let mut archive = tar::Archive::new(decoder);
    for entry in archive.entries().map_err(|e| damaged(path, e))? {
        let mut entry = entry.map_err(|e| damaged(path, e))?;
        let name = entry.path().map_err(|e| damaged(path, e))?.to_string_lossy().into_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).map_err(|e| damaged(path, e))?;
        take(&name, bytes)?;
    }
    Ok(())
}

fn unreadable(path: &Path, error: &io::Error) -> Problem {
    Problem::new(entente_kernel::Class::Unavailable, "file-unreadable")
        .with("path", path.display())
        .because(error)
}
