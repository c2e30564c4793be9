//! Files unpacked while they are read.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use entente_kernel::{Class, Problem, Result};

/// A file, unpacked when its name ends in `.zst` or `.gz`. Errors: `file-unreadable` with its path.
pub fn open(path: &Path) -> Result<Box<dyn Read>> {
    let unreadable = |why: std::io::Error| {
        Problem::new(Class::Malformed, "file-unreadable").with("path", path.display()).because(why)
    };
    let file = File::open(path).map_err(unreadable)?;
    Ok(match path.extension().and_then(|ending| ending.to_str()) {
        Some("zst") => Box::new(zstd::stream::read::Decoder::new(file).map_err(unreadable)?),
        Some("gz") => Box::new(flate2::read::MultiGzDecoder::new(file)),
        _ => Box::new(file),
    })
}
