//! What a package stands in: a folder or a zip file.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Component, Path, PathBuf};

use entente_kernel::{Class, Problem, Result, hex};
use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::{DESCRIPTOR, damaged, unreadable, unwritable};

/// Most bytes of a descriptor.
const MOST: u64 = 64 << 20;

/// Bytes and their SHA-256 in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sum {
    pub(super) bytes: u64,
    pub(super) sha256: String,
}

/// Counts and digests what passes.
pub(super) struct Summing<T> {
    inner: T,
    bytes: u64,
    hasher: Sha256,
}

impl<T> Summing<T> {
    pub(super) fn new(inner: T) -> Self {
        Self { inner, bytes: 0, hasher: Sha256::new() }
    }

    pub(super) fn sum(self) -> Sum {
        Sum { bytes: self.bytes, sha256: hex(&self.hasher.finalize()) }
    }

    fn passed(&mut self, bytes: &[u8]) {
        self.bytes += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.hasher.update(bytes);
    }
}

impl<W: Write> Write for Summing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let done = self.inner.write(bytes)?;
        self.passed(bytes.get(..done).unwrap_or_default());
        Ok(done)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl<R: Read> Read for Summing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let done = self.inner.read(buffer)?;
        self.passed(buffer.get(..done).unwrap_or_default());
        Ok(done)
    }
}

/// A package being written.
pub(super) enum Writing {
    Folder(PathBuf),
    Zip { zip: Box<ZipWriter<BufWriter<File>>>, path: Option<PathBuf> },
}

impl Writing {
    /// A zip file when the name ends so, otherwise a folder that is not there or empty. Errors: `package-exists`.
    pub(super) fn at(path: &Path) -> Result<Self> {
        let exists = || Problem::new(Class::Conflict, "package-exists").with("path", path.display());
        if path.extension().is_some_and(|end| end.eq_ignore_ascii_case("zip")) {
            if path.exists() {
                return Err(exists());
            }
            // It holds what the database holds: for its owner alone.
            let mut options = OpenOptions::new();
            options.write(true).create(true).truncate(true).mode(0o600);
            let file = options.open(part(path)).map_err(|e| unwritable(path, &e))?;
            return Ok(Self::zip(file, Some(path.to_owned())));
        }
        if path.is_file() || fs::read_dir(path).is_ok_and(|mut inner| inner.next().is_some()) {
            return Err(exists());
        }
        let mut builder = DirBuilder::new();
        builder.recursive(true).mode(0o700);
        builder.create(path).map_err(|e| unwritable(path, &e))?;
        Ok(Self::Folder(path.to_owned()))
    }

    pub(super) fn zip(file: File, path: Option<PathBuf>) -> Self {
        Self::Zip { zip: Box::new(ZipWriter::new(BufWriter::new(file))), path }
    }

    /// Writes one file; gives what it came to.
    pub(super) fn put(
        &mut self,
        name: &str,
        fill: &mut dyn FnMut(&mut dyn Write) -> Result<()>,
    ) -> Result<Sum> {
        match self {
            Self::Folder(root) => {
                let path = root.join(name);
                let open = || {
                    fs::create_dir_all(path.parent().unwrap_or(root))?;
                    let mut options = OpenOptions::new();
                    options.write(true).create_new(true).mode(0o600).open(&path)
                };
                let file = open().map_err(|e| unwritable(&path, &e))?;
                let mut out = Summing::new(BufWriter::new(file));
                fill(&mut out)?;
                out.flush().map_err(|e| unwritable(&path, &e))?;
                Ok(out.sum())
            }
            Self::Zip { zip, path } => {
                let at = path.clone().unwrap_or_default();
                let options = SimpleFileOptions::default()
                    .compression_method(CompressionMethod::Deflated)
                    .last_modified_time(DateTime::default())
                    .large_file(true);
                zip.start_file(name, options).map_err(|e| unwritable(&at, &e.into()))?;
                let mut out = Summing::new(&mut **zip);
                fill(&mut out)?;
                Ok(out.sum())
            }
        }
    }

    /// A zip file has its name only when it is whole and on the disk.
    pub(super) fn finish(self) -> Result<()> {
        let Self::Zip { zip, path } = self else { return Ok(()) };
        let at = path.clone().unwrap_or_default();
        let end = || -> io::Result<()> {
            let mut file = zip.finish()?;
            file.flush()?;
            file.get_ref().sync_all()?;
            path.map_or(Ok(()), |path| fs::rename(part(&path), &path))
        };
        end().map_err(|e| unwritable(&at, &e))
    }

    /// Nothing is left of a zip file that was not finished, nor of a folder.
    pub(super) fn abandon(path: &Path) {
        fs::remove_file(part(path)).ok();
        if path.is_dir() {
            fs::remove_dir_all(path.join("data")).ok();
            fs::remove_dir_all(path.join("files")).ok();
            fs::remove_file(path.join(DESCRIPTOR)).ok();
        }
    }
}

fn part(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    path.with_file_name(name)
}

/// A package being read.
pub(super) enum Reading {
    Folder(PathBuf),
    Zip(Box<ZipArchive<BufReader<File>>>),
}

impl Reading {
    pub(super) fn at(path: &Path) -> Result<Self> {
        if path.is_dir() {
            return Ok(Self::Folder(path.to_owned()));
        }
        let file = File::open(path).map_err(|e| unreadable(path, e))?;
        let zip = ZipArchive::new(BufReader::new(file)).map_err(|e| damaged(DESCRIPTOR, e))?;
        Ok(Self::Zip(Box::new(zip)))
    }

    /// Hands a file over to be read. Errors: `package-damaged` when it is not there.
    pub(super) fn open<T>(&mut self, name: &str, read: impl FnOnce(&mut dyn Read) -> Result<T>) -> Result<T> {
        let inside = Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
        if !inside {
            return Err(damaged(name, "its path leads out of the package"));
        }
        match self {
            Self::Folder(root) => {
                let file = File::open(root.join(name)).map_err(|e| damaged(name, e))?;
                read(&mut BufReader::with_capacity(1 << 16, file))
            }
            Self::Zip(zip) => read(&mut zip.by_name(name).map_err(|e| damaged(name, e))?),
        }
    }

    pub(super) fn descriptor(&mut self) -> Result<Vec<u8>> {
        self.open(DESCRIPTOR, |file| {
            let mut bytes = Vec::new();
            file.take(MOST).read_to_end(&mut bytes).map_err(|e| damaged(DESCRIPTOR, e))?;
            Ok(bytes)
        })
    }
}
