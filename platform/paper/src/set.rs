//! The way through typst: one source, one file of data, fonts, and nothing else of the world.

use std::sync::{LazyLock, PoisonError, RwLock};

use serde_json::Value;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::fonts::Fonts;

const LOOK: &str = include_str!("look.typ");

/// The standard library with row headers, which typst still counts among its new features.
static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| {
    LazyHash::new(Library::builder().with_features([Feature::A11yExtras].into_iter().collect()).build())
});

/// Papers on their way: typst's memory of intermediate results serves all of them, and is emptied when none is.
static BUSY: RwLock<()> = RwLock::new(());

/// What typst sees of this machine.
struct Desk<'a> {
    fonts: &'a Fonts,
    look: Source,
    data: Bytes,
    data_id: FileId,
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.book()
    }

    fn main(&self) -> FileId {
        self.look.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.look.id() { Ok(self.look.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.data_id { Ok(self.data.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.font(index)
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// The PDF of a paper's data.
///
/// # Errors
/// What typst says, one line each.
pub(crate) fn pdf(data: &Value, ident: &str, fonts: &Fonts) -> Result<Vec<u8>, Vec<String>> {
    let bytes = {
        let _busy = BUSY.read().unwrap_or_else(PoisonError::into_inner);
        typeset(data, ident, fonts)
    };
    // What is remembered would otherwise stay for the life of the server.
    if let Ok(_alone) = BUSY.try_write() {
        typst::comemo::evict(0);
    }
    bytes
}

fn typeset(data: &Value, ident: &str, fonts: &Fonts) -> Result<Vec<u8>, Vec<String>> {
    let desk = Desk {
        fonts,
        look: Source::new(file("look.typ")?, LOOK.to_owned()),
        data: Bytes::from_string(data.to_string()),
        data_id: file("paper.json")?,
    };
    let document = typst::compile::<PagedDocument>(&desk).output.map_err(|all| lines(&all))?;
    let standards = PdfStandards::new(&[PdfStandard::Ua_1, PdfStandard::A_2a])
        .map_err(|error| vec![error.message().to_string()])?;
    let options = PdfOptions {
        ident: Smart::Custom(ident.to_owned()),
        creator: Smart::Custom(Some("Entente".to_owned())),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&document, &options).map_err(|all| lines(&all))
}

fn file(name: &str) -> Result<FileId, Vec<String>> {
    let path = VirtualPath::new(name).map_err(|error| vec![format!("{error:?}")])?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

fn lines(all: &[SourceDiagnostic]) -> Vec<String> {
    all.iter().map(|one| one.message.to_string()).collect()
}
