//! A file that grows by lines.

use std::io::Write;
use std::path::Path;

use entente_files::{Cell, CsvFile, XlsxFile};
use entente_kernel::{Problem, Result};

use super::Format;
use super::piece::Lines;

/// A file being written: what is finished of it can be taken at any time.
pub(super) enum Out {
    Csv,
    Xlsx(Box<XlsxFile>),
    Json { any: bool },
}

impl Out {
    /// Begins a file; gives its first bytes. Excel's grows in temporary files of `folder` instead.
    pub(super) fn begin(
        format: Format,
        sheet: &str,
        header: &[String],
        folder: &Path,
    ) -> Result<(Self, Vec<u8>)> {
        match format {
            Format::Csv => {
                let mut file = CsvFile::new(Vec::new(), true)?;
                file.line(&texts(header))?;
                Ok((Self::Csv, file.finish()?))
            }
            Format::Xlsx => {
                std::fs::create_dir_all(folder).map_err(Problem::internal)?;
                Ok((Self::Xlsx(Box::new(XlsxFile::new(sheet, header, folder)?)), Vec::new()))
            }
            Format::Json => Ok((Self::Json { any: false }, b"{\"items\":[".to_vec())),
        }
    }

    /// Writes lines; gives the bytes that they became, none for Excel before the end.
    pub(super) fn lines(&mut self, lines: &Lines) -> Result<Vec<u8>> {
        match (self, lines) {
            (Self::Csv, Lines::Cells(lines)) => {
                let mut file = CsvFile::new(Vec::new(), false)?;
                lines.iter().try_for_each(|line| file.line(line))?;
                file.finish()
            }
            (Self::Xlsx(file), Lines::Cells(lines)) => {
                lines.iter().try_for_each(|line| file.line(line))?;
                Ok(Vec::new())
            }
            (Self::Json { any }, Lines::Json(lines)) => {
                let mut text = String::new();
                for line in lines {
                    text.push_str(if std::mem::replace(any, true) { ",\n" } else { "\n" });
                    text.push_str(line);
                }
                Ok(text.into_bytes())
            }
            _ => Err(Problem::internal("lines of another form")),
        }
    }

    /// Writes what is still missing.
    pub(super) fn end(self, mut out: impl Write + Send) -> Result<()> {
        match self {
            Self::Csv => Ok(()),
            Self::Xlsx(file) => file.finish(out),
            Self::Json { .. } => out.write_all(b"\n]}\n").map_err(Problem::internal),
        }
    }
}

pub(super) fn texts(words: &[String]) -> Vec<Cell> {
    words.iter().map(|word| Cell::from(word.as_str())).collect()
}
