//! The folder of an index. What is mapped into memory is a copy that nobody can reach: a file that is cut short while the
//! program runs then gives an error that can be dealt with, where a mapped one would end the process.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::directory::error::{DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    Directory, DirectoryLock, FileHandle, Lock, MmapDirectory, WatchCallback, WatchHandle, WritePtr,
};

/// Where copies stand for the moment in which they are mapped.
const COPIES: &str = "open";

/// A folder; everything but reading is left to the library's own.
#[derive(Clone, Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    inner: MmapDirectory,
    copies: MmapDirectory,
}

impl Folder {
    pub(crate) fn open(path: &Path) -> Result<Self, OpenDirectoryError> {
        let copies = path.join(COPIES);
        let unopened = |error| OpenDirectoryError::wrap_io_error(error, copies.clone());
        std::fs::create_dir_all(&copies).map_err(unopened)?;
        Ok(Self {
            path: path.to_owned(),
            inner: MmapDirectory::open(path)?,
            copies: MmapDirectory::open(&copies)?,
        })
    }
}

impl Directory for Folder {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        let failed = |error: io::Error| {
            if error.kind() == io::ErrorKind::NotFound {
                OpenReadError::FileDoesNotExist(path.to_owned())
            } else {
                OpenReadError::wrap_io_error(error, path.to_owned())
            }
        };
        let copy = self.path.join(COPIES).join(path);
        std::fs::create_dir_all(self.path.join(COPIES)).map_err(failed)?;
        std::fs::copy(self.path.join(path), &copy).map_err(failed)?;
        let handle = self.copies.get_file_handle(path);
        // The mapping keeps the copy, which has no name from now on.
        std::fs::remove_file(&copy).map_err(failed)?;
        handle
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.inner.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.inner.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.inner.open_write(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.inner.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.inner.atomic_write(path, data)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.inner.sync_directory()
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        self.inner.acquire_lock(lock)
    }

    fn watch(&self, watch_callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.inner.watch(watch_callback)
    }
}
